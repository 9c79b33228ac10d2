"""One table of colours: the style sheet repeats it, nothing else has a colour of its own, and all of it can be read."""

import re
from pathlib import Path

import pytest

from newsletter.rendering import palette
from subscribers.shell.colours import DRAWING, MASTHEAD, PAGE, dark, light

ROOT = Path(__file__).parents[2]
STYLE = ROOT / "config/static/kennisstad"
TOKENS = PAGE | {f"d-{role}": pair for role, pair in DRAWING.items()}
SCHEMES = {":root {": light, ".night {": dark, ":root:not(.day) {": dark}
KINDS = {".html", ".mjml", ".css"}
TEXT = ("ink", "quiet", "link", "accent", "good", "warn", "bad")


def tokens_under(selector: str) -> dict[str, str]:
    """The colours that site.css gives names to under a selector, the first time it stands there."""
    block = (STYLE / "site.css").read_text().split(f"{selector}\n", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+): (#\w+);", block))


def full(colour: str) -> str:
    """#fff as #ffffff, in small letters."""
    digits = colour.removeprefix("#").lower()
    return "#" + ("".join(2 * digit for digit in digits) if len(digits) == 3 else digits)


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(full(colour)[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("selector", SCHEMES)
def test_the_style_sheet_has_the_colours_of_the_table(selector):
    found = {name: full(colour) for name, colour in tokens_under(selector).items()}
    assert found == {name: full(colour) for name, colour in SCHEMES[selector](TOKENS).items()}


@pytest.mark.parametrize("scheme", [light, dark])
def test_text_stands_out_as_wcag_asks(scheme):
    page, masthead, drawing = scheme(PAGE), scheme(MASTHEAD), scheme(DRAWING)
    read = [(page[text], page[ground]) for text in TEXT for ground in ("paper", "surface", "wash")]
    read += [(page["paper"], page["accent"]), (page["on-amber"], page["amber"])]
    read += [(masthead["moon"], masthead["night"]), (masthead["glow"], masthead["night"])]
    seen = [(page["line"], page["paper"]), (page["line"], page["surface"])]
    seen += [(drawing["line"], drawing[ground]) for ground in ("sky", "deep")]
    assert {pair: contrast(*pair) for pair in read if contrast(*pair) < 4.5} == {}
    assert {pair: contrast(*pair) for pair in seen if contrast(*pair) < 3} == {}


def test_mail_has_the_colours_of_the_page():
    assert {name: (palette.LIGHT[name], palette.DARK[name]) for name in PAGE} == PAGE


def test_no_file_that_people_see_has_a_colour_that_is_not_in_the_table():
    """Black, white and greys are for paper."""
    known = {full(colour) for pair in (PAGE | MASTHEAD).values() for colour in pair}
    known |= {full(colour) for pair in DRAWING.values() for colour in pair}
    files = [path for path in STYLE.iterdir() if path.suffix in {".css", ".svg"}]
    files += [path for app in ("templates", "newsletter") for path in (ROOT / app).rglob("*") if path.suffix in KINDS]
    strange = {
        (path.name, colour)
        for path in files
        for colour in re.findall(r"[\s:\"'](#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3})\b", path.read_text())
        if full(colour) not in known and len(set(full(colour)[1:])) > 1
    }
    assert strange == set()
