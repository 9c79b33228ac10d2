"""The pictures of what is told: their copies are there before anybody hears of them, and go when the picture went."""

from collections.abc import Iterable, Sequence

from events.models import CalendarEntry, Event
from events.models.facts import Facts
from subscribers.pictures.copies import copies_of, keep_copies
from subscribers.pictures.forgetting import keys_in_library
from subscribers.pictures.names import key_in, key_of


def settle_pictures(events: Sequence[Event]) -> None:
    """Make what copies are missing. One that cannot be shown is taken from the rows at hand, which nobody saves."""
    there = keep_copies([event.image for event in events if event.image])
    for event in events:
        if event.image and key_of(event.image.file.name) not in there:
            event.image = None


def image_facts(event: Event) -> Facts | None:
    """Its widest JPEG, and in which widths there are others; None for a picture that is shown nowhere. No query."""
    copies = copies_of(event.image) if event.image else None
    if copies is None:
        return None
    widest = copies.widths[-1]
    height = copies.height_at(widest)
    return {"url": copies.url(widest), "width": widest, "height": height, "widths": list(copies.widths)}


def lost_pictures(entries: Iterable[CalendarEntry]) -> frozenset[str]:
    """URLs in these entries of pictures that the desk has no more; one query, and none where no entry has a picture."""
    told = {entry.facts["image"]["url"] for entry in entries if entry.facts.get("image")}
    if not told:
        return frozenset()
    there = keys_in_library()
    return frozenset(url for url in told if key_in(url) not in there)


def without_lost(facts: Facts, lost: frozenset[str]) -> Facts:
    """What is no longer offered has no row that could say so."""
    image = facts.get("image")
    return {**facts, "image": None} if image and image["url"] in lost else facts


def is_told(key: str) -> bool:
    """Whether anything of the programme, also what is over, shows the picture with this key."""
    return CalendarEntry.objects.filter(facts__image__url__icontains=f"/{key}-").exists()
