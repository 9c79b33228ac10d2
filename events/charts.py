"""Charts of a few numbers, as SVG that can be read aloud, printed and shown on a telephone.

Stands alone: values in, markup out; every word that is given is escaped, so what comes out is safe inside HTML.

Whoever shows one puts a table with the same numbers beside it. Nothing is told by colour alone: every bar has its
number, and a missing one a dash. One unit is a CSS pixel on a screen 360 wide; a class of the page makes it larger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Level", "Value", "bars", "columns"]

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


def columns(name: str, title: str, summary: str, values: Sequence[Value], level: Level | None = None) -> str:
    """Side by side, in the order of time.

    ``name`` is unique on the page, a word for an id; ``summary`` is what one sees, in a sentence.
    """
    step = WIDTH / max(1, len(values))
    most = largest(values, level)
    drawn = [column(number * step, step, value, most) for number, value in enumerate(values)]
    if level:
        drawn.insert(0, level_line(level, most))  # under the numbers
    return picture(name, title, summary, TOP + TALL + FOOT, drawn)


def column(left: float, step: float, value: Value, most: float) -> str:
    middle, width = left + step / 2, min(40.0, step * 0.7)
    height = TALL * (value.size or 0) / most
    top = TOP + TALL - height
    lines = [
        text(middle, TOP + TALL + TEXT * (1.3 + 1.2 * number), line)
        for number, line in enumerate(value.label.split("\n"))
    ]
    return "".join([bar(middle - width / 2, top, width, height), text(middle, top - 5, value.shown), *lines])


def level_line(level: Level, most: float) -> str:
    y = units(TOP + TALL - TALL * level.size / most)
    dashes = f'<line x1="0" y1="{y}" x2="{WIDTH}" y2="{y}" stroke="currentColor" stroke-width="1.5"'
    return f'{dashes} stroke-dasharray="6 4"/>{text(0, TEXT, level.label, anchor="start")}'


def bars(name: str, title: str, summary: str, values: Sequence[Value]) -> str:
    """One under another, each with its label above it."""
    most = largest(values)
    return picture(
        name, title, summary, ROW * len(values), [row(ROW * n, value, most) for n, value in enumerate(values)]
    )


def row(top: float, value: Value, most: float) -> str:
    width = (WIDTH - LEFT_FOR_VALUE) * (value.size or 0) / most
    label = text(0, top + TEXT + 2, value.label, anchor="start")
    return label + bar(0, top + 20, width, 16) + text(width + 6, top + 33, value.shown, anchor="start")


def largest(values: Sequence[Value], level: Level | None = None) -> float:
    return max([value.size or 0 for value in values] + ([level.size] if level else []), default=0) or 1


def picture(name: str, title: str, summary: str, height: float, drawn: Sequence[str]) -> str:
    return (
        f'<svg class="chart" role="img" aria-labelledby="{name}-title {name}-summary"'
        f' viewBox="0 0 {WIDTH} {units(height)}" font-size="{TEXT}" fill="currentColor">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-summary">{escape(summary)}</desc>'
        f"{''.join(drawn)}</svg>"
    )


def bar(x: float, y: float, width: float, height: float) -> str:
    size = f'width="{units(width)}" height="{units(height)}"'
    return f'<rect class="chart-bar" x="{units(x)}" y="{units(y)}" {size}/>'


def text(x: float, y: float, words: str, *, anchor: str = "middle") -> str:
    return f'<text x="{units(x)}" y="{units(y)}" text-anchor="{anchor}">{escape(words)}</text>'


def units(number: float) -> str:
    """One decimal at most, with a point whatever the language."""
    return f"{number:.1f}".removesuffix(".0")
