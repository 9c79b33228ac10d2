"""No cell of any download can do anything: every dangerous beginning, through every door of every app."""

import csv
import inspect
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry

from events.ledger.reconcile import reconcile_calendar
from events.models import CalendarEntry
from newsletter.models import Delivery, Issue
from subscribers.models import Bounce
from subscribers.shell.spreadsheets import safe_cell
from subscribers.shell.wagtail_private import stream_csv, write_xlsx
from subscribers.shell.workbooks import write_workbook
from tests.factories import (
    make_event,
    make_issue,
    make_open_occurrence,
    make_registration,
    make_staff,
    make_venue,
)

pytestmark = pytest.mark.django_db

# OWASP, CSV injection: signs, ends of a cell, signs of other widths, and what stands before them.
DANGEROUS = (
    "=1+1", "+31612345678", "-2", "@SUM(A1)", "|calc", "\t=1", "\r=1", "\n=1", "\ttab", "\rreturn", "\nline",
    "＝1+1", "＋1", "－2", "＠SUM(A1)", "﹦1", "﹢1", "﹣2", "﹫x", "⁺1", "⁼1",
    " =1", "   \t=1", "\u00a0=1", "\u2003=1", '"=1', "'=1", "' =1", '"＝1', '=HYPERLINK("https://x.example")',
)  # fmt: skip
HARMLESS = ("Bach; orgel", "2-4", "a=b", "1", '"Zaal" 2', "'s Avonds", "½", "", "– geen –", "−2°", "naam@example.org")
SNIPPET = "wagtailsnippets_{}:list"
Cells = list[str]


def of_csv(body: bytes, column: str, separator: str = ";") -> Cells:
    """As Excel in Dutch opens it: with a mark of UTF-8, cells apart by semicolons."""
    assert body.startswith(b"\xef\xbb\xbf")
    text = io.StringIO(body.decode("utf-8-sig"), newline="")
    return [row[column] for row in csv.DictReader(text, delimiter=separator)]


def of_xlsx(body: bytes, column: str) -> Cells:
    head, *rows = openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows()
    cells = [row[[one.value for one in head].index(column)] for row in rows]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}
    return ["" if cell.value is None else cell.value for cell in cells]


def download(client: Client, address: str, **query: str) -> bytes:
    client.force_login(make_staff())
    response = client.get(address, query)
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def public_table(client: Client, values: Cells) -> Cells:
    for _ in values:
        make_event()
    reconcile_calendar()
    for entry, value in zip(CalendarEntry.objects.all(), values, strict=True):
        entry.facts["nl"]["title"] = value
        CalendarEntry.objects.filter(pk=entry.pk).update(facts=entry.facts)
    return of_csv(download(client, "/agenda.csv"), "title", separator=",")  # data for programs


def registrations(client: Client, values: Cells, form: str) -> bytes:
    occurrence = make_open_occurrence(capacity=None)
    for value in values:
        make_registration(occurrence, name=value)
    return download(client, reverse(SNIPPET.format("events_registration")), export=form)


def sent_issue(values: Cells, **columns: Callable[[str], str]) -> Issue:
    """Answers of mail servers are the words of strangers."""
    issue = make_issue(state="sent", sent_at=timezone.now(), slug="zomer")
    for number, value in enumerate(values):
        address = f"a{number}@example.org"
        row = {name: make(value) for name, make in columns.items()}
        Delivery.objects.create(issue=issue, email=address, email_normalised=address, language="nl", **row)
    return issue


def deliveries(client: Client, values: Cells, form: str) -> bytes:
    sent_issue(values, smtp_text=str)
    return download(client, reverse(SNIPPET.format("newsletter_delivery")), export=form)


def settled_deliveries(client: Client, values: Cells, form: str) -> bytes:
    sent_issue(values, settled_at=lambda _: timezone.now())  # type: ignore[arg-type,return-value]
    return download(client, reverse(SNIPPET.format("newsletter_delivery")), export=form)


def account(client: Client, values: Cells, name: str, **columns: Callable[[str], str]) -> bytes:
    issue = sent_issue(values, **columns)
    return download(client, reverse(f"wagtailsnippets_newsletter_issue:{name}", args=[issue.pk]))


def bounces(client: Client, values: Cells, form: str) -> bytes:
    for number, value in enumerate(values):
        row = {"kind": "hard", "source": "mail", "event_id": str(number), "email_normalised": "a@example.org"}
        Bounce.objects.create(**row, diagnostic=value)
    return download(client, reverse(SNIPPET.format("subscribers_bounce")), export=form)


def history(client: Client, values: Cells, form: str) -> bytes:
    """Wagtail's own: what rows were called when somebody did something with them."""
    venue = make_venue()
    Page.objects.exists() or Page.add_root(instance=Page(title="Root", slug="root"))  # as every installation has
    PageLogEntry.objects.all().delete()
    for value in values:
        log(venue, "wagtail.edit", title=value)
    return download(client, reverse("wagtailadmin_reports:site_history"), export=form)


