"""Codes in what a phone's camera sees, for browsers that cannot read them: grey pixels as they are, kept nowhere.

No format is decoded, so that nothing a stranger's program wrote is taken apart: a frame is a square of bytes.
"""

from collections import Counter
from datetime import datetime
from threading import Lock
from typing import Final

import zxingcpp

MOST_A_SECOND: Final = 5  # of one phone, in one process; a phone that waits for each answer sends three
WIDTH = 256  # pixels; a code of version 4 has 41 modules with its border, so some four pixels each when it fills half


def read_frame(pixels: bytes) -> list[str]:
    """Texts of the QR codes in ``WIDTH`` × ``WIDTH`` grey pixels, row by row. Raises ``ValueError``: another size."""
    if len(pixels) != WIDTH * WIDTH:
        raise ValueError(f"a frame has {WIDTH} by {WIDTH} bytes")
    square = memoryview(pixels).cast("B", shape=[WIDTH, WIDTH])
    found = zxingcpp.read_barcodes(square, formats=zxingcpp.BarcodeFormat.QRCode)
    return [one.text for one in found if one.valid]


class Pace:
    """How many frames of each phone this second had. Of this second alone, so that it never grows."""

    def __init__(self) -> None:
        self.lock, self.second, self.counts = Lock(), 0, Counter[int]()

    def is_too_fast(self, phone: int, now: datetime) -> bool:
        second = int(now.timestamp())
        with self.lock:
            if second != self.second:
                self.second, self.counts = second, Counter()
            self.counts[phone] += 1
            return self.counts[phone] > MOST_A_SECOND


PACE = Pace()
