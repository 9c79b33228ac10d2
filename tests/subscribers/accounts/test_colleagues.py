"""What is done for a colleague: a lost second factor, an account made or changed; and what a person asks of us."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import ModelLogEntry

from config.persons.people import erase_person, holdings_of
from tests.accounts import PASSWORD, give_app, give_recovery_codes, just_proved
from tests.factories import local, make_staff, make_subscriber, make_topic

pytestmark = pytest.mark.django_db
NOW = local(2026, 6, 15, 12)


def page_for(user: Any) -> str:
    return f"/beheer/collega/{user.pk}/tweede-factor/"


def keeper(**values: Any) -> Any:
    """May manage accounts and is no superuser."""
    user = get_user_model().objects.create_user("beheerder", "beheerder@example.org", PASSWORD, **values)
    names = ("access_admin", "change_user", "view_user")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


def editor() -> Any:
    return get_user_model().objects.create_user("rosa", "rosa@leiden.example", PASSWORD)


def test_a_lost_factor_is_removed_by_a_colleague_who_proved_who_it_is(client: Client, outbox: Any) -> None:
    lost, actor, elsewhere = editor(), keeper(), Client()
    elsewhere.post("/beheer/toegang/login/", {"username": "rosa", "password": PASSWORD})
    give_app(lost)
    give_recovery_codes(lost)
    client.force_login(actor)
    assert client.get(page_for(lost))["Location"].startswith("/beheer/toegang/reauthenticate/")
    assert client.post(page_for(lost)).status_code == 302
    assert lost.authenticator_set.count() == 2
    just_proved(client, actor)
    assert "Wilt u de tweede factor" in client.get(page_for(lost)).content.decode()
    assert f'href="{page_for(lost)}"' in client.get("/beheer/users/").content.decode()
    assert client.post(page_for(lost))["Location"] == f"/beheer/users/edit/{lost.pk}/"
    assert lost.authenticator_set.count() == 0
    assert elsewhere.get("/beheer/toegang/").status_code == 302
    assert [(mail["To"], mail["Subject"]) for mail in outbox()] == [
        ("rosa@leiden.example", "Een collega heeft uw tweede factor verwijderd")
    ]
    entry = ModelLogEntry.objects.get(action="accounts.factor_reset")
    assert (entry.object_id, entry.user) == (str(lost.pk), actor)


def test_nobody_does_it_for_oneself_without_the_right_or_for_who_may_do_everything(client: Client) -> None:
    actor, chief, other = keeper(), make_staff(), editor()
    for user in (actor, chief, other):
        give_app(user)
    for by, whom in ((actor, actor), (actor, chief), (other, actor)):
        just_proved(client, by, "mfa")
        client.post(page_for(whom))
        assert whom.authenticator_set.count() == 1
    just_proved(client, chief, "mfa")
    client.post(page_for(actor))
    assert actor.authenticator_set.count() == 0


def test_who_may_change_accounts_neither_takes_an_administrators_nor_becomes_one(client: Client) -> None:
    """By any door: its page, deleting, many at once, a new account, one's own colleague raised, a copy."""
    actor, chief, other = keeper(), make_staff(username="chef"), editor()
    for right in ("add_user", "delete_user"):
        actor.user_permissions.add(Permission.objects.get(codename=right))
    just_proved(client, actor)
    form = {"username": "chef", "email": "mij@example.org", "first_name": "C", "last_name": "H"}
    secrets = {"password1": "geheim-genoeg-1x", "password2": "geheim-genoeg-1x"}
    before = get_user_model().objects.filter(pk=chief.pk).values().get()
    client.post(f"/beheer/users/edit/{chief.pk}/", form | secrets)
    client.post(f"/beheer/users/delete/{chief.pk}/")
    for action, more in (("delete", {}), ("set_active_state", {"mark_as_active": ""}), ("assign_role", {"role": "1"})):
        client.post(f"/beheer/bulk/auth/user/{action}/?id={chief.pk}&next=/beheer/users/", more)
    assert get_user_model().objects.filter(pk=chief.pk).values().get() == before
    raised = {"is_superuser": "on", "is_active": "on"}
    named = {"username": "rosa", "email": "rosa@leiden.example", "first_name": "R", "last_name": "B"}
    assert client.post(f"/beheer/users/edit/{other.pk}/", named | raised).status_code == 302
    assert client.post("/beheer/users/new/", form | secrets | raised | {"username": "nieuw"}).status_code == 302
    assert client.post(f"/beheer/users/copy/{chief.pk}/", form | secrets | {"username": "kopie"}).status_code == 404
    assert set(get_user_model().objects.filter(is_superuser=True)) == {chief}
    assert set(get_user_model().objects.values_list("username", flat=True)) >= {"nieuw", "rosa", "chef"}


