"""From a report to what follows from it: for the address our mail went to, once, and never on a stranger's word."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from subscribers.feedback import Trust, forget_feedback, how_far_trusted, receive_mail
from subscribers.feedback.quarantine import KEPT_BYTES
from subscribers.models import Bounce, Message, QuarantinedMail, Subscription, Suppression
from subscribers.outbox.marks import mark_of
from subscribers.suppression.suppressions import lift_suppression, suppress_address
from tests.at_once import at_once
from tests.factories import make_message, make_staff, make_subscriber, make_topic
from tests.subscribers.dsn.reports import arf, dsn, out_of_office

pytestmark = pytest.mark.django_db
Reason = Suppression.Reason


def take(raw: bytes, recipient: str = "") -> str:
    return receive_mail(raw, source="mail", recipient=recipient)


def bounces() -> list[tuple[str, str, str]]:
    return list(Bounce.objects.order_by("pk").values_list("kind", "email_normalised", "consequence"))


def suppressed() -> list[tuple[str, str]]:
    return list(Suppression.objects.active().values_list("email_normalised", "reason"))


def test_a_mailbox_that_is_not_there_is_blocked_at_once_for_good(mark: str) -> None:
    assert take(dsn(), recipient=mark) == "hard"
    bounce = Bounce.objects.get()
    assert (bounce.kind, bounce.email_normalised, bounce.consequence) == ("hard", "anna@example.org", "suppressed")
    assert (bounce.origin, bounce.origin_id) == ("message", Message.objects.get().pk)
    assert (bounce.status, bounce.action, bounce.reporter) == ("5.1.1", "failed", "mx.example.org")
    assert bounce.diagnostic == "smtp; 550 5.1.1 <…@example.org>: no such user"
    row = Suppression.objects.get()
    assert (row.email_normalised, row.reason, row.expires_at) == ("anna@example.org", "hard_bounce", None)
    assert row.note == "5.1.1 smtp; 550 5.1.1 <…@example.org>: no such user"


@pytest.mark.parametrize("place", ["To", "Delivered-To", "X-Original-To", "In-Reply-To", "returned Message-ID"])
def test_the_mark_is_found_wherever_servers_leave_it(mark: str, place: str) -> None:
    raw = dsn()
    if place == "returned Message-ID":
        raw = dsn(returned=(f"Message-ID: <{mark}>",))
    else:
        raw = f"{place}: <{mark}>\r\n".encode() + raw
    take(raw)
    assert bounces() == [("hard", "anna@example.org", "suppressed")]


def test_the_same_report_again_changes_nothing_however_it_comes(mark: str) -> None:
    for raw in (dsn(), dsn(), b"Received: by another server\r\n" + dsn()):
        take(raw, recipient=mark)
    lift_suppression(Suppression.objects.get(), by=make_staff())
    assert take(dsn(), recipient=mark) == "hard"
    assert bounces() == [("hard", "anna@example.org", "suppressed")]
    assert suppressed() == []


@pytest.mark.django_db(transaction=True)
def test_of_the_same_report_on_six_ways_at_once_one_counts() -> None:
    mark = f"{mark_of(make_message())}@bounces.leiden.example"
    at_once(*[lambda: take(dsn(), recipient=mark)] * 6)
    assert bounces() == [("hard", "anna@example.org", "suppressed")]
    assert Suppression.objects.count() == 1


def test_a_forged_mark_is_kept_and_held_against_nobody(mark: str) -> None:
    wrong = "a" if mark[2] != "a" else "b"
    forged = f"b-{wrong}{mark[3:]}"
    assert take(dsn(), recipient=forged) == "hard"
    assert bounces() == [("hard", "", "none")]
    assert suppressed() == []
    kept = QuarantinedMail.objects.get()
    assert (kept.reason, kept.source, kept.subject) == ("unidentified", "mail", "Undelivered Mail Returned to Sender")
    assert bytes(kept.content) == dsn()


def test_a_report_in_the_name_of_an_address_is_no_proof() -> None:
    subscriber = make_subscriber(make_topic(), email="anna@example.org")
    take(dsn())
    take(arf())
    assert bounces() == [("hard", "", "none"), ("complaint", "", "none")]
    assert subscriber.subscriptions.get().state == Subscription.State.CONFIRMED
    assert suppressed() == []


def test_a_dead_address_further_on_counts_only_softly_against_ours(mark: str) -> None:
    take(dsn(final="rfc822; anna@forwarded.example"), recipient=mark)
    assert bounces() == [("soft", "anna@example.org", "counted")]
    assert suppressed() == []


def test_an_address_is_recognised_in_another_spelling(mark: str) -> None:
    take(dsn(final="RFC822; <Anna@EXAMPLE.org>"), recipient=mark)
    assert bounces() == [("hard", "anna@example.org", "suppressed")]


def test_of_many_recipients_only_ours_counts(mark: str) -> None:
    final = "rfc822; x@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\nFinal-Recipient: rfc822; anna@example.org"
    take(dsn(final=final, status="5.2.2", diagnostic="smtp; 552 5.2.2 full"), recipient=mark)
    assert bounces() == [("soft", "anna@example.org", "counted")]


@pytest.mark.parametrize(
    ("status", "action", "kind"),
    [("5.7.1", "failed", "policy"), ("4.2.2", "delayed", "delayed"), ("2.0.0", "delivered", "other")],
)
def test_policy_delays_and_good_news_are_held_against_nobody(mark: str, status: str, action: str, kind: str) -> None:
    for day in range(10):
        take(dsn(status=status, action=action, diagnostic="", own_id=f"<{day}@mx>"), recipient=mark)
    assert bounces() == [(kind, "anna@example.org", "none")] * 10
    assert suppressed() == []


def full(mark: str, day: int) -> None:
    take(dsn(status="4.2.2", diagnostic="smtp; 452 4.2.2 full", own_id=f"<{day}-{timezone.now()}@mx>"), recipient=mark)


def test_soft_bounces_on_enough_days_give_an_address_a_rest_and_fade(mark: str, clock: Any) -> None:
    full(mark, 1)
    full(mark, 2)  # the same day counts once
    clock.shift(timedelta(days=7))
    full(mark, 3)
    assert suppressed() == []
    clock.shift(timedelta(days=7))
    full(mark, 4)
    assert suppressed() == [("anna@example.org", "soft_bounce")]
    assert Suppression.objects.get().expires_at == timezone.now() + timedelta(days=30)
    assert [consequence for _, _, consequence in bounces()] == ["counted", "counted", "counted", "suppressed"]
    clock.shift(timedelta(days=31))
    assert suppressed() == []
    full(mark, 5)  # still three days within sixty: a next rest at once
    assert suppressed() == [("anna@example.org", "soft_bounce")]
    clock.shift(timedelta(days=61))
    full(mark, 6)  # the others have faded
    assert suppressed() == []


def test_undoing_a_block_forgives_what_led_to_it(mark: str, clock: Any) -> None:
    for day in range(3):
        full(mark, day)
        clock.shift(timedelta(days=1))
    row, staff = Suppression.objects.get(), make_staff(username="annet")
    lift_suppression(row, by=staff)
    row.refresh_from_db()
    assert (row.expires_at, row.note.startswith("Opgeheven door annet op 18-06-2026.")) == (timezone.now(), True)
    full(mark, 9)
    assert suppressed() == []
    with pytest.raises(ValidationError, match="al voorbij"):
        lift_suppression(row, by=staff)


def test_a_complaint_ends_every_subscription_at_once_with_its_proof(mark: str) -> None:
    subscriber = make_subscriber(make_topic(), email="Anna@example.org")
    assert take(arf(returned=(f"Message-ID: <{mark}>",))) == "complaint"
    assert bounces() == [("complaint", "anna@example.org", "suppressed")]
    assert suppressed() == [("anna@example.org", "complaint")]
    assert subscriber.subscriptions.get().state == Subscription.State.LEFT
    assert list(subscriber.consents.values_list("action", "source")) == [("withdrawn", "complaint")]


def test_an_out_of_office_reply_is_counted_and_ignored(mark: str) -> None:
    assert take(out_of_office(to=mark)) == "automatic"
    assert bounces() == [("automatic", "anna@example.org", "none")]
    assert QuarantinedMail.objects.count() == 0
    assert how_far_trusted() == Trust()


def test_a_report_on_a_mail_that_is_gone_is_ours_and_leads_to_nothing(mark: str) -> None:
    Message.objects.all().delete()
    take(dsn(), recipient=mark)
    assert list(Bounce.objects.values_list("kind", "origin", "origin_id", "consequence")) == [
        ("hard", "message", None, "none")
    ]


def test_a_report_on_a_mail_to_somebody_who_was_erased_leads_to_nothing(mark: str) -> None:
    Message.objects.update(email="")
    take(dsn(), recipient=mark)
    assert list(Bounce.objects.values_list("kind", "origin", "email_normalised", "consequence")) == [
        ("soft", "message", "", "none")
    ]


def test_what_cannot_be_read_is_kept_once_as_the_bytes_it_is() -> None:
    broken = dsn().replace(b"Final-Recipient", b"Nobody")
    for raw in (b"Subject: =?utf-8?q?Caf=C3=A9?=\n\nHallo\0\xff", broken, broken, b""):
        assert take(raw) == "quarantined"
    assert [(row.reason, row.subject, bytes(row.content)) for row in QuarantinedMail.objects.order_by("pk")] == [
        ("not-a-report", "Café", b"Subject: =?utf-8?q?Caf=C3=A9?=\n\nHallo\0\xff"),
        ("broken", "Undelivered Mail Returned to Sender", broken),
        ("not-a-report", "", b""),
    ]
    assert Bounce.objects.count() == 0


def test_of_a_huge_mail_the_beginning_is_kept_and_its_size_told() -> None:
    receive_mail(b"x" * 200_000, source="mail", size=50_000_000)
    kept = QuarantinedMail.objects.get()
    assert (len(kept.content), kept.size) == (KEPT_BYTES, 50_000_000)


def test_hostile_words_of_a_server_are_stored_as_text(mark: str) -> None:
    raw = dsn(diagnostic="smtp; 550 5.1.1 HOSTILE").replace(b"HOSTILE", b"\0<b>\x1b[31m\x80" + b"x" * 5000)
    take(raw, recipient=mark)
    assert Bounce.objects.get().diagnostic.startswith("smtp; 550 5.1.1  <b> [31m�xxx")
    assert len(Bounce.objects.get().diagnostic) == 500


def test_a_weightier_reason_takes_the_place_of_a_lighter_one_and_never_the_other_way() -> None:
    soon, address = timezone.now() + timedelta(days=1), "anna@example.org"
    said = [
        suppress_address(address, Reason.SOFT_BOUNCE, expires_at=soon),
        suppress_address(address, Reason.SOFT_BOUNCE, expires_at=soon),
        suppress_address(address, Reason.MANUAL, "tot morgen", expires_at=soon),
        suppress_address(address, Reason.COMPLAINT),
        suppress_address(address, Reason.HARD_BOUNCE),
        suppress_address(address, Reason.COMPLAINT),
        suppress_address(address, Reason.SOFT_BOUNCE, expires_at=soon),
    ]
    assert said == [True, False, True, True, True, False, False]
    assert suppressed() == [(address, "hard_bounce")]


def test_a_block_that_is_over_gives_way_to_any_other() -> None:
    Suppression.objects.create(
        email_normalised="anna@example.org", reason="manual", expires_at=timezone.now() - timedelta(days=1)
    )
    assert suppress_address("anna@example.org", Reason.SOFT_BOUNCE, expires_at=timezone.now() + timedelta(days=1))
    assert suppressed() == [("anna@example.org", "soft_bounce")]


def test_feedback_is_kept_for_its_days_or_for_ever(mark: str, clock: Any, settings: Any) -> None:
    take(dsn(), recipient=mark)
    take(b"Subject: huh\n\n")
    settings.KEEP_BOUNCES_DAYS, settings.KEEP_QUARANTINE_DAYS = 365, 90
    clock.shift(timedelta(days=91))
    assert forget_feedback(timezone.now()) == 1
    settings.KEEP_BOUNCES_DAYS = 0
    clock.shift(timedelta(days=1000))
    assert (forget_feedback(timezone.now()), Bounce.objects.count(), QuarantinedMail.objects.count()) == (0, 1, 0)


def test_a_flood_fills_the_table_but_not_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subscribers.feedback.quarantine.MOST_KEPT", 2)
    for number in (1, 2, 3, 4, 1, 4):  # what came before comes once more, and changes nothing
        assert take(b"Subject: %d\r\n\r\nNot ours." % number) == "quarantined"
    kept = QuarantinedMail.objects.order_by("pk").values_list("subject", "content")
    assert [(subject, bool(bytes(content))) for subject, content in kept] == [
        ("1", True),
        ("2", True),
        ("3", False),
        ("4", False),
    ]
    QuarantinedMail.objects.exclude(subject="4").delete()
    take(b"Subject: 5\r\n\r\nNot ours.")
    assert bytes(QuarantinedMail.objects.get(subject="5").content).startswith(b"Subject: 5")
