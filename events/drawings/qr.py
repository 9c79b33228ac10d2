"""The address of a page as a QR code, for the corner of a printed programme."""

from functools import lru_cache
from io import BytesIO

import segno


@lru_cache(maxsize=512)  # a page is made anew after every change, its address stays; 6 ms
def qr_svg(address: str) -> str:
    """Inline SVG; black on the white of paper, hidden from readers of screens, who have the address itself."""
    out = BytesIO()
    segno.make(address, error="l", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2, svgclass="qr", lineclass=None
    )
    return out.getvalue().decode().strip().replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
