"""How staff log in: two fields, a passkey of a real browser, and every page of one's account by axe and at 320 px."""

import re

import pytest
from playwright.sync_api import expect

from tests.accounts import code_of

NAME, PASSWORD = "redactie", "kennisstad-demo"


@pytest.fixture
def by_name(browser, service):
    """A browser at http://localhost: passkeys belong to names."""
    context = browser.new_context(
        base_url=service.url.replace("127.0.0.1", "localhost"),
        locale="nl-NL",
        viewport={"width": 1280, "height": 900},
    )
    yield context
    context.close()


def give_passkeys(page):
    """A telephone with a fingerprint, as far as the browser can tell (CDP WebAuthn)."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def log_in(page):
    page.goto("/beheer/")
    page.get_by_label("Gebruikersnaam").fill(NAME)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.wait_for_url("**/beheer/")


def test_a_passkey_is_added_and_logs_in_by_itself(by_name, looks_right):
    page = by_name.new_page()
    wrong = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    give_passkeys(page)
    page.goto("/beheer/toegang/login/")
    looks_right(page, "login")
    log_in(page)
    page.goto("/beheer/toegang/2fa/")
    looks_right(page, "second-factor")
    page.get_by_role("link", name="Voeg een passkey toe").click()
    looks_right(page, "passkey-add")
    page.get_by_label("Naam").fill("Telefoon van Rosa")
    page.get_by_role("button", name="Maak de passkey").click()
    page.wait_for_url("**/recovery-codes/")
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    looks_right(page, "recovery-codes")
    page.goto("/beheer/toegang/2fa/webauthn/")
    expect(page.get_by_role("heading", name="Telefoon van Rosa")).to_be_visible()
    looks_right(page, "passkeys")
    page.goto("/beheer/toegang/logout/")
    page.get_by_role("button", name="Log uit").click()
    page.wait_for_url("**/login/")
    page.get_by_role("button", name="Log in met een passkey").click()
    page.wait_for_url("**/beheer/")
    assert page.request.get("/beheer/account/").status == 200
    # by password a second step follows, which the passkey takes as well
    page.goto("/beheer/toegang/logout/")
    page.get_by_role("button", name="Log uit").click()
    page.get_by_label("Gebruikersnaam").fill(NAME)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.wait_for_url("**/2fa/authenticate/")
    looks_right(page, "second-step")
    page.get_by_role("button", name="Gebruik een passkey").click()
    page.wait_for_url("**/beheer/")
    # and away again, as the other journeys log in with two fields
    page.goto("/beheer/toegang/2fa/webauthn/")
    page.get_by_role("link", name=re.compile("Verwijder")).click()
    page.get_by_role("button", name="Ja, verwijder").click()
    page.wait_for_url("**/webauthn/")
    assert wrong == []  # no script or style that the policy stops


def test_without_a_passkey_at_hand_one_reads_what_to_do(by_name):
    page = by_name.new_page()
    page.goto("/beheer/toegang/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('none')) }")
    page.get_by_role("button", name="Log in met een passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("Probeer het opnieuw")


def test_an_app_is_added_by_keyboard_and_every_page_of_the_account_looks_right(page, looks_right):
    log_in(page)
    for address, name in (
        ("", "account"),
        ("sessions/", "sessions"),
        ("email/", "address"),
        ("password/change/", "password"),
    ):
        page.goto(f"/beheer/toegang/{address}")
        looks_right(page, f"account-{name}")
    page.goto("/beheer/toegang/2fa/totp/activate/")
    looks_right(page, "app-add")
    secret = page.locator(".secret").inner_text()
    page.keyboard.type(code_of(secret))  # the field has the focus
    page.keyboard.press("Enter")
    page.wait_for_url("**/recovery-codes/")
    page.goto("/beheer/toegang/2fa/totp/deactivate/")
    page.get_by_role("button", name="Ja, verwijder").click()
    page.wait_for_url("**/2fa/")


def test_the_pages_before_logging_in_look_right_in_both_languages(page, looks_right):
    for address in (
        "/beheer/toegang/password/reset/",
        "/beheer/toegang/password/reset/done/",
        "/en/beheer/toegang/login/",
    ):
        page.goto(address)
        looks_right(page, "account-" + address.strip("/").replace("/", "-"))
    page.goto("/beheer/toegang/login/")
    page.get_by_label("Gebruikersnaam").fill("niemand")
    page.get_by_label("Wachtwoord", exact=True).fill("fout")
    page.get_by_role("button", name="Inloggen", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("horen niet bij elkaar")
    looks_right(page, "login-wrong")
