"""Names of files, of whatever enterprises call themselves."""

import re
import unicodedata

_NAME_BYTES, _TITLE_BYTES = 120, 80  # together with number and suffix within the 255 that file systems take
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


def file_name(number: int, name: str, title: str, suffix: str) -> str:
    """«00012-甲店-指导清单.pdf»: unlike any with another number, and fit for any file system, program and eye.

    What separates folders, what a system gives a meaning, spaces, and what can't be seen or turns the direction of
    writing is no part of it. It never begins with a dot or a hyphen.
    """
    parts = [f"{number:05}", _cut(_plain(name), _NAME_BYTES), _cut(_plain(title), _TITLE_BYTES)]
    return f"{'-'.join(filter(None, parts))}.{suffix}"


def number_of(name: str) -> int | None:
    """The number in a name that `file_name` gave, None where it is no such name."""
    found = re.match(r"[0-9]{5,}(?=[-.])", name)
    return int(found[0]) if found else None


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(char for char in composed if char.isspace() or unicodedata.category(char)[0] != "C")
    return _UNSAFE.sub("_", seen).strip("._-")


def _cut(text: str, most: int) -> str:
    """As many whole characters as fit into so many bytes of UTF-8."""
    return text.encode()[:most].decode(errors="ignore").rstrip("._-")
