"""Secrets in links, keys of the API, and the form checks of public forms."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from subscribers.access import form_checks, tokens
from subscribers.access.forms import AddressField, PublicForm
from subscribers.access.once import key_of_form
from subscribers.access.signing import read_link, sign_link
from subscribers.models import LinkToken, normalise_address

PERSON = uuid.UUID("12345678-1234-5678-1234-567812345678")


def test_a_signed_link_is_read_for_its_purpose_and_list_alone():
    token = sign_link("unsubscribe", "newsletter", PERSON)
    assert read_link(token, "unsubscribe", "newsletter") == PERSON
    assert read_link(token, "preferences", "newsletter") is None
    assert read_link(token, "unsubscribe", "other") is None


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t[:-2] + "AA",
        lambda t: "B" + t[1:],
        lambda t: t[:20],
        lambda t: t + "A",
        lambda t: "",
        lambda t: "é" * 43,
    ],
)
def test_a_forged_link_is_nobodys(change):
    assert read_link(change(sign_link("unsubscribe", "newsletter", PERSON)), "unsubscribe", "newsletter") is None


def test_a_link_signed_with_an_earlier_key_goes_on_working(settings):
    token = sign_link("unsubscribe", "newsletter", PERSON)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new" * 20, [settings.SECRET_KEY]
    assert read_link(token, "unsubscribe", "newsletter") == PERSON


@pytest.mark.django_db
def test_a_token_is_kept_as_a_hash_and_spent_once():
    raw = tokens.issue_token("confirm", "subscriber:1", valid_for=timedelta(days=1))
    assert not LinkToken.objects.filter(digest=raw).exists() and len(raw) >= 43
    assert tokens.find_token(raw, "other") is None
    assert tokens.find_used(raw, "confirm") is None
    assert tokens.use_token(raw, "confirm").subject == "subscriber:1"
    assert tokens.use_token(raw, "confirm") is None
    assert tokens.find_used(raw, "confirm").subject == "subscriber:1"
    assert tokens.find_used(raw, "other") is None


@pytest.mark.django_db
def test_an_expired_token_opens_nothing(clock):
    raw = tokens.issue_token("confirm", "x", valid_for=timedelta(days=1))
    clock.shift(timedelta(days=1))
    assert tokens.find_token(raw, "confirm") is None


@pytest.mark.parametrize(
    ("headers", "same"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),  # typed, or opened by the browser itself
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),  # another host under our domain is not we
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, False),
        ({"Sec-Fetch-Site": "anything"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "http://testserver:81"}, False),
        ({"Origin": "null"}, False),
        ({}, True),
    ],
)
def test_only_our_own_pages_may_send_a_form(headers, same):
    assert form_checks.is_same_site(RequestFactory().post("/", headers=headers)) is same


def test_a_form_too_fast_or_too_old_is_shown_again(clock):
    stamp = form_checks.form_stamp("registration")
    for seconds, code in ((0, "too_fast"), (1, ""), (24 * 3600 + 5, "stale")):
        clock.shift(timedelta(seconds=seconds))
        if not code:  # a second is what a person needs
            form_checks.check_stamp("registration", stamp)
            continue
        with pytest.raises(ValidationError) as caught:
            form_checks.check_stamp("registration", stamp)
        assert caught.value.code == code
        assert caught.value.messages[0].endswith(
            "erstuur het formulier nog eens." if code == "too_fast" else "Verstuur het nog eens."
        )


def test_a_form_in_its_time_passes_and_one_of_another_form_does_not(clock):
    stamp = form_checks.form_stamp("registration")
    clock.shift(timedelta(seconds=30))
    assert form_checks.check_stamp("registration", stamp) is None
    with pytest.raises(ValidationError):
        form_checks.check_stamp("subscription", stamp)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Anna@Example.ORG ", "anna@example.org"),
        ("a@münchen.example", "a@xn--mnchen-3ya.example"),
        ("A.B+c@x.nl", "a.b+c@x.nl"),
    ],
)
def test_spellings_of_one_mailbox_are_equal(typed, kept):
    assert normalise_address(typed) == kept


@pytest.mark.parametrize("stamp", [None, "", "x", "x" * 201])
def test_a_form_without_a_stamp_of_ours_is_shown_again_with_one_sentence(stamp: str | None) -> None:
    form = PublicForm({"let_be": ""} if stamp is None else {"let_be": "", "stamp": stamp})
    assert not form.is_valid()
    assert form.non_field_errors() == ["Dit formulier stond te lang open. Verstuur het nog eens."]
    assert form_checks.nonce_of("form", form.fresh_stamp)


def test_an_address_may_be_as_long_as_mail_can_carry_and_no_longer():
    longest = f"{'a' * 63}@{'b' * 60}.{'c' * 60}.{'d' * 60}.example"
    assert len(longest) == 254
    assert AddressField().clean(longest) == longest
    with pytest.raises(ValidationError) as refused:
        AddressField().clean(longest.replace("@b", "@bb"))
    assert "Een e-mailadres heeft hoogstens 254 tekens." in refused.value.messages


class AskForm(PublicForm):
    form_name = "ask"
    wish = ("email",)
    email = AddressField()


def test_the_same_form_with_the_address_in_other_letters_is_the_same_wish(clock):
    stamp = form_checks.form_stamp("ask")
    clock.shift(timedelta(seconds=30))
    keys = []
    for email in ("an@example.org", "AN@Example.org", "bo@example.org"):
        form = AskForm({"email": email, "stamp": stamp})
        assert form.is_valid()
        keys.append(key_of_form(form, "here"))
    assert keys[0] == keys[1] != keys[2]
