"""Every form of the public is sent twice: it is carried out once, and who sent it reads the same again."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import get_resolver, resolve, reverse
from django.utils import timezone

from events.models import ChoiceGroup
from events.personal.programmes import start_programme
from events.registration.mail.links import about, opinion_address
from newsletter.models import UsefulCount
from newsletter.subscribing.unsubscribe_link import unsubscribe_token
from subscribers.access.once import answer_once
from subscribers.models import FormAnswer, Message
from subscribers.subscriptions.signing_up import issue_confirmation
from subscribers.tasks import tick
from tests.at_once import at_once
from tests.config.test_same_site import routes
from tests.events.registration.secret_links import confirm_address, give_up_address, manage_address
from tests.factories import (
    make_edition,
    make_issue,
    make_open_occurrence,
    make_public_event,
    make_registration,
    make_subscriber,
    make_topic,
)
from tests.typed import carry_out_typed

pytestmark = pytest.mark.django_db
OURS = {"Sec-Fetch-Site": "same-origin"}
STAMP = re.compile(r'name="stamp" value="([^"]+)"')
SIGN_UP = {"email": "an@example.org", "name": "", "let_be": ""}
REGISTER = {"email": "an@example.org", "name": "An", "seats": "2", "let_be": ""}
NOT_FORMS = {
    "star": "a switch in pages that everybody is sent alike: pressed again it goes back, as one sees at once",
    "api": "programs repeat what they ask by the rules of the API",
    "door-trade": "each time a phone begins; who scanned a QR code of a door twice sees two phones in the desk",
    "door-scans": "each scan is kept once by its nonce: tests/events/door/test_merging.py",
    **dict.fromkeys(("door-find", "door-code", "door-frame"), "a question of a phone at a door; nothing is kept of it"),
}


def path_of(address: str) -> str:
    return address.removeprefix("http://testserver")


def register_form() -> tuple[str, dict[str, str]]:
    return reverse("register", args=[make_open_occurrence().public_id]), REGISTER


def embedded_form() -> tuple[str, dict[str, str]]:
    return reverse("register-embedded", args=[make_open_occurrence().public_id]), REGISTER


def sign_up_form() -> tuple[str, dict[str, str]]:
    make_topic()
    return reverse("newsletter"), SIGN_UP


def useful_form() -> tuple[str, dict[str, str]]:
    issue = make_issue(make_topic(), state="sent")
    return reverse("useful", args=[issue.slug]), {"answer": "yes", "let_be": ""}


def manage_form() -> str:
    return path_of(manage_address(make_registration(make_open_occurrence())))


def give_up_form() -> tuple[str, dict[str, str]]:
    party = make_registration(make_open_occurrence())
    party.calendar_answers.create(kind="declined", sequence=0, stamped_at=timezone.now(), is_told=True)
    return path_of(give_up_address(party)), {}


def opinion_form() -> tuple[str, dict[str, str]]:
    return path_of(opinion_address(about(make_registration(make_open_occurrence())))), {"answer": "good"}


def switch_form() -> tuple[str, dict[str, str]]:
    edition = make_edition()
    choice = ChoiceGroup.objects.create(edition=edition, name="Kies")
    at = {"at__way_in": "choose", "at__choice": choice, "at__capacity": 3}
    here, there = (make_public_event(edition, **at).occurrences.get() for _ in range(2))
    address = path_of(manage_address(make_registration(here)))
    return f"{address}wisselen/{there.public_id}/", {}


def keep_form() -> tuple[str, dict[str, str]]:
    return manage_form() + "programma/", {}


def confirm_form() -> tuple[str, dict[str, str]]:
    return path_of(confirm_address(make_registration(make_open_occurrence(), state="pending"))), {}


def confirm_subscription_form() -> tuple[str, dict[str, str]]:
    topic = make_topic()
    wish = {"topics": [topic.slug], "language": "nl", "name": "", "source": "form"}
    raw = issue_confirmation(make_subscriber(topic, state="pending"), wish)
    return reverse("confirm-subscription", args=[raw]), {}


def unsubscribe_form() -> tuple[str, dict[str, str]]:
    return reverse("unsubscribe", args=[unsubscribe_token(make_subscriber(make_topic()).public_id)]), {}


def use_form() -> tuple[str, dict[str, str]]:
    return reverse("personal-use", args=[start_programme()[1]]), {}


def revoke_form() -> tuple[str, dict[str, str]]:
    return reverse("personal-revoke", args=[start_programme()[1]]), {}


FORMS: dict[str, Callable[[], tuple[str, dict[str, str]]]] = {
    "register": register_form,
    "register-embedded": embedded_form,
    "registration-erase": lambda: (manage_form() + "wissen/", {}),
    "registration-cancel": lambda: (manage_form() + "afmelden/", {}),
    "registration-give-up": give_up_form,
    "visit-opinion": opinion_form,
    "registration-undo": lambda: (manage_form() + "toch-komen/", {}),
    "registration-change": lambda: (manage_form() + "wijzigen/", {"name": "An", "seats": "1", "let_be": ""}),
    "registration-hand-over": lambda: (
        manage_form() + "overdragen/",
        {"name": "Bo", "email": "bo@example.org", "seats": "1", "let_be": ""},
    ),
    "registration-link": lambda: (reverse("registration-link"), {"email": "an@example.org", "let_be": ""}),
    "registration-switch": switch_form,
    "registration-keep": keep_form,
    "confirm-registration": confirm_form,
    "newsletter": sign_up_form,
    "confirm-subscription": confirm_subscription_form,
    "unsubscribe": unsubscribe_form,
    "useful": useful_form,
    "personal-use": use_form,
    "personal-revoke": revoke_form,
}


def test_every_address_that_takes_a_form_is_in_the_table() -> None:
    """Those without a CSRF token are the public ones (``config.middleware.same_site``)."""
    taking = set()
    for path in routes(get_resolver()):
        match = resolve(path)
        if getattr(match.func, "csrf_exempt", False) and not path.startswith(("/api/", "/webhooks/")):
            taking.add(match.url_name)
    assert taking == (FORMS.keys() | NOT_FORMS.keys()) - {"api"}


@pytest.mark.parametrize("name", FORMS)
def test_sent_twice_it_is_done_once_and_answers_the_same(client: Client, clock: Any, name: str) -> None:
    path, values = FORMS[name]()
    if found := STAMP.search(client.get(path).content.decode()):
        values = {**values, "stamp": found[1]}
    clock.shift(timedelta(minutes=1))
    first = client.post(path, values, headers=OURS)
    told = list(Message.objects.values_list("kind", "email"))
    clock.shift(timedelta(minutes=2))
    again = client.post(path, values, headers=OURS)
    assert first.status_code in (200, 302, 303)
    assert (again.status_code, again.get("Location")) == (first.status_code, first.get("Location"))
    assert list(Message.objects.values_list("kind", "email")) == told
    if found:
        assert again.content == first.content
        assert FormAnswer.objects.count() == 1


def test_one_form_is_one_answer_to_nuttig(client: Client, clock: Any) -> None:
    path, values = useful_form()
    stamp = STAMP.search(client.get(path).content.decode())[1]  # type: ignore[index]
    clock.shift(timedelta(minutes=1))
    for answer in ("yes", "yes", "no"):
        client.post(path, {**values, "stamp": stamp, "answer": answer}, headers=OURS)
    assert list(UsefulCount.objects.values_list("answer", "count")) == [("yes", 1)]


def test_the_same_form_for_another_address_or_number_is_another_wish(client: Client, clock: Any) -> None:
    path, values = register_form()
    stamp = STAMP.search(client.get(path).content.decode())[1]  # type: ignore[index]
    clock.shift(timedelta(minutes=1))
    for changed in ({}, {"email": "AN@Example.org"}, {"email": "bo@example.org"}, {"seats": "3"}):
        assert client.post(path, {**values, "stamp": stamp, **changed}, headers=OURS).status_code == 200
    carry_out_typed()
    told = list(Message.objects.order_by("pk").values_list("kind", "email"))
    assert told == [
        ("registration.confirmed", "an@example.org"),
        ("registration.confirmed", "bo@example.org"),
        ("registration.repeated", "an@example.org"),
    ]


def test_a_form_that_is_shown_again_stays_the_same_form(client: Client, clock: Any) -> None:
    path, values = register_form()
    stamp = STAMP.search(client.get(path).content.decode())[1]  # type: ignore[index]
    wrong = client.post(path, {**values, "stamp": stamp, "name": ""}, headers=OURS)  # too fast as well
    stamps = [stamp, STAMP.search(wrong.content.decode())[1]]  # type: ignore[index]
    clock.shift(timedelta(minutes=1))
    for one in stamps:
        assert client.post(path, {**values, "stamp": one}, headers=OURS).status_code == 200
    assert Message.objects.count() == 1


def test_what_was_refused_can_be_mended_and_sent_again(client: Client, clock: Any) -> None:
    path, values = register_form()
    stamp = STAMP.search(client.get(path).content.decode())[1]  # type: ignore[index]
    clock.shift(timedelta(minutes=1))
    assert client.post(path, {**values, "seats": "7", "stamp": stamp}, headers=OURS).status_code == 400
    assert client.post(path, {**values, "stamp": stamp}, headers=OURS).status_code == 200
    assert FormAnswer.objects.get().answer == "confirmed"


def test_what_fails_leaves_no_answer() -> None:
    def fail() -> str:
        raise ValidationError("x")

    with pytest.raises(ValidationError):
        answer_once("key", fail)
    assert answer_once("key", lambda: "done") == answer_once("key", fail) == "done"


def test_after_a_day_nothing_is_known_of_a_form_and_before_no_address(client: Client, clock: Any) -> None:
    path, values = register_form()
    stamp = STAMP.search(client.get(path).content.decode())[1]  # type: ignore[index]
    clock.shift(timedelta(minutes=1))
    client.post(path, {**values, "stamp": stamp}, headers=OURS)
    assert re.fullmatch(r"[0-9a-f]{64}", FormAnswer.objects.get().key)
    clock.shift(timedelta(hours=24))
    tick()
    assert FormAnswer.objects.exists()  # till the form itself is refused
    clock.shift(timedelta(seconds=1))
    tick()
    assert not FormAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_once_one_is_carried_out() -> None:
    occurrence, done = make_public_event().occurrences.get(), []

    def act() -> str:
        make_registration(occurrence)
        done.append(1)
        return "done"

    assert at_once(*[partial(answer_once, "key", act)] * 10) == ["done"] * 10
    assert (len(done), occurrence.registrations.count()) == (1, 1)
