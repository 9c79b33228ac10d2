"""Choose one of N: an address has a place, or waits, at one occurrence of a choice at most, and may move to another.

Under the lock of the address (``subscribers.outbox.budget``) two of them cannot be chosen at the same moment. What is
called off is no choice any more: who had a place there chooses again.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, Q, When
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.models import CalendarEntry, Change, Occurrence, Registration
from events.models.occurrence import OccurrenceQuerySet
from events.models.registration import RegistrationQuerySet
from events.registration import states
from events.registration.mail.visitors import facts_of, tell
from events.registration.sentences import check_open, check_party
from events.registration.words import Happened
from subscribers.addresses import normalise_address

from .line import line_up
from .locks import lock_occurrence, lock_registration
from .waiting_list import end, promote

State = Registration.State
CHOSEN = Registration.objects.holding().filter(state__in=(State.CONFIRMED, State.WAITLISTED), leaves_at=None)
JUST_NOW = timedelta(minutes=10)  # a tick comes each minute, and a registration lasts a second


def one_of(occurrence: Occurrence) -> OccurrenceQuerySet:
    """The occurrences of which an address has one at most: the choice it belongs to, or it alone."""
    if occurrence.way_in != Occurrence.WayIn.CHOOSE or occurrence.choice_id is None:
        return Occurrence.objects.filter(pk=occurrence.pk)
    taking_place = Q(choice=occurrence.choice_id, entry__status="CONFIRMED")
    return Occurrence.objects.filter(taking_place | Q(pk=occurrence.pk))


def parties_of(occurrence: Occurrence, email: str) -> RegistrationQuerySet:
    """The party that ``email`` has here, and then those at others of the same choice."""
    mine = Registration.objects.holding().filter(
        email_normalised=normalise_address(email), occurrence__in=one_of(occurrence)
    )
    is_elsewhere = Case(When(occurrence=occurrence.pk, then=0), default=1)
    return mine.order_by(is_elsewhere, "occurrence", "pk")


def others_to_choose(registration: Registration) -> list[Occurrence]:
    """Where this party could go instead, soonest first: the rest of its choice, and moments of the same event that are
    no other choice. None where there is no going any more, and not where the address is already."""
    here = registration.occurrence
    if registration.state not in (State.CONFIRMED, State.WAITLISTED) or here.starts_at <= timezone.now():
        return []
    same_event = Q(event=here.event_id) & (Q(choice=None) | Q(choice=here.choice_id))
    others = Occurrence.objects.filter(Q(pk__in=one_of(here).values("pk")) | same_event).exclude(pk=here.pk)
    others = others.exclude(pk__in=held_by(registration.email_normalised).values("occurrence"))
    return list(others.open_for_registration(timezone.now()).select_related("entry").order_by("starts_at", "pk"))


def held_by(normalised: str) -> RegistrationQuerySet:
    """What an address holds; whoever gave none holds nothing that another could collide with."""
    return Registration.objects.holding().filter(email_normalised=normalised).exclude(email_normalised="")


def end_former_choices(changes: Iterable[Change]) -> None:
    """What comes back was no choice while it was off: who chose another of it since keeps that, gives this one back and
    is told; who only waits there has the place here again, and waits no more. Who signs off, or still has to confirm,
    has chosen nothing. Needs the locks of what changed; that it comes back is written, and not told yet."""
    for change in changes:
        occurrence = change.entry.occurrence if change.what == Change.What.RESTORED else None
        if occurrence is None or change.entry.status != CalendarEntry.Status.CONFIRMED:
            continue
        others = one_of(occurrence).exclude(pk=occurrence.pk)
        chose = CHOSEN.filter(occurrence__in=others).exclude(email_normalised="")
        mine = occurrence.registrations.holding().filter(email_normalised__in=chose.values("email_normalised"))
        for party in mine.select_related("occurrence").order_by("pk").select_for_update(of=("self",)):
            since = chose.filter(email_normalised=party.email_normalised, in_line_since__gt=party.in_line_since)
            keep_one(party, list(since.select_related("occurrence").select_for_update(of=("self",))), change)


def keep_one(party: Registration, since: list[Registration], change: Change) -> None:
    """Of ``party``, at what comes back, and those chosen ``since``."""
    if not since or party.is_leaving:
        return
    if party.state == State.CONFIRMED and all(one.state == State.WAITLISTED for one in since):
        for one in since:  # nobody has their seats, so no lock but theirs is needed
            end(one, Happened.CANCELLED, facts_of(one), reason=here_again(one, change))
    else:
        end(party, Happened.CHOSE_OTHER, change.after)


def here_again(waits: Registration, change: Change) -> str:
    with translation.override(waits.language):
        title = change.after[waits.language]["title"]
        return _("‘%(title)s’ gaat toch door, en daar hebt u uw plaats weer.") % {"title": title}


def end_doubled_choices(now: datetime) -> int:
    """The minute tick's net, for who chose another in the very moment in which one came back; returns how many of these
    it looked at. Whoever chooses after that finds it is a choice again."""
    back = Change.objects.filter(
        what=Change.What.RESTORED, at__gt=now - JUST_NOW, entry__occurrence__choice__isnull=False
    )
    for change in (found := list(back.select_related("entry__occurrence"))):
        with transaction.atomic():
            occurrence = lock_occurrence(change.entry.uid)
            end_former_choices([change])
            promote(occurrence)
    return len(found)


@transaction.atomic
def move_registration(registration: Registration, to: uuid.UUID) -> None:
    """Give the whole party a place at another of ``others_to_choose``, and its seats here to who waits.

    Who has a place keeps it unless there is one for everybody there; who waits may wait there, last in line. Twice is
    as good as once.
    Raises ``ValidationError``: known, gone, closed, not_open, not_here, full, or by field (seats) where parties are
    smaller.
    """
    here, there = lock_registration(registration, to)
    if registration.occurrence_id == there.pk:
        return
    if held_by(registration.email_normalised).filter(occurrence=there).exists():
        raise ValidationError(_("Daar bent u al aangemeld."), code="known")
    if there.pk not in [one.pk for one in others_to_choose(registration)]:
        check_open(there, timezone.now())
        raise ValidationError(_("Hierheen kunt u niet wisselen."), code="gone")
    party = registration.seats + registration.more_wanted
    check_party(there, party)
    free = line_up(there).free
    fits = free is None or party <= free
    if not fits and (registration.state == State.CONFIRMED or not there.has_waiting_list):
        raise ValidationError(
            _("Daar is geen plaats voor uw hele gezelschap. Er is niets veranderd: wat u had, hebt u nog."), code="full"
        )
    before = facts_of(registration)
    states.move(registration, there, fits=fits)
    tell(registration, Happened.SWITCHED, facts_of(registration), before=before)
    promote(here)
