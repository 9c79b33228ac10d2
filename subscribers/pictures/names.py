"""Names of picture files: made of what is in them, never of what somebody called them."""

import hashlib
import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

KEY = re.compile(r"([0-9a-f]{32})(?:_\w{7})?")  # Django puts seven characters behind a name that is taken


def make_key(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def key_of(name: str) -> str:
    """The key in the name of a file that was treated; "" for any other."""
    found = KEY.fullmatch(PurePosixPath(name).stem)
    return found[1] if found else ""


def key_in(url: str) -> str:
    """The key in the address of a copy; "" for any other."""
    return key_of(PurePosixPath(urlsplit(url).path).stem.rpartition("-")[0])
