"""Every regular expression in our sources, found by walking them, and how each is used."""

import ast
import importlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import product
from pathlib import Path
from typing import Any

import django

from tests.growth import Attack, grows_too_fast

ROOT = Path(__file__).resolve().parents[1]
APPS = ("config", "newsletter", "events", "subscribers")
METHODS = ("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer")
FOREIGN = "\x01"  # in nobody's class of characters but a negated one


@dataclass
class Pattern:
    """``regex`` is None where only the running code knows the whole of it."""

    name: str
    regex: re.Pattern[Any] | None
    used: set[str] = field(default_factory=set)

    def run(self, regex: re.Pattern[Any], text: str) -> None:
        """The dearest way in which our code uses it."""
        given: Any = text.encode("latin-1", "replace") if isinstance(regex.pattern, bytes) else text
        if self.used & {"sub", "subn", "split", "findall", "finditer"}:
            for _ in regex.finditer(given):
                pass
        elif "search" in self.used:
            regex.search(given)
        elif "fullmatch" in self.used:
            regex.fullmatch(given)
        else:
            regex.match(given)


@cache
def sources() -> dict[str, ast.Module]:
    """Module → its tree, of those that may have to do with regular expressions."""
    found = {}
    for path in sorted(path for app in APPS for path in (ROOT / app).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if "migrations" not in parts and re.search(r"\bre\b|regex|Regex|re_path", text := path.read_text()):
            found[".".join(parts).removesuffix(".__init__")] = ast.parse(text)
    return found


@cache
def patterns() -> dict[str, Pattern]:
    """By name: ``module.NAME`` of a constant, ``module.function`` (``#2`` for its second) of what stands in code."""
    found: dict[str, Pattern] = {}
    for module, tree in sources().items():
        for place, node in calls(tree):
            made = made_by(module, place, node)
            if made is not None:
                while made.name in found:
                    stem, _, number = made.name.partition("#")
                    made.name = f"{stem}#{int(number or 1) + 1}"
                found[made.name] = made
    for module, tree in sources().items():
        note_uses(module, tree, found)
    return found


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """(name of the constant, function or class it stands in, call or assignment)."""

    def walk(node: ast.AST, place: str) -> Iterator[tuple[str, ast.AST]]:
        for child in ast.iter_child_nodes(node):
            inner = place
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                inner = child.name
            elif isinstance(child, ast.Assign | ast.AnnAssign) and isinstance(node, ast.Module):
                inner = ast.unparse(child.targets[0] if isinstance(child, ast.Assign) else child.target)
            if isinstance(child, ast.Call) or (isinstance(child, ast.Assign) and isinstance(node, ast.ClassDef)):
                yield inner, child
            yield from walk(child, inner)

    yield from walk(tree, "")


def made_by(module: str, place: str, node: ast.AST) -> Pattern | None:
    """The regular expression that ``node`` makes or uses, if it does."""
    if isinstance(node, ast.Assign):  # a path converter
        if not (isinstance(node.targets[0], ast.Name) and node.targets[0].id == "regex"):
            return None
        return Pattern(f"{module}.{place}", evaluated(module, node.value, []), {"fullmatch"})
    assert isinstance(node, ast.Call)
    name = ast.unparse(node.func)
    if name in ("RegexValidator", "re_path"):
        return Pattern(f"{module}.{place}", evaluated(module, node.args[0], []), {"search"})
    verb = name.removeprefix("re.")
    if not name.startswith("re.") or verb not in (*METHODS, "compile"):
        return None
    flags = [one for one in (*node.args[1:], *(k.value for k in node.keywords)) if "re." in ast.unparse(one)]
    # What a function compiles it uses in a way that is not followed: the dearest
    used = {"finditer" if verb == "compile" else verb} if verb != "compile" or not place.isupper() else set()
    return Pattern(f"{module}.{place}", evaluated(module, node.args[0], flags), used)


def evaluated(module: str, node: ast.expr, flags: list[ast.expr]) -> re.Pattern[Any] | None:
    names = vars(importlib.import_module(module))
    try:
        values = [eval(compile(ast.Expression(one), module, "eval"), names) for one in (node, *flags)]
    except NameError:  # a variable of the function
        return None
    return re.compile(values[0], *values[1:])


def note_uses(module: str, tree: ast.Module, found: dict[str, Pattern]) -> None:
    """``NAME.search(…)`` of a constant of this module, or of one it imports."""
    names = {name.rpartition(".")[2]: one for name, one in found.items() if name.rpartition(".")[0] == module}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            package = module.split(".")[: -node.level] if node.level else []
            origin = ".".join([*package, *([node.module] if node.module else [])])
            names |= {
                a.asname or a.name: found[f"{origin}.{a.name}"] for a in node.names if f"{origin}.{a.name}" in found
            }
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
            names[node.value.id].used |= {node.attr} & set(METHODS)


# --- attacks that follow from the expression itself ------------------------------------------------------
@dataclass
class Pieces:
    """What an expression is made of: runs of letters it names, one character of each class, and a shortest match."""

    runs: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)

    def add_run(self, run: str) -> None:
        if run and run not in self.runs:
            self.runs.append(run)

    def add_class(self, letter: str) -> None:
        if letter not in self.classes:
            self.classes.append(letter)


