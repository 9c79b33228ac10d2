"""The demo's issues; twice is as good as once."""

import json
import random
import tomllib
import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from events.models import Edition, Series, Term
from newsletter.compose.content import render_languages
from newsletter.deliveries.freezing import freeze_audience
from newsletter.models import Delivery, Issue
from newsletter.schedule.approval import approval_hash, approval_text, audience_rule, store_renditions
from subscribers.models import State, Topic
from subscribers.smtp import parse_relay

from .picture import seed_picture
from .reading import read_in_the_past

NAMESPACE = uuid.UUID("a3c6a1de-6c0e-5f0b-8a52-0d8f5b1e77c4")
SENT_AT = time(9, 30)
REFUSED = 4  # addresses per number that the receiving side did not want

Row = dict[str, Any]


@transaction.atomic
def seed(today: date, *, by: AbstractBaseUser | None = None, say: Callable[[str], object] = print) -> None:
    """Add the issues that are not there yet; sent ones with what was sent and to whom."""
    rows = tomllib.loads((Path(__file__).parent / "issues.toml").read_text(encoding="utf-8"))["issue"]
    missing = [row for row in rows if not Issue.objects.filter(slug=row["slug"]).exists()]
    topics = list(Topic.objects.default())
    for row in missing:
        issue = make_issue(row, topics, today)
        issue.save_revision(user=by)
        if "days_ago" in row:
            send_in_the_past(issue, today - timedelta(days=row["days_ago"]), by)
            read_in_the_past(issue, today - timedelta(days=row["days_ago"]))
    say(f"  newsletter: {len(missing)} issues" if missing else "  newsletter: nothing to add")


def make_issue(row: Row, topics: list[Topic], today: date) -> Issue:
    """A draft with its blocks, addressed to whoever gets the newsletter anyway."""
    texts = {name: row[name] for name in row if name not in ("body", "body_en", "days_ago")}
    issue = Issue(**texts, created_at=moment(today - timedelta(days=row.get("days_ago", 0) + 3)))
    issue.body = blocks(row, "body", today)
    issue.body_en = blocks(row, "body_en", today)
    issue.topics = topics
    issue.save()
    return issue


def blocks(row: Row, field: str, today: date) -> str:
    """The blocks of one language as the StreamField keeps them, with fixed ids."""
    kept = [
        {
            "type": block["type"],
            "value": block_value(block, today),
            "id": str(uuid.uuid5(NAMESPACE, f"{row['slug']}/{field}/{number}")),
        }
        for number, block in enumerate(row.get(field, []))
    ]
    return json.dumps(kept)


def block_value(block: Row, today: date) -> Row | None:
    """What the data say of one block, with primary keys in the place of names."""
    if block["type"] == "divider":
        return None
    value = {name: content for name, content in block.items() if name != "type"}
    value = json.loads(json.dumps(value).replace("{site}", settings.SITE_URL))
    if "edition" in value:
        value["edition"] = edition_of(value["edition"], today).pk
    if "term" in value:
        value["term"] = Term.objects.get(slug=value["term"]).pk
    if "image" in value:
        value["image"] = seed_picture().pk
    return value


def edition_of(name: str, today: date) -> Edition:
    """``series/upcoming``: the next edition later than the day the demo begins."""
    series = Series.objects.get(slug=name.partition("/")[0])
    return Edition.objects.filter(series=series, starts_on__gt=today).earliest("starts_on")


def send_in_the_past(issue: Issue, day: date, by: AbstractBaseUser | None) -> None:
    """Make ``issue`` one that was sent on ``day``: its renditions, and a settled row for everyone on the list by then."""
    at = moment(day)
    rendered = render_languages(issue, at, counts_clicks=settings.MEASURE_CLICKS)
    store_renditions(issue, rendered)
    text = approval_text(rendered, audience_rule(issue), at)
    freeze_audience(issue)
    rows = Delivery.objects.filter(issue=issue)
    rows.filter(subscriber__created_at__gte=at).delete()
    rows.update(created_at=at)
    rows.filter(state=State.SKIPPED).update(settled_at=at)
    rows.filter(state=State.PENDING).update(
        state=State.SENT, attempts=1, smtp_code=250, smtp_text="2.0.0 Ok: queued", settled_at=at + timedelta(minutes=2)
    )
    refuse_some(issue)
    Issue.objects.filter(pk=issue.pk).update(
        state=Issue.State.SENT, send_at=at, send_wall_time=f"{day}T{SENT_AT:%H:%M}", send_zone=settings.TIME_ZONE,
        approved_by=by, approved_at=at - timedelta(hours=16), started_at=at, sent_at=at + timedelta(minutes=3),
        approved_hash=approval_hash(text), approved_text=text, relays=parse_relay(settings.RELAYS[0], 0).name,
    )  # fmt: skip


def refuse_some(issue: Issue) -> None:
    """A few mailboxes were full or gone, as happens."""
    sent = Delivery.objects.filter(issue=issue, state=State.SENT).order_by("email_normalised")
    unlucky = random.Random(issue.slug).sample(list(sent.values_list("pk", flat=True)), REFUSED)
    Delivery.objects.filter(pk__in=unlucky).update(
        state=State.FAILED, reason="refused", smtp_code=550, smtp_text="5.1.1 User unknown"
    )


def moment(day: date) -> datetime:
    """Half past nine in the morning."""
    return datetime.combine(day, SENT_AT, tzinfo=timezone.get_default_timezone())
