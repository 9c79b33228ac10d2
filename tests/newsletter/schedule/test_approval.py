"""What was approved is what goes out; anything else holds the issue and says what changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from events.ledger.reconcile import reconcile_calendar
from events.models import Event
from newsletter.models import Issue
from newsletter.send import sending
from tests.factories import local, make_issue, make_public_event, make_topic
from tests.newsletter.sending import agenda_block, make_scheduled

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Edit = Callable[[Issue], None]


def intro(text: str) -> tuple[str, dict[str, Any]]:
    return "intro", {"heading": "", "text": f"<p>{text}</p>", "signed": ""}


def edit(**values: Any) -> Edit:
    def save(issue: Issue) -> None:
        for name, value in values.items():
            setattr(issue, name, value)
        issue.save()

    return save


def add_topic(issue: Issue) -> None:
    issue.topics = [*issue.topics.all(), make_topic()]
    issue.save()


def later(issue: Issue) -> None:
    Issue.objects.filter(pk=issue.pk).update(send_at=issue.send_at + timedelta(minutes=5))  # type: ignore[operator]


def after_tick(issue: Issue) -> tuple[str, str]:
    sending.tick(timezone.now())
    issue.refresh_from_db()
    return issue.state, issue.held_reason


EDITS: dict[str, tuple[Edit, str]] = {
    "text": (edit(body=[intro("Anders."), intro("Twee.")]), "De inhoud van blok 1 is veranderd."),
    "two blocks": (edit(body=[intro("Anders."), intro("Ook.")]), "De inhoud van blok 1, 2 is veranderd."),
    "block more": (
        edit(body=[intro("Eén."), intro("Twee."), intro("Drie.")]),
        "Er zijn blokken bij gekomen of weggehaald.",
    ),
    "subject": (edit(subject="Ander nieuws"), "De onderwerpregel is veranderd."),
    "preheader": (edit(preheader="Ander voorproefje"), "Het voorproefje of de opmaak is veranderd."),
    "english": (
        edit(subject_en="News", body_en=[intro("News.")]),
        "De inhoud is veranderd: er kwam een taal bij of er verdween er een.",
    ),
    "audience": (add_topic, "De keuze aan wie dit nummer gaat, of het moment, is veranderd."),
    "moment": (later, "De keuze aan wie dit nummer gaat, of het moment, is veranderd."),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_after_approval_holds_the_issue_and_says_what(clock: Any, name: str) -> None:
    change, reason = EDITS[name]
    issue = make_scheduled(body=[intro("Eén."), intro("Twee.")])
    change(Issue.objects.get(pk=issue.pk))
    assert after_tick(issue) == ("held", reason)


def test_untouched_it_stays_scheduled(clock: Any) -> None:
    make_public_event(title="Orgel", at__starts_at=local(2026, 7, 1, 20))
    issue = make_scheduled(body=[intro("Eén."), agenda_block()])
    clock.shift(timedelta(minutes=30))
    assert after_tick(issue) == ("scheduled", "")


def test_a_title_for_ourselves_is_no_part_of_what_was_approved() -> None:
    issue = make_scheduled()
    Issue.objects.filter(pk=issue.pk).update(title="Onder ons")
    assert after_tick(issue) == ("scheduled", "")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"status": "cancelled", "status_reason": "Ziek"}, "Agendablok 2: ‘Orgel’ staat er niet meer in."),
        (
            {"starts_at": local(2026, 7, 1, 21), "ends_at": local(2026, 7, 1, 22)},
            "Agendablok 2: ‘Orgel’ heeft een andere tijd, plek of tekst.",
        ),
        ({"way_in": "invited"}, "Agendablok 2: ‘Orgel’ heeft een andere tijd, plek of tekst."),
    ],
)
def test_a_cancelled_or_moved_event_holds_the_issue_and_names_block_and_event(
    clock: Any, values: dict[str, Any], reason: str
) -> None:
    event = make_public_event(title="Orgel", at__starts_at=local(2026, 7, 1, 20))
    issue = make_scheduled(body=[intro("Eén."), agenda_block()])
    event.occurrences.update(**values)
    reconcile_calendar(Event.objects.all())
    assert after_tick(issue) == ("held", reason)


def test_a_new_event_in_the_agenda_holds_the_issue(clock: Any) -> None:
    make_public_event(title="Orgel", at__starts_at=local(2026, 7, 1, 20))
    issue = make_scheduled(body=[intro("Eén."), agenda_block()])
    make_public_event(title="Koor & orkest", at__starts_at=local(2026, 7, 2, 20))
    assert after_tick(issue) == ("held", "Agendablok 2: ‘Koor & orkest’ kwam erbij.")


def test_an_unpublished_edit_of_an_event_changes_nothing(clock: Any) -> None:
    event = make_public_event(title="Orgel", at__starts_at=local(2026, 7, 1, 20))
    issue = make_scheduled(body=[agenda_block()])
    event.occurrences.update(starts_at=local(2026, 7, 1, 21), ends_at=local(2026, 7, 1, 22))
    assert after_tick(issue) == ("scheduled", "")


def test_the_agenda_is_that_of_the_moment_of_sending(clock: Any) -> None:
    """What is over by then is not announced."""
    make_public_event(title="Vroeg", at__starts_at=local(2026, 6, 16, 20))
    make_public_event(title="Laat", at__starts_at=local(2026, 7, 1, 20))
    issue = make_scheduled(body=[agenda_block()], send_at=local(2026, 6, 20, 9))
    text = issue.renditions.get().mail_text
    assert "Laat" in text and "Vroeg" not in text


def test_a_held_issue_does_not_go_out_however_late_it_gets(clock: Any) -> None:
    issue = make_scheduled()
    edit(subject="Anders")(Issue.objects.get(pk=issue.pk))
    after_tick(issue)
    clock.shift(timedelta(hours=2))
    assert after_tick(issue) == ("held", "De onderwerpregel is veranderd.")
    assert issue.deliveries.count() == 0


def test_a_start_that_is_too_late_holds_and_asks(clock: Any, settings: Any) -> None:
    settings.SEND_LATE_MINUTES = 60
    issue = make_scheduled(send_at=local(2026, 6, 15, 13))
    clock.shift(timedelta(hours=2, seconds=1))
    assert after_tick(issue) == (
        "held",
        (
            "Het had om 13:00 moeten beginnen, maar de server stond toen stil. "
            "Kijk of het nog klopt en plan het opnieuw in."
        ),
    )


def test_a_start_that_is_a_little_late_goes_on(clock: Any, settings: Any) -> None:
    settings.SEND_LATE_MINUTES = 60
    issue = make_scheduled(send_at=local(2026, 6, 15, 13))
    clock.shift(timedelta(hours=2))
    assert after_tick(issue) == ("sending", "")


def test_an_issue_that_cannot_be_read_does_not_keep_the_others_waiting(
    clock: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    first, second = make_scheduled(), make_scheduled()
    real = sending.what_changed

    def broken(issue: Issue) -> str:
        if issue.pk == first.pk:
            raise RuntimeError("disk")
        return real(issue)

    monkeypatch.setattr(sending, "what_changed", broken)
    clock.shift(timedelta(hours=1))
    assert after_tick(second) == ("sending", "")
    assert f"newsletter issue {first.pk} could not be carried on" in caplog.text


def test_drafts_are_left_alone() -> None:
    issue = make_issue(make_topic())
    assert after_tick(issue) == ("draft", "")
