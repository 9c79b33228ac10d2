"""The rows by which entries are filtered: made from published facts, mended where they no longer follow from them."""

from collections.abc import Iterable

from events.models import CalendarEntry, EntryFacet

from .table import facets_of

BATCH = 500
Pair = tuple[str, str]  # name, value


def write_facets(entries: Iterable[CalendarEntry]) -> None:
    """The facets of saved entries that have none yet."""
    rows = [EntryFacet(entry=entry, name=n, value=v) for entry in entries for n, v in sorted(facets_of(entry.facts))]
    EntryFacet.objects.bulk_create(rows, batch_size=BATCH)


def forget_facets(entries: list[CalendarEntry]) -> None:
    for start in range(0, len(entries), BATCH):
        EntryFacet.objects.filter(entry__in=entries[start : start + BATCH]).delete()


def mend_facets(entries: Iterable[CalendarEntry]) -> list[CalendarEntry]:
    """Write again what differs from the facts of all ``entries`` (a new filter, rows restored or edited by hand).

    Returns those that differed. Facts stay as they are, so no calendar item changes; which feeds it is in may.
    """
    stored: dict[int, set[Pair]] = {}
    for entry, name, value in EntryFacet.objects.values_list("entry_id", "name", "value").iterator(chunk_size=5000):
        stored.setdefault(entry, set()).add((name, value))
    wrong = [entry for entry in entries if stored.get(entry.pk, set()) != facets_of(entry.facts)]
    forget_facets(wrong)
    write_facets(wrong)
    return wrong
