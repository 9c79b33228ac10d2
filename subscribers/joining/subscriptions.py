"""Joining by double opt-in, and leaving: nobody learns from an answer who is on the list."""

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from subscribers.access import form_checks
from subscribers.access.signing import read_link
from subscribers.access.tokens import find_token, issue_token, use_token
from subscribers.models import Consent, LinkToken, Subscriber, Subscription, Suppression, Topic, normalise_address
from subscribers.outbox.letters import Letter
from subscribers.outbox.queue import queue_letter
from subscribers.plaintext import one_line
from subscribers.shell.validators import validate_mailable

from .fingerprints import recall_address

CONFIRM = "subscription.confirm"
KNOWN = "subscription.known"
LEAVE, NEWSLETTER = "unsubscribe", "newsletter"  # what the signed way out in every mail is for; never changes
LEAVE_SUBJECT = re.compile(r"\buitschrijven\s+([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])", re.IGNORECASE)
TEXT_VERSION = "2026-11"
UNCONFIRMED_DAYS = 14


def consent_text() -> str:
    """What one agrees to, as the form shows it; its version is kept with every consent."""
    return _(
        "Ik wil de nieuwsbrief over de gekozen onderwerpen per e-mail ontvangen. "
        "Ik kan mij altijd met één klik afmelden."
    )


def ask_subscription(email: str, *, topics: list[str], language: str, source: str, name: str = "") -> None:
    """Note the wish and mail the link that confirms it; ``topics`` are slugs, none = the default ones.

    Raises ``ValidationError`` on field ``email`` or ``topics``; otherwise looks the same for every address.
    """
    address, chosen = check_wish(email, topics)
    name = one_line(name)[:120]
    with transaction.atomic(), translation.override(language):
        recall_address(address)
        subscriber, _is_new = Subscriber.objects.select_for_update(of=("self",)).get_or_create(
            email_normalised=normalise_address(address),
            defaults={"email": address, "name": name, "language": language},
        )
        for topic in chosen:
            Subscription.objects.get_or_create(subscriber=subscriber, topic=topic)
        slugs = [topic.slug for topic in chosen]
        note_consent(subscriber, Consent.Action.ASKED, slugs, language, source)
        wish: dict[str, Any] = {"topics": slugs, "language": language, "name": name, "source": source}
        answer_by_mail(subscriber, wish, language)


def check_wish(email: str, topics: list[str]) -> tuple[str, list[Topic]]:
    """The address without spaces around it, and the topics meant."""
    address = email.strip()
    try:
        validate_mailable(address)
    except ValidationError as error:
        raise ValidationError(
            {
                "email": ValidationError(
                    _("Dit e-mailadres klopt niet. Een adres ziet eruit als naam@voorbeeld.nl."), code="invalid"
                )
            }
        ) from error
    if not topics:
        return address, list(Topic.objects.default())
    offered = {topic.slug: topic for topic in Topic.objects.offered()}
    unknown = [slug for slug in topics if slug not in offered]
    if unknown:
        raise ValidationError(
            {
                "topics": ValidationError(
                    _("Onderwerp “%(slug)s” bestaat niet."), code="unknown", params={"slug": unknown[0][:60]}
                )
            }
        )
    return address, [topic for slug, topic in offered.items() if slug in topics]


def answer_by_mail(subscriber: Subscriber, wish: dict[str, Any], language: str) -> None:
    """The difference between a new, a known and a blocked address is only in the mail."""
    dead = Suppression.objects.active().filter(
        email_normalised=subscriber.email_normalised, reason=Suppression.Reason.HARD_BOUNCE
    )
    confirmed = subscriber.subscriptions.filter(state=Subscription.State.CONFIRMED, topic__slug__in=wish["topics"])
    known = confirmed.count() == len(wish["topics"])
    kind = KNOWN if known else CONFIRM
    if dead.exists() or not form_checks.may_mail(kind, subscriber.email):
        return
    letter = known_letter() if known else confirm_letter(issue_confirmation(subscriber, wish), wish)
    queue_letter(kind, f"subscriber:{uuid.uuid4()}", letter, to=subscriber.email, language=language)


def issue_confirmation(subscriber: Subscriber, wish: dict[str, Any]) -> str:
    subject = f"subscriber:{subscriber.public_id}"
    return issue_token(CONFIRM, subject, valid_for=timedelta(days=settings.CONFIRM_DAYS), payload=wish)


