"""The secret links in mails to visitors: to look at a registration or cancel it, and to confirm one."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from events.models import Registration
from subscribers.access.tokens import find_token, find_used, issue_token

PREFIX = "registration:"  # of what a mail is about
MANAGE = "registration.manage"
CONFIRM = "registration.confirm"
GIVE_UP = "registration.give-up"  # asked for when a calendar declines
OPINION = "visit.opinion"  # asked for once it is over
OPINION_ASKED = timedelta(days=14)
SAYS_LAPSED = timedelta(days=7)
UNCONFIRMED = (Registration.State.PENDING, Registration.State.LAPSED)


def about(registration: Registration) -> str:
    """What a mail about it, or a link to it, is about."""
    return subject_of(registration.public_id)


def subject_of(public_id: uuid.UUID | str) -> str:
    return f"{PREFIX}{public_id}"


def manage_address(subject: str, ends_at: datetime) -> str:
    """A new secret address, good until the day after what ends at ``ends_at``."""
    left = max(ends_at + timedelta(days=1) - timezone.now(), timedelta(days=1))
    return settings.SITE_URL + reverse("registration", args=[issue_token(MANAGE, subject, valid_for=left)])


def give_up_address(subject: str, ends_at: datetime) -> str:
    """A new secret address to give a place up, good for as long as ``manage_address``."""
    left = max(ends_at + timedelta(days=1) - timezone.now(), timedelta(days=1))
    return settings.SITE_URL + reverse("registration-give-up", args=[issue_token(GIVE_UP, subject, valid_for=left)])


def cancel_address(page: str) -> str:
    """Where the same secret cancels, of a ``manage_address``."""
    return f"{page}afmelden/"


def opinion_address(subject: str) -> str:
    """A new secret address to say once how it was."""
    raw = issue_token(OPINION, subject, valid_for=OPINION_ASKED)
    return settings.SITE_URL + reverse("visit-opinion", args=[raw])


def confirm_address(subject: str) -> str:
    """Its page opens for longer than the seats are held, to say that they are not any more."""
    held = timedelta(minutes=settings.PENDING_SEATS_MINUTES)
    raw = issue_token(CONFIRM, subject, valid_for=held + SAYS_LAPSED)
    return settings.SITE_URL + reverse("confirm-registration", args=[raw])


def ticket_address(code: str) -> str:
    """What is in the QR code: a phone at the door reads the code in it, and any other shows where to go with it."""
    return settings.SITE_URL + reverse("ticket", args=[code]).removeprefix("/en")


def find_managed(raw: str) -> Registration | None:
    """The registration behind a mailed link; None when the link is unknown or has expired."""
    token = find_token(raw, MANAGE)
    return by_subject(token.subject) if token else None


def find_asked(raw: str) -> Registration | None:
    """The registration whose owner was asked whether the place may go."""
    token = find_token(raw, GIVE_UP)
    return by_subject(token.subject) if token else None


def find_unconfirmed(raw: str) -> Registration | None:
    """The registration behind a mailed link that is pending, or lapsed for want of it; confirms nothing."""
    token = find_token(raw, CONFIRM)
    registration = by_subject(token.subject) if token else None
    return registration if registration and registration.state in UNCONFIRMED else None


def find_confirmed(raw: str) -> Registration | None:
    """The registration that this mailed link has confirmed, while it has seats or waits for them."""
    token = find_used(raw, CONFIRM)
    registration = by_subject(token.subject) if token else None
    return registration if registration and registration.is_holding else None


def by_subject(subject: str) -> Registration | None:
    uid = subject.removeprefix(PREFIX)
    return Registration.objects.select_related("occurrence__event", "occurrence__entry").filter(public_id=uid).first()
