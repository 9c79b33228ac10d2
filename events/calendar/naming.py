"""What a feed with filters is called in somebody's list of calendars: short, and different from the next one (C1)."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from events.facets.selection import FACETS, Selection
from events.models import CalendarEntry
from events.models.facts import Facts
from events.shell.labels import ACCESS, ANSWERS, KINDS, LANGUAGE_CHOICES, READY, WAYS_IN

MOST_LABELS = 3
WORDS: Mapping[str, Mapping[str, Promise]] = {
    "kind": KINDS,
    "language": LANGUAGE_CHOICES,
    "access": ACCESS,
    "way_in": WAYS_IN,
    **ANSWERS,
}


def feed_name(name: str, selection: Selection, language: str) -> str:
    """``Nacht van Kunst en Kennis 2026 – Pieterskerk, Engels``; the name alone where nothing is chosen.

    Places, partners and themes have the names the public was told: one query for each of the first three.
    """
    if selection.is_empty:
        return name
    with translation.override(language):
        chosen = list(choices_in(selection))
        labels = ", ".join(say(facet, value, language) for facet, value in chosen[:MOST_LABELS])
        more = len(chosen) - MOST_LABELS
        left = " " + _("en nog %(n)s") % {"n": more} if more > 0 else ""
    return f"{name} – {labels}{left}"


def choices_in(selection: Selection) -> Iterator[tuple[str, str]]:
    """(facet, value) of all that is chosen; a ready-made choice is one, under the facet ``""``."""
    facets = dict(selection.facets)
    for label, values in READY:
        if all(set(facets.get(name, ())) == set(chosen) for name, chosen in values.items()):
            yield "", str(label)
            facets = {name: chosen for name, chosen in facets.items() if name not in values}
    yield from ((name, value) for name in FACETS for value in facets.get(name, ()))
    if selection.search:
        yield "", f"“{selection.search}”"


def say(facet: str, value: str, language: str) -> str:
    """The label of the page; what nobody was told of is called as it was asked for."""
    if facet == "":
        return value
    if facet in WORDS:
        return str(WORDS[facet].get(value, value))
    if facet == "highlight":
        return _("Uitgelicht")
    if facet == "day":
        return say_day(value)
    facts = (
        CalendarEntry.objects.with_facet(facet, value).order_by("-starts_at").values_list("facts", flat=True).first()
    )
    return told_name(facts, facet, value, language) if facts else value


def say_day(value: str) -> str:
    try:
        return date_format(date.fromisoformat(value), "l j F")
    except ValueError:
        return value


def told_name(facts: Facts, facet: str, value: str, language: str) -> str:
    texts = facts[language]
    if facet == "term":
        return str(dict(zip(facts["terms"], texts["terms"], strict=True)).get(value, value))
    if facet == "organiser":  # a museum is often a place as well
        return _("van %(name)s") % {"name": dict(zip(facts["organisers"], texts["organisers"], strict=True))[value]}
    if facet == "venue":
        names = texts["place"].split(", ")
        return str(
            names[0] if value == facts["venue"]["parent"] or not facts["venue"]["parent"] else ", ".join(names[:2])
        )
    return str(texts["track"] or value)
