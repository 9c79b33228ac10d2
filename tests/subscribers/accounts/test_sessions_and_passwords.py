"""What a password may be, and when a session begins and ends: what OWASP ASVS asks of both (docs/security.md)."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.accounts import LOGIN, PASSWORD, give_recovery_codes, log_in
from tests.factories import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]
RESET = "/beheer/toegang/password/reset/"


def gets_in(client: Client, user: Any, password: str = PASSWORD) -> bool:
    log_in(client, user, password)
    return inside(client)


def inside(client: Client) -> bool:
    return client.get("/beheer/").status_code == 200


def test_a_password_is_of_any_length_and_signs_and_taken_exactly_as_typed() -> None:
    odd = f"  Zoë's {'long ' * 20}<b>\u00e9\u0301</b>; -- 'x' 👩‍🔬  "
    user = make_staff(password=odd)
    assert gets_in(Client(), user, odd)
    for nearly in (odd.strip(), odd.lower(), odd[:72], odd.replace("\u00e9", "e\u0301")):
        assert not gets_in(Client(), user, nearly), nearly


def test_a_password_holds_for_years(clock: time_machine.Traveller) -> None:
    user = make_staff()
    clock.shift(5 * 365 * 86_400)
    assert gets_in(Client(), user)


def test_fields_are_masked_told_to_password_managers_and_may_be_pasted_into(client: Client) -> None:
    html = client.get(LOGIN).content.decode()
    fields = {name: kind for kind, name in re.findall(r'<input type="(\w+)" name="(\w+)"', html)}
    assert fields["password"] == "password"
    assert 'autocomplete="current-password"' in html and 'autocomplete="username"' in html
    assert "onpaste" not in html and 'autocomplete="off"' not in html


def test_no_question_but_for_a_mail_address_stands_between_and_a_new_password(client: Client) -> None:
    html = client.get(RESET).content.decode().split("<main")[1].split("</main>")[0]
    asked = set(re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', html))
    assert asked - {"csrfmiddlewaretoken", "next"} == {"email"}


def test_recovery_codes_are_many_and_not_to_be_guessed() -> None:
    codes = [code for _ in range(20) for code in give_recovery_codes(make_staff())]
    assert {len(code) for code in codes} == {8}  # 26 bits, and tries are counted


def test_a_session_begins_anew_at_login_and_has_a_key_of_its_own(client: Client) -> None:
    client.get(LOGIN)
    before = client.session.session_key
    assert gets_in(client, make_staff())
    after = client.session.session_key
    assert after and after != before and re.fullmatch(r"[a-z0-9]{32}", after)


def test_a_session_that_was_ended_opens_nothing_though_its_cookie_is_kept(client: Client) -> None:
    assert gets_in(client, make_staff())
    stolen = Client()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value
    assert inside(stolen)
    (out,) = re.findall(r'"label": "Uitloggen".{0,200}?"action": "([^"]+)"', client.get("/beheer/").content.decode())
    assert client.post(out).status_code == 302
    assert not inside(client) and not inside(stolen)


def test_an_account_that_is_closed_is_out_at_once(client: Client) -> None:
    user = make_staff()
    assert gets_in(client, user)
    user.is_active = False
    user.save()
    assert not inside(client)
