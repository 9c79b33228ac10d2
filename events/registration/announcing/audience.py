"""Whom an announcement goes to: each address once, whoever it registered for what it is about and however often."""

from collections import Counter

from events.models import Announcement, Registration
from events.models.registration import RegistrationQuerySet


def parties_of(announcement: Announcement) -> RegistrationQuerySet:
    """Registrations it is for, as they stand now; not those that came after it was begun, nor who gave no address."""
    rows = Registration.objects.holding().filter(state__in=announcement.standings).exclude(email_normalised="")
    if announcement.started_at:
        rows = rows.filter(created_at__lte=announcement.started_at)
    if announcement.occurrence_id:
        return rows.filter(occurrence=announcement.occurrence_id)
    if announcement.event_id:
        return rows.filter(occurrence__event=announcement.event_id)
    if announcement.edition_id:
        return rows.filter(occurrence__event__edition=announcement.edition_id)
    return rows.none()


def count_people(announcement: Announcement) -> Counter[str]:
    """Addresses, by the language of the text that each gets. One query."""
    rows = parties_of(announcement).order_by("email_normalised", "pk").values_list("email_normalised", "language")
    spoken: dict[str, str] = {}
    for address, language in rows:
        spoken.setdefault(address, language)
    return Counter(announcement.text_in(language)[0] for language in spoken.values())


def next_addresses(announcement: Announcement, most: int) -> list[str]:
    """The first that were not written to yet."""
    rows = parties_of(announcement).filter(email_normalised__gt=announcement.reached).order_by("email_normalised")
    return list(rows.values_list("email_normalised", flat=True).distinct()[:most])


def parties_by_address(announcement: Announcement, addresses: list[str]) -> dict[str, list[Registration]]:
    """Of each its parties, the soonest first. Locked: who is erased meanwhile waits, and then finds the mail."""
    rows = parties_of(announcement).filter(email_normalised__in=addresses).with_standing()
    locked = rows.order_by("occurrence", "pk").select_for_update(of=("self",))
    found: dict[str, list[Registration]] = {address: [] for address in addresses}
    for one in sorted(locked, key=lambda one: (one.occurrence.starts_at, one.pk)):
        found[one.email_normalised].append(one)
    return found
