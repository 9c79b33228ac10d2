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

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "newsletter", "events", "subscribers")
TASK = re.compile(rf"({'|'.join(APPS)})(\.\w+)*\.tasks\.\w+")


def named_tasks() -> list[str]:
    """Every string of the code that names a task, as a service gives it to the queue."""
    sources = [path.read_text() for app in APPS for path in (ROOT / app).rglob("*.py")]
    trees = [ast.parse(source) for source in sources if "tasks" in source]
    strings = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return sorted(value for value in strings if isinstance(value, str) and TASK.fullmatch(value))


def test_every_string_that_names_a_task_leads_to_a_function() -> None:
    """What services enqueue is named by such strings too."""
    named = named_tasks()
    assert [name for name in named if not callable(import_string(name))] == []
    enqueued = {"newsletter.tasks.send_deliveries", "subscribers.tasks.send_messages"}
    assert {*EVERY_MINUTE, *EVERY_NIGHT, *enqueued} <= set(named)


@pytest.mark.parametrize("name", [*EVERY_MINUTE, *EVERY_NIGHT])
def test_every_task_by_the_clock_is_a_function_with_a_docstring(name: str) -> None:
    assert import_string(name).__doc__


@pytest.mark.django_db
def test_registering_again_keeps_one_row_each_and_the_moment_of_its_next_run() -> None:
    register_schedules()
    later = timezone.now() + timedelta(days=3)
    Schedule.objects.update(next_run=later)
    register_schedules()
    names = sorted([*EVERY_MINUTE, *EVERY_NIGHT])
    assert sorted(Schedule.objects.values_list("name", flat=True)) == names
    assert set(Schedule.objects.values_list("next_run", flat=True)) == {later}


@pytest.mark.django_db
def test_nightly_tasks_start_one_after_the_other_in_their_order() -> None:
    register_schedules()
    starts = [Schedule.objects.get(name=name).next_run for name in EVERY_NIGHT]
    assert {after - before for before, after in zip(starts, starts[1:], strict=False)} == {timedelta(minutes=5)}
