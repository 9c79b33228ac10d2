"""How a server answers (A2–A6, A8, A10), for anything that can be asked: our own views, or a server far away."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from .findings import Finding, error, warning

SAME_IN_HEAD = ("content-type", "etag", "last-modified", "cache-control", "content-disposition")
ACCEPTS = ("text/html", "text/calendar,text/plain;q=0.8,*/*;q=0.5", "application/json")  # the second is Thunderbird's
MOST_REDIRECTS = 1


@dataclass(frozen=True)
class Response:
    """``headers`` have names in small letters. ``addresses`` are those gone through on the way, the asked one first."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    addresses: tuple[str, ...] = ()


Ask = Callable[[str, str, Mapping[str, str]], Response]  # (method, query to add, headers)


def lint_responses(ask: Ask, first: Response) -> list[Finding]:
    """``first`` is the answer to a plain GET; some ten questions more are asked."""
    if first.status != 200:
        return [error("A3", "HTTP", f"De server antwoordt met {first.status}.")]
    return [
        *check_addresses(first.addresses),
        *check_same(ask, first),
        *check_head(ask("HEAD", "", {}), first),
        *check_tags(ask, first),
        *check_dates(ask, first),
    ]


def check_addresses(addresses: tuple[str, ...]) -> Iterator[Finding]:
    """A4: some clients follow no redirect at all; http to https is the one that cannot be helped."""
    steps = len(addresses) - 1
    to_https = steps == 1 and addresses[1] == addresses[0].replace("http://", "https://", 1)
    if steps > MOST_REDIRECTS or (steps == 1 and not to_https):
        yield warning("A4", "HTTP", f"Dit adres verwijst door ({steps} keer, naar {addresses[-1]}); geef het laatste.")


def check_same(ask: Ask, first: Response) -> Iterator[Finding]:
    """A2, A3, A8: the same bytes, whatever Accept says, with a parameter that means nothing, and a moment later."""
    for accept in ACCEPTS:
        answer = ask("GET", "", {"Accept": accept})
        if (answer.status, answer.body) != (200, first.body):
            yield error("A2", "Accept", f"Met Accept: {accept} komt er iets anders ({answer.status}).")
    unknown = ask("GET", "utm_source=check", {})
    if unknown.status != 200:
        yield error("A3", "HTTP", f"Een onbekende parameter geeft {unknown.status}.")
    if ask("GET", "", {}).body != first.body:
        yield error("A8", "bestand", "Twee keer vragen geeft twee verschillende bestanden.")


def check_head(head: Response, first: Response) -> Iterator[Finding]:
    if head.status != 200 or head.body:
        yield error("A3", "HTTP", f"HEAD geeft {head.status}, of een inhoud.")
    differing = [name for name in SAME_IN_HEAD if head.headers.get(name) != first.headers.get(name)]
    if head.status == 200 and differing:
        yield error("A3", "HTTP", f"HEAD heeft andere headers dan GET: {', '.join(differing)}.")


def check_tags(ask: Ask, first: Response) -> Iterator[Finding]:
    """A5, by RFC 9110 §13.1.2: a list, a weak form and ``*`` count as well."""
    etag = first.headers.get("etag", "")
    if not etag:
        return
    for said, expected in ((etag, 304), (f'"other", W/{etag.removeprefix("W/")}', 304), ("*", 304), ('"other"', 200)):
        answer = ask("GET", "", {"If-None-Match": said})
        if answer.status != expected:
            yield error("A5", "ETag", f"If-None-Match: {said} geeft {answer.status} en niet {expected}.")


def check_dates(ask: Ask, first: Response) -> Iterator[Finding]:
    """A6, by RFC 9110 §13.1.3; a tag goes before a date (§13.2.2)."""
    modified = first.headers.get("last-modified", "")
    epoch, never = "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 2100 00:00:00 GMT"
    asked = [({"If-Modified-Since": epoch}, 200), ({"If-Modified-Since": "not a date"}, 200)]
    if modified:
        asked.append(({"If-Modified-Since": modified}, 304))
        asked.append(({"If-Modified-Since": never, "If-None-Match": '"other"'}, 200))
    for headers, expected in asked:
        answer = ask("GET", "", headers)
        if answer.status != expected:
            yield error("A6", "Last-Modified", f"{headers} geeft {answer.status} en niet {expected}.")
