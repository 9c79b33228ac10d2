"""Templates that read: short lines, and a decision in the view instead of conditions inside one another on a line."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SUFFIXES = {".html", ".mjml", ".txt", ".xml", ".css"}
TEMPLATES = sorted(
    path
    for folder in ("templates", "newsletter/blocks", "config/static/kennisstad")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in SUFFIXES
)
TAG = re.compile(r"{%\s*(if|ifchanged|elif|endif|endifchanged)\b")
LONGEST = 140


def lines(path: Path) -> list[tuple[str, str]]:
    """(where, line) of each line of a template."""
    numbered = enumerate(path.read_text().splitlines(), start=1)
    return [(f"{path.relative_to(ROOT)}:{number}", line) for number, line in numbered]


def is_nested(line: str) -> bool:
    """Whether a condition opens while another that opened on the same line is open, or has a second question there."""
    depth = 0
    for tag in TAG.findall(line):
        if (tag == "elif" and depth) or (tag in ("if", "ifchanged") and depth):
            return True
        depth += {"if": 1, "ifchanged": 1, "elif": 0}.get(tag, -1 if depth else 0)
    return False


def test_no_line_of_a_template_is_too_long_to_read() -> None:
    assert [where for path in TEMPLATES for where, line in lines(path) if len(line) > LONGEST] == []


def test_no_line_of_a_template_holds_a_condition_within_a_condition() -> None:
    assert [where for path in TEMPLATES for where, line in lines(path) if is_nested(line)] == []


def test_what_is_nested() -> None:
    assert is_nested("{% if a %}{% if b %}1{% endif %}{% endif %}")
    assert is_nested("{% if a %}1{% elif b %}2{% endif %}")
    assert is_nested("{% ifchanged %}{% if b %}")
    assert not is_nested("{% if a %}1{% else %}2{% endif %}{% if b %}3{% endif %}")
    assert not is_nested("{% endif %}{% if a %}1{% endif %}")
    assert not is_nested("{% elif b %}2")
