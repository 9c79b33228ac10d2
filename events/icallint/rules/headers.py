"""What came with the file over HTTP: A1, A5, A6, A9–A12; and F2 for the part of a mail."""

import re
from collections.abc import Iterator, Mapping
from email.message import Message
from email.utils import parsedate_to_datetime

from events.icallint.components import Component
from events.icallint.findings import Finding, error, warning

from .moments import STAMP

ETAG = re.compile(r'(W/)?"[\x21\x23-\x7e\x80-\xff]*"')
HTTP_DATE = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")


def check_headers(
    given: Mapping[str, str], calendar: Component | None, *, personal: bool, dated: bool
) -> Iterator[Finding]:
    """``calendar`` is what the body says, None when that could not be read; ``dated`` as in ``lint_calendar``."""
    headers = {name.lower(): value for name, value in given.items()}
    yield from check_type(headers, calendar)
    if len(headers) > 1:  # a part of a mail has a type and nothing else
        yield from check_validators(headers, calendar, dated=dated)
        yield from check_caching(headers, personal=personal)
        yield from check_disposition(headers)


def check_type(headers: Mapping[str, str], calendar: Component | None) -> Iterator[Finding]:
    message = Message()
    message["Content-Type"] = headers.get("content-type", "application/octet-stream")
    method = calendar.value("METHOD").upper() if calendar else ""
    if message.get_content_type() != "text/calendar":
        yield error("A1", "Content-Type", "Het type is niet text/calendar; Thunderbird weigert het dan.")
    elif str(message.get_param("charset", "")).lower() != "utf-8":
        yield error("A1", "Content-Type", "charset=utf-8 ontbreekt.")
    said = str(message.get_param("method", "")).upper()
    if (said or method not in ("", "PUBLISH")) and said != method:
        yield error(
            "F2",
            "Content-Type",
            f"method={said or 'niets'} is iets anders dan METHOD:{method or 'niets'}; Outlook weigert dat.",
        )


def check_validators(headers: Mapping[str, str], calendar: Component | None, *, dated: bool) -> Iterator[Finding]:
    """A5, A6: with what a client asks whether anything has changed."""
    etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
    if not etag:
        yield error("A5", "ETag", "ETag ontbreekt; elke keer gaat het hele bestand over de lijn.")
    elif not ETAG.fullmatch(etag):
        yield error("A5", "ETag", "ETag staat niet tussen dubbele aanhalingstekens.")
    elif etag.startswith("W/"):
        yield warning("A5", "ETag", "ETag is zwak (W/).")
    if not modified and dated:
        yield warning("A6", "Last-Modified", "Last-Modified ontbreekt.")
    if not modified:
        return
    if not HTTP_DATE.fullmatch(modified):
        yield error("A6", "Last-Modified", "Last-Modified is geen HTTP-datum.")
        return
    stamps = (
        [calendar.value("LAST-MODIFIED"), *(event.value("LAST-MODIFIED") for event in calendar.parts)]
        if calendar
        else []
    )
    newest = max((stamp for stamp in stamps if STAMP.fullmatch(stamp)), default="")
    if newest > parsedate_to_datetime(modified).strftime("%Y%m%dT%H%M%SZ"):
        yield error("A6", "Last-Modified", "Last-Modified is ouder dan de laatste wijziging in het bestand.")


def check_caching(headers: Mapping[str, str], *, personal: bool) -> Iterator[Finding]:
    """A9–A11: who may keep it, and who may find it."""
    directives = {part.strip().lower() for part in headers.get("cache-control", "").split(",")}
    if not personal and not ("public" in directives and any(part.startswith("max-age=") for part in directives)):
        yield warning("A9", "Cache-Control", "Cache-Control: public, max-age=… ontbreekt.")
    if "set-cookie" in headers:
        yield error("A9", "Set-Cookie", "Er komt een cookie mee; een agenda heeft er geen nodig.")
    vary = {part.strip().lower() for part in headers.get("vary", "").split(",")}
    if "cookie" in vary:
        yield error("A9", "Vary", "Vary: Cookie maakt dat geen cache dit kan bewaren.")
    if "accept" in vary:
        yield warning("A2", "Vary", "Vary: Accept: een agenda is voor elke Accept gelijk.")
    hidden = "noindex" in headers.get("x-robots-tag", "").lower()
    if personal and not hidden:
        yield error("A11", "X-Robots-Tag", "Een persoonlijke agenda hoort niet in zoekmachines (noindex).")
    if not personal and hidden:
        yield warning("A11", "X-Robots-Tag", "Deze openbare agenda wordt voor zoekmachines verborgen.")


def check_disposition(headers: Mapping[str, str]) -> Iterator[Finding]:
    message = Message()
    message["Content-Disposition"] = headers.get("content-disposition", "")
    name = message.get_filename() or ""
    if message.get_content_disposition() not in ("inline", "attachment") or not name.lower().endswith(".ics"):
        yield warning("A12", "Content-Disposition", "Content-Disposition met een naam op .ics ontbreekt.")
