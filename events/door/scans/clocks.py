"""When a scan was made, of a phone whose clock may be a day wrong. Pure."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LONGEST: Final = timedelta(days=14)  # a scan is no older: a phone that says so has the wrong year


@dataclass(frozen=True)
class Reading:
    """Two clocks of a phone at one moment: the one on its wall, which people set, and one that runs from the loading of
    a page (``load``) and that nobody can set."""

    wall: datetime
    load: uuid.UUID | None
    ms: int


def correct(made: Reading, sent: Reading, received_at: datetime) -> tuple[datetime, bool]:
    """(the moment ``made`` was read by our clock, whether it is exact). ``sent`` was read when the scan was sent.

    On the same page the age is what its clock ran; otherwise what the wall says, which is right as long as nobody set
    it between. A scan is never younger than its arrival.
    """
    is_exact = made.load is not None and made.load == sent.load and made.ms <= sent.ms
    age = timedelta(milliseconds=sent.ms - made.ms) if is_exact else sent.wall - made.wall
    return received_at - min(max(age, timedelta()), LONGEST), is_exact
