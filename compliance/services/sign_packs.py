"""Signing rule files, and finding out who signed them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from compliance.rulepacks.loader import parse_rule_file
from compliance.rulepacks.problems import Problem, ProblemsError
from compliance.rulepacks.signatures import (
    SignatureError,
    add_signature,
    read_keys,
    read_private_key,
    read_signatures,
)
from compliance.rulepacks.source import read_bytes
from compliance.services.check_rules import files_at


@dataclass(frozen=True, slots=True)
class Held:
    """A rule file held against the keys: the names of those that signed it, or in Chinese why none did."""

    path: Path
    signers: tuple[str, ...] = ()
    why: str = ""


def sign_packs(paths: Sequence[Path], key: Path, password: bytes = b"") -> tuple[str, tuple[Path, ...]]:
    """Signs all rule files at the paths, or none where one of them can't be loaded; gives the key's name and the files.

    Raises KeyFileError, CannotCheckError, ProblemsError and SignatureError.
    """
    private = read_private_key(key, password)
    texts = {path: read_bytes(path) for path in files_at(paths)}
    problems: list[Problem] = []
    for path, text in texts.items():
        try:
            parse_rule_file(text, str(path))
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    names = {add_signature(path, text, private) for path, text in texts.items()}
    return names.pop(), tuple(texts)


def verify_packs(paths: Sequence[Path], keys: Sequence[Path]) -> tuple[Held, ...]:
    """All rule files at the paths, held against the public keys; raises KeyFileError and CannotCheckError."""
    trusted, found = read_keys(keys), []
    for path in files_at(paths):
        try:
            found.append(Held(path, trusted.signers(str(path), read_bytes(path), read_signatures(path))))
        except SignatureError as error:
            found.append(Held(path, why=str(error)))
    return tuple(found)