def separators(regex: re.Pattern[Any]) -> set[str]:
    """Characters that are neither letter nor digit and that the expression names, also inside a class."""
    pieces = Pieces()
    sample(parsed(regex), pieces, named_in_classes := set())
    return {letter for letter in {*"".join(pieces.runs), *named_in_classes} if not letter.isalnum()}


def parsed(regex: re.Pattern[Any]) -> Any:
    text = regex.pattern.decode("latin-1") if isinstance(regex.pattern, bytes) else regex.pattern
    return re._parser.parse(text, regex.flags & ~re.UNICODE if isinstance(regex.pattern, bytes) else regex.flags)  # type: ignore[attr-defined]


CATEGORIES = {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "7", "CATEGORY_WORD": "w"}


def sample(tree: Any, pieces: Pieces, named: set[str]) -> str:
    """A text that ``tree`` may match, each repetition twice where it may; what it is made of goes into ``pieces``."""
    text = run = ""
    for op, value in tree:
        kind, more = str(op), ""
        if kind in ("LITERAL", "NOT_LITERAL"):
            more = chr(value) if kind == "LITERAL" else FOREIGN
            run += more if kind == "LITERAL" else ""
        else:
            pieces.add_run(run)
            run = ""
            more = part(kind, value, pieces, named)
        text += more
    pieces.add_run(run)
    return text


def part(kind: str, value: Any, pieces: Pieces, named: set[str]) -> str:
    if kind == "IN":
        letter, mentioned = letter_of(value)
        named |= mentioned
        pieces.add_class(letter)
        return letter
    if kind == "ANY":
        pieces.add_class(FOREIGN)
        return FOREIGN
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, most, inner = value
        return sample(inner, pieces, named) * (max(least, 1) if least or int(most) else 1)
    if kind == "BRANCH":
        return [sample(branch, pieces, named) for branch in value[1]][0]
    if kind == "SUBPATTERN":
        return sample(value[-1], pieces, named)
    if kind in ("ASSERT", "ASSERT_NOT"):
        sample(value[1], pieces, named)
    return ""


def letter_of(members: Any) -> tuple[str, set[str]]:
    """One character of a class, and those it names one by one."""
    letters, named, negated = "", set(), False
    for op, value in members:
        kind = str(op)
        negated = negated or kind == "NEGATE"
        if kind == "LITERAL":
            letters, named = letters + chr(value), named | {chr(value)}
        elif kind == "RANGE":
            letters += chr(value[0])
        elif kind == "CATEGORY":
            letters += CATEGORIES.get(str(value), FOREIGN)
    return ("a" if negated else letters[0]), named


def attacks_on(regex: re.Pattern[Any], most_letters: int = 7) -> Iterator[Attack]:
    """What the expression is made of, alone, by twos and by threes, after each beginning of a match, with an end that
    fits and one that cannot."""
    pieces = Pieces()
    match = sample(parsed(regex), pieces, set())
    letters = list(
        dict.fromkeys([*pieces.classes, *pieces.runs, *(c for run in pieces.runs for c in run if not c.isalnum())])
    )
    letters = letters[:most_letters]
    begins = list(dict.fromkeys(["", *(match[:cut] for cut in range(1, min(len(match), 40) + 1))]))
    for length in (1, 2, 3):
        for again in product(letters, repeat=length):
            for begin in begins if length < 3 else ("",):
                yield from (Attack(begin, "".join(again), end) for end in ("", FOREIGN))


def main() -> None:
    """Try on each expression what follows from it; one line each."""
    for name, pattern in patterns().items():
        regex = pattern.regex
        if regex is None:
            print(name, "is known to the running code alone")
            continue
        run = partial(pattern.run, regex)
        found = next((attack for attack in attacks_on(regex) if grows_too_fast(run, attack)), None)
        print(name, f"grows: {found!r}" if found else "holds", flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    main()
