"""What came back, in the desk: listed, looked at as plain text, and undone."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from subscribers.feedback import receive_mail
from subscribers.models import Bounce, QuarantinedMail, Suppression
from subscribers.outbox.marks import mark_of
from tests.factories import make_message, make_staff
from tests.subscribers.dsn.reports import dsn

pytestmark = pytest.mark.django_db

BOUNCES = "wagtailsnippets_subscribers_bounce:"
QUARANTINE = "wagtailsnippets_subscribers_quarantinedmail:"
BLOCKED = "wagtailsnippets_subscribers_suppression:"


@pytest.fixture
def desk(client: Client, clock: Any) -> Client:
    client.force_login(make_staff())
    return client


def take(raw: bytes, recipient: str = "") -> None:
    receive_mail(raw, source="mail", recipient=recipient)


def page(desk: Client, name: str, *keys: int, **query: Any) -> str:
    return desk.get(reverse(name, args=keys), query).content.decode()


def test_bounces_are_listed_and_narrowed_by_kind_and_by_mark(desk: Client) -> None:
    take(dsn(), recipient=f"{mark_of(make_message())}@x")
    take(dsn(status="4.2.2", final="rfc822; bram@example.org"))
    html = page(desk, f"{BOUNCES}list")
    assert [word in html for word in ("anna@example.org", "adres geblokkeerd", "zonder ons kenmerk")] == [
        True,
        True,
        True,
    ]
    html = page(desk, f"{BOUNCES}list", identified="no")
    assert ["anna@example.org" in html, "niet aangenomen" in html] == [False, True]
    assert "anna@example.org" in page(desk, f"{BOUNCES}list", identified="yes", kind="hard")
    assert "anna@example.org" not in page(desk, f"{BOUNCES}list", kind="soft")
    known = Bounce.objects.identified().get().pk
    assert reverse(f"{BOUNCES}inspect", args=[known]) in page(desk, f"{BOUNCES}list")
    html = page(desk, f"{BOUNCES}inspect", known)
    for said in ("adres bestaat niet", "5.1.1", "no such user", "mx.example.org", "15 Jun 2026 12:00"):
        assert said in html


def test_a_mail_in_quarantine_is_shown_as_text_and_never_as_what_it_claims_to_be(desk: Client) -> None:
    take(b"Subject: <b>Hoi</b>\n\n<script>alert(1)</script> \xff\0")
    kept = QuarantinedMail.objects.get()
    html = page(desk, f"{QUARANTINE}list")
    assert "&lt;b&gt;Hoi&lt;/b&gt;" in html
    html = page(desk, f"{QUARANTINE}inspect", kept.pk)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; \\xff␀" in html
    assert "<script>alert(1)" not in html
    assert "Hier staat alleen het begin." not in html


@pytest.mark.parametrize("row", ["bounce", "quarantinedmail"])
def test_what_others_reported_is_neither_edited_nor_deleted(desk: Client, row: str) -> None:
    take(dsn())
    key = {"bounce": Bounce, "quarantinedmail": QuarantinedMail}[row].objects.get().pk  # type: ignore[attr-defined]
    for step in ("edit", "delete"):
        assert desk.post(reverse(f"wagtailsnippets_subscribers_{row}:{step}", args=[key]), {}).status_code == 302
    assert (Bounce.objects.count(), QuarantinedMail.objects.count()) == (1, 1)


def test_a_block_is_lifted_in_one_step_with_who_did_it(desk: Client) -> None:
    row = Suppression.objects.create(email_normalised="anna@example.org", reason="hard_bounce", note="5.1.1 no")
    step = reverse(f"{BLOCKED}lift", args=[row.pk])
    assert reverse(f"{BLOCKED}edit", args=[row.pk]) in page(desk, f"{BLOCKED}list")
    assert step in page(desk, f"{BLOCKED}edit", row.pk)
    desk.get(step)
    assert Suppression.objects.active().count() == 1
    html = desk.post(step, follow=True).content.decode()
    assert "anna@example.org is niet meer geblokkeerd." in html
    assert (Suppression.objects.active().count(), step in html) == (0, False)
    row.refresh_from_db()
    assert row.note.endswith("op 15-06-2026. 5.1.1 no")
    assert "Deze blokkade is al voorbij." in desk.post(step, follow=True).content.decode()


def test_blocks_that_are_over_can_be_left_out(desk: Client, clock: Any) -> None:
    Suppression.objects.create(email_normalised="nu@example.org")
    Suppression.objects.create(email_normalised="toen@example.org", expires_at="2026-06-01T00:00:00Z")
    for state, shown in (("", [True, True]), ("yes", [True, False]), ("no", [False, True])):
        html = page(desk, f"{BLOCKED}list", is_active=state)
        assert [name in html for name in ("nu@example.org", "toen@example.org")] == shown


def test_the_first_page_warns_when_many_reports_lack_our_mark(desk: Client) -> None:
    home = reverse("wagtailadmin_home")
    assert "geen kenmerk van ons" not in desk.get(home).content.decode()
    Bounce.objects.bulk_create(Bounce(event_id=str(n), source="mail", kind="soft") for n in range(25))
    html = desk.get(home).content.decode()
    assert "Van de laatste 25 terugmeldingen over onze mail dragen er 25 geen kenmerk van ons" in html
    assert f"{reverse(f'{BOUNCES}list')}?identified=no" in html