DOORS: dict[str, Callable[[Client, Cells], Cells]] = {
    "public table": public_table,
    "registrations csv": lambda client, values: of_csv(registrations(client, values, "csv"), "Naam"),
    "registrations xlsx": lambda client, values: of_xlsx(registrations(client, values, "xlsx"), "Naam"),
    "deliveries csv": lambda client, values: of_csv(deliveries(client, values, "csv"), "Antwoord van de mailserver"),
    "deliveries xlsx": lambda client, values: of_xlsx(deliveries(client, values, "xlsx"), "Antwoord van de mailserver"),
    "bounces csv": lambda client, values: of_csv(bounces(client, values, "csv"), "Uitleg van de mailserver"),
    "bounces xlsx": lambda client, values: of_xlsx(bounces(client, values, "xlsx"), "Uitleg van de mailserver"),
    "history csv": lambda client, values: of_csv(history(client, values, "csv"), "Naam"),
    "history xlsx": lambda client, values: of_xlsx(history(client, values, "xlsx"), "Naam"),
    "account recipients": lambda client, values: of_csv(
        account(client, values, "account_recipients", smtp_text=str), "antwoord"
    ),
    "account figures": lambda client, values: of_csv(account(client, values, "account_figures", reason=str), "reden"),
}


ADDRESSES = {
    "registrations": "wagtailsnippets_events_registration:list",
    "deliveries": "wagtailsnippets_newsletter_delivery:list",
    "bounces": "wagtailsnippets_subscribers_bounce:list",
    "history": "wagtailadmin_reports:site_history",
}
MOMENTS = {
    "registrations": (registrations, "Moment"),
    "deliveries": (settled_deliveries, "Afgerond"),
    "bounces": (bounces, "Ontvangen"),
    "history": (history, "Datum/tijd"),
}


@pytest.mark.parametrize("door", DOORS)
def test_no_dangerous_beginning_comes_through_any_door(client: Client, clock: Any, door: str) -> None:
    came = [cell.replace("\r", "\n") for cell in DOORS[door](client, list(DANGEROUS))]  # XML makes one of the two
    assert sorted(came) == sorted(f"'{value}".replace("\r", "\n") for value in DANGEROUS)


def subclasses(of: type) -> set[type]:
    return {of, *(deeper for one in of.__subclasses__() for deeper in subclasses(one))}


def test_no_export_of_ours_or_of_wagtails_goes_round_the_one_safe_writer() -> None:
    get_resolver().url_patterns  # noqa: B018  every view there is
    assert (SpreadsheetExportMixin.stream_csv, SpreadsheetExportMixin.write_xlsx) == (stream_csv, write_xlsx)
    writers = ("write_csv_row", "generate_xlsx_row", "stream_csv", "write_xlsx", "preprocess_field_value")
    own = {
        (one.__name__, name)
        for one in subclasses(SpreadsheetExportMixin) - {SpreadsheetExportMixin}
        for name in writers
        if name in vars(one) and "super()" not in inspect.getsource(vars(one)[name])
    }
    assert own == set()


def test_days_and_moments_of_a_workbook_are_dates_by_the_clock_in_town() -> None:
    at, out = datetime(2026, 6, 25, 18, 0, 30, tzinfo=UTC), io.BytesIO()
    write_workbook(out, ["a", "b", "c", "d"], [[at, date(2026, 6, 25), None, "\x1bx"]])
    row = list(openpyxl.load_workbook(out).active.iter_rows(min_row=2))[0]
    assert [cell.value for cell in row] == [datetime(2026, 6, 25, 20, 0), datetime(2026, 6, 25), None, "x"]
    assert [cell.number_format for cell in row[:2]] == ["dd-mm-yyyy hh:mm", "dd-mm-yyyy"]
    assert [cell.is_date for cell in row] == [True, True, False, False]


@pytest.mark.parametrize("door", ["registrations", "deliveries", "bounces", "history"])
def test_moments_in_every_list_are_dates_in_its_workbook_and_text_in_its_csv(
    client: Client, clock: Any, door: str
) -> None:
    make, column = MOMENTS[door]
    book = make(client, ["x"], "xlsx")
    head, row = openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows()
    cell = row[[one.value for one in head].index(column)]
    said = of_csv(download(client, reverse(ADDRESSES[door]), export="csv"), column)
    assert cell.is_date
    assert said == [f"{cell.value:%Y-%m-%d %H:%M}"]


def test_what_is_harmless_and_what_is_no_text_stays_as_it_is() -> None:
    values = (*HARMLESS, -2, 4.49, None, True)
    assert [safe_cell(value) for value in values] == list(values)
