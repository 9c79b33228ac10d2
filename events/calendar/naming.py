"""What a feed with filters is called in somebody's list of calendars: short, and different from the next one (C1)."""

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _

from events.facets.selection import Selection
from events.facets.table import BY_NAME, FACETS, READY_MADE
from events.models import CalendarEntry

MOST_LABELS = 3


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
    for label, values in READY_MADE:
        if all(set(facets.get(name, ())) == set(chosen) for name, chosen in values.items()):
            yield "", str(label)
            facets = {name: chosen for name, chosen in facets.items() if name not in values}
    yield from ((facet.name, value) for facet in FACETS for value in facets.get(facet.name, ()))
    if selection.search:
        yield "", f"“{selection.search}”"


def say(facet: str, value: str, language: str) -> str:
    """The label of the page; what nobody was told of is called as it was asked for."""
    if facet == "":
        return value
    labels = BY_NAME[facet].labels
    if not labels.needs_facts:
        return labels.told({}, value, language)
    told = CalendarEntry.objects.with_facet(facet, value).order_by("-starts_at").values_list("facts", flat=True).first()
    return labels.told(told, value, language) if told else value
