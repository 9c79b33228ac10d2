"""The programme of one edition: by day and hour, by venue, by track, as a timetable or on a map."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.calendar.links import data_links, subscribe_links
from events.facets.filters import Filters, build_filters
from events.facets.selection import PARAMETERS, SEARCH, Selection, read_selection, select_entries
from events.ledger.scopes import scope_name
from events.listing.grid import timetables
from events.listing.groups import Group, by_day, by_track, by_venue, now_and_next
from events.listing.pages import page_of_rows
from events.listing.pieces import edition_drawing, edition_line, printed_code
from events.listing.plan import make_plan
from events.listing.rows import Row
from events.listing.told import listed_rows, rows_of_edition
from events.models import CalendarEntry, Edition, Series
from events.models.calendar import CalendarEntryQuerySet
from events.shell.crowds_shown import SAID, Level, shown_crowds
from events.shell.language import language_now
from events.shell.lookup import find_edition, find_series
from events.shell.showing import programme_rule
from events.shell.shown_tables import NAMES
from subscribers.caching.pieces import piece
from subscribers.caching.rules import cached

KEPT = ("weergave", "licht", "sterren")
VIEWS = ("tijd", "locaties", "sporen", "rooster", "kaart")
WHOLE_ROWS = ("rooster", "kaart")  # these show more of a row than its line, or elsewhere
BY_TIME = "tijd"  # the one without a word in the address
MOST_STARS = 300  # lines; a page of five hundred must stay under 150 kB
FEW_DAYS = timedelta(days=7)  # a season of a year is no timetable


@cached(programme_rule(several=PARAMETERS, single=(*KEPT, SEARCH)))
@require_safe
def edition_page(request: HttpRequest, series: str, edition: str) -> HttpResponse:
    owner, found = piece(("edition", series, edition), (NAMES,), lambda: find_both(series, edition))
    if owner.slug != series:
        return HttpResponsePermanentRedirect(reverse("edition", args=[owner.slug, found.slug]))
    selection = read_selection(request.GET)
    entries = CalendarEntry.objects.filter(edition=found.pk).in_order()
    everything = rows_of_edition(found.pk)
    busy = busy_rows(everything)
    rows = everything if selection.is_empty else listed_rows(select_entries(entries, selection))

    def context() -> dict[str, object]:
        context = edition_context(request, owner, found, selection, entries, rows)
        return {**context, "busy": [(row, SAID[level]) for row, level in busy]}

    # Filters and their counts are made of all there is
    depends: tuple[object, ...] = () if rows is everything else tuple(row.position for row in everything)
    depends += tuple((row.url, row.title, row.lang, row.place, row.place_lang, level) for row, level in busy)
    is_whole = request.GET.get("weergave", "") in WHOLE_ROWS
    return page_of_rows(request, "events/site/edition.html", rows, context, depends=depends, is_whole=is_whole)


def busy_rows(rows: list[Row]) -> list[tuple[Row, Level]]:
    """What is on now, and how busy it is there by the count of its door."""
    found = shown_crowds([(row.uid, row.begins, row.ends) for row in rows if not row.off], timezone.now())
    return [(row, found[row.uid]) for row in rows if row.uid in found]


def find_both(series: str, edition: str) -> tuple[Series, Edition]:
    owner = find_series(series)
    return owner, find_edition(owner, edition)


def edition_context(
    request: HttpRequest,
    owner: Series,
    found: Edition,
    selection: Selection,
    entries: CalendarEntryQuerySet,
    rows: list[Row],
) -> dict[str, object]:
    several = found.starts_on != found.ends_on
    filters = build_filters(entries, selection, request.GET, language_now(), keep=KEPT, in_edition=True, days=several)
    return {
        **vars(edition_line(found)),
        **arranged(rows, chosen_view(request, found, filters), has_tracks(filters)),
        **scheme(request, found),
        "series": owner,
        "series_name": owner.name_on(found.starts_on, language_now()),
        "filters": filters,
        "is_filtered": not selection.is_empty,
        "is_understood": selection.is_whole and request.GET.get("weergave", "") in ("", *VIEWS),
        "count": len(rows),
        "view_name": view_names()[chosen_view(request, found, filters)],
        "views": view_menu(chosen_view(request, found, filters), found, filters),
        "live": live(found, rows, selection),
        "is_over": found.is_over(timezone.now()),
        "drawing": edition_drawing(found),
        "qr": printed_code(reverse("edition", args=[owner.slug, found.slug])),
        "data": data_links("edition-data", [owner.slug, found.slug], selection.query, conference=True),
        "scope_name": scope_name(found),
        **stars(request, len(rows)),
        "subscribe": subscribe_links(
            settings.SITE_URL,
            reverse("edition-feed", args=[owner.slug, found.slug]),
            selection.query,
            found.name_in(language_now()),
        ),
    }


def chosen_view(request: HttpRequest, edition: Edition, filters: Filters) -> str:
    """What the address asks for, where it can be had; else by time."""
    asked = request.GET.get("weergave", "")
    return asked if asked in VIEWS and can_be_had(asked, edition, filters) else BY_TIME


def can_be_had(view: str, edition: Edition, filters: Filters) -> bool:
    return {"sporen": has_tracks(filters), "rooster": is_short(edition)}.get(view, True)


def view_menu(chosen: str, edition: Edition, filters: Filters) -> list[tuple[str, str, bool]]:
    """(what the address says, label, whether it is the one shown) of each view that can be had."""
    labels = {
        "tijd": _("Op tijd"),
        "locaties": _("Per locatie"),
        "sporen": _("Per spoor"),
        "rooster": _("Rooster"),
        "kaart": _("Kaart"),
    }
    return [
        ("" if view == BY_TIME else view, labels[view], view == chosen)
        for view in VIEWS
        if can_be_had(view, edition, filters)
    ]


def view_names() -> dict[str, str]:
    """What stands behind the name of the edition in the title of the page."""
    return {
        BY_TIME: "",
        "locaties": _("per locatie"),
        "sporen": _("per spoor"),
        "rooster": _("rooster"),
        "kaart": _("kaart"),
    }


def is_short(edition: Edition) -> bool:
    return edition.ends_on - edition.starts_on <= FEW_DAYS


def has_tracks(filters: Filters) -> bool:
    return any(field.name == "track" for field in filters.fields)


def arranged(rows: list[Row], view: str, tracks: bool) -> dict[str, object]:
    """What the chosen view shows; groups show the day of a line where there are more."""
    groups: list[Group] = by_venue(rows) if view == "locaties" else by_track(rows) if view == "sporen" else []
    return {
        "view": view,
        "groups": groups,
        "days": by_day(rows, apart=True) if view == "tijd" else [],
        "tables": timetables(rows, tracks, _("Overig")) if view == "rooster" else [],
        "map_credit": settings.MAP_CREDIT,
        "by_track": tracks,
        "plan": make_plan(by_venue(rows), settings.MAP_TILES) if view == "kaart" and rows else None,
        "several_days": len({row.day for row in rows}) > 1,
    }


def stars(request: HttpRequest, lines: int) -> dict[str, object]:
    """A star on every line; of so many lines that the page would grow heavy only when ``?sterren=1`` asks for them."""
    wanted = lines <= MOST_STARS or request.GET.get("sterren") == "1"
    return {"star_next": request.get_full_path() if wanted else "", "stars_asked": not wanted}


def scheme(request: HttpRequest, edition: Edition) -> dict[str, object]:
    """A night opens dark; ``?licht=1`` is the switch, and no cookie remembers it."""
    lit = request.GET.get("licht") == "1"
    return {"is_night": edition.is_night, "scheme": ("day" if lit else "night") if edition.is_night else "", "lit": lit}


def live(edition: Edition, rows: list[Row], selection: Selection) -> object:
    """Now and next, while it runs and nobody filters; in a pause only what comes next."""
    now = timezone.now()
    if edition.is_cancelled or edition.is_over(now) or not selection.is_empty:
        return None
    found = now_and_next(rows, now)
    return found if found.now or found.next else None
