"""Names made from what they name."""

from collections.abc import Iterable
from hashlib import sha256


def text_hash(text: bytes) -> str:
    """The name of a rule file's text."""
    return sha256(text).hexdigest()


def rulebook_hash(texts: Iterable[bytes]) -> str:
    """The name of rule files decided together, in this order."""
    return text_hash("\n".join(map(text_hash, texts)).encode())


def token_hash(token: str) -> str:
    """What is stored instead of a secret address, so that the database alone opens nothing."""
    return text_hash(token.encode("utf-8", "replace"))
