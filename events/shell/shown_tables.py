"""Tables that public responses of the programme are made of: a write to one raises the version of its scope.

A publication writes what was told and seldom a name, so that what is made of names alone stays as it is. Seats are not
among them: a registration is no publication (``seats_shown``). That no other table is read is held by
``tests/config/test_cached_responses.py``.
"""

from typing import Final

TOLD: Final = "told"  # what the public was told of each occurrence
MOMENTS: Final = "moments"  # rows of the desk, for when registration opens and closes
FACETS: Final = "facets"  # by what entries are found
NAMES: Final = "names"  # everything that has a name of its own, and pictures
FEEDS: Final = "feeds"  # the version of each feed
SHOWN: Final = {
    TOLD: ("events.CalendarEntry", "events.Change"),
    MOMENTS: ("events.Occurrence",),
    FACETS: ("events.EntryFacet",),
    NAMES: (
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
    ),
}
SCOPES: Final = tuple(SHOWN)  # of a page
WATCHED: Final = {**SHOWN, FEEDS: ("events.FeedScope",)}
