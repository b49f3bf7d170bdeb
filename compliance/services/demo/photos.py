"""Photos that made-up enterprises hand in: plainly no photos of anything."""

import random
import struct
import zlib

_WIDTH, _HEIGHT, _STRIPE = 480, 360, 40


def photo(chance: random.Random) -> bytes:
    """A PNG of grey and coloured stripes."""
    colour = bytes(chance.randint(90, 200) for _ in range(3))
    row = b"\0" + b"".join(colour if x // _STRIPE % 2 else b"\xcc\xcc\xcc" for x in range(_WIDTH))
    head = struct.pack(">2I5B", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)  # 8 bits, red, green and blue
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(row * _HEIGHT)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(*each) for each in parts)


def _part(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
