"""Mail addresses as text: how one goes on the wire, and when two spellings are one mailbox.

It promises that an address from ``ascii_address`` can be mailed by any server and put in any header, and that the same
condition holds in SQL (``MAILABLE``). Pure.

Sources: RFC 5321 §4.1.2 (addresses), 5891 (IDNA) with UTS #46, 6531 (SMTPUTF8), 1035 §2.3.4 (lengths).
"""

import re
from functools import lru_cache

import idna

# Also a condition in SQL, so only what Python and PostgreSQL read alike; and no {1,63}, which costs PostgreSQL ten
# times as much. An address with a longer label (RFC 1035 §2.3.4) is refused when its mail is composed.
MAILABLE = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$"
LONGEST_LABEL = 63


def without_addresses(words: str) -> str:
    """What a mail server said, with nobody in it: for where its words stand for many mails, or for none."""
    return " ".join("[adres]" if "@" in word else word for word in words.split(" "))


def normalise_address(address: str) -> str:
    """The form in which two spellings of one mailbox are equal: no spaces around, case folded, domain in IDNA.

    Local parts are case-sensitive by RFC 5321 §2.4, and nobody has two that differ by case alone. Dots are kept: with
    one provider they say nothing, with all others they are another mailbox. "" for none.
    """
    local, at, domain = address.strip().rpartition("@")
    try:
        domain = ascii_domain(domain)
    except ValueError:
        pass  # an address that no validator would pass; kept as typed, it will be refused on its own merits
    return f"{local}@{domain}".casefold() if at or domain else ""


def mailbox_of(address: str) -> str:
    """Who is likely to read it, for counting mail and for nothing else: without what follows a +, and without dots.

    Many providers deliver what has a tag behind a + (RFC 5233) to the same mailbox, and the largest ignores dots. With
    another provider two people may share what is counted; their addresses stay two.
    """
    local, _, domain = normalise_address(address).rpartition("@")
    return f"{local.partition('+')[0].replace('.', '') or local}@{domain}"


def ascii_domain(domain: str) -> str:
    """In IDNA as of 2008 (RFC 5891): the codec of Python is older and would mail strasse.de what is for straße.de.

    Raises ValueError for what can be no name.
    """
    return domain if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")


def idna_address(address: str) -> str:
    """Domain in IDNA, local part as it is. Raises ValueError for a domain that can be no name."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{ascii_domain(domain)}"


@lru_cache(maxsize=256)  # asked more than once for each mail: on its envelope and in its head
def ascii_address(address: str) -> str:
    """As it goes on the wire. Raises ValueError for what could not be one, or only where servers speak SMTPUTF8."""
    local, _, domain = address.strip().rpartition("@")
    domain = ascii_domain(domain)
    plain = f"{local}@{domain}"
    if not re.fullmatch(MAILABLE, plain) or max(map(len, domain.split("."))) > LONGEST_LABEL:
        raise ValueError("not an address that mail can go to")
    return plain
