"""What runs by the clock, or is named by a dotted string: each exists, and none is registered twice."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import Schedule

from config.management.commands.prepare import EVERY_MINUTE, EVERY_NIGHT, register_schedules

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "newsletter", "events", "subscribers")
TASK = re.compile(rf"({'|'.join(APPS)})(\.\w+)*\.tasks\.\w+")


def named_tasks() -> list[str]:
    """Every string of the code that names a task, as a service gives it to the queue."""
    trees = [ast.parse(path.read_text()) for app in APPS for path in (ROOT / app).rglob("*.py")]
    strings = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return sorted(value for value in strings if isinstance(value, str) and TASK.fullmatch(value))


@pytest.mark.parametrize("name", named_tasks())
def test_every_string_that_names_a_task_leads_to_a_function(name: str) -> None:
    assert callable(import_string(name))


def test_what_services_enqueue_is_named_by_such_a_string() -> None:
    enqueued = {"newsletter.tasks.send_deliveries", "subscribers.tasks.send_messages"}
    assert {*EVERY_MINUTE, *EVERY_NIGHT, *enqueued} <= set(named_tasks())


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
