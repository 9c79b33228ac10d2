"""The reports of the desk in words and pictures: numbers as Dutch staff read them, and the charts made of them."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.utils import formats
from django.utils.safestring import SafeString, mark_safe

from events.charts import Level, Value, bars, columns
from newsletter.models import UsefulCount

from .link_report import ClickReport
from .metrics import IssueMetrics, Measure, usual
from .threshold import Span

TOP_LINKS = 8
SHORT = 48  # characters of a link's words in a picture; the table has them all


def number(value: float | None) -> str:
    """``1990``, ``38,2``; nothing known is a dash."""
    if value is None:
        return "–"
    rounded = round(value, 1)  # ``number_format`` would cut
    return formats.number_format(rounded, 0 if float(value).is_integer() else 1)


def fewer() -> str:
    return f"minder dan {settings.CLICK_THRESHOLD}"


def clicks(value: int | None) -> str:
    return fewer() if value is None else number(value)


def span_words(span: Span) -> str:
    """``24 november``, or ``26 – 30 november``."""
    if span.first == span.last:
        return day_words(span.first)
    same = (span.first.month, span.first.year) == (span.last.month, span.last.year)
    return f"{span.first.day if same else day_words(span.first)} – {day_words(span.last)}"


def day_words(day: date) -> str:
    return formats.date_format(day, "j F")


def clicks_in_time(report: ClickReport) -> SafeString:
    values = [Value(span_label(span), span.count, number(span.count)) for span in report.spans]
    first = report.spans[0]
    summary = f"{number(report.total)} kliks; op {span_words(first)} waren het er {number(first.count)}."
    return mark_safe(columns("time", "Kliks in de tijd", summary, values))


def span_label(span: Span) -> str:
    """Two short lines: the days, and the month."""
    days = str(span.first.day) if span.first == span.last else f"{span.first.day}–{span.last.day}"
    return f"{days}\n{formats.date_format(span.last, 'b')}"


def clicks_per_link(report: ClickReport) -> SafeString:
    known = sorted((one for one in report.links if one.clicks), key=lambda one: -(one.clicks or 0))[:TOP_LINKS]
    values = [Value(shortened(one.link.words), one.clicks, number(one.clicks)) for one in known]
    summary = f"Het meest aangeklikt: {known[0].link.words}, {number(known[0].clicks)} keer."
    return mark_safe(bars("links", "Kliks per link", summary, values))


def answers(useful: dict[str, int]) -> SafeString:
    labels = {answer.value: str(answer.label) for answer in UsefulCount.Answer}
    values = [Value(labels[name], count, number(count)) for name, count in useful.items()]
    summary = ", ".join(f"{labels[name].lower()}: {count}" for name, count in useful.items())
    return mark_safe(bars("answers", "Antwoorden op ‘Vond u dit nummer nuttig?’", f"{summary}.", values))


def over_time(measure: Measure, issues: Sequence[IssueMetrics]) -> SafeString:
    """One measure of each issue, the oldest first, with a line at the middle one."""
    values = [Value(issue_label(one), measure.of(one), number(measure.of(one))) for one in issues]
    middle = usual(measure, issues)
    level = Level(middle, f"– – mediaan {number(middle)}") if middle is not None else None
    summary = f"Van het oudste naar het nieuwste nummer: {'; '.join(value.shown for value in values)}."
    return mark_safe(columns(f"over-{measure.name}", measure.label, summary, values, level))


def issue_label(one: IssueMetrics) -> str:
    sent_at = one.issue.sent_at
    return formats.date_format(sent_at, "j\nb") if sent_at else ""


def shortened(words: str) -> str:
    return words if len(words) <= SHORT else f"{words[: SHORT - 1].rstrip()}…"
