"""Joining by double opt-in and leaving; answers tell nobody who is on the list."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from subscribers import tasks
from subscribers.models import Consent, Message, Subscriber, Subscription, Suppression
from subscribers.outbox.budget import claim_mail
from subscribers.sending.rows import send_messages
from subscribers.subscriptions import signing_up as service
from subscribers.subscriptions.erasing import forget_unconfirmed
from subscribers.subscriptions.unsubscribing import leave
from tests.factories import make_subscriber, make_topic
from tests.typed import carry_out_typed

pytestmark = pytest.mark.django_db


def ask(email="anna@example.org", topics=(), language="nl", name=""):
    service.ask_subscription(email, topics=list(topics), language=language, source="form", name=name)
    carry_out_typed()


def link_in(mail):
    return mail.get_body(("plain",)).get_content().split("/nieuwsbrief/bevestigen/")[1].split("/")[0]


def states():
    return sorted(Subscription.objects.values_list("subscriber__email", "topic__slug", "state"))


@pytest.fixture
def topic():
    return make_topic(slug="kennisstad", name="Kennisstad")


def test_asking_stores_nothing_that_may_be_mailed_and_sends_one_link(topic, outbox):
    ask()
    assert states() == [("anna@example.org", "kennisstad", "pending")]
    assert [mail["To"] for mail in outbox()] == ["anna@example.org"]


def test_the_link_confirms_once_and_leaves_a_full_record(topic, outbox):
    ask(name="Anna", language="en")
    raw = link_in(outbox()[0])
    assert service.confirm_subscription(raw).email == "anna@example.org"
    assert service.confirm_subscription(raw) is None
    assert states() == [("anna@example.org", "kennisstad", "confirmed")]
    assert list(Consent.objects.values_list("action", "topics", "language", "source")) == [
        ("asked", ["kennisstad"], "en", "form"),
        ("confirmed", ["kennisstad"], "en", "form"),
    ]
    assert all(Consent.objects.values_list("text", flat=True))


def test_who_is_on_the_list_already_gets_another_mail_and_nothing_changes(topic, outbox):
    make_subscriber(topic, email="anna@example.org", name="Anna")
    ask("ANNA@example.org", name="Iemand anders")
    assert "al" in outbox()[0]["Subject"] and "/bevestigen/" not in outbox()[0].get_body(("plain",)).get_content()
    assert Subscriber.objects.values_list("name", "email").get() == ("Anna", "anna@example.org")


def test_no_topics_means_the_default_ones(topic):
    make_topic(slug="ander", is_default=False)
    ask()
    assert [slug for _, slug, _ in states()] == ["kennisstad"]


@pytest.mark.parametrize("wish", [["stad", "kennisstad"], ["stad"]])
def test_who_has_one_topic_gets_the_next_and_the_one_after_that_each_by_its_own_link(topic, outbox, clock, wish):
    make_topic(slug="stad"), make_topic(slug="muziek")
    make_subscriber(topic, email="anna@example.org")
    for number, topics in enumerate((wish, ["muziek"])):
        clock.shift(timedelta(hours=1))
        ask(topics=topics)
        assert len(outbox()) == number + 1
        assert service.confirm_subscription(link_in(outbox()[-1])) is not None
    assert states() == [("anna@example.org", slug, "confirmed") for slug in ("kennisstad", "muziek", "stad")]
    clock.shift(timedelta(hours=1))
    ask(topics=[*wish, "muziek"])
    assert "/bevestigen/" not in outbox()[-1].get_body(("plain",)).get_content()


def test_a_topic_that_is_closed_is_joined_by_nobody_and_once_open_again_by_anybody(topic, outbox):
    closed = make_topic(slug="dicht", is_offered=False)
    for topics in (["dicht"], ["kennisstad", "dicht"]):
        with pytest.raises(ValidationError) as caught:
            ask(topics=topics)
        assert list(caught.value.error_dict) == ["topics"]
    ask("bo@example.org")
    assert states() == [("bo@example.org", "kennisstad", "pending")]  # nor is it among the default ones
    closed.is_offered = True
    closed.save()
    ask("cas@example.org", topics=["dicht"])
    assert ("cas@example.org", "dicht", "pending") in states()


@pytest.mark.parametrize(
    ("email", "topics", "field"),
    [("geen adres", [], "email"), ("a@example.org", ["bestaat-niet"], "topics"), ("a\n@example.org", [], "email")],
)
def test_wrong_values_are_refused_at_their_field(topic, email, topics, field):
    with pytest.raises(ValidationError) as caught:
        ask(email, topics)
    assert list(caught.value.error_dict) == [field]
    assert not Subscriber.objects.exists()


def test_an_address_that_does_not_exist_gets_no_mail(topic, outbox):
    Suppression.objects.create(email_normalised="anna@example.org", reason="hard_bounce")
    ask()
    assert outbox() == []


def test_who_complained_and_confirms_again_is_believed_and_a_block_by_staff_stays(topic, outbox):
    for address, reason in (("a@example.org", "complaint"), ("b@example.org", "manual")):
        Suppression.objects.create(email_normalised=address, reason=reason)
        ask(address)
        service.confirm_subscription(link_in(outbox()[-1]))
    assert list(Suppression.objects.values_list("email_normalised", flat=True)) == ["b@example.org"]


def test_one_address_gets_one_confirmation_mail_in_a_quarter_and_three_a_day(topic, clock):
    for _ in range(8):
        ask()
        clock.shift(timedelta(minutes=10))
    assert Message.objects.count() == 3


def test_leaving_ends_everything_and_twice_is_as_good_as_once(topic):
    subscriber = make_subscriber(topic)
    for _ in range(2):
        leave(subscriber, source="link")
    assert [state for _, _, state in states()] == ["left"]
    assert list(Consent.objects.values_list("action", "topics", "text")) == [("withdrawn", ["kennisstad"], "")]


def test_who_left_can_come_back_by_a_new_confirmation(topic, outbox):
    subscriber = make_subscriber(topic, email="anna@example.org", state="left")
    ask()
    assert subscriber.subscriptions.get().state == "left"
    service.confirm_subscription(link_in(outbox()[0]))
    assert subscriber.subscriptions.get().state == "confirmed"


def test_who_leaves_comes_back_and_leaves_again_with_a_proof_of_each_step(topic, outbox, clock):
    make_topic(slug="stad")
    for spelling, language in (("anna@example.org", "nl"), ("Anna@Example.org", "en"), ("ANNA@example.org", "nl")):
        ask(spelling, topics=["stad", "kennisstad"], language=language)
        link = link_in(outbox()[-1])
        person = service.confirm_subscription(link)
        leave(person, source="mail", topics=["stad"])
        assert states() == [("anna@example.org", "kennisstad", "confirmed"), ("anna@example.org", "stad", "left")]
        leave(person, source="mail")
        leave(person, source="mail", topics=["stad"])
        assert service.confirm_subscription(link) is None
        assert {state for _, _, state in states()} == {"left"}
        clock.shift(timedelta(days=1))
    assert Subscriber.objects.count() == 1
    once = [("asked", ["kennisstad", "stad"]), ("confirmed", ["kennisstad", "stad"]), ("withdrawn", ["stad"])]
    proofs = [
        (action, sorted(topics)) for action, topics in Consent.objects.order_by("pk").values_list("action", "topics")
    ]
    assert proofs == [*once, ("withdrawn", ["kennisstad"])] * 3
    assert (
        list(Consent.objects.order_by("pk").values_list("language", flat=True)) == ["nl"] * 4 + ["en"] * 4 + ["nl"] * 4
    )


def test_unconfirmed_sign_ups_are_erased_after_two_weeks_and_nobody_else(topic, clock):
    ask("nooit@example.org")
    make_subscriber(topic, email="lid@example.org")
    make_subscriber(topic, email="weg@example.org", state="left")
    clock.shift(timedelta(days=15))
    assert forget_unconfirmed(timezone.now()) == 1
    assert sorted(Subscriber.objects.values_list("email", flat=True)) == ["lid@example.org", "weg@example.org"]


def test_a_mail_that_has_no_room_now_comes_later_and_holds_the_newest_wish(topic, clock, outbox):
    other = make_topic(slug="anders", name="Anders")
    for _ in range(3):
        assert claim_mail("anna@example.org")
    ask()
    ask(topics=["anders"])
    ask(topics=["anders"])
    (waiting,) = Message.objects.all()
    assert (waiting.state, waiting.next_try_at) == ("deferred", timezone.now() + timedelta(minutes=15))
    assert not Message.objects.due(timezone.now()).exists()
    clock.shift(timedelta(minutes=15))
    assert Message.objects.due(timezone.now()).get() == waiting
    assert service.confirm_subscription(link_in(outbox()[0])) is not None
    assert states()[0] == ("anna@example.org", "anders", "confirmed") and other.name in whole(outbox()[0])


def test_another_wish_within_the_quarter_is_not_lost(topic, clock, outbox):
    make_topic(slug="anders", name="Anders")
    ask()
    ask(topics=["anders"])
    assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == ["pending", "deferred"]
    assert "Anders" in whole(outbox()[1])


def test_a_mail_that_waited_for_room_is_tried_as_patiently_as_any_other(topic, clock, sink):
    for _ in range(6):
        claim_mail("anna@example.org")
        clock.shift(timedelta(minutes=15))
    ask()
    sink.answers["anna@example.org"] = "450 4.2.1 later"
    clock.shift(timedelta(hours=24))
    send_messages()
    assert Message.objects.get().state == "deferred"


def whole(mail):
    return mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize("days", [10, 20, 45])
def test_a_link_works_for_as_long_as_it_says(topic, clock, outbox, settings, days):
    settings.CONFIRM_DAYS = days
    former = make_subscriber(topic, email="terug@example.org", state="left")
    for address in ("nieuw@example.org", former.email):
        ask(address)
    links = [link_in(mail) for mail in outbox()]
    clock.shift(timedelta(days=days, seconds=-1))
    forget_unconfirmed(timezone.now())
    tasks.forget()
    assert len(links) == 2 and all(map(service.confirm_subscription, links))
    assert [state for _, _, state in states()] == ["confirmed", "confirmed"]


@pytest.mark.parametrize(("days", "kept"), [(7, 14), (20, 20)])
def test_who_never_confirms_is_kept_while_the_link_works_and_two_weeks_at_least(topic, clock, settings, days, kept):
    settings.CONFIRM_DAYS = days
    ask("nooit@example.org")
    clock.shift(timedelta(days=kept))
    assert forget_unconfirmed(timezone.now()) == 0
    clock.shift(timedelta(seconds=1))
    assert forget_unconfirmed(timezone.now()) == 1


@pytest.mark.parametrize(("language", "subject"), [("nl", "Bevestig"), ("en", "Confirm")])
def test_who_asks_is_answered_in_the_language_asked_for_and_agrees_in_it(topic, outbox, language, subject):
    ask(language=language)
    assert outbox()[0]["Subject"].startswith(subject)
    assert Consent.objects.get().text.startswith({"nl": "Ik wil", "en": "I want"}[language])


def test_a_mail_that_waits_of_somebody_else_is_left_alone(topic, clock):
    for email in ("anna@example.org", "bram@example.org"):
        for slug in ("een", "twee", "drie", "vier", "vijf"):
            make_topic(slug=f"{slug}-{email[0]}")
            ask(email, topics=[f"{slug}-{email[0]}"])
    waiting = Message.objects.filter(state="deferred").values_list("email", flat=True)
    assert sorted(waiting) == ["anna@example.org", "bram@example.org"]
