"""How soon a change reaches somebody's calendar: how often each program comes, and when one of its kind last came."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import template
from django.core.cache import cache
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from events.calendar.agents import RHYTHMS
from events.calendar.fetches import newest_by_client
from subscribers.caching.rules import HoldsFor, note

register = template.Library()
CACHE_SECONDS = 60  # newest fetches are known to the minute; a busy page does not ask for them each time
JUST_NOW = timedelta(minutes=2)


@dataclass(frozen=True)
class RefreshAge:
    """``newest_at`` is None when no program of this family ever fetched the feed."""

    name: str
    rhythm: Promise
    newest_at: datetime | None

    @property
    def is_just_now(self) -> bool:
        return self.newest_at is not None and timezone.now() - self.newest_at < JUST_NOW

    @property
    def age(self) -> str:
        """``12 minuten``, in the language of the page and in its largest unit only; empty when never fetched."""
        return timesince(self.newest_at, timezone.now(), depth=1) if self.newest_at else ""

    @property
    def last_said(self) -> str:
        """When it last came, in a sentence."""
        if self.is_just_now:
            return _("Zojuist nog opgehaald.")
        return _("Laatst opgehaald: %(age)s geleden.") % {"age": self.age} if self.age else _("Nog niet opgehaald.")


@register.simple_tag
def refresh_ages(scope_name: str) -> list[RefreshAge]:
    """Every program that comes back by itself; ``scope_name`` as in ``events.ledger.scopes.scope_name``."""
    note(HoldsFor(CACHE_SECONDS))
    newest = cache.get_or_set(f"newest-fetches-{scope_name}", lambda: newest_by_client(scope_name), CACHE_SECONDS) or {}
    return [RefreshAge(str(client.label), rhythm, newest.get(client)) for client, rhythm in RHYTHMS.items()]
