"""A version rises with every write to what it is of, by whatever way, and what a process believes of it has an age."""

from typing import Any

import pytest
from django.db import OperationalError, connection

from events.models import Edition, Series
from subscribers.caching.steps import LEFT_APART, add_up_steps
from subscribers.caching.versions import Versions
from subscribers.caching.watching import existing, put_triggers, triggers
from subscribers.models import VersionStep
from tests.factories import make_edition, make_series

pytestmark = pytest.mark.django_db


def version() -> int:
    return Versions().ask().get("names", 0)


def test_every_way_of_writing_raises_it() -> None:
    series, seen = make_series(), [version()]
    writes = (
        lambda: make_edition(series),
        lambda: Edition.objects.update(theme="Anders"),
        lambda: Edition.objects.bulk_create(
            [Edition(series=series, slug="x", starts_on="2030-01-01", ends_on="2030-01-01")]
        ),
        lambda: Series.objects.bulk_create([Series(pk=series.pk + 1, slug="b")], ignore_conflicts=True),
        lambda: connection.cursor().execute("UPDATE events_edition SET ordinal = 'eerste'"),
        lambda: Edition.objects.all().delete(),
    )
    for write in writes:
        write()
        seen.append(version())
    assert seen == sorted(set(seen))


def test_what_is_not_shown_raises_nothing() -> None:
    before = version()
    VersionStep.objects.create(scope="other", transaction=5, steps=1)
    assert version() == before


@pytest.mark.django_db(transaction=True)
def test_a_version_stays_the_same_when_old_steps_are_added_up() -> None:
    VersionStep.objects.all().delete()  # emptying the tables after another test has counted steps as well
    for number in range(LEFT_APART + 30):
        VersionStep.objects.create(scope="names", transaction=number + 1, steps=2)
    before = version()
    assert add_up_steps() == 30
    assert version() == before
    assert VersionStep.objects.filter(scope="names", transaction=0).get().steps >= 60


def test_triggers_that_are_there_are_left_alone_and_lost_ones_come_back() -> None:
    name = sorted(dict(triggers()))[0]
    table = dict(triggers())[name].split(" ON ")[1].split()[0]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    assert name not in existing()
    put_triggers()
    put_triggers()
    assert set(dict(triggers())) <= existing()


def test_a_process_asks_once_in_the_seconds_of_the_setting(settings: Any, patience: Any) -> None:
    settings.VERSIONS_SECONDS, believed = 1, Versions()
    first = believed.now()
    make_series()
    assert believed.now() == first
    patience.ahead = 1.1
    assert believed.now()[0] == first[0] + 1
    assert believed.now()[1] != first[1]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_cut_is_opened_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    believed, asked = Versions(), []

    def ask() -> dict[str, int]:
        asked.append(1)
        if len(asked) == 1:
            raise OperationalError("server closed the connection unexpectedly")
        return {"names": 3}

    monkeypatch.setattr(believed, "ask", ask)
    assert believed.now()[1] == {"names": 3}
