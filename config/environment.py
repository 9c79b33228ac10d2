"""Reads settings from the environment; what cannot be used is refused with a sentence that names the setting."""

import os
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

env = Env()


def read(kind: str, name: str, default: object) -> object:
    """One setting from the environment; a value of the wrong kind is refused by name."""
    try:
        return getattr(env, kind)(name, default)
    except (EnvError, ValueError) as error:
        raise ImproperlyConfigured(f"setting {name} has a value that cannot be used: {error}") from error


def number(name: str, default: int, least: int = 0, most: int | None = None) -> int:
    value = int(str(read("int", name, default)))
    if value < least or (most is not None and value > most):
        bounds = f"{least} or more" if most is None else f"from {least} to {most}"
        raise ImproperlyConfigured(f"setting {name} must be {bounds}, not {value}")
    return value


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


def folder(name: str, path: Path) -> Path:
    """A folder we must be able to write in, made when it is not there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"setting {name}: the folder {path} cannot be made: {error.strerror}") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"setting {name}: the folder {path} cannot be written in")
    return path
