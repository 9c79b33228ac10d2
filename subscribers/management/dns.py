"""What DNS must say for our mail to be believed: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489).

Pure: the records as lines of a zone file (RFC 1035 §5.1).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address

from subscribers.dkim import Signer

STRING = 255  # octets of one string of a TXT record; longer texts are cut


@dataclass(frozen=True, slots=True)
class Record:
    """``why``: a sentence for who types it in."""

    name: str
    kind: str
    value: str
    why: str

    def line(self) -> str:
        value = quoted(self.value) if self.kind == "TXT" else self.value
        return f"{self.name}. 3600 IN {self.kind} {value}"


def quoted(text: str) -> str:
    return " ".join(f'"{text[start : start + STRING]}"' for start in range(0, len(text), STRING))


def mail_records(
    sender_address: str, relays: Iterable[str], signer: Signer | None, bounce_domain: str = ""
) -> list[Record]:
    """``relays``: names or addresses of the servers that mail leaves from; ``bounce_domain``: where reports go."""
    domain = sender_address.rpartition("@")[2]
    relays = list(relays)
    servers = " ".join(map(mechanism, relays))
    spf = Record(
        domain,
        "TXT",
        f"v=spf1 {servers} -all",
        f"SPF: who may send with this domain on the envelope. A name has one: where one is already, add '{servers}' to "
        "it. A relay that sends from other addresses says which 'include:' stands for them.",
    )
    dmarc = Record(
        f"_dmarc.{domain}",
        "TXT",
        f"v=DMARC1; p=reject; rua=mailto:{sender_address}",
        "DMARC: what to do with mail that only says to be ours. Begin with p=none where other systems mail with this "
        "domain too, read the reports, then tighten it.",
    )
    bounces = bounce_records(bounce_domain, relays[0], servers) if bounce_domain else []
    return [spf, *([key_record(signer)] if signer else []), dmarc, *bounces]


def bounce_records(domain: str, server: str, servers: str) -> list[Record]:
    """With VERP the envelope carries the bounce domain, so that is where SPF is asked for."""
    takes_in = "Bounces: the server that takes reports in for us. Name another one where it is not the relay."
    allowed = "SPF of the envelope. Let it lie below the domain of the sender, or DMARC counts DKIM alone."
    return [
        Record(domain, "MX", f"10 {server}.", takes_in),
        Record(domain, "TXT", f"v=spf1 {servers} -all", allowed),
    ]


def key_record(signer: Signer) -> Record:
    return Record(
        f"{signer.selector}._domainkey.{signer.domain}",
        "TXT",
        signer.record(),
        "DKIM: the public half of the key we sign with. Publish it a day before the key is used, and leave it for a "
        "week after the last mail with it.",
    )


def mechanism(host: str) -> str:
    """How SPF names a server (RFC 7208 §5.3, §5.6)."""
    try:
        return f"ip{ip_address(host).version}:{host}"
    except ValueError:
        return f"a:{host}"
