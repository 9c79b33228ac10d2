"""What everyone who looks at a sending asks for every two seconds: counted once, and kept for as long as it is dear."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from newsletter.models import Issue

T = TypeVar("T")


def cache_for_viewers(name: str, issue: Issue, count: Callable[[], T], seconds: Callable[[T], float]) -> T:
    """``count()``, or what it gave up to ``seconds`` of its result ago; under a second nothing is kept.

    A next step of the issue is seen at once.
    """
    going = issue.going_since.timestamp() if issue.going_since else 0
    key = f"issue-{issue.pk}-{name}-{issue.state}-{going}"
    found: T | None = cache.get(key)
    if found is None:
        found = count()
        if (kept := int(seconds(found))) >= 1:
            cache.set(key, found, kept)
    return found
