"""The demo as plain lists, for tests that ask about it after its rows are gone."""

from collections import Counter
from datetime import UTC, datetime
from io import StringIO
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import WorkflowState

from events.models import CalendarEntry, Change, Edition, Event, Occurrence, Registration, Series, Term, Venue
from newsletter.compose.checking import check_issue
from newsletter.deliveries.freezing import count_audience
from newsletter.models import Delivery, Issue
from subscribers.models import Consent, Message, Subscriber, Suppression

OURS = ("events", "subscribers", "newsletter", "wagtailimages", "wagtailcore", "auth")
MORNING = datetime(2026, 6, 15, 10, tzinfo=UTC)


class Town(SimpleNamespace):
    """What the database held after seeding, as evaluated lists, and what seeding again changed."""

    def __repr__(self) -> str:
        return "the demo as it was seeded"


def of(town: Town, slug: str) -> list[Occurrence]:
    """The moments of one event."""
    return [moment for moment in town.moments if moment.event.slug == slug]


def upcoming(town: Town, series: str) -> Edition:
    return next(e for e in town.editions if e.series.slug == series and e.starts_on > MORNING.date())


def in_series(town: Town, series: str) -> list[Occurrence]:
    """The moments of its coming edition."""
    edition = upcoming(town, series)
    return [moment for moment in town.moments if moment.event.edition_id == edition.pk]


def seed() -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


def row_counts() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count()
        for app in OURS
        for model in apps.get_app_config(app).get_models()
    }


def calendar() -> list[Any]:
    return list(
        CalendarEntry.objects.order_by("uid").values_list(
            "uid", "sequence", "status", "changed_at", "vevent_nl", "vevent_en"
        )
    )


def look_around() -> dict[str, Any]:
    """Everything the tests ask about, read while the rows are there."""
    moments = Occurrence.objects.select_related("event__edition__series", "venue__parent", "choice", "entry")
    return {
        "events": list(Event.objects.select_related("edition__series").prefetch_related("terms", "speakers")),
        "moments": list(moments.with_seats_taken().order_by("starts_at", "pk")),
        "open": list(Occurrence.objects.open_for_registration(timezone.now()).with_seats_taken()),
        "entries": list(CalendarEntry.objects.in_order()),
        "changes": Counter(Change.objects.values_list("what", "sequence")),
        "editions": list(Edition.objects.select_related("series").prefetch_related("series__former_names")),
        "series": list(Series.objects.all()),
        "venues": list(Venue.objects.select_related("parent").prefetch_related("former_names", "rooms")),
        "terms": list(Term.objects.select_related("scheme", "topic")),
        "registrations": list(Registration.objects.select_related("occurrence__event").order_by("created_at", "pk")),
        "subscribers": list(Subscriber.objects.all()),
        "consents": Consent.objects.count(),
        "suppressed": Suppression.objects.active().count(),
        "issues": list(Issue.objects.prefetch_related("renditions", "topics").order_by("created_at")),
        "deliveries": Counter(Delivery.objects.values_list("issue__slug", "state")),
        "problems": {issue.slug: check_issue(issue) for issue in Issue.objects.all()},
        "audience": count_audience(Issue.objects.get(state="draft")).mailed,
        "draft_blocks": {block.block_type for block in Issue.objects.get(state="draft").body},
        "in_moderation": {int(state.object_id) for state in WorkflowState.objects.filter(status="in_progress")},
        "messages": Message.objects.count(),
    }
