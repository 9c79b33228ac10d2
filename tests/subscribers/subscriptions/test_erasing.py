"""What ``/privacy/`` promises about subscribers: kept as long as it says, and then only a fingerprint."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from subscribers import tasks
from subscribers.access.throttle import Budget, count
from subscribers.access.tokens import issue_token
from subscribers.models import (
    Bounce,
    Consent,
    LinkToken,
    Message,
    RateCount,
    Subscriber,
    Subscription,
    Suppression,
    Topic,
)
from subscribers.outbox.queueing import queue_message
from subscribers.screens.desk_urls import desk_address
from subscribers.subscriptions import erasing, signing_up
from subscribers.subscriptions.consent import note_consent
from subscribers.subscriptions.fingerprints import fingerprint, fingerprints
from subscribers.subscriptions.unsubscribing import leave
from tests.at_once import at_once
from tests.factories import make_staff, make_subscriber, make_topic
from tests.typed import carry_out_typed

pytestmark = pytest.mark.django_db

MONTH = timedelta(days=31)


def ask(address: str) -> None:
    signing_up.ask_subscription(address, topics=["nacht"], language="nl", source="form")
    carry_out_typed()


@pytest.fixture
def topic(clock: Any) -> Topic:
    return make_topic(slug="nacht")


def make_leaver(topic: Topic, email: str = "Anna@Example.org", **values: Any) -> Subscriber:
    """Joined by double opt-in, and just left."""
    person = make_subscriber(topic, email=email, name="Anna", language="en", **values)
    for action in (Consent.Action.ASKED, Consent.Action.CONFIRMED):
        note_consent(person, action, [topic.slug], "en", "form")
    leave(person, source="link")
    return person


def forget() -> dict[str, int]:
    return erasing.forget_due(timezone.now(), 60)[0]


def everything_known() -> str:
    """All that the rows of this app say, in one text."""
    models = (Subscriber, Subscription, Consent, Suppression, Bounce, LinkToken, Message, ModelLogEntry)
    return str([list(model.objects.values()) for model in models]).casefold()


def test_who_left_is_erased_after_thirty_days_and_only_a_fingerprint_stays(topic: Topic, clock: Any) -> None:
    person = make_leaver(topic)
    issue_token(signing_up.CONFIRM, f"subscriber:{person.public_id}", valid_for=None, payload={"name": "Anna"})
    clock.shift(timedelta(days=29))
    assert forget()["left"] == 0
    clock.shift(timedelta(days=2))
    assert forget()["left"] == 1
    assert "anna" not in everything_known()
    assert list(Subscriber.objects.values_list("email", "email_normalised", "name", "public_id", "erased_at")) == [
        ("", fingerprint("anna@example.org"), "", person.public_id, timezone.now())
    ]
    assert not any(model.objects.exists() for model in (Consent, Subscription, LinkToken))
    assert forget()["left"] == 0


def test_who_stays_with_one_topic_or_asked_again_is_kept_with_the_proof(topic: Topic, clock: Any) -> None:
    make_subscriber(topic, email="lid@example.org")
    stays = make_leaver(topic, email="deels@example.org")
    Subscription.objects.create(subscriber=stays, topic=make_topic(), state="confirmed")
    make_leaver(topic, email="terug@example.org")
    clock.shift(timedelta(days=25))
    ask("terug@example.org")
    clock.shift(timedelta(days=10))
    assert forget()["left"] == 0
    assert not erasing.forget_left(stays.pk, timezone.now())  # who came back since the night chose whom to forget
    assert not erasing.forget_left(0, timezone.now())
    assert Consent.objects.filter(subscriber=stays).count() == 3


def test_who_never_confirmed_something_else_after_leaving_is_erased_as_well(topic: Topic, clock: Any) -> None:
    person = make_leaver(topic)
    Subscription.objects.create(subscriber=person, topic=make_topic(), state="pending")
    clock.shift(MONTH)
    assert forget()["left"] == 1


def test_who_was_erased_is_not_taken_for_a_sign_up_that_nobody_confirmed(topic: Topic, clock: Any) -> None:
    make_leaver(topic)
    clock.shift(MONTH)
    forget()
    clock.shift(MONTH)
    assert erasing.forget_unconfirmed(timezone.now()) == 0
    assert Subscriber.objects.count() == 1


def test_who_comes_back_has_the_way_out_of_their_old_mails_again(topic: Topic, clock: Any) -> None:
    person = make_leaver(topic)
    clock.shift(MONTH)
    forget()
    ask(" ANNA@example.org")
    back = Subscriber.objects.get()
    assert (back.email, back.email_normalised, back.public_id, back.erased_at) == (
        "ANNA@example.org", "anna@example.org", person.public_id, None,
    )  # fmt: skip
    assert list(back.subscriptions.values_list("topic__slug", "state")) == [("nacht", "pending")]


def test_a_block_outlives_its_address_and_holds_when_it_comes_back(topic: Topic, clock: Any) -> None:
    make_leaver(topic)
    block = Suppression.objects.create(
        email_normalised="anna@example.org", reason="hard_bounce", note="550 <anna@example.org> unknown"
    )
    log(block, "wagtail.create")
    clock.shift(MONTH)
    forget()
    assert "anna" not in everything_known()
    assert Suppression.objects.active().filter(email_normalised=fingerprint("anna@example.org")).count() == 1
    ask("anna@example.org")
    assert list(Suppression.objects.values_list("email_normalised", "reason")) == [("anna@example.org", "hard_bounce")]
    assert Message.objects.count() == 0


def test_a_report_on_who_was_erased_stays_as_a_report_on_nobody(topic: Topic, clock: Any) -> None:
    make_leaver(topic)
    Bounce.objects.create(event_id="1", kind="soft", email_normalised="anna@example.org", diagnostic="anna is vol")
    clock.shift(MONTH)
    forget()
    assert "anna" not in everything_known() and Bounce.objects.get().kind == "soft"


def test_staff_may_still_change_or_lift_a_block_without_seeing_whose_it_is(
    topic: Topic, clock: Any, client: Any
) -> None:
    block = Suppression.objects.create(email_normalised="vreemd@example.org", expires_at=None)
    clock.shift(MONTH)
    forget()
    client.force_login(make_staff())
    assert "gewist adres" in client.get(desk_address(Suppression, "list")).content.decode()
    hidden = Suppression.objects.get().email_normalised
    form = {"email_normalised": hidden, "reason": "manual", "note": "gevraagd", "expires_at": ""}
    assert client.post(desk_address(block, "edit", block.pk), form).status_code == 302
    assert Suppression.objects.values_list("email_normalised", "note").get() == (hidden, "gevraagd")
    said = client.post(desk_address(block, "lift", block.pk), follow=True).content.decode()
    assert "gewist adres is niet meer geblokkeerd." in said and not Suppression.objects.active().exists()


def test_a_block_of_nobodys_address_becomes_a_fingerprint_and_a_later_one_takes_its_place(
    topic: Topic, clock: Any
) -> None:
    make_subscriber(topic, email="lid@example.org")
    for address in ("lid@example.org", "vreemd@example.org"):
        Suppression.objects.create(email_normalised=address, note="eerst")
    clock.shift(MONTH)
    assert forget()["blocks"] == 1
    Suppression.objects.create(email_normalised="vreemd@example.org", reason="complaint")
    clock.shift(MONTH)
    assert forget()["blocks"] == 1
    assert sorted(Suppression.objects.values_list("email_normalised", "reason", "note")) == [
        (fingerprint("vreemd@example.org"), "complaint", ""),
        ("lid@example.org", "manual", "eerst"),
    ]


def test_a_fingerprint_is_found_again_after_the_key_has_changed(topic: Topic, clock: Any, settings: Any) -> None:
    person = make_leaver(topic)
    clock.shift(MONTH)
    forget()
    old, settings.SECRET_KEY = settings.SECRET_KEY, "een-heel-andere-sleutel-van-de-stad-1"
    settings.SECRET_KEY_FALLBACKS = [old]
    assert Subscriber.objects.get().email_normalised in fingerprints("anna@example.org")[1:]
    ask("anna@example.org")
    assert Subscriber.objects.get().public_id == person.public_id


def test_leaving_a_second_time_leaves_one_fingerprint(topic: Topic, clock: Any) -> None:
    make_leaver(topic)
    clock.shift(MONTH)
    forget()
    again = make_leaver(topic)  # past the form, as an import might
    clock.shift(MONTH)
    assert forget()["left"] == 1
    assert Subscriber.objects.get().pk == again.pk


def test_service_mails_go_within_two_weeks_but_not_before_they_are_sent(clock: Any) -> None:
    for kind in ("oud", "wacht"):
        queue_message(kind, "x", to="anna@example.org", language="nl", subject="S", text="t", html="<p>t</p>")
    Message.objects.filter(kind="oud").update(state="failed")
    clock.shift(timedelta(days=12))
    queue_message("nieuw", "x", to="anna@example.org", language="nl", subject="S", text="t", html="<p>t</p>")
    Message.objects.filter(kind="nieuw").update(state="sent")
    clock.shift(timedelta(days=2))
    assert forget()["mails"] == 1
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["nieuw", "wacht"]


def test_secrets_that_ended_and_counts_of_yesterday_go_with_the_tick(clock: Any) -> None:
    issue_token("x", "y", valid_for=timedelta(days=1))
    count(Budget("network:192.0.2.1", 60, 3600))
    clock.shift(timedelta(days=1, hours=2))
    tasks.tick()
    assert (LinkToken.objects.count(), RateCount.objects.count()) == (1, 0)
    clock.shift(timedelta(days=8))
    tasks.tick()
    assert LinkToken.objects.count() == 0


def test_the_nightly_task_hands_over_while_there_are_more(topic: Topic, clock: Any, settings: Any) -> None:
    for number in range(3):
        make_leaver(topic, email=f"a{number}@example.org")
    clock.shift(MONTH)
    settings.TASK_SOFT_SECONDS = 0
    assert (tasks.forget()["left"], OrmQ.objects.count()) == (1, 1)
    settings.TASK_SOFT_SECONDS = 15
    assert (tasks.forget()["left"], OrmQ.objects.count()) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_whoever_confirms_in_the_night_of_being_forgotten_is_either_in_or_out() -> None:
    """One of the two is first; the other sees that, and nobody is half erased."""
    topic, long_ago = make_topic(slug="nacht"), timezone.now() - timedelta(days=40)
    people = [make_subscriber(topic, email=f"a{number}@example.org", state="left") for number in range(12)]
    Subscription.objects.update(changed_at=long_ago)
    wish = {"topics": ["nacht"], "language": "nl", "name": "", "source": "form"}
    links = [signing_up.issue_confirmation(person, wish) for person in people]

    def confirm() -> None:
        for link in links:
            signing_up.confirm_subscription(link)

    def forget() -> None:
        for person in people:
            erasing.forget_left(person.pk, timezone.now())

    at_once(confirm, forget)
    for person in Subscriber.objects.all():
        states = list(person.subscriptions.values_list("state", flat=True))
        whole = ("", []) if person.erased_at else (person.email_normalised, ["confirmed"])
        assert (person.email, states) == whole
    assert Subscriber.objects.count() == 12
