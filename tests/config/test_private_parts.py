"""The wall that an upgrade meets: what we use of a library that it promises to nobody, as it was when we looked.

Every module named ``…_private`` has its test here. It fails before anything else does, and says what moved, where to
look, and what to write here once our module is right again.
"""

import hashlib
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import honcho.manager
import ninja
import psycopg
import pytest
import wagtail.admin
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.deletion import Collector
from django.db.models.sql import Query
from django.http import HttpResponse
from wagtail.admin.forms.choosers import URLOrAbsolutePathField
from wagtail.admin.menu import admin_menu, reports_menu, settings_menu
from wagtail.admin.panels import FieldPanel
from wagtail.admin.search import admin_search_areas
from wagtail.admin.templatetags import wagtailadmin_tags
from wagtail.admin.views import home
from wagtail.admin.views.generic.preview import PreviewOnEdit
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.rich_text import features
from wagtail.snippets.views.snippets import EditView
from wagtail.users.templatetags import wagtailusers_tags

from config.wagtail_private import (
    HIDDEN_MENU,
    HIDDEN_PANELS,
    HIDDEN_REPORTS,
    HIDDEN_SEARCH,
    HIDDEN_SETTINGS,
    LINK_FORMS,
    LINK_LABELS,
)
from subscribers.models import Message
from subscribers.outbox.django_private import drop_on_commit, loaded_fields, runs_on_commit, sql_of
from subscribers.shell import django_private
from subscribers.shell.django_private import TRUSTED_SECONDS, trust_tried_connection
from tests.config.test_engineering import ROOT

DESK = Path(wagtail.admin.__file__).parent / "templates" / "wagtailadmin"
STATUS = DESK / "shared" / "side_panels" / "includes" / "status"
PAGES_OF_API = Path(ninja.__file__).parent / "templates" / "ninja"


def moved(what: str, ours: str, found: object) -> str:
    return f"{what} is not what it was when {ours} was written. Read both, mend ours, then write here: {found!r}"


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@pytest.mark.parametrize(
    ("what", "ours", "known"),
    [
        (honcho.manager.Manager, "config/running/honcho_private.py", "00814341129e"),
        (Collector.collect, "subscribers/shell/django_private.py", "2d0885bb209f"),
        (PreviewOnEdit.get, "subscribers/screens/wagtail_private.py", "03eeab9c7f68"),
        (SpreadsheetExportMixin.as_spreadsheet, "subscribers/shell/wagtail_private.py", "19d9cf4418c9"),
        (SpreadsheetExportMixin.preprocess_field_value, "subscribers/shell/wagtail_private.py", "9929e55f29ea"),
        (SpreadsheetExportMixin.to_row_dict, "subscribers/shell/wagtail_private.py", "aa4867c7ab63"),
        (wagtailadmin_tags.timesince_simple, "subscribers/screens/wagtail_private.py", "795a85b59b4c"),
        (wagtailadmin_tags.timesince_last_update, "subscribers/screens/wagtail_private.py", "bed4a07e2602"),
        (EditView.get_side_panels, "subscribers/screens/wagtail_private.py", "44bfc830d150"),
        (wagtailusers_tags.format_permissions, "config/wagtail_private.py", "78d5227361e6"),
        (URLOrAbsolutePathField.to_python, "config/wagtail_private.py", "083ffaf9b73e"),
        (FieldPanel.BoundPanel.get_editable_context_data, "events/programme/wagtail_private.py", "2f4c37b19d97"),
    ],
    ids=lambda value: getattr(value, "__qualname__", ""),
)
def test_code_that_ours_reaches_into_or_stands_in_for_is_as_we_read_it(
    what: Callable[..., Any], ours: str, known: str
) -> None:
    found = fingerprint(inspect.getsource(what))
    assert found == known, moved(f"{what.__module__}.{what.__qualname__}", ours, found)


