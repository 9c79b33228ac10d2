"""Pictures of a few numbers, as SVG that can be read aloud, printed and shown on a telephone. Pure.

Whoever shows one puts a table with the same numbers beside it. Nothing is told by colour alone: every bar has its
number, and a missing one a dash. One unit is a CSS pixel on a screen 360 wide; a class of the page makes it larger.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH = 360
TEXT = 12  # height of letters, in units
TOP, TALL, FOOT = 30, 130, 36  # of columns: room for a number, the tallest, room for two lines
ROW, LEFT_FOR_VALUE = 44, 64  # of bars: one with its label above it, and room for its number


@dataclass(frozen=True, slots=True)
class Value:
    """``label`` in a word or two, a line each after a newline; ``size`` None: not known, ``shown`` then says so."""

    label: str
    size: float | None
    shown: str


@dataclass(frozen=True, slots=True)
class Level:
    """A line through all columns, to lay them beside."""

    size: float
    label: str


def columns(name: str, title: str, summary: str, values: Sequence[Value], level: Level | None = None) -> SafeString:
    """Side by side, in the order of time. ``name`` is unique on the page; ``summary``: what one sees, in a sentence."""
    step = WIDTH / max(1, len(values))
    most = largest(values, level)
    drawn = [column(number * step, step, value, most) for number, value in enumerate(values)]
    if level:
        drawn.insert(0, level_line(level, most))  # under the numbers
    return picture(name, title, summary, TOP + TALL + FOOT, drawn)


def column(left: float, step: float, value: Value, most: float) -> SafeString:
    middle, width = left + step / 2, min(40.0, step * 0.7)
    height = TALL * (value.size or 0) / most
    top = TOP + TALL - height
    lines = [
        text(middle, TOP + TALL + TEXT * (1.3 + 1.2 * number), line)
        for number, line in enumerate(value.label.split("\n"))
    ]
    return format_html(
        "{}" * (2 + len(lines)), bar(middle - width / 2, top, width, height), text(middle, top - 5, value.shown), *lines
    )


def level_line(level: Level, most: float) -> SafeString:
    y = units(TOP + TALL - TALL * level.size / most)
    line = '<line x1="0" y1="{}" x2="{}" y2="{}" stroke="currentColor" stroke-width="1.5" stroke-dasharray="6 4"/>{}'
    return format_html(line, y, WIDTH, y, text(0, TEXT, level.label, anchor="start"))


def bars(name: str, title: str, summary: str, values: Sequence[Value]) -> SafeString:
    """One under another, each with its label above it."""
    most = largest(values)
    return picture(
        name, title, summary, ROW * len(values), [row(ROW * n, value, most) for n, value in enumerate(values)]
    )


def row(top: float, value: Value, most: float) -> SafeString:
    width = (WIDTH - LEFT_FOR_VALUE) * (value.size or 0) / most
    return format_html(
        "{}{}{}",
        text(0, top + TEXT + 2, value.label, anchor="start"),
        bar(0, top + 20, width, 16),
        text(width + 6, top + 33, value.shown, anchor="start"),
    )


def largest(values: Sequence[Value], level: Level | None = None) -> float:
    return max([value.size or 0 for value in values] + ([level.size] if level else []), default=0) or 1


def picture(name: str, title: str, summary: str, height: float, drawn: Sequence[SafeString]) -> SafeString:
    return format_html(
        '<svg class="chart" role="img" aria-labelledby="{0}-title {0}-summary" viewBox="0 0 {1} {2}" font-size="{3}"'
        ' fill="currentColor"><title id="{0}-title">{4}</title><desc id="{0}-summary">{5}</desc>{6}</svg>',
        name, WIDTH, units(height), TEXT, title, summary, format_html_join("", "{}", ((one,) for one in drawn)),
    )  # fmt: skip


def bar(x: float, y: float, width: float, height: float) -> SafeString:
    box = '<rect class="chart-bar" x="{}" y="{}" width="{}" height="{}"/>'
    return format_html(box, units(x), units(y), units(width), units(height))


def text(x: float, y: float, words: str, *, anchor: str = "middle") -> SafeString:
    return format_html('<text x="{}" y="{}" text-anchor="{}">{}</text>', units(x), units(y), anchor, words)


def units(number: float) -> str:
    """One decimal at most, with a point whatever the language."""
    return f"{number:.1f}".removesuffix(".0")
