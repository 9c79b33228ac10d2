"""Most events of tests are told by a shorter way (``tests/first_told.py``): it writes what reconciling writes."""

from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from events.ledger.reconcile import reconcile_calendar
from events.models import Event
from tests.factories import make_cluster, make_public_event
from tests.first_told import tell_first

from .test_held_back import HOSTILE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
KEYS = {"id", "entry_id"}  # a database gives out each once


def rows() -> dict[str, list[dict[str, Any]]]:
    """Everything that is stored of the programme."""
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name not in KEYS}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in apps.get_app_config("events").get_models()
    }


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"occurrences": 3, "kind": "film", "wheelchair": True, "title_en": ""},
        {"at__way_in": "register", "at__capacity": 2, "at__must_confirm": True, "at__price": "€ 5"},
        {"at__venue": None, "at__place": "Brug", "at__status": "cancelled", "at__status_reason": "Storm."},
        {"title": HOSTILE},
    ],
)
def test_what_is_told_first_is_what_reconciling_tells(values: dict[str, Any]) -> None:
    make_public_event()  # something was told before
    number = values.get("occurrences", 1)
    event, occurrences = make_cluster(
        None, number, (), (), {key: values[key] for key in values.keys() - {"occurrences"}}
    )
    told = []
    for tell in (
        lambda: tell_first(event, occurrences),
        lambda: reconcile_calendar(Event.objects.filter(pk=event.pk)),
    ):
        with transaction.atomic():
            tell()
            told.append(rows())
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert len(told[0]["events.CalendarEntry"]) + len(told[0]["events.Refusal"]) == 1 + number
