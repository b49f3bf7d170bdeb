"""QR codes that lead from a paper to its page."""

from io import BytesIO
from typing import Any

import segno

BORDER = 4
"""The quiet zone around the code, in modules."""


def qr_svg(link: str, title: str) -> str:
    """An SVG element of 1 unit per module; error correction M at least. `title` is escaped."""
    drawn = BytesIO()
    code = _code(link)
    code.save(drawn, kind="svg", xmldecl=False, svgns=True, title=title, omitsize=True, border=BORDER, svgclass=None)
    return drawn.getvalue().decode()


def qr_png(link: str) -> tuple[bytes, int]:
    """A PNG of 8 pixels per module, and the length of its side in pixels."""
    drawn = BytesIO()
    code = _code(link)
    code.save(drawn, kind="png", scale=8, border=BORDER)
    return drawn.getvalue(), code.symbol_size(scale=8, border=BORDER)[0]


def _code(link: str) -> Any:
    return segno.make_qr(link, error="m")
