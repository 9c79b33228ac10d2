"""Rules about links. Those of our own site are judged from rows; nothing is ever fetched here."""

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from .findings import Block, Finding, in_block
from .inbox import folded
from .snapshot import Snapshot

NO_WORDS = frozenset(
    (
        "klik hier", "klik", "hier", "lees meer", "lees verder", "meer", "link", "deze link", "website", "here",
        "click here", "read more", "more", "this link", "meer informatie", "more information",
    )
)  # fmt: skip
TEST_ENDINGS = (".test", ".example", ".local", ".localhost", ".invalid", ".internal")


def k08_links_are_safe(seen: Snapshot) -> Iterator[Finding]:
    for language, block, _words, url in links_of(seen):
        if url.startswith("http://") and urlsplit(url).hostname != seen.facts.site_host:
            said = _("de link %(url)s begint met http:. Maak er https: van als dat ook werkt.") % {"url": url[:80]}
            yield in_block("K08", "W", language, block, said, url)


def k09_links_lead_somewhere(seen: Snapshot) -> Iterator[Finding]:
    """None to a draft, a withdrawn event, the desk, somebody's own page or a test host."""
    for language, block, _words, url in links_of(seen):
        why = seen.facts.dead_ends.get(url) or why_not_public(url, seen.facts.site_host)
        if why:
            said = _("de link %(url)s %(why)s. Verander hem of haal hem weg.") % {"url": url[:80], "why": why}
            yield in_block("K09", "E", language, block, said, url)


def why_not_public(url: str, site_host: str) -> str:
    """A clause; empty for an address that anybody may be sent to, and for one of our own."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return _("is geen geldig adres")
    if not url.startswith(("http://", "https://")) or host == site_host:
        return ""
    if is_number(host):
        return _("leidt naar een nummer en niet naar een naam")
    if host == "localhost" or host.endswith(TEST_ENDINGS) or host.startswith(("test.", "acc.", "staging.")):
        return _("leidt naar een testserver")
    return "" if "." in host else _("leidt naar een computer die alleen binnen bestaat")


def is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.replace(".", "").isdigit() or host.startswith("0x")
    return True


def k10_link_words_say_where(seen: Snapshot) -> Iterator[Finding]:
    for text in seen.texts:
        places: dict[str, str] = {}
        for block in text.blocks:
            for words, url in block.links:
                if not url:
                    continue
                plain = folded(words).strip(" .…»>→:!")
                if plain in NO_WORDS or plain.startswith(("http://", "https://", "www.")) or not plain:
                    said = _("de link “%(words)s” zegt niet waarheen. Noem wat de lezer daar vindt.")
                    yield in_block("K10", "W", text.language, block, said % {"words": words[:80]}, f"{words} {url}")
                elif places.setdefault(plain, url) != url and not block.made:
                    said = _("“%(words)s” leidt op een andere plaats ergens anders heen. Geef elke link eigen woorden.")
                    yield in_block("K10", "W", text.language, block, said % {"words": words[:80]}, f"{words} {url}")


def k31_links_have_no_secret(seen: Snapshot) -> Iterator[Finding]:
    for language, block, _words, url in links_of(seen):
        if url.startswith(("http://", "https://")) and "@" in url.split("/")[2]:
            said = _("in de link %(url)s staat een naam of wachtwoord voor een @. Haal dat weg.") % {"url": url[:80]}
            yield in_block("K31", "E", language, block, said, url)


def links_of(seen: Snapshot) -> Iterator[tuple[str, Block, str, str]]:
    for text in seen.texts:
        for block in text.blocks:
            for words, url in block.links:
                if url:
                    yield text.language, block, words, url