def test_an_administrator_changes_another_and_makes_one(client: Client) -> None:
    actor, chief = make_staff(), make_staff(username="chef")
    just_proved(client, actor)
    form = {"username": "chef", "email": "chef@example.org", "first_name": "C", "last_name": "H", "is_active": "on"}
    assert client.post(f"/beheer/users/edit/{chief.pk}/", form).status_code == 302
    chief.refresh_from_db()
    assert (chief.first_name, chief.is_superuser) == ("C", False)
    assert client.post(f"/beheer/users/edit/{chief.pk}/", form | {"is_superuser": "on"}).status_code == 302
    chief.refresh_from_db()
    assert chief.is_superuser


def test_the_first_administrator_has_a_command(capsys: Any, outbox: Any) -> None:
    lost = make_staff(username="chef")
    give_app(lost)
    call_command("reset_factor", "chef")
    assert lost.authenticator_set.count() == 0
    assert "The second factor of “chef” is removed" in capsys.readouterr().out
    assert ModelLogEntry.objects.get(action="accounts.factor_reset").user is None
    assert len(outbox()) == 1
    with pytest.raises(CommandError, match="geen tweede factor"):
        call_command("reset_factor", "chef")
    with pytest.raises(CommandError, match="no account “niemand”"):
        call_command("reset_factor", "niemand")


def test_an_account_made_in_the_desk_has_a_confirmed_address_and_a_changed_one_is_told(
    client: Client, outbox: Any
) -> None:
    just_proved(client, make_staff())
    form = {"username": "nieuw", "email": "nieuw@leiden.example", "first_name": "N", "last_name": "W"}
    client.post("/beheer/users/new/", {**form, "password1": PASSWORD, "password2": PASSWORD, "is_active": "on"})
    user = get_user_model().objects.get(username="nieuw")
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified")) == [
        ("nieuw@leiden.example", True)
    ]
    assert outbox() == []
    client.post(f"/beheer/users/edit/{user.pk}/", {**form, "email": "ander@leiden.example", "is_active": "on"})
    assert list(EmailAddress.objects.filter(user=user).values_list("email", flat=True)) == ["ander@leiden.example"]
    assert [(mail["To"], mail["Subject"]) for mail in outbox()] == [
        ("nieuw@leiden.example", "Uw e-mailadres is veranderd")
    ]


def test_who_asks_sees_the_account_and_is_erased_once_it_is_gone(client: Client) -> None:
    staff = make_staff(email="rosa@leiden.example", first_name="Rosa")
    client.post("/beheer/toegang/login/", {"username": staff.username, "password": PASSWORD})
    give_app(staff)
    make_subscriber(make_topic(), email="rosa@leiden.example")
    found = holdings_of("rosa@leiden.example")
    assert found["Account van het beheer"][0]["gebruikersnaam"] == staff.username
    assert {"Tweede factor", "Sessies", "Abonnee"} <= set(found)
    assert "secret" not in str(found)
    with pytest.raises(ValidationError) as refused:
        erase_person("rosa@leiden.example", NOW)
    assert refused.value.code == "account"
    assert "Abonnee" in holdings_of("rosa@leiden.example")  # all or nothing
    staff.delete()
    erase_person("rosa@leiden.example", NOW)
    assert set(holdings_of("rosa@leiden.example")) <= {"Kenmerk van een gewist adres"}
