"""What Wagtail's desk registers and does not guard itself: closed where we do not use it, asked for where we do."""

import re
from collections.abc import Callable
from traceback import walk_tb
from typing import Any

from django.apps import apps
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.datastructures import MultiValueDictKeyError
from django.views.defaults import bad_request
from wagtail.admin.auth import permission_denied
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from events.models import Event
from newsletter.models import Issue
from subscribers.screens.policies import may, may_see

DESK = "beheer/"
KEY = re.compile(r"[0-9]{1,18}")
# Pages, which we have none of, settings of a workflow that the code makes, and screens for whoever builds Wagtail.
UNUSED = re.compile(
    r"(pages|choose-page|choose-anchor-link|workflows|api|test404|failwhale"
    r"|reports/(locked|aging-pages|page-types-usage))/|snippets/$"
)


def may_see_images(request: HttpRequest, **kwargs: Any) -> bool:
    return may_see(request.user, get_image_model())


def may_do_with_many(request: HttpRequest, app_label: str, model_name: str, action: str) -> bool:
    """The question before it names every row that was ticked, also those one may do nothing with."""
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError as error:
        raise Http404 from error
    if model is Page:
        raise Http404
    return may(request.user, "delete" if action == "delete" else "change", model)


def may_see_anything(request: HttpRequest, **kwargs: Any) -> bool:
    return any(may_see(request.user, model) for model in (*get_snippet_models(), get_image_model()))


def may_write(request: HttpRequest, **kwargs: Any) -> bool:
    return may(request.user, "change", Issue)


def may_edit_events(request: HttpRequest, **kwargs: Any) -> bool:
    return may(request.user, "change", Event)


# By the beginning of the route; Wagtail asks here for no more than that one may enter the desk.
ASKS: dict[str, Callable[..., bool]] = {
    "images/chooser/": may_see_images,
    "tag-autocomplete/": may_see_images,
    "bulk/": may_do_with_many,
    "reports/site-history/": may_see_anything,
    "block-preview/": may_write,
    "choose-": may_see_anything,
    "snippets/events/event/workflow/confirm_cancellation/": may_edit_events,
}


class DeskGuard:
    """Middleware, after who asks is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        route = route_in_desk(request)
        if route is None:
            return None
        if UNUSED.match(route):
            return HttpResponseNotFound("Deze pagina is er niet.", content_type="text/plain; charset=utf-8")
        if not is_readable(request, route):
            return bad_request(request, SuspiciousOperation("fields"))
        asks = next((asks for start, asks in ASKS.items() if route.startswith(start)), None)
        if asks and request.user.has_perm("wagtailadmin.access_admin") and not asks(request, **kwargs):  # type: ignore[union-attr]
            return permission_denied(request)  # type: ignore[no-any-return]
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A body that no form of the desk sends is the caller's mistake, and no error of ours."""
        if is_about_body(error) and route_in_desk(request) is not None:
            return bad_request(request, error)
        return None


def is_readable(request: HttpRequest, route: str) -> bool:
    """What Wagtail takes as it comes: keys of rows that were ticked, where to go afterwards, and what is looked for."""
    if "%00" in request.META.get("QUERY_STRING", ""):  # no text of PostgreSQL may hold it
        return False
    keys = request.GET.getlist("id") if route.startswith("bulk/") or route.endswith("chosen-multiple/") else []
    after = [fields["next"] for fields in (request.GET, request.POST) if "next" in fields]
    return all(key == "all" or KEY.fullmatch(key) for key in keys) and all("/" in one or not one for one in after)


def is_about_body(error: Exception) -> bool:
    """A field was not sent, or is so wrong that Wagtail falls over it while it reads the fields."""
    reading = any(frame.f_code.co_name == "value_from_datadict" for frame, _ in walk_tb(error.__traceback__))
    return isinstance(error, MultiValueDictKeyError) or (isinstance(error, ValueError) and reading)


def route_in_desk(request: HttpRequest) -> str | None:
    """As it stands in the code, below ``beheer/``; None elsewhere."""
    route = request.resolver_match.route if request.resolver_match else ""
    return route.removeprefix(DESK) if route.startswith(DESK) else None
