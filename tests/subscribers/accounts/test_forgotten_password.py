"""A password that was forgotten: a link by mail, and what it opens."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from subscribers.accounts.attempts import ACCOUNT
from subscribers.models import Message
from tests.accounts import ask_for_link, give_app, link_in, log_in
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
TOEGANG = "/beheer/toegang/"
NEW = {"password1": "een-heel-nieuw-woord", "password2": "een-heel-nieuw-woord"}


def test_a_forgotten_password_is_mailed_a_link_that_works_once(client: Client, outbox: Any, clock: Any) -> None:
    staff, inside = make_staff(email="Bente@leiden.example"), Client()
    log_in(inside, staff)
    answer = ask_for_link(client, "bente@LEIDEN.example")
    assert answer["Location"] == f"{TOEGANG}password/reset/done/"
    (mail,) = outbox()
    assert mail["To"] == "Bente@leiden.example"
    link = link_in(mail)
    form = client.get(link)["Location"]
    assert client.get(form).status_code == 200
    assert client.post(form, NEW)["Location"] == f"{TOEGANG}password/reset/key/done/"
    assert inside.get("/beheer/").status_code == 302
    assert log_in(client, staff, NEW["password1"]).status_code == 302
    assert "werkt niet meer" in Client().get(link, follow=True).content.decode()
    assert [mail["Subject"] for mail in outbox()][1:] == ["Er is een nieuw wachtwoord gekozen"]


def test_the_mailed_link_opens_a_place_where_many_guess(client: Client, outbox: Any, clock: Any) -> None:
    staff = make_staff()
    for _ in range(ACCOUNT.free + 1):
        log_in(client, staff, "fout")
    assert log_in(client, staff).status_code == 429
    ask_for_link(client, staff.email)
    form = client.get(link_in(outbox()[0]))["Location"]
    client.post(form, NEW)
    assert log_in(client, staff, NEW["password1"]).status_code == 302


def test_a_reset_is_no_way_around_the_second_factor(client: Client, outbox: Any) -> None:
    staff = make_staff()
    give_app(staff)
    ask_for_link(client, staff.email)
    client.post(client.get(link_in(outbox()[0]))["Location"], NEW)
    assert log_in(client, staff, NEW["password1"])["Location"] == f"{TOEGANG}2fa/authenticate/"
    assert client.get("/beheer/").status_code == 302


def test_one_address_is_mailed_one_link_a_quarter_of_an_hour_and_three_a_day(client: Client, clock: Any) -> None:
    staff = make_staff()
    for n in range(12):
        ask_for_link(client, staff.email, REMOTE_ADDR=f"203.0.113.{n}")
        clock.shift(timedelta(minutes=8))
    assert Message.objects.filter(kind="account-reset").count() == 3


def test_one_network_asks_for_few_links_and_learns_nothing(client: Client, outbox: Any, clock: Any) -> None:
    staff = make_staff()
    asked = [ask_for_link(client, address) for address in (staff.email, "nobody@example.org")]
    assert {(one.status_code, one["Location"]) for one in asked} == {(302, f"{TOEGANG}password/reset/done/")}
    assert [mail["To"] for mail in outbox()] == [staff.email]
    statuses = [ask_for_link(client, f"a{n}@example.org").status_code for n in range(12)]
    assert statuses == [302] * 9 + [429] * 3


def test_the_page_does_the_same_for_an_address_of_ours_and_for_any_other(client: Client) -> None:
    """Statement for statement: how long it takes tells nothing."""
    done = []
    for address in (make_staff().email, "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            client.post(f"{TOEGANG}password/reset/", {"email": address}, REMOTE_ADDR=f"203.0.113.{len(done)}")
        done.append([" ".join(query["sql"].split()[:3]) for query in queries])
    assert done[0] == done[1] and 'INSERT INTO "django_q_ormq"' in done[0]
    assert not any(table in " ".join(done[0]) for table in ("auth_user", "account_email", "subscribers_message"))


def test_a_closed_account_is_mailed_nothing(client: Client, outbox: Any) -> None:
    ask_for_link(client, make_staff(is_active=False).email)
    assert outbox() == []


def test_mails_are_in_the_language_of_the_page(client: Client, outbox: Any) -> None:
    staff = make_staff()
    ask_for_link(client, staff.email, f"/en{TOEGANG}password/reset/")
    (mail,) = outbox()
    assert mail["Subject"] == "Choose a new password"
    assert link_in(mail).startswith("/en/beheer/toegang/password/reset/key/")


def test_a_link_leads_to_our_site_whatever_host_was_asked(client: Client, outbox: Any, settings: Any) -> None:
    settings.SITE_URL = "https://agenda.leiden.example"
    ask_for_link(client, make_staff().email, headers={"host": "evil.example"})
    text = outbox()[0].get_body(("plain",)).get_content()
    assert "https://agenda.leiden.example/beheer/toegang/password/reset/key/" in text and "evil" not in text
