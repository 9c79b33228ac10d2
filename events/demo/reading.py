"""The data files, and what the short notation in them means."""

import tomllib
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PROGRAMME = (
    "nacht_pieterswijk", "nacht_groen", "nacht_breestraat", "nacht_musea", "nacht_singel", "nacht_campus",
    "brave", "school", "leraar", "veer", "season", "initiatives", "soon", "proposals", "history",
)  # fmt: skip

Row = dict[str, Any]


@cache
def read_file(name: str) -> Row:
    """One data file as plain data; ``name`` without ``.toml``."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def read_events() -> list[Row]:
    """Every event of the programme, with the defaults of its file filled in."""
    return [with_defaults(read_file(name), event) for name in PROGRAMME for event in read_file(name)["event"]]


def read_choices() -> list[Row]:
    """Every *choose one of N*, with the edition it belongs to."""
    files = [read_file(name) for name in PROGRAMME]
    return [{"edition": data["edition"], **choice} for data in files for choice in data.get("choice", [])]


def with_defaults(data: Row, event: Row) -> Row:
    return {"edition": data.get("edition", ""), **data.get("defaults", {}), **event}


def moments_of(event: Row) -> list[Row]:
    """The moments an event names, whichever way: ``times``, ``continuous``, ``weekly`` or a table each."""
    rows = [{"at": at} for at in event.get("times", [])]
    rows += [{"at": event["continuous"], "is_continuous": True}] if "continuous" in event else []
    if "weekly" in event:
        rule = event["weekly"]
        first, last = rule["from_week"], rule["from_week"] + rule["weeks"]
        rows += [{"at": f"wk{week}.{rule['weekday']} {rule['at']}"} for week in range(first, last)]
    return rows + event.get("moment", [])


def paragraphs(text: str) -> str:
    """Plain text with empty lines between paragraphs, as the rich text of the desk."""
    return "".join(f"<p>{escape(part.strip(), quote=False)}</p>" for part in text.split("\n\n") if part.strip())
