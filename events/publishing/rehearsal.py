"""Whom a publication would mail: the functions that do it do it, its mails are counted, and it is taken back."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction

from events.ledger.differences import with_drafts
from events.models import Edition, Event, Registration
from events.registration.mail.counting import count_readers, in_words
from subscribers.outbox.noting import noting_mail

from .go_back import Step, take_steps
from .publish import publish_rows
from .telling import telling

Row = TypeVar("Row")


@dataclass(frozen=True)
class Rehearsal:
    """How many mails would go to whom; or why it cannot be done as it is, as sentences."""

    readers: Counter[str] = field(default_factory=Counter)
    refusal: tuple[str, ...] = ()

    @property
    def in_words(self) -> str:
        return "" if self.refusal else in_words(self.readers, before=True)


def rehearse_drafts(events: Iterable[Event], *, by: AbstractBaseUser | None) -> Rehearsal:
    """Publishing the newest draft of each."""
    return rehearse(lambda rows: publish_rows(rows, by=by), with_visitors(events))


def rehearse_edition(edition: Edition, *, by: AbstractBaseUser | None) -> Rehearsal:
    return rehearse_drafts(with_drafts(edition), by=by)


def rehearse_steps(steps: Iterable[Step], *, by: AbstractBaseUser | None) -> Rehearsal:
    """Going back to an earlier programme."""
    steps = list(steps)
    keys = {event.pk for event in with_visitors(step.event for step in steps)}
    return rehearse(lambda rows: take_steps(rows, by=by), [step for step in steps if step.event.pk in keys])


def rehearse_withdrawal(event: Event, *, by: AbstractBaseUser | None) -> Rehearsal:
    """Taking ``event`` off the site."""

    def withdraw(events: list[Event]) -> None:
        with telling(by=by) as told:
            told.touch(*[one.pk for one in events])
            for one in events:
                one.unpublish(user=by)

    return rehearse(withdraw, with_visitors([event]))


def rehearse(act: Callable[[list[Row]], object], rows: list[Row]) -> Rehearsal:
    """Do it, count, take it back. Nothing at all is done where there is nobody to mail."""
    if not rows:
        return Rehearsal()
    try:
        with transaction.atomic():
            with noting_mail() as notes:
                act(rows)
            readers = count_readers(notes)
            transaction.set_rollback(True)
    except ValidationError as error:
        return Rehearsal(refusal=tuple(error.messages))
    return Rehearsal(readers)


def with_visitors(events: Iterable[Event]) -> list[Event]:
    """Those for which anybody is registered, read anew: who publishes an object changes it."""
    keys = [event.pk for event in events]
    holding = Registration.objects.holding().filter(occurrence__event__in=keys)
    return list(Event.objects.filter(pk__in=holding.values("occurrence__event")).order_by("pk"))