def confirm_letter(token: str, wish: dict[str, Any]) -> Letter:
    names = Topic.objects.filter(slug__in=wish["topics"])
    language = translation.get_language() or "nl"
    return Letter(
        heading=_("Bevestig uw aanmelding voor de %(name)s") % {"name": settings.NEWSLETTER_NAME},
        sentences=[
            _("U vroeg om onze nieuwsbrief. Met één klik bevestigt u dat het klopt; daarvóór sturen wij u niets.")
        ],
        details=[(_("Onderwerpen"), ", ".join(topic.name_in(language) for topic in names))],
        button=(_("Ja, stuur mij de nieuwsbrief"), settings.SITE_URL + reverse("confirm-subscription", args=[token])),
        after=[
            _("De link werkt %(days)s dagen.") % {"days": settings.CONFIRM_DAYS},
            _("Was u het niet? Dan hoeft u niets te doen: zonder bevestiging wissen wij uw adres vanzelf."),
        ],
    )


def known_letter() -> Letter:
    return Letter(
        heading=_("U ontvangt de %(name)s al") % {"name": settings.NEWSLETTER_NAME},
        sentences=[
            _(
                "Iemand, waarschijnlijk uzelf, vroeg de nieuwsbrief aan op dit adres. "
                "U bent al aangemeld: u hoeft niets te doen."
            ),
            _("Afmelden kan met de link onderaan elk nummer."),
        ],
    )


def find_confirmation(raw: str) -> LinkToken | None:
    """The waiting confirmation behind a mailed link, without using it."""
    return find_token(raw, CONFIRM)


@transaction.atomic
def confirm_subscription(raw: str) -> Subscriber | None:
    """Carry out the wish behind a mailed link; None when the link was used, has expired or is not ours."""
    found = find_token(raw, CONFIRM)
    if found is None:
        return None
    # The person first, then the token: in the order in which they are forgotten.
    people = Subscriber.objects.select_for_update(of=("self",))
    subscriber = people.filter(public_id=found.subject.removeprefix("subscriber:"), erased_at=None).first()
    token = use_token(raw, CONFIRM) if subscriber else None
    if subscriber is None or token is None:
        return None
    wish, now = token.payload, timezone.now()
    for topic in Topic.objects.filter(slug__in=wish["topics"]):
        Subscription.objects.update_or_create(
            subscriber=subscriber, topic=topic, defaults={"state": Subscription.State.CONFIRMED, "changed_at": now}
        )
    subscriber.language, subscriber.name = wish["language"], wish["name"] or subscriber.name
    subscriber.save(update_fields=["language", "name"])
    # Who complained and now proves to want it is believed; a block by staff stays.
    Suppression.objects.filter(
        email_normalised=subscriber.email_normalised, reason=Suppression.Reason.COMPLAINT
    ).delete()
    note_consent(subscriber, Consent.Action.CONFIRMED, wish["topics"], wish["language"], wish["source"])
    return subscriber


@transaction.atomic
def leave(subscriber: Subscriber, *, source: str, topics: list[str] | None = None) -> None:
    """End all subscriptions, or those of ``topics``; leaving twice is as good as once."""
    list(Subscriber.objects.select_for_update(of=("self",)).filter(pk=subscriber.pk).values_list("pk"))  # person first
    open_ones = subscriber.subscriptions.exclude(state=Subscription.State.LEFT)
    if topics is not None:
        open_ones = open_ones.filter(topic__slug__in=topics)
    slugs = list(open_ones.order_by("topic__slug").values_list("topic__slug", flat=True))
    if slugs:
        open_ones.update(state=Subscription.State.LEFT, changed_at=timezone.now())
        note_consent(subscriber, Consent.Action.WITHDRAWN, slugs, subscriber.language, source)


def leave_by_mail(subject: str) -> bool:
    """End all subscriptions of who mailed back the subject of our List-Unsubscribe; False when it is not ours.

    The signed token in it is the proof, whoever the mail says to be from.
    """
    found = LEAVE_SUBJECT.search(subject)
    public_id = read_link(found[1], LEAVE, NEWSLETTER) if found else None
    if public_id is None:
        return False
    for subscriber in Subscriber.objects.filter(public_id=public_id):
        leave(subscriber, source="mail")
    return True


def note_consent(subscriber: Subscriber, action: Consent.Action, slugs: list[str], language: str, source: str) -> None:
    with translation.override(language):
        text = "" if action == Consent.Action.WITHDRAWN else consent_text()
    Consent.objects.create(
        subscriber=subscriber,
        action=action,
        topics=slugs,
        text=text,
        text_version=TEXT_VERSION,
        language=language,
        source=source,
    )


def forget_unconfirmed(now: datetime) -> int:
    """Erase sign-ups that nobody confirmed in two weeks; returns how many."""
    settled = Subscription.objects.filter(subscriber=OuterRef("pk")).exclude(state=Subscription.State.PENDING)
    since = now - timedelta(days=UNCONFIRMED_DAYS)
    stale = Subscriber.objects.filter(~Exists(settled), created_at__lt=since, erased_at=None)
    recent = Consent.objects.filter(subscriber=OuterRef("pk"), at__gte=since)
    return stale.filter(~Exists(recent)).delete()[1].get("subscribers.Subscriber", 0)
