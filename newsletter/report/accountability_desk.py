"""“Verantwoording” of an issue: a page to print, its numbers for a spreadsheet, and the very bytes that went out."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.admin import messages

from newsletter.deliveries.figures import endings
from newsletter.deliveries.reasons import reason_in_words
from newsletter.models import Delivery, Rendition
from newsletter.schedule.state import STARTED
from subscribers.models import State
from subscribers.models.people import LANGUAGES
from subscribers.screens.actions import ObjectView
from subscribers.screens.desk_urls import desk_address
from subscribers.screens.policies import may
from subscribers.shell.spreadsheets import csv_download

from .accountability import account_for, files_of

STATES, TONGUES = dict(State.choices), dict(LANGUAGES)
FIGURES = ("stand", "reden", "antwoordcode", "mailaanbieder", "taal", "aantal")
RECIPIENTS = ("e-mailadres", "taal", "stand", "reden", "antwoordcode", "antwoord", "pogingen", "afgerond")


class AccountView(ObjectView):
    """Of what was sent, or is being sent; there is nothing to account for before that."""

    permission = "view"
    page_title = "Verantwoording"
    header_icon = "clipboard-list"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.state not in STARTED:
            messages.warning(request, "Dit nummer is nog niet verzonden; er valt nog niets te verantwoorden.")
            return HttpResponseRedirect(self.get_object_url())
        return self.answer()

    def answer(self) -> HttpResponse:
        raise Http404


class IssueAccount(AccountView):
    template_name = "newsletter/report/issue_account.html"
    file_url_name = "wagtailsnippets_newsletter_issue:account_file"

    def answer(self) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        issue, account = self.object, account_for(self.object)
        context.update(
            object=issue,
            account=account,
            topics=topics_in_words([str(topic) for topic in issue.topics.all()]),
            archive_url=settings.SITE_URL + reverse("issue", args=[issue.slug]),
            excluded=[(reason_in_words(reason), count) for reason, count in account.excluded.items()],
            outcomes=[(STATES[state], count) for state, count in account.outcomes.items()],
            reasons=[(STATES[state], reason, code, n) for state, reason, code, n in in_words(account.reasons)],
            providers=[(one, others(one.counts)) for one in account.providers],
            languages=[(TONGUES[language], all_, sent) for language, all_, sent in account.languages],
            files=[(one, TONGUES[one.rendition.language]) for one in account.kept],
            rows_left=Delivery.objects.filter(issue=issue).exists(),
            may_see_rows=may(self.request.user, "view", Delivery),
            kept_until=issue.sent_at + timedelta(days=settings.KEEP_DELIVERIES_DAYS) if issue.sent_at else None,
            took=say_duration(account.took),
            file_url_name=self.file_url_name,
            urls={name: desk_address(issue, name, issue.pk) for name in ("progress", *DOWNLOADS)},
        )
        return context


def topics_in_words(topics: list[str]) -> str:
    """``het onderwerp ‘a’``, or ``minstens één van de onderwerpen ‘a’, ‘b’ of ‘c’``."""
    quoted = [f"‘{topic}’" for topic in topics]
    if len(quoted) == 1:
        return f"het onderwerp {quoted[0]}"
    listed = " of ".join(part for part in (", ".join(quoted[:-1]), *quoted[-1:]) if part)
    return f"minstens één van de onderwerpen {listed}"


def say_duration(took: timedelta | None) -> str:
    """``2 uur, 5 minuten`` or ``40 seconden``; empty while it is not over."""
    if took is None:
        return ""
    minutes, seconds = divmod(round(took.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "uur", "uur"), (minutes, "minuut", "minuten"), (seconds, "seconde", "seconden")]
    return ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in parts if count)


def in_words(reasons: list[tuple[str, str, int, int]]) -> Iterator[tuple[str, str, int, int]]:
    for state, reason, code, count in reasons:
        yield state, reason_in_words(reason) if reason else "–", code, count


def others(counts: dict[str, int]) -> int:
    """Neither sent nor refused nor in doubt: still under way."""
    return sum(counts.values()) - counts[State.SENT] - counts[State.FAILED] - counts[State.UNCERTAIN]


class AccountFigures(AccountView):
    """How many ended alike; together the audience."""

    def answer(self) -> StreamingHttpResponse:  # type: ignore[override]
        rows = (
            (
                STATES[one.state],
                reason_in_words(one.reason),
                one.smtp_code or "",
                one.domain or "overige",
                one.language,
                n,
            )
            for one, n in sorted(endings(self.object).items())
        )
        return csv_download(f"{self.object.slug}-cijfers.csv", FIGURES, rows)


class AccountRecipients(AccountView):
    """Everyone's, as long as it is kept: addresses, so only for who may see deliveries."""

    def answer(self) -> StreamingHttpResponse:  # type: ignore[override]
        if not may(self.request.user, "view", Delivery):
            raise PermissionDenied
        found = Delivery.objects.filter(issue=self.object).order_by("pk")
        rows = (
            (one.email, one.language, STATES[one.state], reason_in_words(one.reason), one.smtp_code, one.smtp_text,
             one.attempts, one.settled_at)
            for one in found.iterator(chunk_size=2000)
        )  # fmt: skip
        return csv_download(f"{self.object.slug}-ontvangers.csv", RECIPIENTS, rows)


class AccountApproval(AccountView):
    """The text whose SHA-256 is the hash of the approval."""

    def answer(self) -> HttpResponse:
        if not self.object.approved_text:
            raise Http404
        return as_file(self.object.approved_text.encode(), f"{self.object.slug}-goedkeuring.txt")


class AccountFile(AccountView):
    """What went out in one language, whole or one part of it, byte for byte."""

    def answer(self) -> HttpResponse:
        rendition = get_object_or_404(Rendition, issue=self.object, language=self.kwargs["language"])
        for one in files_of(rendition):
            if one.name == self.kwargs["name"]:
                return as_file(one.content, f"{self.object.slug}-{rendition.language}-{one.name}")
        raise Http404


def as_file(content: bytes, name: str) -> HttpResponse:
    """Kept, never shown: what is in it is a mail, not a page of the desk."""
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


DOWNLOADS = ("account_figures", "account_recipients", "account_approval")
ACCOUNT_VIEWS = {
    "": (IssueAccount, "account"),
    "cijfers.csv": (AccountFigures, "account_figures"),
    "ontvangers.csv": (AccountRecipients, "account_recipients"),
    "goedkeuring.txt": (AccountApproval, "account_approval"),
    "<slug:language>/<str:name>": (AccountFile, "account_file"),
}
