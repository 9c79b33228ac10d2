"""What runs by the clock: each task exists, and none is registered twice."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import Schedule

from config.management.commands.prepare import EVERY_MINUTE, EVERY_NIGHT, register_schedules

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", [*EVERY_MINUTE, *EVERY_NIGHT])
def test_every_task_by_the_clock_is_a_function_with_a_docstring(name: str) -> None:
    assert import_string(name).__doc__


def test_registering_again_keeps_one_row_each_and_the_moment_of_its_next_run() -> None:
    register_schedules()
    later = timezone.now() + timedelta(days=3)
    Schedule.objects.update(next_run=later)
    register_schedules()
    names = sorted([*EVERY_MINUTE, *EVERY_NIGHT])
    assert sorted(Schedule.objects.values_list("name", flat=True)) == names
    assert set(Schedule.objects.values_list("next_run", flat=True)) == {later}


def test_nightly_tasks_start_one_after_the_other_in_their_order() -> None:
    register_schedules()
    starts = [Schedule.objects.get(name=name).next_run for name in EVERY_NIGHT]
    assert {after - before for before, after in zip(starts, starts[1:], strict=False)} == {timedelta(minutes=5)}
