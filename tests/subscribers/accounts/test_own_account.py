"""What one does with one's own account: proof first, and its owner hears of it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from subscribers.models import Message
from tests.accounts import PASSWORD, code_of, give_app, give_recovery_codes, just_proved, link_in, log_in
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
TOEGANG = "/beheer/toegang/"
NEW = {"password1": "een-heel-nieuw-woord", "password2": "een-heel-nieuw-woord"}
CHANGES = (
    "email/",
    "password/change/",
    "2fa/totp/activate/",
    "2fa/webauthn/add/",
    "2fa/recovery-codes/",
    "2fa/recovery-codes/generate/",
)


def history_of(user: Any) -> list[tuple[str, Any]]:
    rows = ModelLogEntry.objects.filter(object_id=str(user.pk), action__startswith="accounts.")
    return list(rows.order_by("pk").values_list("action", "user_id"))


# --- proof ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", CHANGES)
def test_what_changes_an_account_asks_for_proof_in_a_session_that_has_been_open(client: Client, address: str) -> None:
    staff = make_staff()
    if "recovery" in address:
        give_app(staff)
        give_recovery_codes(staff)
    client.force_login(staff)
    answers = [client.get(TOEGANG + address), client.post(TOEGANG + address, NEW)]
    for answer in answers if answers[1].status_code != 405 else answers[:1]:
        assert answer.status_code == 302 and "reauthenticate/?next=" in answer["Location"]
    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)


def test_proof_holds_for_a_quarter_of_an_hour_and_begins_with_logging_in(client: Client, clock: Any) -> None:
    log_in(client, make_staff())
    clock.shift(timedelta(minutes=14))
    assert client.get(f"{TOEGANG}email/").status_code == 200
    clock.shift(timedelta(minutes=2))
    assert client.get(f"{TOEGANG}email/").status_code == 302


def test_a_password_is_no_proof_for_an_account_with_a_second_factor(client: Client) -> None:
    staff = make_staff()
    give_app(staff)
    just_proved(client, staff, "password")
    answer = client.get(f"{TOEGANG}email/")
    assert answer["Location"].startswith(f"{TOEGANG}2fa/reauthenticate/")
    asked = client.post(f"{TOEGANG}reauthenticate/", {"password": PASSWORD, "next": f"{TOEGANG}email/"})
    assert asked["Location"].startswith(f"{TOEGANG}2fa/reauthenticate/")
    assert client.get(f"{TOEGANG}email/").status_code == 302
    shown = client.post(f"{TOEGANG}2fa/reauthenticate/", {"code": code_of(), "next": f"{TOEGANG}email/"})
    assert shown["Location"] == f"{TOEGANG}email/"
    assert client.get(f"{TOEGANG}email/").status_code == 200


def test_passwords_asked_again_are_counted_like_those_at_the_door(client: Client, clock: Any) -> None:
    client.force_login(make_staff())
    statuses = [client.post(f"{TOEGANG}reauthenticate/", {"password": "fout"}).status_code for _ in range(8)]
    assert statuses == [200] * 6 + [429] * 2


@pytest.mark.parametrize("name", ["users", "groups"])
def test_accounts_and_roles_of_others_are_changed_by_who_has_just_proved_who_it_is(client: Client, name: str) -> None:
    staff = make_staff()
    client.force_login(staff)
    assert client.get(f"/beheer/{name}/").status_code == 200
    addresses = [reverse(f"wagtailusers_{name}:add"), f"/beheer/bulk/auth/user/delete/?id={staff.pk}"]
    if name == "users":
        addresses.append(f"/beheer/users/edit/{staff.pk}/")
    for address in addresses:
        answer = client.post(address, {"email": "dief@example.org"})
        assert answer["Location"].startswith(f"{TOEGANG}reauthenticate/?next=%2Fbeheer%2F"), address
    just_proved(client, staff)
    assert client.get(addresses[0]).status_code == 200


# --- password -----------------------------------------------------------------------------------------------
def test_a_new_password_ends_other_sessions_and_its_owner_is_told(client: Client, outbox: Any) -> None:
    staff, other = make_staff(), Client()
    log_in(other, staff)
    log_in(client, staff)
    assert client.post(f"{TOEGANG}password/change/", NEW).status_code == 302
    assert client.get("/beheer/").status_code == 200
    assert other.get("/beheer/").status_code == 302
    (mail,) = outbox()
    assert (mail["To"], mail["Subject"]) == (staff.email, "Uw wachtwoord is veranderd")
    assert history_of(staff) == [("accounts.password_changed", staff.pk)]


def test_an_account_without_a_password_gets_one_by_its_passkey(client: Client) -> None:
    staff = make_staff()
    staff.set_unusable_password()
    staff.save()
    client.force_login(staff)
    assert client.get(f"{TOEGANG}password/set/").status_code == 403  # nothing to prove it by
    give_app(staff)
    assert "2fa/reauthenticate/" in client.get(f"{TOEGANG}password/set/")["Location"]
    just_proved(client, staff, "mfa")
    assert client.get(f"{TOEGANG}password/change/")["Location"] == f"{TOEGANG}password/set/"
    assert client.post(f"{TOEGANG}password/set/", NEW).status_code == 302
    staff.refresh_from_db()
    assert staff.check_password(NEW["password1"])


def test_a_weak_password_is_refused_with_the_reason(client: Client) -> None:
    staff = make_staff()
    just_proved(client, staff)
    answer = client.post(f"{TOEGANG}password/change/", {"password1": "kort", "password2": "kort"})
    assert answer.status_code == 200 and "10" in answer.content.decode()


# --- mail address ---------------------------------------------------------------------------------------------
def test_a_new_address_counts_once_it_is_confirmed_and_the_old_one_hears(client: Client, outbox: Any) -> None:
    staff = make_staff(email="oud@leiden.example")
    log_in(client, staff)
    assert client.post(f"{TOEGANG}email/", {"email": "nieuw@leiden.example", "action_add": "1"}).status_code == 302
    staff.refresh_from_db()
    assert staff.email == "oud@leiden.example"
    link = link_in(outbox()[0])
    assert client.get(link).status_code == 200
    staff.refresh_from_db()
    assert staff.email == "oud@leiden.example"  # looking confirms nothing: programs open links
    client.post(link)
    staff.refresh_from_db()
    assert staff.email == "nieuw@leiden.example"
    rows = EmailAddress.objects.filter(user=staff).values_list("email", "verified", "primary")
    assert list(rows) == [("nieuw@leiden.example", True, True)]
    mails = [(mail["To"], mail["Subject"]) for mail in outbox()]
    assert mails == [
        ("nieuw@leiden.example", "Bevestig uw nieuwe e-mailadres"),
        ("oud@leiden.example", "Uw e-mailadres is veranderd"),
    ]
    assert history_of(staff) == [("accounts.email_changed", staff.pk)]


def test_a_pending_address_can_be_mailed_again_within_limits_or_dropped(client: Client, outbox: Any) -> None:
    staff = make_staff()
    log_in(client, staff)
    client.post(f"{TOEGANG}email/", {"email": "nieuw@leiden.example", "action_add": "1"})
    for _ in range(5):
        client.post(f"{TOEGANG}email/", {"email": "nieuw@leiden.example", "action_send": "1"})
    assert len(outbox()) == 1
    client.post(f"{TOEGANG}email/", {"email": "nieuw@leiden.example", "action_remove": "1"})
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [staff.email]


def test_a_pending_address_keeps_nobody_from_a_second_factor(client: Client) -> None:
    staff = make_staff()
    log_in(client, staff)
    client.post(f"{TOEGANG}email/", {"email": "nieuw@leiden.example", "action_add": "1"})
    assert client.get(f"{TOEGANG}2fa/totp/activate/").status_code == 200


def test_an_account_with_a_second_factor_can_change_its_address(client: Client) -> None:
    staff = make_staff()
    give_app(staff)
    just_proved(client, staff, "password", "mfa")
    answer = client.post(f"{TOEGANG}email/", {"email": "nieuw@leiden.example", "action_add": "1"})
    assert answer.status_code == 302 and Message.objects.get().email == "nieuw@leiden.example"


def test_wagtails_own_page_of_the_account_changes_neither(client: Client) -> None:
    staff = make_staff()
    client.force_login(staff)
    page = client.get("/beheer/account/")
    html = page.content.decode()
    assert 'name="name_email-email"' not in html and "oldpassword" not in html and "old_password" not in html
    assert 'href="/beheer/toegang/"' in html
    client.post("/beheer/account/", {"name_email-email": "dief@example.org", "name_email-first_name": "B"})
    before = staff.email
    staff.refresh_from_db()
    assert staff.email == before


# --- every page ---------------------------------------------------------------------------------------------------
def test_every_page_opens_in_both_languages_without_a_word_of_allauths(client: Client) -> None:
    staff = make_staff()
    give_app(staff)
    give_recovery_codes(staff)
    just_proved(client, staff, "password", "mfa")
    pages = [
        "", "sessions/", "email/", "password/change/", "logout/", "2fa/", "2fa/totp/deactivate/", "2fa/webauthn/",
        "2fa/webauthn/add/", "2fa/recovery-codes/", "2fa/recovery-codes/generate/", "2fa/reauthenticate/",
    ]  # fmt: skip
    for prefix, language in (("", "nl"), ("/en", "en")):
        for page in pages:
            answer = client.get(f"{prefix}{TOEGANG}{page}", headers={"host": "localhost"})
            html = answer.content.decode()
            assert answer.status_code == 200 and f'<html lang="{language}">' in html, page
            assert "Sign In" not in html and "Menu:" not in html and "style=" not in html, page
    download = client.get(f"{TOEGANG}2fa/recovery-codes/download/")
    assert download["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert len(re.findall(r"^\d{8}$", download.content.decode(), flags=re.MULTILINE)) == 10
