"""Tables that public responses of the programme are made of: a write to one raises the version ``PROGRAMME``.

Seats are not among them: a registration is no publication (``seats_shown``). That no other table is read is held by
``tests/events/site/test_cached_pages.py``.
"""

from typing import Final

PROGRAMME: Final = "programme"
SHOWN: Final = (
    "events.CalendarEntry",
    "events.EntryFacet",
    "events.Change",
    "events.Occurrence",
    "events.Series",
    "events.Series.organisers",
    "events.SeriesName",
    "events.Edition",
    "events.Venue",
    "events.VenueName",
    "events.Organiser",
    "events.Scheme",
    "events.Term",
    "wagtailimages.Image",
)
