"""Rule texts, each kept once under its hash, and the rulebooks that they form."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from compliance.store.hashes import text_hash, whole_hash
from compliance.store.tables.base import Table
from compliance.store.tables.rulebooks import RulebookFileRow, RulebookRow, RuleFileRow


class ChangedTextsFault(Exception):
    """Stored texts that don't have the hashes under which they are stored."""


def keep_rulebook(session: Session, texts: Sequence[bytes]) -> str:
    """The hash of the rulebook, which is stored where it isn't yet; others may be storing the same at once."""
    rulebook = whole_hash(texts)
    if session.get(RulebookRow, rulebook) is None:
        hashes = [text_hash(text) for text in texts]
        # In one order for all, or two transactions could wait for each other.
        files = [{"sha256": name, "text": text} for name, text in sorted(zip(hashes, texts, strict=True))]
        places = [{"rulebook": rulebook, "position": i, "rule_file": name} for i, name in enumerate(hashes)]
        _insert_absent(session, RuleFileRow, files)
        _insert_absent(session, RulebookRow, [{"sha256": rulebook}])
        _insert_absent(session, RulebookFileRow, places)
    return rulebook


def rulebook_texts(session: Session, rulebook: str) -> tuple[bytes, ...]:
    """The texts of a stored rulebook, in order; raises ChangedTextsFault where they aren't those it is named by."""
    query = (
        select(RuleFileRow.text)
        .join(RulebookFileRow, RulebookFileRow.rule_file == RuleFileRow.sha256)
        .where(RulebookFileRow.rulebook == rulebook)
        .order_by(RulebookFileRow.position)
    )
    texts = tuple(session.scalars(query))
    if whole_hash(texts) != rulebook:
        raise ChangedTextsFault(rulebook)
    return texts


def keep_text(session: Session, text: bytes) -> str:
    """The hash of the text, which is stored where it isn't yet."""
    name = text_hash(text)
    _insert_absent(session, RuleFileRow, [{"sha256": name, "text": text}])
    return name


def text_named(session: Session, name: str) -> bytes:
    """The text of this hash, which must be stored; raises ChangedTextsFault where it isn't the one it is named by."""
    text = session.scalars(select(RuleFileRow.text).where(RuleFileRow.sha256 == name)).one()
    if text_hash(text) != name:
        raise ChangedTextsFault(name)
    return text


def texts_named(session: Session, names: Collection[str]) -> dict[str, bytes]:
    """The texts of these hashes, which must be stored, by their hashes; raises ChangedTextsFault as text_named does."""
    query = select(RuleFileRow.sha256, RuleFileRow.text).where(RuleFileRow.sha256.in_(names))
    found = {row.sha256: row.text for row in session.execute(query)}
    if wrong := [name for name in names if name not in found or text_hash(found[name]) != name]:
        raise ChangedTextsFault(wrong[0])
    return found


def _insert_absent(session: Session, table: type[Table], rows: list[dict[str, Any]]) -> None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(table).on_conflict_do_nothing(), rows)
