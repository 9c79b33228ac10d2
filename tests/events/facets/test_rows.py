"""Facets are written where they differ, so that what is made of them stays as it is when they do not."""

import pytest

from events.ledger.reconcile import reconcile_calendar
from events.models import EntryFacet, Event
from subscribers.caching.versions import Versions
from tests.factories import make_edition, make_public_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def facets() -> set[tuple[str, str]]:
    return set(EntryFacet.objects.values_list("name", "value"))


def test_a_new_title_writes_none_and_another_kind_that_one() -> None:
    make_public_event(make_edition(), kind="music")
    before, version = facets(), Versions().ask()["facets"]
    Event.objects.update(title="Anders")
    reconcile_calendar()
    assert (facets(), Versions().ask()["facets"]) == (before, version)
    keys = set(EntryFacet.objects.exclude(name="kind").values_list("pk", flat=True))
    Event.objects.update(kind="lecture")
    reconcile_calendar()
    assert facets() == before - {("kind", "music")} | {("kind", "lecture")}
    assert set(EntryFacet.objects.exclude(name="kind").values_list("pk", flat=True)) == keys
