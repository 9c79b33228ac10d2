"""A page with lines: what stands around them is kept, so that after most changes only lines are made."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from events.shell.language import language_now
from events.shell.shown_tables import FACETS, NAMES
from subscribers.caching.pieces import piece

from .lines import MARK, SLOTS, Frame, Look
from .rows import Row

Context = Callable[[], dict[str, object]]


def page_of_rows(
    request: HttpRequest, template: str, rows: list[Row], context: Context, *, depends: object, is_whole: bool = False
) -> HttpResponse:
    """``template`` with ``context``, in which ``rows`` and nothing else of entries stand.

    ``context`` is asked again when a row has another place, facets or names were written, or ``depends`` is another.
    ``is_whole``: the page shows more of a row than its line.
    """
    places = tuple(rows) if is_whole else tuple(row.position for row in rows)
    frame = piece(
        ("frame", template, request.get_full_path(), language_now()),
        (FACETS, NAMES),
        lambda: make_frame(request, template, context(), rows),
        depends=(places, depends),
        size_of=Frame.size,
    )
    return HttpResponse(frame.filled(rows))


def make_frame(request: HttpRequest, template: str, context: dict[str, object], rows: list[Row]) -> Frame:
    slots: list[tuple[str, Look]] = []
    between = render_to_string(template, {**context, SLOTS: slots}, request).split(MARK)
    numbers = {row.uid: n for n, row in enumerate(rows)}
    return Frame(tuple(between), tuple((numbers[uid], look) for uid, look in slots))
