"""A slip put into modules that are loaded already: functions keep their identity and get other code.

Everybody who holds the function (a URL, a decorator, ``from … import``) runs the slip, so one process that has
everything loaded can be forked for each. No file is written. What is outside functions runs when a module is loaded:
``load_as`` puts that in before.
"""

import gc
import importlib.abc
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

Functions = dict[tuple[str, int], list[FunctionType]]


def functions_by_place(path: Path) -> Functions:
    """Every function that lives now and stands in the file, by its name and first line."""
    gc.unfreeze()
    found: Functions = {}
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename == str(path):
            found.setdefault(place_of(thing.__code__), []).append(thing)
    return found


def place_of(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def put_in(path: Path, text: str) -> bool:
    """Whether ``text`` now runs where the file's own did; False when only loading it anew would show the slip."""
    loaded = functions_by_place(path)
    old, new = compile(path.read_text(), str(path), "exec"), compile(text, str(path), "exec")
    changed = [(ours, theirs) for ours, theirs in pairs(old, new) if differs(ours, theirs)]
    done = False
    for ours, theirs in changed:
        for function in loaded.get(place_of(ours), ()):
            if len(ours.co_freevars) != len(theirs.co_freevars):
                return False
            function.__code__ = theirs
            done = True
    return done


def differs(ours: CodeType, theirs: CodeType) -> bool:
    """Whether they do otherwise; that a later line moved does not count."""
    same = (ours.co_code, ours.co_names, ours.co_varnames, ours.co_freevars)
    return same != (theirs.co_code, theirs.co_names, theirs.co_varnames, theirs.co_freevars) or any(
        differs(a, b) if isinstance(a, CodeType) and isinstance(b, CodeType) else (type(a), a) != (type(b), b)
        for a, b in zip(ours.co_consts, theirs.co_consts, strict=False)
    )


def pairs(ours: CodeType, theirs: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The codes inside, beside those of the same name that they became."""
    by_name: dict[str, list[CodeType]] = {}
    for one in theirs.co_consts:
        if isinstance(one, CodeType):
            by_name.setdefault(one.co_name, []).append(one)
    for one in ours.co_consts:
        if isinstance(one, CodeType) and by_name.get(one.co_name):
            other = by_name[one.co_name].pop(0)
            yield one, other
            yield from pairs(one, other)


class LoadAs(importlib.abc.MetaPathFinder):
    """Gives one module another text, from before anything is loaded."""

    def __init__(self, name: str, path: Path, text: str) -> None:
        self.name, self.path, self.text = name, path, text

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        package = [str(self.path.parent)] if self.path.name == "__init__.py" else None
        loader = Text(fullname, str(self.path), self.text)
        return importlib.util.spec_from_file_location(
            fullname, self.path, loader=loader, submodule_search_locations=package
        )


class Text(SourceFileLoader):
    def __init__(self, name: str, path: str, text: str) -> None:
        super().__init__(name, path)
        self.text = text

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.text, self.path, "exec")


def load_as(name: str, path: Path, text: str) -> None:
    sys.meta_path.insert(0, LoadAs(name, path, text))
