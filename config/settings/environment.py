"""Reads settings from the environment; what cannot be used is refused with a sentence that names the setting."""

import os
import re
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError, ValidationError, validate

from subscribers.addresses import ascii_address
from subscribers.dkim import Signer, read_key
from subscribers.plaintext import is_one_line

env = Env()
T = TypeVar("T")
LABELS = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")  # a name in DNS


def read(kind: str, name: str, default: object) -> object:
    """One setting from the environment; a value of the wrong kind is refused by name."""
    try:
        return getattr(env, kind)(name, default)
    except (EnvError, ValueError) as error:
        raise ImproperlyConfigured(f"setting {name} has a value that cannot be used: {error}") from error


def number(name: str, default: int, least: int = 0, most: int | None = None) -> int:
    bounds = "{min} or more" if most is None else "from {min} to {max}"
    rule = validate.Range(least, most, error=f"must be {bounds}, not {{input}}")
    return checked(name, int(str(read("int", name, default))), rule)


def checked(name: str, value: T, rule: Callable[[T], T]) -> T:
    """``value``, when a validator of environs takes it; the validator's error says what the setting must be."""
    try:
        return rule(value)
    except ValidationError as error:
        raise ImproperlyConfigured(f"setting {name} {error.args[0]}") from error


def text(name: str, default: str) -> str:
    return str(read("str", name, default))


def address(name: str, value: str) -> SplitResult:
    """The parts of a setting that holds a URL; a port that is no port is refused by name."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018  it is parsed when asked for
    except ValueError as error:
        raise ImproperlyConfigured(f"setting {name} has a value that cannot be used: {error}") from error
    return parts


def one_line(name: str, value: str, most: int = 200) -> str:
    """A name for people, as it stands in headers."""
    if not is_one_line(value) or not 0 < len(value.strip()) <= most:
        raise ImproperlyConfigured(f"setting {name} must be one line of at most {most} characters")
    return value


def plain_address(name: str, value: str) -> str:
    """One mail address, its domain as DNS writes it; a name before the @ that not every server takes is refused."""
    try:
        return ascii_address(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"setting {name} must be one plain mail address, not {value!r}") from error


def relays(name: str, value: str) -> list[str]:
    """The mail servers of a setting with one URL or, with commas between, several; each may say its weight."""
    urls = [url.strip() for url in value.split(",")]
    for url in urls:
        parts = address(name, url)
        if parts.scheme not in {"smtp", "smtps", "smtp+tls"} or not parts.hostname:
            raise ImproperlyConfigured(f"setting {name} must read smtp://, smtp+tls:// or smtps://host:port")
        weight = parse_qs(parts.query).get("weight", ["1"])[0]
        if not weight.isdigit() or not 1 <= int(weight) <= 1000:
            raise ImproperlyConfigured(f"setting {name} has a weight that is not a whole number from 1 to 1000")
    return urls


def networks(name: str, value: str) -> list[IPv4Network | IPv6Network]:
    """IP networks with commas between, such as ``10.0.0.0/8,fd00::/8``."""
    try:
        return [ip_network(part.strip()) for part in value.split(",") if part.strip()]
    except ValueError as error:
        raise ImproperlyConfigured(f"setting {name} must hold IP networks such as 10.0.0.0/8: {error}") from error


def folder(name: str, path: Path) -> Path:
    """A folder we must be able to write in, made when it is not there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"setting {name}: the folder {path} cannot be made: {error.strerror}") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"setting {name}: the folder {path} cannot be written in")
    return path


def dkim_signer(pem: str, path: str, selector: str, domain: str, sender_domain: str) -> Signer | None:
    """Who signs our mail: nobody (the relay may) unless a key is set. No message ever holds any of the key."""
    if not pem and not path:
        if selector:
            raise ImproperlyConfigured("setting DKIM_SELECTOR is set, and DKIM_KEY and DKIM_KEY_FILE are not")
        return None
    if pem and path:
        raise ImproperlyConfigured("setting DKIM_KEY and setting DKIM_KEY_FILE are both set: choose one")
    if not LABELS.fullmatch(selector.lower()):
        raise ImproperlyConfigured("setting DKIM_SELECTOR must be the name the key is published under, like s2026")
    domain = (domain or sender_domain).lower()
    if not LABELS.fullmatch(domain):
        raise ImproperlyConfigured(f"setting DKIM_DOMAIN must be the name of a domain in ASCII, not {domain!r}")
    if not is_aligned(domain, sender_domain.lower()):
        raise ImproperlyConfigured(
            f"setting DKIM_DOMAIN must be {sender_domain}, above it or below it, or DMARC does not count it"
        )
    name = "DKIM_KEY_FILE" if path else "DKIM_KEY"
    try:
        key = read_key(Path(path).read_bytes() if path else pem.replace("\\n", "\n").encode())
    except OSError as error:
        raise ImproperlyConfigured(f"setting {name}: the file {path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ImproperlyConfigured(f"setting {name} {error}") from None
    return Signer(key, selector, domain)


def is_aligned(one: str, other: str) -> bool:
    """Two domains of which one is the other or lies below it (RFC 7489 §3.1.1, without a list of public suffixes)."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
