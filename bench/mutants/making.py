"""Which slips can be made in a module: the operators of mutmut, and two of ours in the same form.

mutmut is kept, and its operators are slips of a kind that people make: it leaves out an argument of a call (one
condition of a ``filter``), where cosmic-ray has eleven operators for each ``+``. Nothing else of it is used: its runner
makes copies of functions, and so passes by whatever has a decorator.

Sentences are left alone (words are tested as words), and so are annotations, imports and what is logged.
"""

import ast
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation import mutators

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = (
    "events/calendar",
    "events/ledger",
    "events/registration",
    "newsletter/schedule",
    "newsletter/send",
    "subscribers/access",
    "subscribers/outbox",
    "subscribers/subscriptions",
)
HOW_MANY_AT_ONCE = re.compile(r",? ?batch_size=\w+")  # rows in one statement: the outcome is the same


def turn_condition(node: cst.If | cst.IfExp) -> Iterable[cst.CSTNode]:
    """``if a:`` becomes ``if not (a):``."""
    inside = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    yield node.with_changes(test=cst.UnaryOperation(cst.Not(), inside))


def forget_call(node: cst.Expr) -> Iterable[cst.CSTNode]:
    """A call that stands alone is not made."""
    if isinstance(node.value, cst.Call):
        yield cst.Pass()


OPERATORS: list[tuple[type, Callable[[Any], Iterable[cst.CSTNode]]]] = [
    *(pair for pair in mutators.mutation_operators if pair[1] is not mutators.operator_string),
    (cst.If, turn_condition),
    (cst.Expr, forget_call),
]
# Outside functions only numbers, yes and no: the rest are labels, types and fields, which are no rules.
OF_DECLARATIONS = [pair for pair in OPERATORS if pair[1] in {mutators.operator_number, mutators.operator_name}]
LEFT_ALONE = (cst.Annotation, cst.Import, cst.ImportFrom, cst.Decorator, cst.FormattedString)
# Sentences, what is logged, types, and locks that SQLite does not know: it has one for the whole database.
CALLS_LEFT_ALONE = re.compile(r"(_|gettext|ngettext|pgettext|log\..*|cast|TypeVar|.*\.select_for_update)")


@dataclass(frozen=True)
class Mutant:
    """One slip: ``line`` of the file at ``path`` (from the root) reads ``after`` where it read ``before``.

    ``number`` counts the slips of a file. ``live`` says that it is inside a function, and so takes effect without the
    module being loaded again.
    """

    path: str
    number: int
    line: int
    before: str
    after: str
    live: bool

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  {self.before}  ->  {self.after}"


class Slip(NamedTuple):
    node: cst.CSTNode
    other: cst.CSTNode
    lines: range
    live: bool


class Slips(cst.CSTVisitor):
    """Every slip of a module, in the order of its text."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Slip] = []
        self.depth = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, LEFT_ALONE) or is_call_left_alone(node):
            return False
        for kind, operator in OPERATORS if self.depth else OF_DECLARATIONS:
            if isinstance(node, kind):
                at = self.get_metadata(PositionProvider, node)
                lines = range(at.start.line, at.end.line + 1)
                self.found += [Slip(node, other, lines, self.depth > 0) for other in operator(node)]
        return True

    def visit_FunctionDef_body(self, node: cst.FunctionDef) -> None:  # noqa: N802 - libcst's name
        self.depth += 1

    def leave_FunctionDef_body(self, node: cst.FunctionDef) -> None:  # noqa: N802
        self.depth -= 1


def is_call_left_alone(node: cst.CSTNode) -> bool:
    node = node.value if isinstance(node, cst.Expr) else node
    return isinstance(node, cst.Call) and bool(CALLS_LEFT_ALONE.fullmatch(name_of(node.func)))


def name_of(node: cst.BaseExpression) -> str:
    """Of what is called: ``log.info``, ``.filter`` of whatever it is."""
    if isinstance(node, cst.Name):
        return node.value
    return f"{name_of(node.value)}.{node.attr.value}" if isinstance(node, cst.Attribute) else ""


def slips_in(source: str) -> tuple[cst.Module, list[Slip]]:
    wrapper = MetadataWrapper(cst.parse_module(source))
    slips = Slips()
    wrapper.visit(slips)
    return wrapper.module, slips.found


def slips_of(path: str) -> tuple[cst.Module, list[Slip]]:
    return slips_in((ROOT / path).read_text())


def modules_of(rooms: Iterable[str]) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for room in rooms for path in (ROOT / room).rglob("*.py"))


def module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def choose(paths: Iterable[str], count: int, seed: str) -> list[tuple[Mutant, str]]:
    """``count`` slips, with the text of their module: a line first and then one of its slips, so that a long call
    does not count for twenty lines."""
    dice = random.Random(seed)
    lines: dict[tuple[str, int], list[int]] = {}
    for path in paths:
        for number, slip in enumerate(slips_of(path)[1]):
            lines.setdefault((path, slip.lines[0]), []).append(number)
    chosen: dict[str, list[int]] = {}
    for path, line in dice.sample(sorted(lines), min(count, len(lines))):
        chosen.setdefault(path, []).append(dice.choice(lines[path, line]))
    return [one for path, numbers in sorted(chosen.items()) for one in mutants_of(path, numbers)]


def mutants_of(path: str, numbers: Iterable[int] | None = None) -> Iterator[tuple[Mutant, str]]:
    """The slips of a module with its whole text after each; those of ``numbers``, or all."""
    module, found = slips_of(path)
    for number in range(len(found)) if numbers is None else sorted(numbers):
        slip = found[number]
        text = str(module.deep_replace(slip.node, slip.other).code)  # type: ignore[attr-defined]
        line, before, after = first_difference(module.code, text)
        if is_python(text) and HOW_MANY_AT_ONCE.sub("", before) != HOW_MANY_AT_ONCE.sub("", after):
            yield Mutant(path, number, line, before, after, slip.live), text


def first_difference(source: str, text: str) -> tuple[int, str, str]:
    ours, theirs = [*source.splitlines(), ""], [*text.splitlines(), ""]
    at = next((n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), 0)
    return at + 1, ours[at].strip(), theirs[at].strip()


def is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True
