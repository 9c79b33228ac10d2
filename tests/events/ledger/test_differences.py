"""Staff see what publishing will tell the public before they do it."""

from datetime import timedelta

import pytest

from events.ledger.differences import differences_of, differences_of_edition, in_words
from events.models import CalendarEntry, Event
from events.publishing.publish import publish_edition, publish_event
from tests.factories import local, make_edition, make_event, make_occurrence, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def edition():
    return make_edition(starts_on=local(2030, 9, 14).date())


def published(edition, **values):
    event = make_event(edition, **values)
    publish_event(event)
    return Event.objects.get(pk=event.pk)


def draft_of(event, **values):
    """A saved draft with one thing changed; ``starts_at`` moves its first occurrence."""
    draft = Event.objects.get(pk=event.pk).get_latest_revision_as_object()
    moment = values.pop("starts_at", None)
    for name, value in values.items():
        setattr(draft, name, value)
    if moment:
        rows = list(draft.occurrences.all())
        rows[0].starts_at, rows[0].ends_at = moment, moment + timedelta(hours=1)
        draft.occurrences = rows
    draft.save_revision()
    return draft


def test_a_draft_tells_nobody_and_its_difference_is_seen_beforehand(edition):
    event = published(edition)
    before = CalendarEntry.objects.values().get()
    draft = draft_of(event, starts_at=local(2030, 9, 14, 22))
    assert [difference.what for difference in differences_of(draft)] == ["moved"]
    assert CalendarEntry.objects.values().get() == before


def test_a_whole_edition_is_counted_in_words_and_published_at_once(edition):
    moved, cancelled, text = published(edition), published(edition), published(edition)
    draft_of(moved, starts_at=local(2030, 9, 14, 22))
    draft_of(text, title="Anders")
    rows = list((draft := Event.objects.get(pk=cancelled.pk).get_latest_revision_as_object()).occurrences.all())
    rows[0].status, rows[0].status_reason = "cancelled", "Ziek."
    draft.occurrences = rows
    draft.save_revision()
    assert in_words(differences_of_edition(edition)) == "1 verplaatst, 1 afgelast, 1 tekst"
    changes = publish_edition(edition, by=make_staff())
    assert sorted(change.what for change in changes) == ["cancelled", "moved", "text"]
    assert in_words(differences_of_edition(edition)) == ""


def test_a_removed_occurrence_counts_as_cancelled(edition):
    event = published(edition, occurrences=2)
    draft = Event.objects.get(pk=event.pk).get_latest_revision_as_object()
    draft.occurrences = list(draft.occurrences.all())[:1]
    assert in_words(differences_of(draft)) == "1 afgelast"


def test_a_new_event_counts_as_new(edition):
    event = make_event(edition, live=False, occurrences=0)
    make_occurrence(event)
    make_occurrence(event, number=2)
    assert in_words(differences_of(event)) == "2 nieuw"


def test_publishing_the_earlier_state_undoes_and_the_sequence_goes_on_rising(edition):
    event = published(edition)
    first = event.latest_revision
    draft = draft_of(event, starts_at=local(2030, 9, 14, 22))
    publish_event(draft)
    first.as_object().save_revision().publish()
    publish_event(Event.objects.get(pk=event.pk).get_latest_revision_as_object())
    entry = CalendarEntry.objects.get()
    assert (entry.sequence, entry.starts_at) == (2, local(2030, 9, 14, 20))


def test_a_proposal_that_awaits_moderation_stays_out_of_a_whole_publication(edition):
    event = make_event(edition, live=False, proposed_by="Partner")
    event.save_revision()
    assert publish_edition(edition, by=None) == []
    assert not CalendarEntry.objects.exists()


def test_an_edition_that_is_not_public_tells_nothing_and_takes_back_its_own_alone(edition):
    event, other = published(edition), published(None)
    edition.is_public = False
    edition.save()
    draft = draft_of(event, title="Anders")
    (difference,) = differences_of(draft)
    assert (difference.what, difference.before["code"]) == ("cancelled", event.code)
    assert differences_of(Event.objects.get(pk=other.pk)) == []
