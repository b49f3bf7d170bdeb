"""What compressed pictures inside a PDF tell besides what is seen, taken out without decoding them."""

import re
from collections.abc import Iterator

_JPEG_START, _JPEG_END = b"\xff\xd8", b"\xff\xd9"
_SCAN = 0xDA
_DRAWN = {*range(0xC0, 0xD0), *range(_SCAN, 0xDE)}
"""The segments that a picture is drawn from."""
_JFIF, _ADOBE = 0xE0, 0xEE
_JFIF_LENGTH = 16
"""In bytes, of a JFIF segment that holds no thumbnail."""
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")  # within a scan, 00 and D0 to D7 are no markers
_TELLING_BOXES = {b"uuid", b"xml ", b"uinf"}
_JP2_START = b"\x00\x00\x00\x0cjP  "


def bare_jpeg(data: bytes) -> bytes:
    """The JPEG without EXIF, XMP, IPTC, comments, thumbnails, profiles and what follows its end; raises ValueError.

    What says how to read its colours stays: JFIF without a thumbnail, and Adobe's mark.
    """
    if not data.startswith(_JPEG_START):
        raise ValueError("no JPEG")
    return b"".join((_JPEG_START, *_kept_segments(data), _JPEG_END))


def _kept_segments(data: bytes) -> Iterator[bytes]:
    position = len(_JPEG_START)
    while found := _NEXT_MARKER.match(data, position):
        marker, start = data[found.end() - 1], found.end() - 2
        if marker == _JPEG_END[1]:
            return
        end = found.end() + int.from_bytes(data[found.end() : found.end() + 2])
        position = _end_of_scan(data, end) if marker == _SCAN else end
        if position > len(data) or end < found.end() + 2:
            break
        if _is_kept(marker, data[start:end]):
            yield data[start:position]
    if position != len(data):  # a JPEG that stops right behind a scan is merely without its end
        raise ValueError("a broken JPEG")


def _end_of_scan(data: bytes, start: int) -> int:
    found = _NEXT_MARKER.search(data, start)
    return found.start() if found else max(start, len(data))


def _is_kept(marker: int, segment: bytes) -> bool:
    if marker == _JFIF:
        return segment[4:9] == b"JFIF\x00" and len(segment) == 2 + _JFIF_LENGTH
    return marker in _DRAWN or marker == _ADOBE


def bare_jpeg2000(data: bytes) -> bytes:
    """The JPEG 2000 without the boxes that hold EXIF, XMP or anything of a vendor's; raises ValueError."""
    if not data.startswith(_JP2_START):
        return data  # a bare codestream
    return b"".join(_kept_boxes(data))


def _kept_boxes(data: bytes) -> Iterator[bytes]:
    position = 0
    while position < len(data):
        length = int.from_bytes(data[position : position + 4])
        if length == 1:  # the true length follows the type
            length = int.from_bytes(data[position + 8 : position + 16])
        end = position + length if length else len(data)
        if end > len(data) or end < position + 8:
            raise ValueError("a broken JPEG 2000")
        if data[position + 4 : position + 8] not in _TELLING_BOXES:
            yield data[position:end]
        position = end
