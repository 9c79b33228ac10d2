"""“Rapport” of one issue, and “Cijfers” of all: numbers, each with its picture. Nothing here says who."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser

from newsletter.models import Issue, UsefulCount
from subscribers.models import State
from subscribers.screens.actions import ObjectView
from subscribers.screens.desk_urls import desk_address
from subscribers.screens.pages import DeskPage, PagesViewSet
from subscribers.screens.policies import may

from . import pictures
from .link_report import report_clicks
from .metrics import MEASURES, IssueMetrics, Measure, earlier_issues, latest_issues, metrics_of, usual

SAME = 0.05  # a difference smaller than this part of the usual is none


class IssueReport(ObjectView):
    """How one issue was received, beside the ones before."""

    page_title = "Rapport"
    header_icon = "view"
    template_name = "newsletter/report/issue_report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        (received,), earlier = metrics_of([self.object]), metrics_of(earlier_issues(self.object))
        clicks = report_clicks(self.object)
        context.update(
            object=self.object,
            received=received,
            states=[(label, received.counts[state]) for state, label in State.choices if received.counts[state]],
            compared=[compared(measure, received, earlier) for measure in MEASURES],
            earlier=len(earlier),
            leavers=pictures.clicks(received.leavers),
            clicks=clicks,
            total=pictures.clicks(clicks.total),
            links=[(one, pictures.clicks(one.clicks)) for one in clicks.links],
            blocks=[(name, pictures.clicks(count)) for name, count in clicks.blocks],
            spans=[(pictures.span_words(span), pictures.number(span.count)) for span in clicks.spans],
            both_languages=len({one.language for one in clicks.links}) > 1,
            links_picture=pictures.clicks_per_link(clicks) if clicks.total else "",
            time_picture=pictures.clicks_in_time(clicks) if clicks.total else "",
            answers=[(label, received.useful[value]) for value, label in UsefulCount.Answer.choices]
            if received.useful
            else [],
            answers_picture=pictures.answers(received.useful) if received.useful else "",
            threshold=settings.CLICK_THRESHOLD,
            progress_url=desk_address(self.object, "progress", self.object.pk),
        )
        return context


def compared(measure: Measure, received: IssueMetrics, earlier: list[IssueMetrics]) -> tuple[str, str, str, str]:
    """(what, of this issue, usually, in words how they differ)."""
    mine, theirs = measure.of(received), usual(measure, earlier)
    return measure.label, pictures.number(mine), pictures.number(theirs), in_words(mine, theirs)


def in_words(mine: float | None, theirs: float | None) -> str:
    if mine is None or theirs is None:
        return "niet te vergelijken"
    if round(abs(mine - theirs), 1) <= SAME * theirs:
        return "ongeveer gelijk"
    return "hoger" if mine > theirs else "lager"


class HistoryView(DeskPage):
    """The latest issues side by side."""

    page_title = "Cijfers"
    header_icon = "view"
    template_name = "newsletter/report/issue_history.html"

    def is_allowed(self, user: AbstractBaseUser) -> bool:
        return may(user, "change", Issue)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        issues = metrics_of(latest_issues())
        rows = [
            (desk_address(one.issue, "report", one.issue.pk), one, [pictures.number(m.of(one)) for m in MEASURES])
            for one in reversed(issues)
        ]
        middle = [pictures.number(usual(measure, issues)) for measure in MEASURES]
        return super().get_context_data(
            rows=rows,
            middle=middle,
            labels=[measure.label for measure in MEASURES],
            charts=[(measure.label, pictures.over_time(measure, issues)) for measure in MEASURES],
            threshold=settings.CLICK_THRESHOLD,
            **kwargs,
        )


class FiguresViewSet(PagesViewSet):
    name = "cijfers"
    icon = "view"
    menu_label = "Cijfers"
    pages = {"index": ("", HistoryView)}
