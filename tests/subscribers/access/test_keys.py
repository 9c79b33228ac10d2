"""A key of the API opens what its owner may open at that moment, until it expires or is revoked."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.utils import timezone
from ninja.errors import AuthorizationError

from subscribers import tasks
from subscribers.access import keys
from subscribers.access.auth import BearerKey, key_of
from subscribers.access.scopes import SCOPES
from subscribers.models import ApiKey
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
NEEDED = ["wagtailadmin.access_admin", "subscribers.add_apikey", "newsletter.change_issue"]


def give(user: Any, *names: str) -> Any:
    """``user`` with these rights besides, read anew."""
    for name in names:
        app, codename = name.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return get_user_model().objects.get(pk=user.pk)


@pytest.fixture
def editor() -> Any:
    return give(get_user_model().objects.create_user("redacteur", "redacteur@example.org"), *NEEDED)


def refusal(*arguments: Any, **more: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        keys.create_api_key(*arguments, **more)
    return str(refused.value.code)


def test_a_key_is_found_until_it_expires_or_its_owner_leaves(clock: Any) -> None:
    user = make_staff()
    raw = keys.create_api_key(user, "demo", ["issues:read"], days=1)
    assert keys.find_api_key(raw).scopes == ["issues:read"]  # type: ignore[union-attr]
    user.is_active = False
    user.save()
    assert keys.find_api_key(raw) is None
    user.is_active = True
    user.save()
    clock.shift(timedelta(days=1))
    assert keys.find_api_key(raw) is None


def test_only_a_hash_of_it_is_kept(clock: Any) -> None:
    raw = keys.create_api_key(make_staff(), "demo", ["issues:read"])
    row = ApiKey.objects.values().get()
    assert raw.startswith(row["prefix"]) and len(row["prefix"]) == 9 and len(raw) == 46
    assert raw[9:] not in str(row)


def test_a_revoked_key_is_found_no_more_and_revoked_once(clock: Any) -> None:
    raw = keys.create_api_key(make_staff(), "demo", ["issues:read"])
    key = keys.find_api_key(raw)
    assert key
    assert (keys.revoke_api_key(key), keys.revoke_api_key(key)) == (True, False)
    assert keys.find_api_key(raw) is None


def test_the_day_of_its_last_use_is_noted(clock: Any) -> None:
    raw = keys.create_api_key(make_staff(), "demo", ["issues:read"])
    assert ApiKey.objects.get().last_used_on is None
    keys.find_api_key(raw)
    clock.shift(timedelta(days=1))
    keys.find_api_key(raw)
    assert str(ApiKey.objects.get().last_used_on) == "2026-06-16"


def test_nobody_makes_a_key_for_more_than_they_may(editor: Any) -> None:
    reader = get_user_model().objects.create_user("lezer", "lezer@example.org")
    reader = give(reader, "wagtailadmin.access_admin", "subscribers.add_apikey", "newsletter.view_issue")
    assert refusal(reader, "x", ["issues:read", "issues:write"]) == "beyond_rights"
    assert refusal(editor, "x", ["users:write"]) == "beyond_rights"
    assert refusal(editor, "x", []) == "no_scopes"
    assert (
        refusal(editor, "x", ["issues:read"], days=366) == refusal(editor, "x", ["issues:read"], days=0) == "too_long"
    )
    assert not ApiKey.objects.exists()
    keys.create_api_key(reader, "x", ["issues:read"])
    keys.create_api_key(editor, "x", ["issues:write", "issues:read"])
    assert [key.scopes for key in ApiKey.objects.order_by("pk")] == [["issues:read"], ["issues:read", "issues:write"]]


@pytest.mark.parametrize("lost", NEEDED)
def test_each_right_that_the_owner_loses_takes_the_key_along(editor: Any, lost: str) -> None:
    raw = keys.create_api_key(editor, "x", ["issues:write"])
    key = keys.find_api_key(raw)
    assert key and keys.may_use(key, "issues:write") and not keys.may_use(key, "issues:read")
    editor.user_permissions.remove(Permission.objects.get(codename=lost.split(".")[1]))
    again = keys.find_api_key(raw)
    assert again and not keys.may_use(again, "issues:write")


def test_a_refused_key_is_in_the_log_without_the_key(clock: Any, caplog: Any, rf: Any) -> None:
    caplog.set_level("INFO", logger="subscribers.access.auth")
    raw = keys.create_api_key(make_staff(), "x", ["issues:read"])
    assert BearerKey("issues:read").authenticate(rf.get("/"), raw)
    assert caplog.messages == []
    with pytest.raises(AuthorizationError):
        BearerKey("issues:write").authenticate(rf.get("/"), raw)
    assert BearerKey("issues:write").authenticate(rf.get("/"), "lk_onbekend") is None
    told = [
        f"Key {ApiKey.objects.get().pk} of the API was refused issues:write",
        "A key of the API was refused: unknown",
    ]
    assert [one.startswith(start) for one, start in zip(caplog.messages, told, strict=True)] == [True, True]
    assert raw[3:] not in caplog.text and "onbekend" not in caplog.text


def test_a_key_that_opens_nothing_any_more_is_nobodys_where_none_is_needed(editor: Any, rf: Any) -> None:
    raw = keys.create_api_key(editor, "x", ["issues:read"])

    def key_with(header: str) -> ApiKey | None:
        return key_of(rf.get("/", headers={"Authorization": header}))

    assert key_with(f"Bearer {raw}") == key_with(f"bearer  {raw} ") == ApiKey.objects.get()
    assert [key_with(header) for header in (f"Basic {raw}", raw, "Bearer lk_onbekend", "")] == [None] * 4
    editor.user_permissions.clear()
    assert key_with(f"Bearer {raw}") is None
    give(editor, *NEEDED)
    assert key_with(f"Bearer {raw}") is not None
    keys.revoke_api_key(ApiKey.objects.get())
    assert key_with(f"Bearer {raw}") is None


def test_every_right_that_a_scope_asks_for_exists() -> None:
    wanted = {name for scope in SCOPES.values() for name in scope.permissions}
    assert make_staff().get_all_permissions() >= {*wanted, "wagtailadmin.access_admin", "subscribers.add_apikey"}


def test_keys_that_ended_are_forgotten_after_three_months(clock: Any) -> None:
    for name, days in [("verlopen", 1), ("ingetrokken", 365), ("geldig", 365)]:
        keys.create_api_key(make_staff(), name, ["issues:read"], days=days)
    keys.revoke_api_key(ApiKey.objects.get(name="ingetrokken"))
    clock.shift(timedelta(days=90))
    tasks.forget()
    assert ApiKey.objects.count() == 3
    clock.shift(timedelta(days=1, minutes=1))
    tasks.forget()
    assert [key.name for key in ApiKey.objects.all()] == ["geldig"]
    assert ApiKey.objects.get().expires_at > timezone.now()
