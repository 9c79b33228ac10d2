"""Logging in to the desk: the way there, the second factor, and what former addresses do."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from subscribers.accounts import views
from subscribers.apps import refuse_bypass
from subscribers.shell.responses import content_security_policy as csp
from tests.accounts import PASSWORD, SECRET, code_of, give_app, give_recovery_codes
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
LOGIN, CODE = "/beheer/toegang/login/", "/beheer/toegang/2fa/authenticate/"


def give_password(client: Client, user: Any, **more: str) -> Any:
    return client.post(LOGIN, {"username": user.username, "password": PASSWORD, **more})


def inside(client: Client) -> bool:
    return client.get("/beheer/").status_code == 200


def test_two_fields_lead_to_where_one_was_going(client: Client) -> None:
    staff = make_staff()
    first = client.get("/beheer/snippets/events/event/")
    second = client.get(first["Location"])
    assert second["Location"] == f"{LOGIN}?next=/beheer/snippets/events/event/"
    html = client.get(second["Location"]).content.decode()
    assert re.findall(r'<input type="(?:text|password|checkbox)" name="(\w+)"', html) == ["username", "password"]
    assert 'name="next" value="/beheer/snippets/events/event/"' in html
    answer = give_password(client, staff, next="/beheer/snippets/events/event/")
    assert (answer.status_code, answer["Location"]) == (302, "/beheer/snippets/events/event/")
    assert inside(client)


def test_a_wrong_password_and_a_closed_account_are_told_alike(client: Client) -> None:
    closed = make_staff(is_active=False)
    answers = [
        client.post(LOGIN, {"username": name, "password": word})
        for name, word in ((closed.username, PASSWORD), (closed.username, "fout"), ("niemand", "fout"))
    ]
    told = {re.sub(r'value="[^"]*"', "", answer.content.decode().split("<main")[1]) for answer in answers}
    assert len(told) == 1 and "horen niet bij elkaar" in told.pop()
    assert "_auth_user_id" not in client.session


def test_nobody_is_sent_to_another_site_after_logging_in(client: Client) -> None:
    answer = give_password(client, make_staff(), next="https://evil.example/")
    assert answer["Location"] == "/beheer/"


def test_the_code_of_an_app_is_the_second_step_and_works_once(client: Client, clock: Any) -> None:
    staff = make_staff()
    give_app(staff)
    assert give_password(client, staff)["Location"] == CODE
    assert not inside(client)
    assert client.post(CODE, {"code": "000000"}).status_code == 200
    assert client.post(CODE, {"code": code_of()})["Location"] == "/beheer/"
    assert inside(client)
    other = Client()
    give_password(other, staff)
    assert other.post(CODE, {"code": code_of()}).status_code == 200  # somebody looked over a shoulder
    assert not inside(other)
    clock.shift(30)
    assert other.post(CODE, {"code": code_of()}).status_code == 302


def test_a_code_of_the_step_before_is_taken_and_of_two_before_is_not(client: Client, clock: Any) -> None:
    staff = make_staff()
    give_app(staff)
    give_password(client, staff)
    assert client.post(CODE, {"code": code_of(later=-2)}).status_code == 200
    assert client.post(CODE, {"code": code_of(later=-1)}).status_code == 302


def test_a_recovery_code_works_once(client: Client) -> None:
    staff = make_staff()
    give_app(staff)
    codes = give_recovery_codes(staff)
    give_password(client, staff)
    assert client.post(CODE, {"code": codes[0]}).status_code == 302
    other = Client()
    give_password(other, staff)
    assert other.post(CODE, {"code": codes[0]}).status_code == 200
    assert other.post(CODE, {"code": codes[1]}).status_code == 302


def test_guessing_codes_gets_slow_with_the_right_password_every_time(client: Client, clock: Any) -> None:
    staff = make_staff()
    give_app(staff)
    statuses = []
    for n in range(8):
        give_password(client, staff)
        statuses.append(client.post(CODE, {"code": f"00000{n}"}).status_code)
    assert statuses == [200] * 6 + [429] * 2


def test_without_a_second_factor_the_desk_is_closed_where_it_asks_for_one(client: Client, settings: Any) -> None:
    settings.STAFF_MFA = True
    staff = make_staff()
    give_password(client, staff)
    for address in ("/beheer/", "/beheer/account/", "/beheer/users/", "/media/original_images/a.jpg"):
        assert client.get(address)["Location"] == "/beheer/toegang/2fa/"
    page = client.get("/beheer/toegang/2fa/")
    assert page.status_code == 200 and "Het beheer vraagt een tweede factor" in page.content.decode()


@pytest.mark.django_db(transaction=True)  # allauth tells once it is committed
def test_setting_up_an_app_opens_the_desk_at_once_and_leads_past_the_recovery_codes(
    client: Client, settings: Any, clock: Any
) -> None:
    settings.STAFF_MFA = True
    staff = make_staff()
    give_password(client, staff)
    form = client.get("/beheer/toegang/2fa/totp/activate/")  # the password was given a moment ago
    secret = form.context["form"].secret
    answer = client.post("/beheer/toegang/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer["Location"] == "/beheer/toegang/2fa/recovery-codes/"
    codes = client.get(answer["Location"]).context["unused_codes"]
    assert len(codes) == 10
    assert inside(client)
    row = staff.authenticator_set.get(type="totp")
    assert secret not in str(row.data)  # encrypted


def test_a_session_of_before_a_factor_was_asked_for_shows_one_first(client: Client, settings: Any) -> None:
    staff = make_staff()
    give_password(client, staff)
    assert inside(client)
    give_app(staff)
    settings.STAFF_MFA = True
    answer = client.get("/beheer/snippets/events/event/?q=a")
    way = "/beheer/toegang/2fa/reauthenticate/?next=%2Fbeheer%2Fsnippets%2Fevents%2Fevent%2F%3Fq%3Da"
    assert answer["Location"] == way
    assert client.get(way).status_code == 200
    back = client.post(way, {"code": code_of(), "next": "/beheer/snippets/events/event/?q=a"})
    assert back["Location"] == "/beheer/snippets/events/event/?q=a"
    assert inside(client)


def test_where_a_factor_is_asked_the_last_one_stays(client: Client, settings: Any, clock: Any) -> None:
    settings.STAFF_MFA = True
    staff = make_staff()
    give_app(staff)
    give_password(client, staff)
    client.post(CODE, {"code": code_of()})
    answer = client.post("/beheer/toegang/2fa/totp/deactivate/")
    assert (answer.status_code, staff.authenticator_set.count()) == (200, 1)
    assert "Dit is uw laatste tweede factor" in answer.content.decode()
    settings.STAFF_MFA = False
    assert client.post("/beheer/toegang/2fa/totp/deactivate/").status_code == 302
    assert staff.authenticator_set.count() == 0


def test_a_secret_under_a_key_that_is_gone_takes_no_code(client: Client, settings: Any) -> None:
    staff = make_staff()
    give_app(staff)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = (
        [settings.SECRET_KEY],
        "another-secret-of-the-service-0123456789",
    )
    give_password(client, staff)
    assert client.post(CODE, {"code": code_of(SECRET)}).status_code == 302  # a former key still reads it
    settings.SECRET_KEY_FALLBACKS = []
    other = Client()
    give_password(other, staff)
    assert other.post(CODE, {"code": code_of(SECRET, later=1)}).status_code == 200


def test_there_is_no_other_door(client: Client) -> None:
    closed = ("signup/", "login/code/confirm/", "reauthenticate/code/", "confirm-email/")
    assert [client.get(f"/beheer/toegang/{address}").status_code for address in closed] == [404] * 4
    assert client.get("/beheer/login/?next=/beheer/users/")["Location"] == f"{LOGIN}?next=/beheer/users/"
    posted = client.post("/beheer/login/", {"username": "a", "password": "b"})
    assert (posted.status_code, posted["Location"]) == (307, LOGIN)
    for address in ("", "done/", "confirm/Mg/abc-def/", "complete/"):
        assert client.get(f"/beheer/password_reset/{address}")["Location"] == "/beheer/toegang/password/reset/"


def test_an_account_without_rights_hears_so_instead_of_going_round(client: Client) -> None:
    user = get_user_model().objects.create_user("gast", "gast@example.org", PASSWORD)
    answer = client.post(LOGIN, {"username": "gast", "password": PASSWORD}, follow=True)
    assert answer.status_code == 403
    assert "mag niet in het beheer" in answer.content.decode()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    assert inside(client)


@pytest.mark.parametrize(
    "address", ["/beheer/toegang/login/", "/en/beheer/toegang/login/", "/beheer/toegang/password/reset/"]
)
def test_pages_of_logging_in_run_no_script_or_style_but_ours(client: Client, address: str, settings: Any) -> None:
    answer = client.get(address)
    assert answer[csp.HEADER] == csp.site_policy(settings.MAP_TILES, settings.MEDIA_URL)
    assert "unsafe-inline" not in answer[csp.HEADER] and answer["X-Frame-Options"] == "DENY"
    html = answer.content.decode()
    assert "style=" not in html and "onclick" not in html
    assert re.findall(r"<script(?![^>]*(?:src=|application/json))", html) == []
    assert "no-store" in answer["Cache-Control"]


def test_everything_is_in_english_at_an_english_address(client: Client) -> None:
    staff = make_staff()
    page = client.get("/en/beheer/toegang/login/")
    assert "Log in to the desk" in page.content.decode() and page["Content-Language"] == "en"
    answer = client.post("/en/beheer/toegang/login/", {"username": staff.username, "password": PASSWORD})
    assert answer["Location"] == "/beheer/"  # the desk itself is Dutch
    assert "Your account" in client.get("/en/beheer/toegang/").content.decode()


def test_whoever_logs_in_has_the_confirmed_address_that_the_account_was_made_with(client: Client) -> None:
    staff, other = make_staff(email="Team@Leiden.example"), make_staff(email="team@leiden.example")
    for user in (staff, other):
        give_password(Client(), user)
        rows = EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")
        assert list(rows) == [("team@leiden.example", True, True)]


def test_a_passkey_is_offered_where_browsers_make_one(client: Client) -> None:
    for host, offered in (
        ("localhost:8000", True),
        ("agenda.leiden.example", True),
        ("127.0.0.1:8000", False),
        ("[::1]:1", False),
    ):
        html = client.get(LOGIN, headers={"host": host}).content.decode()
        assert ('id="passkey_login"' in html) is offered
        assert ("adres van cijfers" in html) is not offered


def test_a_made_up_passkey_gets_nobody_in(client: Client, caplog: Any) -> None:
    options = client.get("/beheer/toegang/2fa/webauthn/login/", headers={"accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["rpId"] == "testserver"
    for credential in ("", "{}", "null", "[]", '{"id": "AA", "response": {"userHandle": "MQ"}}'):
        answer = client.post("/beheer/toegang/2fa/webauthn/login/", {"credential": credential})
        assert (answer.status_code, answer["Location"]) == (302, LOGIN)
    assert "_auth_user_id" not in client.session
    lines = [record.getMessage() for record in caplog.records if record.name == "subscribers.accounts.factors.forms"]
    assert set(lines) == {"A wrong passkey, from network 127.0.0.1"}


def test_asking_for_passkeys_fills_no_table(client: Client, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PASSKEYS_AN_HOUR", 3)
    ask = {"path": "/beheer/toegang/2fa/webauthn/login/", "headers": {"accept": "application/json"}}
    assert [Client().get(**ask).status_code for _ in range(5)] == [200] * 3 + [429] * 2
    assert Session.objects.count() == 3
    assert Client().get(**ask, REMOTE_ADDR="192.0.2.1").status_code == 200


def test_the_button_of_the_desk_logs_out_in_our_words(client: Client) -> None:
    give_password(client, make_staff())
    assert client.post("/beheer/logout/")["Location"] == LOGIN
    assert "U bent uitgelogd." in client.get(LOGIN).content.decode()
    assert not inside(client)


def test_the_code_that_opens_everything_is_refused(settings: Any) -> None:
    settings.MFA_TOTP_INSECURE_BYPASS_CODE = "123456"
    with pytest.raises(ImproperlyConfigured, match="MFA_TOTP_INSECURE_BYPASS_CODE"):
        refuse_bypass()


def test_names_of_addresses_that_others_use_stay() -> None:
    assert reverse("account_login") == LOGIN
    assert reverse("wagtailadmin_login") == "/beheer/login/"
