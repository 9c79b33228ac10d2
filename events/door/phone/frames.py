"""Codes in what a phone's camera sees, for browsers that cannot read them: grey pixels as they are, kept nowhere.

No format is decoded, so that nothing a stranger's program wrote is taken apart: a frame is a square of bytes.
"""

import zxingcpp

WIDTH = 256  # pixels; a code of version 4 has 41 modules with its border, so some four pixels each when it fills half


def read_frame(pixels: bytes) -> list[str]:
    """Texts of the QR codes in ``WIDTH`` × ``WIDTH`` grey pixels, row by row. Raises ``ValueError``: another size."""
    if len(pixels) != WIDTH * WIDTH:
        raise ValueError(f"a frame has {WIDTH} by {WIDTH} bytes")
    square = memoryview(pixels).cast("B", shape=[WIDTH, WIDTH])
    found = zxingcpp.read_barcodes(square, formats=zxingcpp.BarcodeFormat.QRCode)
    return [one.text for one in found if one.valid]
