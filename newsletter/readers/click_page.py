"""The way of a counted link: to where the issue says it leads, and nowhere else."""

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.calendar.agents import is_person
from subscribers.access.networks import network_of
from subscribers.shell.responses.private import kept_private

from .clicks import count_click, find_links


@require_safe
def follow_link(request: HttpRequest, slug: str, number: int) -> HttpResponseRedirect:
    """Redirect to link ``number`` of the issue as it went out in the language of the address; for ever."""
    language = get_language() or "nl"
    issue, links = find_links(slug, language)
    if not 1 <= number <= len(links):
        raise Http404(_("Deze link is er niet. Kijk of hij helemaal is overgenomen."))
    if is_visit(request):
        agent = request.headers.get("User-Agent", "")
        count_click(issue, language, number, link_count=len(links), source=f"{network_of(request)} {agent}")
    return kept_private(HttpResponseRedirect(links[number - 1].url))


def is_visit(request: HttpRequest) -> bool:
    """Whether somebody goes there: not a look at the headers, a page fetched beforehand, or a program without eyes."""
    beforehand = request.headers.get("Sec-Purpose") or request.headers.get("Purpose")
    return request.method == "GET" and not beforehand and is_person(request.headers.get("User-Agent", ""))
