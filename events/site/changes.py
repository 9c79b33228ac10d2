"""What changed in the programme: a page, an Atom feed and JSON of the same rows of the ledger."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from events.exports import Header, changes_atom, changes_json
from events.models import Change
from events.shell.identity import surroundings
from events.shell.language import language_now
from events.shell.responses import data_response
from events.shell.showing import programme_rule
from events.shell.wording import stream_in_words, when_in_words
from subscribers.caching.rules import cached

UPDATED = gettext_noop("%(title)s (%(when)s): de tekst is bijgewerkt.")
SENTENCES: dict[str, str] = {
    Change.What.MOVED: gettext_noop(
        "%(title)s is verplaatst naar %(when)s, %(place)s. Eerst was het %(was)s, %(was_place)s."
    ),
    Change.What.LINK: gettext_noop("%(title)s (%(when)s): %(stream)s"),
    Change.What.CANCELLED: gettext_noop("%(title)s (%(when)s) gaat niet door. %(reason)s"),
    Change.What.POSTPONED: gettext_noop("%(title)s (%(when)s) is uitgesteld. %(reason)s"),
    Change.What.RESTORED: gettext_noop("%(title)s gaat toch door: %(when)s, %(place)s."),
}
MOST = 100
OF_SERIES = programme_rule(single=("reeks",))
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@cached(OF_SERIES)
@require_safe
def changes_page(request: HttpRequest) -> HttpResponse:
    """The newest hundred, by day; ``?reeks=`` keeps to one series."""
    told = [(change, said, change.after[language_now()]["url"]) for change, said in tell(newest(request))]
    days = [(day, list(group)) for day, group in groupby(told, key=lambda line: timezone.localdate(line[0].at))]
    return render(request, "events/site/changes.html", {"days": days, "chosen": request.GET.get("reeks", "")})


@cached(OF_SERIES)
@require_safe
def changes_feed(request: HttpRequest, form: str) -> HttpResponseBase:
    """``form`` is atom or json."""
    build: Callable[[Header, Any], bytes] = changes_atom if form == "atom" else changes_json
    changes = newest(request)
    header = Header(
        ident=f"urn:x-kennisstad:{settings.UID_DOMAIN}:changes",
        title=_("Wijzigingen in het programma"),
        author=settings.SITE_NAME,
        address=settings.SITE_URL + request.path,
        page=settings.SITE_URL + reverse("changes"),
        language=language_now(),
        updated=changes[0].at if changes else EPOCH,
    )
    kind = "application/atom+xml" if form == "atom" else "application/feed+json"
    return data_response(request, build(header, tell(changes)), f"{kind}; charset=utf-8", header.updated)


def newest(request: HttpRequest) -> list[Change]:
    changes = Change.objects.news().select_related("entry")
    if series := request.GET.get("reeks", "")[:80]:
        changes = changes.filter(entry__series__slug=series.replace("\0", ""))
    return list(changes.defer("entry__vevent_nl", "entry__vevent_en", "entry__facts")[:MOST])


def tell(changes: list[Change]) -> list[tuple[Change, str]]:
    return [(change, sentence_of(change, language_now())) for change in changes]


def sentence_of(change: Change, language: str) -> str:
    """One change as a sentence in the active language."""
    zone = surroundings()["zone"]
    after, texts = change.after, change.after[language]
    before = change.before or after
    words = {
        "title": texts["title"],
        "when": when_in_words(after, zone),
        "place": texts["place"],
        "reason": texts["reason"],
        "was": when_in_words(before, zone),
        "was_place": before[language]["place"],
        "stream": stream_in_words(before, after),
    }
    return (_(SENTENCES.get(change.what, UPDATED)) % words).strip()
