"""What is different between an issue as approved and as it would be now, in one Dutch sentence for staff."""

from newsletter.blocks import KINDS
from newsletter.rendering.web import parts_of

LANGUAGES = {"nl": "Nederlands", "en": "Engels"}
KIND_OF_PART = {kind.name: kind for kind in KINDS.values()}


def describe_parts(before: str, after: str) -> str:
    """From two web renditions: what the blocks that changed say of it, or which these are; empty when equal."""
    old, new = parts_of(before), parts_of(after)
    if len(old) != len(new):
        return "er zijn blokken bij gekomen of weggehaald"
    changed = [number for number in new if old.get(number) != new[number]]
    said = [describe_part(number, old[number], new[number]) for number in changed]
    if all(said):
        return "; ".join(said)
    numbers = ", ".join(str(number) for number in changed)
    return f"de inhoud van blok {numbers} is veranderd"


def describe_part(number: int, old: tuple[str, str], new: tuple[str, str]) -> str:
    """What its kind says of the difference; empty when it cannot say, or when it became another kind."""
    kind = KIND_OF_PART.get(new[0])
    return kind.difference(number, old[1], new[1]) if kind and old[0] == new[0] else ""
