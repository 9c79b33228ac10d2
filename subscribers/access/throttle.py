"""Rate limits: how often something happened in a window, exact for any number at once on any number of machines.

A window begins at a multiple of its length. What is counted (a network, an account, a key) is stored as a keyed hash
alone and forgotten when its window is over. Each call is one statement in a transaction of its own, whose rows need not
survive a crash: call it before a transaction that holds a lock others wait for, never inside.
"""

import random
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from .counts import Row, add_one, counts_of
from .networks import network_of, site_of
from .signing import keyed_hash

HOUR: Final = 3600
NETWORKS_OF_SITE: Final = 8  # as much as so many networks a site on IPv6 may use of anything
SHARDS: Final = 16  # rows of a budget that everyone shares: at a single one they would wait for each other


class Budget(NamedTuple):
    """At most ``limit`` uses of ``what`` in each window of ``seconds``. ``what`` begins with its purpose."""

    what: str  # e.g. "login:account:17"
    limit: int
    seconds: int


class Use(NamedTuple):
    """How often ``what`` was used in this window, and in how many seconds a new one begins."""

    used: int
    limit: int
    left: int

    @property
    def is_over(self) -> bool:
        return self.used > self.limit


def count(*budgets: Budget) -> list[Use]:
    """Add one use to each budget, whether it fits or not; the uses in the order asked, with this one in them.

    As many as ``limit`` in a window are not ``is_over``; what follows for others is the caller's to say (``refusal``).
    """
    now = timezone.now()
    counts = add_one(row_of(budget, now) for budget in budgets)
    return [use_of(budget, counts, now) for budget in budgets]


def look_at(*budgets: Budget) -> list[Use]:
    """The uses so far in this window; adds none."""
    now = timezone.now()
    counts = counts_of([row_of(budget, now) for budget in budgets])
    return [use_of(budget, counts, now) for budget in budgets]


def take(budget: Budget) -> int:
    """Take one use of a budget that everyone shares: 0, or the seconds until there is room again, and none is taken.

    The budget is split over rows, and a call looks further than one only when that one is used up.
    """
    now = timezone.now()
    shards = shards_of(budget)
    if shards and took(shards[0], now):
        return 0
    counts = counts_of([row_of(shard, now) for shard in shards])
    for shard in shards:
        if counts.get(row_of(shard, now).key, 0) < shard.limit and took(shard, now):
            return 0
    return seconds_left(budget, now)


def is_first_use(what: str, until: datetime) -> bool:
    """Whether ``what``, which is good for one use until then, was not used before. Of many at once one is first."""
    key = keyed_hash("once", what)
    return add_one([Row(key, until, until)])[key] == 1


def refusal(wait: int) -> ValidationError:
    """``limited``, with a sentence for people and, among its params, ``retry_after``: ``wait`` in seconds."""
    minutes = max(1, -(-wait // 60))
    return ValidationError(
        ngettext(
            "Er kwam net te veel tegelijk binnen. Probeer het over %(minutes)s minuut nog eens.",
            "Er kwam net te veel tegelijk binnen. Probeer het over %(minutes)s minuten nog eens.",
            minutes,
        ),
        code="limited",
        params={"retry_after": wait, "minutes": minutes},
    )


def count_use(request: HttpRequest, form_name: str) -> None:
    """Count one submission of a form; raises ``limited`` when its network, or then everyone, sent too many.

    Each form has a budget of its own, and what is refused counts for its network alone.
    """
    network = count_network(request, form_name)
    if network.is_over:
        raise refusal(network.left)
    take_for_everyone(form_name)


def count_network(request: HttpRequest, form_name: str) -> Use:
    """Count one submission of a form for the network it comes from."""
    return count_by_network(f"network:{form_name}", network_of(request), limit_of(form_name))


def look_at_network(request: HttpRequest, form_name: str) -> Use:
    """What its network sent of a form so far."""
    return heavier(look_at(*budgets_of(f"network:{form_name}", network_of(request), limit_of(form_name))))


def count_by_network(purpose: str, network: str, limit: int) -> Use:
    """Count one use of ``purpose``, of which a network has ``limit`` in an hour."""
    return heavier(count(*budgets_of(purpose, network, limit)))


def budgets_of(purpose: str, network: str, limit: int) -> list[Budget]:
    """That of the network, and on IPv6 that of the site it lies in."""
    return [Budget(f"{purpose}:{one}", limit, HOUR) for one in dict.fromkeys((network, site_of(network)))]


def heavier(uses: list[Use]) -> Use:
    """A site counts for an eighth: who has one has 65,536 networks, and so may a phone company have for its phones."""
    own, *site = uses
    return own._replace(used=max([own.used, *(one.used // NETWORKS_OF_SITE for one in site)]))


def limit_of(form_name: str) -> int:
    """Of one network in an hour."""
    own = {
        "registration": settings.LIMIT_REGISTRATIONS_PER_NETWORK_HOUR,
        "signup": settings.LIMIT_SIGN_UPS_PER_NETWORK_HOUR,
    }
    return own.get(form_name) or settings.LIMIT_PER_NETWORK_HOUR


def budget_of_everyone(form_name: str) -> Budget:
    return Budget(f"form:{form_name}", settings.LIMIT_PER_FORM_MINUTE, 60)


def take_for_everyone(form_name: str) -> None:
    """Take one of what everyone together may send of a form; raises ``limited`` when that is used up."""
    if wait := take(budget_of_everyone(form_name)):
        raise refusal(wait)


def take_with_proof(form_name: str) -> None:
    """The same of what came with a proof of work, which is counted apart: who proves takes no room of others."""
    if wait := take(Budget(f"proved:{form_name}", settings.LIMIT_PROVED_PER_FORM_MINUTE, 60)):
        raise refusal(wait)


def count_key(key_id: int, purpose: str) -> None:
    """Count one use of an API key for a purpose; raises ``limited`` when there were too many this hour."""
    (use,) = count(Budget(f"key:{purpose}:{key_id}", settings.LIMIT_PER_KEY_HOUR, HOUR))
    if use.is_over:
        raise refusal(use.left)


def took(shard: Budget, now: datetime) -> bool:
    return bool(add_one([row_of(shard, now)], within=shard.limit))


def shards_of(budget: Budget) -> list[Budget]:
    """The budget in at most ``SHARDS`` parts, as equal as can be, in an order of chance."""
    parts = min(SHARDS, budget.limit)
    shards = [
        Budget(f"{budget.what}#{number}", (budget.limit + number) // parts, budget.seconds) for number in range(parts)
    ]
    random.shuffle(shards)
    return shards


def row_of(budget: Budget, now: datetime) -> Row:
    start = datetime.fromtimestamp(int(now.timestamp()) // budget.seconds * budget.seconds, UTC)
    return Row(keyed_hash("rate", f"{budget.what}/{budget.seconds}"), start, start + timedelta(seconds=budget.seconds))


def use_of(budget: Budget, counts: dict[str, int], now: datetime) -> Use:
    return Use(counts.get(row_of(budget, now).key, 0), budget.limit, seconds_left(budget, now))


def seconds_left(budget: Budget, now: datetime) -> int:
    return budget.seconds - int(now.timestamp()) % budget.seconds
