"""Subscribers and an approved issue to measure with; built in bulk, for a database that is thrown away."""

import random

from django.db import connection
from django.utils import timezone

from newsletter.models import Issue, Rendition
from newsletter.rendering.slots import UNSUBSCRIBE
from subscribers.models import Subscriber, Subscription, Topic

BATCH = 5_000
PROVIDERS = 40
WORDS = ("museum", "wetenschap", "kunst", "kennis", "lezing", "sterrewacht", "hortus", "universiteit")


def address_of(number: int) -> str:
    return f"a{number}@provider{number % PROVIDERS}.example"


def make_subscribers(count: int, topic: Topic) -> None:
    """``count`` subscribers with a confirmed subscription to ``topic``."""
    now = timezone.now()
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        people = [Subscriber(email=address_of(n), email_normalised=address_of(n)) for n in numbers]
        made = Subscriber.objects.bulk_create(people)
        Subscription.objects.bulk_create(
            Subscription(subscriber=one, topic=topic, state=Subscription.State.CONFIRMED, changed_at=now)
            for one in made
        )


def make_many_subscribers(count: int, topic: Topic) -> None:
    """The same, a million in half a minute: ``m1@provider1.example`` and on, made where they are kept."""
    is_postgres = connection.vendor == "postgresql"
    random_id = "gen_random_uuid()" if is_postgres else "lower(hex(randomblob(16)))"
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s), "
            f"a(address) AS (SELECT 'm' || i || '@provider' || (i %% {PROVIDERS}) || '.example' FROM n) "
            f"INSERT INTO subscribers_subscriber (public_id, email, email_normalised, name, language, created_at) "
            f"SELECT {random_id}, address, address, '', 'nl', %s FROM a",
            [count, now],
        )
        cursor.execute(
            "INSERT INTO subscribers_subscription (subscriber_id, topic_id, state, changed_at) "
            "SELECT id, %s, 'confirmed', %s FROM subscribers_subscriber WHERE email LIKE 'm%%'",
            [topic.pk, now],
        )


def make_issue_for(count: int, size: int = 2_000, slug: str = "drill") -> Issue:
    """In *sending*, its audience not frozen yet: the next tick does that. ``size``: bytes of its message, about."""
    topic = Topic.objects.create(slug=slug, name=slug)
    make_subscribers(count, topic)
    now = timezone.now()
    issue = Issue(
        slug=slug, title="Drill", subject="Drill", body=[], state=Issue.State.SENDING, send_at=now, approved_at=now
    )
    issue.topics = [topic]
    issue.save()
    dice, text = random.Random(1), ""
    while len(text) < size * 0.78:
        text += " ".join(dice.choice(WORDS) for _ in range(7)) + "\n"
    html = f"<p>{text}</p>\n{UNSUBSCRIBE}\n"
    Rendition.objects.create(
        issue=issue, language="nl", subject="Drill", mail_html=html, mail_text=text[: size // 5] + UNSUBSCRIBE,
        web_html=html, sha256="0" * 64,
    )  # fmt: skip
    return issue
