"""A PDF's objects as bytes, made once; the only module that imports pydyf, which writes WeasyPrint's files."""

import zlib
from typing import Any

import pydyf

_LEVEL = 6
"""Of compression. The writer takes the highest, which needs twice the time for files hardly smaller."""


class _Settled(pydyf.Object):
    """An object that doesn't change any more."""

    data = b""
    compressible = False

    def __init__(self, made_from: Any) -> None:
        super().__init__()
        self.number, self.generation = made_from.number, made_from.generation
        self.compressible = made_from.compressible
        self.data = _compressed(made_from) if getattr(made_from, "compress", False) else made_from.data


def settle(_: Any, pdf: Any) -> None:
    """Makes bytes of all objects: the writer asks for them twice, for the file and for a hash of it."""
    pdf.objects = [each if each.free == "f" else _Settled(each) for each in pdf.objects]


def _compressed(stream: Any) -> bytes:
    body = zlib.compress(b"\n".join(map(_bytes, stream.stream)), _LEVEL)
    made: bytes = pydyf.Stream([body], stream.extra | {"Filter": "/FlateDecode"}).data
    return made


def _bytes(part: Any) -> bytes:
    if isinstance(part, bytes):
        return part
    made: bytes = part.data if isinstance(part, pydyf.Object) else str(part).encode("ascii")
    return made
