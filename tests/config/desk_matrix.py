"""Every address of the desk that Django's resolver knows, with a row behind each, and what each role gets there."""

import copy
import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Self
from unittest import mock
from urllib.parse import urlsplit

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Permission
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext, override
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.users.models import UserProfile

from config.desk.groups import ensure_groups

DESK = "beheer/"
FORM = "application/x-www-form-urlencoded"
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
ROW = re.compile(r"(?:snippets/(?:choose/)?|bulk/)(\w+/\w+)/")
LISTS = re.compile(r"snippets/(?!choose)\w+/\w+/|(users|groups|images|reports/[\w-]+)/")
REFUSAL = "Sorry, you do not have permission to access this area."
# What each may do besides what the one before it may; nobody is not logged in.
PERMISSIONS: dict[str, set[str]] = {
    "account": set(),
    "desk": {"access_admin"},
    "issues": {"access_admin", "view_issue", "add_issue", "change_issue"},
    "programme": {"access_admin", "view_event", "add_event", "change_event", "view_edition", "change_edition"},
}
ROLES = ("nobody", *PERMISSIONS, "editors", "admin")
SEES_PERSONS = ("editors", "admin")


def desk_routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Routes as they stand in the code, below ``beheer/``."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            if route.startswith(DESK):
                yield route.removeprefix(DESK)
        else:
            yield from desk_routes(one, route)


def desk_addresses(keys: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(how the table calls it, an address): each route; each action with many rows; each list as a spreadsheet."""
    for route in desk_routes():
        if route.startswith("bulk/"):
            yield from ((one, f"{address_of(one, keys)}") for one in bulk_routes())
        else:
            yield route or "/", address_of(route, keys)
        if LISTS.fullmatch(route):
            yield f"{route}?export=xlsx", f"{address_of(route, keys)}?export=xlsx"


def bulk_routes() -> list[str]:
    bulk_action_registry.get_bulk_action_class("", "", "")  # it looks for them when first asked
    return sorted(
        f"bulk/{app}/{model}/{action}/"
        for app, models in bulk_action_registry.actions.items()
        for model, actions in models.items()
        for action in actions
    )


def address_of(route: str, keys: dict[str, Any]) -> str:
    """A real address for ``route``: ``keys`` by name, the more special ``app/model:name`` and ``route`` first."""
    about = ROW.match(route)
    kind = about[1] if about else route.split("/", maxsplit=1)[0]

    def value(match: re.Match[str]) -> str:
        name = match[1]
        return str(keys.get(f"{kind}:{name}", keys.get(name, 1)))

    path = ARGUMENT.sub(value, keys.get(route, written_out(route)))
    ids = f"?id={keys.get(f'{kind}:pk', 1)}" if path.endswith("chosen-multiple/") or route.startswith("bulk/") else ""
    return f"/{DESK}{path}{keys.get(f'{route}?', ids)}"


def written_out(route: str) -> str:
    """A route of regular expressions as one of names: its groups as arguments, its ends and escapes away."""
    for pattern, name in (
        (r"\(\?P<pk>[^)]*\)", "<pk>"),
        (r"\(\?P<revision_id_a>[^)]*\)", "earliest"),
        (r"\(\?P<revision_id_b>[^)]*\)", "latest"),
        (r"\^\.\*/", "iets-anders/"),
    ):
        route = re.sub(pattern, name, route)
    return route.replace("\\", "").replace("^", "").rstrip("$")


def make_user(role: str) -> Any:
    """An account with what it may do already read; None for nobody."""
    if role == "nobody":
        return None
    user = get_user_model().objects.create_user(role, f"{role}@staff.example", None, is_superuser=role == "admin")
    user.user_permissions.set(Permission.objects.filter(codename__in=PERMISSIONS.get(role, ())))
    if role == "editors":
        user.groups.add(ensure_groups())
    UserProfile.get_for_user(user)
    user.get_all_permissions()
    return user


class Door:
    """Asks as one role, logged in without a session; what a request changes is taken back. For a ``with``.

    What costs more than the guards is left out: rows of sessions, what the test client keeps of every template, and
    pages of roles that may see them, which other tests look at.
    """

    def __init__(self, role: str, *, reads_all: bool = False) -> None:
        self.role, self.user, self.is_read = role, make_user(role), True
        self.reads = reads_all or role not in SEES_PERSONS
        self.client = Client(raise_request_exception=False)

    def __enter__(self) -> Self:
        self.stack, render = ExitStack(), SimpleTemplateResponse.rendered_content.fget  # type: ignore[attr-defined]
        page = property(lambda response: render(response) if self.is_read else "")
        for patch in (
            override_settings(SESSION_ENGINE="django.contrib.sessions.backends.cache"),
            mock.patch("django.contrib.auth.middleware.get_user", self.who),
            mock.patch("django.test.client.store_rendered_templates"),
            mock.patch.object(SimpleTemplateResponse, "rendered_content", page),
            mock.patch("subscribers.accounts.factors.proof.moments", return_value=[float("inf")]),  # just now
        ):
            self.stack.enter_context(patch)
        return self

    def __exit__(self, *error: object) -> None:
        self.stack.close()

    def ask(self, method: str, address: str, fields: str = "", kind: str = FORM) -> tuple[HttpResponseBase, bytes]:
        """The response, and for GET its body where the role may see nobody's address; POST shows the same again."""
        self.client.cookies.clear()
        self.is_read = method == "GET" and self.reads
        with transaction.atomic():
            response = self.client.generic(method, address, fields, content_type=kind)
            body = b"".join(response)  # type: ignore[arg-type]  # a download ends when it is read
            transaction.set_rollback(True)
        return response, body if self.is_read else b""

    def who(self, request: HttpRequest) -> Any:
        """Each request its own copy: what one reads of an account is taken back with the rest."""
        return copy.copy(self.user) if self.user else AnonymousUser()


def is_let_in(response: HttpResponseBase) -> bool:
    """Past every guard: the page, a form that is not filled in right, or on to where one goes when it was done."""
    if response.status_code in (403, 404, 405):
        return False
    if response.status_code == 302:
        to = urlsplit(response["Location"])
        if to.path in (f"/{DESK}login/", f"/{DESK}toegang/login/") and "next=" in to.query:
            return False
        with override("nl"):
            sentence = gettext(REFUSAL)
        said = [str(one) for one in response.wsgi_request._messages]  # type: ignore[attr-defined]
        return not any(sentence in one for one in said)
    return True
