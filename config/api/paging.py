"""Pages of a list: ``page`` and ``pageSize`` in the query, ``{items, count}`` in the answer, RFC 8288 links beside."""

from typing import Any

from django.http import HttpRequest
from ninja.pagination import PaginationBase
from pydantic import Field

from subscribers.shell.schemas import Schema

LARGEST = 200
USUAL = 100
LONGEST_HEADER = 6000  # a proxy in front of us would refuse the whole answer for a longer one
LAST_PAGE = 1_000_000  # far past the end of anything, and every database can still count to it


class Pages(PaginationBase):
    """Needs of a list: ``count()``, or to be a queryset, and slices. A page past the end is empty."""

    class Input(Schema):
        page: int = Field(1, ge=1, le=LAST_PAGE, description="Welke bladzijde, vanaf 1.")
        page_size: int = Field(USUAL, ge=1, le=LARGEST, description="Hoeveel per bladzijde.")

    class Output(Schema):
        items: list[Any]
        count: int = Field(description="Hoeveel er in totaal zijn, over alle bladzijden.")

    def paginate_queryset(self, queryset: Any, pagination: Any, request: HttpRequest, **params: Any) -> dict[str, Any]:
        count = queryset.count()
        start = (pagination.page - 1) * pagination.page_size
        request.page_links = page_links(request, pagination.page, -(-count // pagination.page_size))  # type: ignore[attr-defined]
        return {"items": queryset[start : start + pagination.page_size], "count": count}


def page_links(request: HttpRequest, page: int, pages: int) -> str:
    """The value of the ``Link`` header: first, prev, next and last as far as they exist, with the same filters."""
    last = max(pages, 1)
    targets = {"first": 1, "prev": min(page - 1, last), "next": page + 1, "last": last}
    links = []
    for name, number in targets.items():
        if 1 <= number <= last:
            query = request.GET.copy()
            query["page"] = str(number)
            links.append(f'<{request.path}?{query.urlencode()}>; rel="{name}"')
    value = ", ".join(links)
    return value if len(value) <= LONGEST_HEADER else ""
