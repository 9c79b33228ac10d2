"""Which family of pattern something gets, and the drawing itself."""

from collections.abc import Callable, Iterable
from hashlib import sha256

from .city import arches, canals, letters
from .nature import cells, lattice, leaves, stars, waves
from .shapes import HEIGHT, WIDTH, Dice, Shape, box

FAMILIES: dict[str, Callable[[Dice], list[Shape]]] = {
    "canals": canals,
    "stars": stars,
    "leaves": leaves,
    "letters": letters,
    "waves": waves,
    "cells": cells,
    "lattice": lattice,
    "arches": arches,
}
# Beginnings of words in slugs and kinds. Whatever has none of them gets a family of its own by chance.
HINTS = {
    "stars": ("nacht", "night", "sterren", "heelal", "tijd", "quiz", "party"),
    "canals": ("erfgoed", "stad", "histori", "monument", "grachten", "woonmilieu", "tour"),
    "leaves": ("bio", "duurzaam", "natuur", "groen", "plant", "tuin", "klimaat", "children"),
    "letters": ("taal", "onderwijs", "leraar", "student", "school", "boek", "lecture", "workshop"),
    "cells": ("gezond", "zorg", "welzijn", "vital", "medi", "lichaam", "experiment"),
    "lattice": ("innov", "valoris", "ondern", "kennisinst", "world", "internation", "symposium", "techn"),
    "waves": ("muziek", "music", "geluid", "water", "film"),
    "arches": ("stage", "debate", "theater", "kunst", "cultuur", "exhibition", "veer"),
}


def draw(code: str, about: Iterable[str] = ()) -> list[Shape]:
    """The shapes for ``code``; ``about`` are slugs of its terms and its kind, in order of weight."""
    dice = Dice(f"kennisstad {code}")
    return [box("sky", 0, 0, WIDTH, HEIGHT), *FAMILIES[family_of(code, about)](dice)]


def family_of(code: str, about: Iterable[str] = ()) -> str:
    """One of the families that ``about`` hints at, chosen by ``code``; of all when it hints at none."""
    hinted = [family for word in about for family, hints in HINTS.items() if matches(word, hints)]
    options = list(dict.fromkeys(hinted)) or list(FAMILIES)
    return options[sha256(code.encode()).digest()[0] % len(options)]


def matches(slug: str, hints: tuple[str, ...]) -> bool:
    return any(part.startswith(hints) for part in slug.lower().split("-"))
