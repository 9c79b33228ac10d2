"""gzip and Brotli of cached bodies, each kept under an entity tag of its own (RFC 9110 §8.8.3.3).

Only for what is cached: it holds nobody's secret, so its length tells none (BREACH).
"""

import gzip
from dataclasses import dataclass

import brotli

from .store import STORE, Made

LEAST = 500  # bytes; what is shorter fits in one packet anyway
TEXT = (
    "text/",
    "application/json",
    "application/feed+json",
    "application/atom+xml",
    "application/geo+json",
    "image/svg",
)


@dataclass(frozen=True)
class Coding:
    """``suffix`` of its entity tag. ``is_quick``: good enough for the first who asks, at a quarter of the cost."""

    name: str
    suffix: str
    is_quick: bool = False

    def compress(self, body: bytes) -> bytes:
        if self.name == "br":
            return brotli.compress(body, quality=5)
        return gzip.compress(body, compresslevel=1 if self.is_quick else 6, mtime=0)


BROTLI, GZIP, QUICK = Coding("br", "-br"), Coding("gzip", "-gz"), Coding("gzip", "-gz1", is_quick=True)
BEST_FIRST = (BROTLI, GZIP, QUICK)


def accepted(header: str) -> set[str]:
    """The codings of an Accept-Encoding, without those that ``q=0`` refuses."""
    found = set()
    for part in header.lower().split(",")[:20]:
        name, _, weight = part.partition(";")
        if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            found.add(name.strip())
    return found


def is_compressible(body: bytes, content_type: str) -> bool:
    return len(body) >= LEAST and content_type.startswith(TEXT)


def choose(made: Made, header: str) -> Coding | None:
    """The best coding for whoever sends this Accept-Encoding; for the first one the quick one, unless it is there."""
    names = accepted(header)
    best = next((coding for coding in made.codings if coding.name in names), None)
    if best is None or made.was_compressed or GZIP.name not in names or QUICK not in made.codings:
        return best
    return best if STORE.coded.get(made.etag + best.suffix) is not None else QUICK


def coded(made: Made, coding: Coding) -> bytes:
    """The body in that coding, made once."""
    tag = made.etag + coding.suffix
    body = STORE.coded.get(tag)
    if body is None:
        body = STORE.coded.put(tag, coding.compress(made.body))
    made.was_compressed = True
    return body
