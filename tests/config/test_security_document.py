"""The account of OWASP ASVS 5.0 in docs/security.md is whole, and every test it leans on exists."""

import re
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text()
ROW = re.compile(r"^\| (V[\d.]+)(?:–(V[\d.]+))? \| (.+?) \| (\*\*met\*\*|refused): (.+) \|$", re.MULTILINE)
# Section → how many of its requirements are of level 1 or 2; in ASVS 5.0.0 those are the first of each section.
SECTIONS = """
    1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4
    5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2
    8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4
    11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7
    16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2
"""
ALL = [
    f"V{section}.{number}"
    for section, most in (one.split(":") for one in SECTIONS.split())
    for number in range(1, int(most) + 1)
]


def numbers(first: str, last: str) -> list[str]:
    """One requirement, or all from the first to the last."""
    return ALL[ALL.index(first) : ALL.index(last or first) + 1]


def test_every_requirement_of_level_1_and_2_has_one_answer() -> None:
    answered = list(chain.from_iterable(numbers(first, last) for first, last, *_ in ROW.findall(PAGE)))
    assert answered == ALL
    assert len(ALL) == 253
    table = PAGE.split("## OWASP ASVS")[1]
    assert len(ROW.findall(PAGE)) == len(re.findall(r"^\| V", table, re.MULTILINE))


def test_what_is_met_names_its_test_and_what_is_refused_its_reason() -> None:
    rows = ROW.findall(PAGE)
    assert [first for first, _, _, answer, said in rows if answer != "refused" and "`tests/" not in said] == []
    assert [first for first, _, _, answer, said in rows if answer == "refused" and len(said) < 7] == []


def test_every_test_that_is_named_exists_and_tests_something() -> None:
    named = {*re.findall(r"`(tests/[\w/.]+)`", PAGE), *re.findall(r"\(\.\./(tests/[\w/.]+)\)", PAGE)}
    assert {path for path in named if not (ROOT / path).exists()} == set()
    files = {path for path in named if path.endswith(".py")}
    assert {path for path in files if "\ndef test_" not in (ROOT / path).read_text()} == set()
    assert len(files) > 50