@pytest.mark.parametrize(
    ("template", "ours", "known"),
    [
        (DESK / "shared" / "field.html", "events/programme/wagtail_private.py", "a6465b861478"),
        (DESK / "panels" / "multi_field_panel.html", "events/programme/wagtail_private.py", "79c30886d300"),
        (DESK / "panels" / "multi_field_panel_child.html", "events/programme/wagtail_private.py", "0e4d5e717b9c"),
        (DESK / "panels" / "field_row_panel.html", "events/programme/wagtail_private.py", "218d5494f5d8"),
        (
            DESK / "shared" / "headers" / "_actions.html",
            "templates/wagtailadmin/shared/headers/_actions.html",
            "facea723b6b9",
        ),
        (DESK / "skeleton.html", "templates/wagtailadmin/skeleton.html", "e24190d53b6e"),
        (
            STATUS / "workflow.html",
            "templates/wagtailadmin/shared/side_panels/includes/status/workflow.html",
            "5576087b4e00",
        ),
        (DESK / "home.html", "templates/wagtailadmin/home.html", "7eb3ee7b5a9d"),
        (DESK / "chooser" / "_link_types.html", "templates/wagtailadmin/chooser/_link_types.html", "6ba1bd235bd9"),
        (PAGES_OF_API / "swagger.html", "templates/ninja/swagger.html", "7d8f46535399"),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_templates_that_ours_stand_in_for_are_as_we_read_them(template: Path, ours: str, known: str) -> None:
    found = fingerprint(template.read_text()) if template.exists() else "gone"
    assert found == known, moved(str(template), ours, found)


def test_every_template_that_goes_before_one_of_a_library_is_watched() -> None:
    watched = {
        "wagtailadmin/home.html", "wagtailadmin/chooser/_link_types.html", "ninja/swagger.html",
        "wagtailadmin/skeleton.html", "wagtailadmin/shared/headers/_actions.html",
        "wagtailadmin/shared/side_panels/includes/status/workflow.html",
    }  # fmt: skip
    folders = (ROOT / "templates" / "wagtailadmin", ROOT / "templates" / "ninja")
    ours = {str(path.relative_to(ROOT / "templates")) for folder in folders for path in folder.rglob("*.html")}
    assert ours == watched


@pytest.mark.django_db
def test_what_the_desk_hides_has_the_name_we_know_it_by() -> None:
    """config/wagtail_private.py; a name that is gone hides nothing, and the thing stands in the menu again."""
    known = {
        "menu": (HIDDEN_MENU, {item.name for item in admin_menu.registered_menu_items}),
        "reports": (HIDDEN_REPORTS, {item.name for item in reports_menu.registered_menu_items}),
        "settings": (HIDDEN_SETTINGS, {item.name for item in settings_menu.registered_menu_items}),
        "search": (HIDDEN_SEARCH, {area.name for area in admin_search_areas.registered_search_areas}),
        "panels": (HIDDEN_PANELS, set(re.findall(r'name = "(\w+)"', inspect.getsource(home)))),
    }
    gone = {place: names - found for place, (names, found) in known.items() if names - found}
    assert gone == {}, moved(f"what Wagtail calls {gone}", "config/wagtail_private.py", "the new names")


def test_the_link_chooser_has_the_insides_we_change() -> None:
    """config/wagtail_private.py"""
    fields = {name for form in LINK_FORMS for name in form.base_fields}
    assert set(LINK_LABELS) <= fields, moved("wagtail.admin.forms.choosers", "config/wagtail_private.py", fields)
    data = features.get_editor_plugin("draftail", "link").data
    assert "pageChooser" in data["chooserUrls"], moved("the plugin of links", "config/wagtail_private.py", data)


def test_every_class_of_the_desk_that_we_use_is_one_of_wagtails() -> None:
    """Our desk templates and ``desk.css`` lean on them; one that is gone leaves a page without its looks."""
    styles = "".join(path.read_text() for path in (DESK.parents[1] / "static" / "wagtailadmin" / "css").rglob("*.css"))
    pages = [ROOT / "config" / "static" / "kennisstad" / "desk.css", *(ROOT / "templates").rglob("*.html")]
    pages += [ROOT / "events" / "programme" / "wagtail_private.py"]
    used = {name for page in pages for name in re.findall(r"\bw-(?:\w|-)*[a-z]", page.read_text())}
    used -= {"w-panel__wrapper", "w-slim-header-buttons"}
    gone = {name for name in used if name not in styles}
    assert gone == set(), moved(f"the desk's classes {gone}", "the pages that use them", "their new names")


@pytest.mark.django_db
def test_a_query_still_tells_its_sql_and_what_it_loads() -> None:
    """subscribers/outbox/django_private.py"""
    rows = Message.objects.filter(email="a@example.org")
    sql, parameters = sql_of(rows.values("pk"))
    assert (sql.startswith("SELECT"), parameters) == (True, ["a@example.org"]), moved("SQLCompiler", "sql_of", sql)
    names = [[field.name for field in loaded_fields(some)] for some in (rows.only("email"), rows.defer("content"))]
    every = [field.name for field in Message._meta.concrete_fields]
    expected = [["id", "email"], [name for name in every if name != "content"]]
    assert names == expected, moved("Query.deferred_loading", "loaded_fields", Query(Message).deferred_loading)


@pytest.mark.django_db
def test_a_transaction_still_tells_what_it_does_once_it_is_over() -> None:
    """subscribers/outbox/django_private.py"""
    before, after = (lambda: None), (lambda: None)
    transaction.on_commit(before)
    assert (runs_on_commit(before), runs_on_commit(after)) == (True, False), moved(
        "run_on_commit", "runs_on_commit", connection.run_on_commit
    )
    drop_on_commit(before)
    assert not runs_on_commit(before), moved("run_on_commit", "drop_on_commit", connection.run_on_commit)


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_django_still_wraps_a_connection_of_psycopg_that_prepares_when_told() -> None:
    """subscribers/sending/psycopg_private.py"""
    connection.ensure_connection()
    inner: Any = connection.connection
    assert isinstance(inner, psycopg.Connection), moved("connection.connection", "psycopg_private", type(inner))
    assert hasattr(inner, "prepare_threshold"), moved("prepare_threshold", "psycopg_private", dir(inner))


def test_a_connection_that_was_tried_lately_is_not_tried_before_each_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """If this fails look at ``close_if_health_check_failed`` in ``django/db/backends/base/base.py``."""
    clock, tried = [100.0], []

    class Connection(BaseDatabaseWrapper):
        health_check_enabled, health_check_done, connection, tried_at = True, False, object(), 0.0

        def __init__(self) -> None:
            pass

        def is_usable(self) -> bool:
            tried.append(clock[0])
            return True

    def begin_request() -> None:
        used.health_check_done = False  # as Django does in close_if_unusable_or_obsolete
        trust_tried_connection()
        used.close_if_health_check_failed()

    used = Connection()
    monkeypatch.setattr(django_private, "connection", used)
    monkeypatch.setattr(django_private.time, "monotonic", lambda: clock[0])
    for seconds in (0, 1, 3, 2, TRUSTED_SECONDS - 1):
        clock[0] += seconds
        begin_request()
    assert tried == [100, 106]
    clock[0] += TRUSTED_SECONDS
    begin_request()
    assert len(tried) == 3


def test_headers_put_together_are_those_set_one_by_one() -> None:
    """If this fails look at ``ResponseHeaders`` in ``django/http/response.py``."""
    pairs = [("Content-Type", "text/plain"), ("ETag", '"x"'), ("Link", "<é>")]
    checked, one, other = django_private.checked_headers(pairs), HttpResponse(b"x"), HttpResponse(b"x")
    django_private.put_headers(one, checked)
    for name, value in pairs:
        other.headers[name] = value
    assert list(one.items()) == list(other.items()), moved("ResponseHeaders._store", "put_headers", one.headers)
    one.headers["ETag"] = "changed"
    assert checked["etag"] == '"x"', moved("ResponseHeaders._store", "put_headers", checked)
