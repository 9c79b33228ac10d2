"""Which network a request comes from, and by what scheme, of what peer and trusted proxies say; nothing is kept.

Each proxy adds one entry at the right of ``X-Forwarded-For`` and ``X-Forwarded-Proto`` (docs/operations.md, Behind a
proxy), so with N trusted proxies the N-th from the right is theirs and all to its left may be the visitor's invention.
What cannot be read is the peer's network and never a word that many would share.
"""

import re
from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from django.conf import settings
from django.http import HttpRequest

Network = IPv4Network | IPv6Network
WITH_PORT = re.compile(r"\[([^\[\]]+)\](?::[0-9]{1,5})?|([^:]+):[0-9]{1,5}")  # one in brackets may lack the port
LONGEST: Final = 2000  # characters of a header that are read at all; three proxies write some 150
UNIX_SOCKET: Final = "unix-socket"  # a peer without an address: a proxy on this machine
FORWARDING_HEADERS: Final = (  # any of them tells that a proxy of the site passed the request on
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
)


def network_of(request: HttpRequest) -> str:
    """The network of ``request``, as ``client_network`` names it. Count by it; never log it or store it as it is.

    But for staff: a login that failed is logged with it, and a session shows it to whose it is.
    """
    return client_network(
        request.META.get("REMOTE_ADDR", ""),
        request.META.get("HTTP_X_FORWARDED_FOR", ""),
        settings.TRUSTED_PROXIES,
        settings.PROXY_NETWORKS,
    )


def site_of(network: str) -> str:
    """The /48 around a /64: as much as one house may have (RFC 6177), and so one who wants to look like many. Any other
    network is its own site."""
    if not network.endswith("/64"):
        return network
    return str(IPv6Network(network).supernet(new_prefix=48))


def came_by_https(request: HttpRequest) -> bool:
    """Whether the outermost trusted proxy was asked by HTTPS; False where none is trusted."""
    return (
        client_scheme(
            request.META.get("REMOTE_ADDR", ""),
            request.META.get("HTTP_X_FORWARDED_PROTO", ""),
            settings.TRUSTED_PROXIES,
            settings.PROXY_NETWORKS,
        )
        == "https"
    )


def client_network(peer: str, forwarded_for: str, hops: int, proxies: Collection[Network]) -> str:
    """``203.0.113.4`` for IPv4 (mapped into IPv6 too), ``2001:db8::/64`` for IPv6, or ``unix-socket``.

    ``hops`` proxies are trusted, and only where ``peer`` is in the networks of ``proxies`` or came by a Unix socket.
    """
    own = network_in(peer) or UNIX_SOCKET
    if not hops or not is_proxy(peer, proxies):
        return own
    return network_in(nth_from_right(forwarded_for, hops)) or own


def client_scheme(peer: str, forwarded_proto: str, hops: int, proxies: Collection[Network]) -> str:
    """``https`` where a trusted proxy says so, else ``http``.

    One that writes a single word for all proxies, as most do, is believed as well: there is nothing else to its left.
    """
    if not hops or not is_proxy(peer, proxies):
        return "http"
    entries = forwarded_proto.count(",") + 1
    return "https" if nth_from_right(forwarded_proto, min(hops, entries)).lower() == "https" else "http"


def is_proxy(peer: str, proxies: Collection[Network]) -> bool:
    """Whether what ``peer`` says of others may be believed; nobody but a proxy of ours connects by a Unix socket."""
    found = read_address(peer)
    return found is None or any(found in network for network in proxies)


def nth_from_right(header: str, number: int) -> str:
    """An entry of a list with commas, an empty one counted as well; ``""`` when there are fewer, or far too many."""
    entries = header.split(",") if len(header) <= LONGEST else []
    return entries[-number].strip() if len(entries) >= number else ""


def network_in(entry: str) -> str:
    """The network of one entry, with or without port and quotes (RFC 7239 §6); ``""`` when it names no address."""
    address = read_address(entry)
    if address is None:
        return ""
    if address.version == 4:
        return str(address)
    return str(IPv6Network((int(address) >> 64 << 64, 64)))  # one subscriber has at least a /64


def read_address(entry: str) -> IPv4Address | IPv6Address | None:
    """``1.2.3.4``, ``1.2.3.4:5678``, ``2001:db8::1``, ``[2001:db8::1]:443``, each quoted or not; None for all else."""
    plain = entry.strip().strip('"')
    found = WITH_PORT.fullmatch(plain)
    try:
        address = ip_address((found[1] or found[2]) if found else plain)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None  # ::ffff:1.2.3.4 is 1.2.3.4
    return mapped or address
