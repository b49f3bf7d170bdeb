"""Names made from what they name."""

from collections.abc import Iterable
from hashlib import sha256


def text_hash(text: bytes) -> str:
    """The name of a rule file's text."""
    return sha256(text).hexdigest()


def whole_hash(texts: Iterable[bytes]) -> str:
    """The name of texts that belong together, in this order: of rule files decided together, for one."""
    return text_hash("\n".join(map(text_hash, texts)).encode())


def matter_hash(kind: str, about: str, items: Iterable[str] = ()) -> str:
    """The name of what a paper of the kind is about: some items of a matter, in whatever order; none: all of them.

    It tells no more of the enterprise than the paper's own hash, which stands beside it.
    """
    return whole_hash(text.encode("utf-8", "replace") for text in (kind, about, *sorted(set(items))))


def token_hash(token: str) -> str:
    """What is stored instead of a secret address, so that the database alone opens nothing."""
    return text_hash(token.encode("utf-8", "replace"))
