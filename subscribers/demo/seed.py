"""The demo's topics and subscribers; twice is as good as once."""

import random
import tomllib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone, translation

from subscribers.models import Consent, Subscriber, Subscription, Suppression, Topic, normalise_address
from subscribers.subscriptions.consent import TEXT_VERSION, consent_text

from .people import FOLDER, Person, invent_people

MAILABLE, UNCONFIRMED, GONE, BLOCKED = 2000, 14, 21, 2
SEED = 8
GENERAL = "nieuwsbrief"
YEARS = 3


@transaction.atomic
def seed(today: date, *, say: Callable[[str], object] = print) -> None:
    """Topics, and the subscribers that are not there yet: 2,000 who get the newsletter, some who do not (any more)."""
    topics = seed_topics()
    people = invent_people(MAILABLE + UNCONFIRMED + GONE + BLOCKED, seed=SEED)
    if Subscriber.objects.filter(email_normalised=normalise_address(people[0].email)).exists():
        say("  subscribers: nothing to add")
        return
    since = datetime.combine(today, time(9), tzinfo=timezone.get_default_timezone()) - timedelta(days=365 * YEARS)
    dice = random.Random(SEED)
    states = (
        [Subscription.State.CONFIRMED] * MAILABLE
        + [Subscription.State.PENDING] * UNCONFIRMED
        + [Subscription.State.LEFT] * GONE
        + [Subscription.State.CONFIRMED] * BLOCKED
    )
    joined = [since + timedelta(minutes=minutes_until_joined(state, dice)) for state in states]
    subscribers = Subscriber.objects.bulk_create(make_subscriber(*pair) for pair in zip(people, joined, strict=True))
    picks = [[GENERAL, *(slug for slug in topics if slug != GENERAL and dice.random() < 0.3)] for _ in people]
    subscribe(list(zip(subscribers, states, picks, strict=True)), topics)
    suppress(subscribers[-BLOCKED:])
    say(f"  subscribers: {len(subscribers)}, of whom {MAILABLE} get the newsletter")


def minutes_until_joined(state: Subscription.State, dice: random.Random) -> int:
    """Any day of these years; who has not confirmed yet came this week, or they would have been forgotten."""
    days = 365 * YEARS
    first = days - 7 if state == Subscription.State.PENDING else 0
    return dice.randrange(60 * 24 * first, 60 * 24 * (days - 2))


def seed_topics() -> dict[str, Topic]:
    rows = tomllib.loads((FOLDER / "topics.toml").read_text(encoding="utf-8"))["topic"]
    for position, row in enumerate(rows):
        Topic.objects.get_or_create(slug=row["slug"], defaults={**row, "position": position})
    return {topic.slug: topic for topic in Topic.objects.filter(slug__in=[row["slug"] for row in rows])}


def make_subscriber(person: Person, joined: datetime) -> Subscriber:
    address = normalise_address(person.email)
    return Subscriber(
        email=person.email, email_normalised=address, name=person.name, language=person.language, created_at=joined
    )


def subscribe(wishes: list[tuple[Subscriber, Subscription.State, list[str]]], topics: dict[str, Topic]) -> None:
    """Subscriptions, and the proof of how each came about: asked, confirmed a quarter of an hour later, perhaps left."""
    Subscription.objects.bulk_create(
        Subscription(subscriber=who, topic=topics[slug], state=state, changed_at=settled(who, state))
        for who, state, slugs in wishes
        for slug in slugs
    )
    texts = {}
    for language in ("nl", "en"):
        with translation.override(language):
            texts[language] = consent_text()
    Consent.objects.bulk_create(consent for wish in wishes for consent in proofs(*wish, texts))


def settled(who: Subscriber, state: Subscription.State) -> datetime:
    return who.created_at + timedelta(minutes=30 if state == Subscription.State.LEFT else 15)


def proofs(who: Subscriber, state: Subscription.State, slugs: list[str], texts: dict[str, str]) -> list[Consent]:
    """The unsaved consents that led to ``state``."""
    actions = {
        Subscription.State.PENDING: [Consent.Action.ASKED],
        Subscription.State.CONFIRMED: [Consent.Action.ASKED, Consent.Action.CONFIRMED],
        Subscription.State.LEFT: [Consent.Action.ASKED, Consent.Action.CONFIRMED, Consent.Action.WITHDRAWN],
    }[state]
    return [
        Consent(
            subscriber=who,
            action=action,
            topics=slugs,
            text="" if action == Consent.Action.WITHDRAWN else texts[who.language],
            text_version=TEXT_VERSION,
            language=who.language,
            source="link" if action == Consent.Action.WITHDRAWN else "form",
            at=who.created_at + timedelta(minutes=15 * step),
        )
        for step, action in enumerate(actions)
    ]


def suppress(subscribers: list[Subscriber]) -> None:
    """One address that no longer exists, one whose owner complained."""
    reasons = (Suppression.Reason.HARD_BOUNCE, Suppression.Reason.COMPLAINT)
    for who, reason in zip(subscribers, reasons, strict=True):
        Suppression.objects.get_or_create(email_normalised=who.email_normalised, defaults={"reason": reason})
