"""Versions of what feeds are of: bumped by every published difference, read by every poll."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from events.facets.table import FORMAT_VERSION as FACETS_VERSION
from events.models import Change, Edition, FeedScope, Series
from events.shell.identity import sender, surroundings, zone_told

from .vevent import rendering_key

EVERYTHING = "all"


def scope_name(row: Series | Edition | None) -> str:
    return EVERYTHING if row is None else f"{'series' if isinstance(row, Series) else 'edition'}:{row.pk}"


def bump_scopes(changes: Iterable[Change], moved_from: Iterable[tuple[int | None, int | None]], now: datetime) -> None:
    """Raise the version of everything, of each series and of each edition that a change touches.

    ``moved_from`` are (series, edition) keys that entries belonged to before: a feed that lost one changes too.
    """
    homes = {(change.entry.series_id, change.entry.edition_id) for change in changes} | set(moved_from)
    if homes:
        names = (
            {EVERYTHING}
            | {f"series:{series}" for series, _ in homes if series}
            | {f"edition:{edition}" for _, edition in homes if edition}
        )
        raise_versions(list(FeedScope.objects.filter(name__in=names).select_for_update().order_by("name")), now)


def raise_versions(scopes: list[FeedScope], now: datetime) -> None:
    """One up, at a later second than before: a client that only compares Last-Modified must see every change too."""
    for scope in scopes:
        scope.version += 1
        scope.changed_at = max(now, scope.changed_at + timedelta(seconds=1))
    FeedScope.objects.bulk_update(scopes, ["head", "version", "changed_at"])


def reconcile_heads(now: datetime) -> int:
    """Make the heads say what series, editions and settings say now; returns how many differed. Constant queries."""
    known = {scope.name: scope for scope in FeedScope.objects.select_for_update().order_by("name")}
    wanted = list(wanted_scopes(now))
    new = [scope for scope in wanted if scope.name not in known]
    FeedScope.objects.bulk_create(new, ignore_conflicts=True)
    changed = []
    for scope in wanted:
        if scope.name in known and known[scope.name].head != scope.head:
            known[scope.name].head = scope.head
            changed.append(known[scope.name])
    if changed:
        raise_versions(changed, now)
    return len(new) + len(changed)


def wanted_scopes(now: datetime) -> Iterable[FeedScope]:
    """Unsaved scopes as they should be."""
    yield FeedScope(name=EVERYTHING, head=head_of_everything(), changed_at=now)
    all_series = {series.pk: series for series in Series.objects.with_names()}
    for series in all_series.values():
        yield FeedScope(name=scope_name(series), series=series, head=head_of_series(series, now), changed_at=now)
    for edition in Edition.objects.all():
        edition.series = all_series[edition.series_id]
        yield FeedScope(name=scope_name(edition), edition=edition, head=head_of_edition(edition), changed_at=now)


def head_of_everything() -> dict[str, Any]:
    names = {"nl": settings.SITE_NAME, "en": settings.SITE_NAME}
    return {**place_of_all(), "page": "agenda", "args": [], **names}


def head_of_series(series: Series, now: datetime) -> dict[str, Any]:
    names = {code: series.name_on(now.date(), code) for code in ("nl", "en")}
    return {**place_of_all(), "page": "series", "args": [series.slug], **names}


def head_of_edition(edition: Edition) -> dict[str, Any]:
    days = {"starts_on": edition.starts_on.isoformat(), "ends_on": edition.ends_on.isoformat()}
    names = {code: edition.name_in(code) for code in ("nl", "en")}
    return {**place_of_all(), "page": "edition", "args": [edition.series.slug, edition.slug], **days, **names}


def place_of_all() -> dict[str, Any]:
    """Where the site is, and in which zone its times are."""
    return {"site": settings.SITE_URL, "zone": asdict(zone_told())}


def told_now() -> str:
    """What everything that calendars are told depends on beside the rows: code, and settings."""
    rendering = rendering_key(sender(), surroundings()["zone"], brief=False)
    return hashlib.sha256(repr((rendering, FACETS_VERSION, settings.SITE_URL)).encode()).hexdigest()


def is_all_told() -> bool:
    """Whether a full reconciliation has been since code or settings changed what calendars are told. One query."""
    told_by = FeedScope.objects.filter(name=EVERYTHING).values_list("told_by", flat=True).first()
    return told_by in {None, told_now()}  # None: nobody was ever told anything


def mark_told() -> None:
    FeedScope.objects.filter(name=EVERYTHING).update(told_by=told_now())
