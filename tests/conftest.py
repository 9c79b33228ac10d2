"""Fixtures that every part uses: a stopped clock, and the service mails that were written."""

import email
import email.policy
import gc
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection, transaction
from django.test import TransactionTestCase
from pytest_django.plugin import blocking_manager_key
from segno import encoder
from wagtail.models import Collection, GroupApprovalTask, Locale, Workflow, WorkflowTask

from newsletter.deliveries.freezing import Audience
from subscribers.caching.store import STORE
from subscribers.models import Message, VersionStep
from subscribers.outbox.writing import content_of
from tests.patience import PATIENCE, Patience
from tests.sink import Sink, start_sink
from tests.typed import carry_out_typed

NOON = "2026-06-15T10:00:00+00:00"

LEFT = {"django_content_type", "auth_permission"}  # made once with the tables, and no test changes them

ANY_MACHINE = hypothesis.settings(
    deadline=None,  # a machine that is busy fails no test
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
hypothesis.settings.register_profile("some", ANY_MACHINE, max_examples=10)
hypothesis.settings.register_profile("many", ANY_MACHINE, max_examples=300)  # .ci/run asks for these
hypothesis.settings.load_profile("some")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tables made from the models, in a third of the time that hundreds of migrations take, with what those put there.

    That both come to the same is held by ``makemigrations --check``; the migrations themselves are run, on SQLite and
    on PostgreSQL, by the journeys and the crash drill of ``.ci/run``.
    """
    with django_db_blocker.unblock():
        TransactionTestCase._fixture_teardown = empty_tables
        put_what_wagtail_needs()


def empty_tables(case: TransactionTestCase) -> None:
    """How a test with real transactions ends, in a hundredth of a second.

    Django's own way writes new files for each table of PostgreSQL and has every app put its permissions back, which are
    left here. Rows go in any order, as keys are looked at when the transaction ends; versions last: the others count.
    """
    names = sorted(set(connection.introspection.django_table_names(include_views=False)) - LEFT)
    versions, quote = VersionStep._meta.db_table, connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in names)
        )
        filled = {name for (name,) in cursor.fetchall()}
        for name in [*sorted(filled - {versions}), versions]:
            cursor.execute(f"DELETE FROM {quote(name)}")


def put_what_wagtail_needs() -> None:
    """What Wagtail's migrations write: a root of collections, a language, its own groups and a workflow of one."""
    if Collection.objects.exists():
        return
    Collection.add_root(name="Root")
    Locale.objects.get_or_create(language_code="nl")
    Group.objects.get_or_create(name="Editors")
    task = GroupApprovalTask.objects.create(name="Moderators approval")
    task.groups.add(Group.objects.get_or_create(name="Moderators")[0])
    WorkflowTask.objects.create(workflow=Workflow.objects.create(name=task.name), task=task, sort_order=0)


@pytest.fixture(scope="session", autouse=True)
def any_mask() -> None:
    """A QR code reads the same under each of its eight masks. To judge which is finest took a twentieth of a run."""
    finest = encoder.find_and_apply_best_mask
    encoder.find_and_apply_best_mask = lambda matrix, width, height, mask: finest(matrix, width, height, mask or 0)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No test sees what another one cached."""
    cache.clear()
    STORE.clear()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Monday 15 June 2026, noon in Amsterdam, standing still; ``clock.move_to`` / ``clock.shift`` move it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="module")
def rows_of_module(
    django_db_setup: None, django_db_blocker: Any
) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """For a fixture of a whole module: rows that are written once, at ``NOON``, and that each test finds as they were.

    ``with rows_of_module(): …`` writes them in a transaction around all tests of the module; each test works in a
    savepoint of it. Give tests keys, as they change the rows they get. Not beside tests with real transactions.
    """
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()

    @contextmanager
    def write() -> Iterator[None]:
        with django_db_blocker.unblock(), time_machine.travel(NOON, tick=False):
            yield

    yield write
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def media(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Path:
    """The folder of an empty library of pictures. Wagtail scales in memory: it leaves its temporary files unclosed."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("wagtail.images.models.SpooledTemporaryFile", lambda **_: BytesIO())
    if not Collection.objects.exists():  # a test with real transactions may have emptied the tables before
        Collection.add_root(name="Root")
    return tmp_path


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> Patience:
    real, made = time.monotonic, Patience()
    monkeypatch.setattr(time, "monotonic", lambda: real() + made.ahead)
    return made


@pytest.fixture
def hang_ends() -> Iterator[None]:
    """Fails a test that would go on for ever; far too late to say anything of speed."""

    def give_up(*_: object) -> None:
        pytest.fail(f"still busy after {PATIENCE} s: the work grows faster than what it was given")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def outbox(db: Any) -> Callable[[], list[EmailMessage]]:
    """A function that gives the service mails written so far, oldest first, parsed; what was typed is carried out."""

    def mails() -> list[EmailMessage]:
        carry_out_typed()
        rows = Message.objects.order_by("pk")
        return [email.message_from_bytes(content_of(row), policy=email.policy.default) for row in rows]  # type: ignore[misc]

    return mails


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """A real SMTP server as the relay of the settings."""
    sink, controller = start_sink()
    settings.RELAYS = [f"smtp://{controller.hostname}:{controller.port}"]
    yield sink
    controller.stop()


def pytest_collection_finish() -> None:
    """What was imported stays to the end: looking for garbage in it again and again took a fifteenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(400_000, 20, 100)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A test with real transactions ends by emptying every table; put back what Wagtail's migrations had put there.

    Not after the last one: by then the test database is gone, and a connection would go to the real one.
    """
    yield
    marker = item.get_closest_marker("django_db")
    if nextitem and marker and marker.kwargs.get("transaction"):
        with item.config.stash[blocking_manager_key].unblock():
            put_what_wagtail_needs()
            connection.close()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How much the matrix of the desk's addresses tried (``tests/config/test_desk_rights.py``), from every worker."""
    passed = [dict(report.user_properties) for report in terminalreporter.stats.get("passed", [])]
    asked = [found["asked_of_desk"] for found in passed if "asked_of_desk" in found]
    if asked:
        each = f"{asked[0] // 2} addresses × {len(asked)} roles × 2 methods"
        terminalreporter.write_line(f"Rights of the desk: {each} = {sum(asked)} tried")


@pytest.fixture(autouse=True)
def somebody_reads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests schedule an issue that nobody is subscribed to. Those about that ask for ``counts_readers``."""
    if "counts_readers" not in request.fixturenames:
        monkeypatch.setattr("newsletter.checks.gathering.count_audience", lambda issue: Audience(1, {}))


@pytest.fixture
def counts_readers() -> None:
    """Who reads an issue is counted, for the keuring too."""
