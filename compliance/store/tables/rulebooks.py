"""Tables of rule texts, and of the rulebooks that they form."""

from sqlalchemy import (
    ForeignKey,
)
from sqlalchemy.orm import Mapped, mapped_column

from compliance.store.tables.base import Sha256, Table


class RuleFileRow(Table):
    """One rule file's text; its name is its hash."""

    __tablename__ = "rule_files"

    sha256: Mapped[str] = mapped_column(Sha256, primary_key=True)
    text: Mapped[bytes]


class RulebookRow(Table):
    """Rule files that were decided together; the hash is that of their hashes."""

    __tablename__ = "rulebooks"

    sha256: Mapped[str] = mapped_column(Sha256, primary_key=True)


class RulebookFileRow(Table):
    """The place of a rule file in a rulebook, counted from 0."""

    __tablename__ = "rulebook_files"

    rulebook: Mapped[str] = mapped_column(Sha256, ForeignKey("rulebooks.sha256"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rule_file: Mapped[str] = mapped_column(Sha256, ForeignKey("rule_files.sha256"))
