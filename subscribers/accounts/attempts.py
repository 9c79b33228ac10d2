"""Who may try to log in now. Guessing gets slow, and nobody is locked out for good.

A try is counted before anything is checked, so that sixty at once are no sixty guesses; what succeeds is given back.

- An account is known on a network from which somebody logged in to it. There a row for the two together counts: ten
  misses are free, then each waits half a minute at most. What others try elsewhere slows nobody here.
- Elsewhere two rows count: the account's, whose waits double up to a quarter of an hour, and the network's, over all
  accounts. A name that is nobody's has a row like any other, so waiting tells nothing.
- A password and a code are counted apart: right passwords do not buy more codes.
- Who must wait can use a passkey (nothing to guess), or the mailed link of a forgotten password, which makes its
  network a known one.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Literal

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import Case, F, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from subscribers.access.networks import network_of, site_of
from subscribers.access.signing import keyed_hash, keyed_hashes
from subscribers.models import KnownNetwork, LoginTurn

logger = logging.getLogger(__name__)
FORGOTTEN_AFTER = timedelta(days=1)  # without a miss
KNOWN_FOR = timedelta(days=180)  # after the last login

Door = Literal["password", "code"]


@dataclass(frozen=True)
class Rule:
    """``free`` misses in a row wait for nothing; from then on the wait doubles from a second to ``longest``."""

    name: str
    free: int
    longest: timedelta


KNOWN = Rule("known", 10, timedelta(seconds=30))
ACCOUNT = Rule("account", 5, timedelta(minutes=15))
NETWORK = Rule("network", 30, timedelta(minutes=10))
ASKING = Rule("asking", 10, timedelta(minutes=10))  # mails about accounts that one network asks for


@dataclass(frozen=True)
class Turn:
    """One count of one rule."""

    rule: Rule
    subject: str

    @property
    def key(self) -> str:
        return keyed_hash("login", f"{self.rule.name}:{self.subject}")

    def take(self, now: datetime) -> None:
        """Count one try; raises ``limited`` when it comes too soon. One UPDATE decides, whoever else tries."""
        if self.count(now):
            return
        row = LoginTurn(key=self.key, failures=0, last_at=now, next_at=now)
        LoginTurn.objects.bulk_create([row], ignore_conflicts=True)
        if not self.count(now):
            next_at = LoginTurn.objects.values_list("next_at", flat=True).filter(key=self.key).first() or now
            wait = {"retry_after": max(1, ceil((next_at - now).total_seconds()))}
            raise ValidationError(_("Het ging te vaak mis. Wacht even."), code="limited", params=wait)

    def count(self, now: datetime) -> int:
        """1 when it was this one's turn. A wait longer than any was written before the clock was set back."""
        due = Q(next_at__lte=now) | Q(next_at__gt=now + self.rule.longest)
        stale = When(last_at__lt=now - FORGOTTEN_AFTER, then=Value(1))
        return LoginTurn.objects.filter(due, key=self.key).update(
            failures=Case(stale, default=F("failures") + 1), next_at=self.next_at(now), last_at=now
        )

    def next_at(self, now: datetime) -> Case:
        """By the count of before: now while misses are free, then 1, 2, 4 … seconds later."""
        rule, steps = self.rule, [When(last_at__lt=now - FORGOTTEN_AFTER, then=Value(now))]
        steps.append(When(failures__lt=rule.free, then=Value(now)))
        step = 0
        while (wait := timedelta(seconds=2**step)) < rule.longest:
            steps.append(When(failures=rule.free + step, then=Value(now + wait)))
            step += 1
        return Case(*steps, default=Value(now + rule.longest))

    def give_back(self, now: datetime) -> None:
        """It was no miss."""
        LoginTurn.objects.filter(key=self.key, failures__gt=0).update(failures=F("failures") - 1, next_at=now)

    def forget(self) -> None:
        LoginTurn.objects.filter(key=self.key).delete()


@dataclass(frozen=True)
class Attempt:
    """One try at one account; what it counted."""

    turns: list[Turn]
    door: Door
    network: str

    def succeeded(self) -> None:
        for turn in self.turns:
            turn.give_back(timezone.now())

    def failed(self) -> None:
        """In the log: how often in a row and from where, never who."""
        counts = LoginTurn.objects.filter(key__in=[turn.key for turn in self.turns]).values_list("failures", flat=True)
        logger.warning("A wrong %s, %d in a row, from network %s", self.door, max(counts, default=0), self.network)


def begin_attempt(request: HttpRequest, account: str, door: Door) -> Attempt:
    """Count a try at ``account`` (of ``account_of``); raises ``limited`` (params: retry_after, seconds)."""
    network = network_of(request)
    if is_known(account, network):
        turns = [Turn(KNOWN, f"{door}:{account}@{network}")]
    else:
        turns = [Turn(NETWORK, site_of(network)), Turn(ACCOUNT, f"{door}:{account}")]
    try:
        for turn in turns:
            turn.take(timezone.now())
    except ValidationError as wait:
        seconds = (wait.params or {}).get("retry_after", 0)
        logger.warning("A try at a %s from network %s came %d s too soon", door, network, seconds)
        raise
    return Attempt(turns, door, network)


def ask_for_mail(request: HttpRequest) -> None:
    """Count a mail about an account that somebody asks for; raises ``limited`` (params: retry_after in seconds)."""
    Turn(ASKING, site_of(network_of(request))).take(timezone.now())


def account_of(user: AbstractBaseUser) -> str:
    return f"user:{user.pk}"


def account_named(name: str) -> str:
    """The account that a typed name may mean, however it is written; a name of nobody is one too."""
    found = get_user_model()._default_manager.filter(username__iexact=name.strip()).order_by("pk")
    keys = [str(pk) for pk in found.values_list("pk", flat=True)]
    return f"user:{','.join(keys)}" if keys else f"name:{name.strip().casefold()}"


def is_known(account: str, network: str) -> bool:
    kind, _, key = account.partition(":")
    rows = KnownNetwork.objects.filter(network__in=keyed_hashes("known network", network))
    return kind == "user" and key.isdigit() and rows.filter(user_id=int(key)).exists()


def welcome(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Somebody proved to be ``user``: this network is known from now on, and what others tried is forgotten."""
    network, account = network_of(request), account_of(user)
    KnownNetwork.objects.update_or_create(
        user_id=user.pk,
        network=keyed_hash("known network", network),
        defaults={"last_login_on": timezone.localdate()},
    )
    for door in ("password", "code"):
        Turn(ACCOUNT, f"{door}:{account}").forget()
        Turn(KNOWN, f"{door}:{account}@{network}").forget()


def forget_turns(now: datetime) -> int:
    """What is over: counts of a day ago, networks nobody came back on."""
    over = LoginTurn.objects.filter(last_at__lt=now - FORGOTTEN_AFTER).delete()[0]
    since = timezone.localdate(now) - KNOWN_FOR
    return over + KnownNetwork.objects.filter(last_login_on__lt=since).delete()[0]


def too_soon(request: HttpRequest, wait: ValidationError) -> HttpResponse:
    """429 with how long to wait (``retry_after``), and what does not wait."""
    seconds = int((wait.params or {}).get("retry_after", 1))
    context = {"minutes": -(-seconds // 60), "seconds": seconds}
    response = render(request, "subscribers/accounts/too_soon.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response
