"""The rows by which entries are filtered: made from published facts, mended where they no longer follow from them."""

from collections.abc import Iterable

from events.models import CalendarEntry, EntryFacet

from .table import facets_of

BATCH = 500
Pair = tuple[str, str]  # name, value


def write_facets(entries: Iterable[CalendarEntry]) -> None:
    """The facets of saved ``entries``: only what differs is written, as what was not written has not changed."""
    listed = list(entries)
    for start in range(0, len(listed), BATCH):
        write_batch(listed[start : start + BATCH])


def write_batch(entries: list[CalendarEntry]) -> None:
    rows = EntryFacet.objects.filter(entry__in=entries).values_list("entry_id", "name", "value", "pk")
    stored = {(entry, name, value): pk for entry, name, value, pk in rows}
    wanted = {(entry.pk, *pair): None for entry in entries for pair in sorted(facets_of(entry.facts))}
    if gone := [pk for key, pk in stored.items() if key not in wanted]:
        EntryFacet.objects.filter(pk__in=gone).delete()
    new = [EntryFacet(entry_id=entry, name=n, value=v) for entry, n, v in wanted if (entry, n, v) not in stored]
    if new:
        EntryFacet.objects.bulk_create(new, batch_size=BATCH)


def mend_facets(entries: Iterable[CalendarEntry]) -> list[CalendarEntry]:
    """Write again what differs from the facts of all ``entries`` (a new filter, rows restored or edited by hand).

    Returns those that differed. Facts stay as they are, so no calendar item changes; which feeds it is in may.
    """
    stored: dict[int, set[Pair]] = {}
    for entry, name, value in EntryFacet.objects.values_list("entry_id", "name", "value").iterator(chunk_size=5000):
        stored.setdefault(entry, set()).add((name, value))
    wrong = [entry for entry in entries if stored.get(entry.pk, set()) != facets_of(entry.facts)]
    write_facets(wrong)
    return wrong
