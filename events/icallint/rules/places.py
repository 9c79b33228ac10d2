"""Where an entry is: E7 an address on one line, E8 coordinates that Apple accepts."""

import re
from collections.abc import Iterator

from events.icallint.components import Component
from events.icallint.findings import Finding, error, warning
from events.icallint.reading import Line

GEO = re.compile(r"(-?\d{1,2}(?:\.\d{1,6})?);(-?\d{1,3}(?:\.\d{1,6})?)")
GEO_ADDRESS = re.compile(r"geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)")
NEAR = 0.00001  # degrees, about a metre


def check_place(event: Component) -> Iterator[Finding]:
    location = event.text("LOCATION")
    if "\n" in location:
        yield warning("E7", event.where, "De plaats staat op meer dan een regel; de kaart vindt haar dan niet.")
    point = None
    if line := event.first("GEO"):
        match = GEO.fullmatch(line.value)
        point = (float(match.group(1)), float(match.group(2))) if match else None
        if point is None or abs(point[0]) > 90 or abs(point[1]) > 180:
            yield error("E8", event.where, "GEO moet breedte;lengte zijn, met ten hoogste 6 decimalen.")
            point = None
    for structured in event.all("X-APPLE-STRUCTURED-LOCATION"):
        yield from check_structured(event, structured, location, point)


def check_placed(event: Component) -> Iterator[Finding]:
    """What everybody reads says where to go; a note in somebody's own calendar need not."""
    if not event.text("LOCATION").strip():
        yield warning("E7", event.where, "Er is geen plaats.")


def check_structured(
    event: Component, line: Line, location: str, point: tuple[float, float] | None
) -> Iterator[Finding]:
    """Apple shows the map only when title and address together are LOCATION (sebbo2002/ical-generator #170)."""
    match = GEO_ADDRESS.fullmatch(line.value)
    if line.parameter("VALUE").upper() != "URI" or match is None:
        yield error("E8", event.where, "X-APPLE-STRUCTURED-LOCATION moet VALUE=URI hebben en geo:breedte,lengte zijn.")
        return
    if point and max(abs(float(match.group(1)) - point[0]), abs(float(match.group(2)) - point[1])) > NEAR:
        yield error("E8", event.where, "GEO en X-APPLE-STRUCTURED-LOCATION wijzen een andere plek aan.")
    said = [part for part in (line.parameter("X-TITLE"), line.parameter("X-ADDRESS")) if part]
    if not line.parameter("X-TITLE") or comparable(", ".join(said)) != comparable(location):
        yield warning("E8", event.where, "X-TITLE en X-ADDRESS zijn samen niet LOCATION; Apple toont dan geen kaart.")


def comparable(place: str) -> str:
    """Line ends count as commas, and double quotes cannot be in a parameter."""
    parts = place.replace('"', "''").split(",")
    return ", ".join(", ".join(line for line in map(str.strip, part.split("\n")) if line) for part in parts)
