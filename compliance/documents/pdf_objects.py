"""What PDFs are made of: objects, read from one file and written with new numbers into another."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any, BinaryIO

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_KEYS = ("/StructParents", "/StructParent")
"""What a page, or a link, has its tags by."""


class ObjectFile:
    """A PDF that is written object by object, remembering only where each is. `first`: its first free number."""

    def __init__(self, file: BinaryIO, first: int) -> None:
        self._file, self._next, self._position = file, first, 0
        self._places: dict[int, int] = {}
        self._streams: dict[bytes, int] = {}
        self._digest = sha256()
        self._put(_HEADER)

    def number(self) -> int:
        """A number for an object that is written later."""
        self._next += 1
        return self._next - 1

    def add(self, value: Any) -> int:
        """Writes the object, and gives its number."""
        number = self.number()
        self.write(number, value)
        return number

    def add_once(self, stream: StreamObject) -> int:
        """The number of a stream that refers to nothing, which is written unless the same was before."""
        raw = _bytes_of(stream)
        key = sha256(raw).digest()
        if key not in self._streams:
            self._streams[key] = self.number()
            self._write(self._streams[key], raw)
        return self._streams[key]

    def write(self, number: int, value: Any) -> None:
        self._write(number, _bytes_of(value))

    def finish(self, catalog: int, info: int) -> None:
        """Writes the table of all objects, whose numbers must all be written."""
        start = self._position
        self._put(b"xref\n0 %d\n0000000000 65535 f \n" % self._next)
        self._put(b"".join(b"%010d 00000 n \n" % self._places[number] for number in range(1, self._next)))
        same = ByteStringObject(self._digest.digest()[:16])
        trailer = dictionary(Size=number(self._next), Root=to(catalog), Info=to(info), ID=array([same, same]))
        self._put(b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (_bytes_of(trailer), start))

    def _write(self, number: int, raw: bytes) -> None:
        self._places[number] = self._position
        self._put(b"%d 0 obj\n%s\nendobj\n" % (number, raw))

    def _put(self, raw: bytes) -> None:
        self._file.write(raw)
        self._digest.update(raw)
        self._position += len(raw)


class OpenPaper:
    """A PDF that is copied into `file`: which of its objects got which number.

    `shift` is added to the keys of its tags; `known` are the numbers of what its catalog names and the whole has anew.
    """

    def __init__(self, file: ObjectFile, pdf: bytes, shift: int, known: Mapping[str, int]) -> None:
        self._file, self._reader, self._shift = file, PdfReader(BytesIO(pdf)), shift
        self._root = self._reader.root_object
        self._numbers = {self._root.raw_get(key).idnum: number for key, number in known.items() if key in self._root}
        self._open: list[tuple[int, Any]] = []

    def pages(self) -> list[int]:
        """The pages' numbers; each becomes a child of the one root of all pages, whatever it was before."""
        for page in self._reader.pages:
            page[NameObject("/Parent")] = self._root.raw_get("/Pages")
        return [self._number(page.indirect_reference) for page in self._reader.pages]

    def tags(self) -> tuple[list[int], dict[int, Any]]:
        """The numbers of the top tags; and by key the tags of each page or link, which are to be written."""
        if "/StructTreeRoot" not in self._root:
            return [], {}
        tree: Any = self._root["/StructTreeRoot"]
        pairs = list(list.__iter__(tree["/ParentTree"]["/Nums"]))
        tagged = {int(key): self._moved(tags) for key, tags in zip(pairs[::2], pairs[1::2], strict=True)}
        return [self._number(each) for each in list.__iter__(tree["/K"])], tagged

    def finish(self) -> None:
        """Writes what the pages and tags refer to, and what that refers to in turn."""
        while self._open:
            number, value = self._open.pop()
            self._file.write(number, self._moved(value))

    def _number(self, reference: Any) -> int:
        if reference.idnum not in self._numbers:
            value = self._reader.get_object(reference)
            if isinstance(value, StreamObject) and not _refers(value):
                self._numbers[reference.idnum] = self._file.add_once(value)
            else:
                self._numbers[reference.idnum] = self._file.number()
                self._open.append((self._numbers[reference.idnum], value))
        return self._numbers[reference.idnum]

    def _moved(self, value: Any) -> Any:
        """The value with its references as they are in the new file; dictionaries are changed in place."""
        if isinstance(value, IndirectObject):
            return to(self._number(value))
        if isinstance(value, ArrayObject):
            return array(map(self._moved, list.__iter__(value)))
        if isinstance(value, DictionaryObject):
            for key, each in value.items():
                shifted = key in _KEYS
                dict.__setitem__(value, key, number(each + self._shift) if shifted else self._moved(each))
        return value


def _refers(value: Any) -> bool:
    if isinstance(value, DictionaryObject):
        return any(map(_refers, value.values()))
    return isinstance(value, IndirectObject) or (isinstance(value, list) and any(map(_refers, list.__iter__(value))))


def to(object_: int) -> IndirectObject:
    """A reference to the object with this number."""
    return IndirectObject(object_, 0, None)


def array(values: Iterable[Any]) -> ArrayObject:
    return ArrayObject(list(values))


def dictionary(**entries: Any) -> DictionaryObject:
    return DictionaryObject({name(key): value for key, value in entries.items()})


def name(plain: str) -> NameObject:
    return NameObject(f"/{plain}")


def number(value: int) -> NumberObject:
    return NumberObject(value)


def text(plain: str) -> TextStringObject:
    return TextStringObject(plain)


def flag(value: bool) -> BooleanObject:
    return BooleanObject(value)


def _bytes_of(value: Any) -> bytes:
    raw = BytesIO()
    value.write_to_stream(raw)
    return raw.getvalue()
