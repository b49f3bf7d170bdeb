"""The repository of rule files that are written and published here: texts and deeds are added, never changed."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from compliance.store.records.drafts import DraftRecord, PackStepRecord, RevisionRecord
from compliance.store.rows import record_of
from compliance.store.rulebooks import keep_text, text_named, texts_named
from compliance.store.series import count_on, last_of
from compliance.store.tables.drafts import DraftRevisionRow, PackDraftRow, PackStepRow

_SERIES = "pack steps"
_FIRST, _LAST = aliased(DraftRevisionRow), aliased(DraftRevisionRow)


@dataclass(frozen=True, slots=True)
class Packs:
    """Drafts with all their revisions, and the deeds of publishing."""

    session: Session

    def keep_text(self, text: bytes) -> str:
        """The text's hash; it is stored where it isn't yet."""
        return keep_text(self.session, text)

    def text(self, name: str) -> bytes:
        """The stored text of this hash; raises ChangedTextsFault."""
        return text_named(self.session, name)

    def texts(self, names: Collection[str]) -> dict[str, bytes]:
        """The stored texts of these hashes, by their hashes; raises ChangedTextsFault."""
        return texts_named(self.session, names)

    def add_draft(self, id: str, pack: str, kind: str, base: str | None, first: RevisionRecord) -> None:
        self.session.add(PackDraftRow(id=id, pack=pack, kind=kind, base=base, revision=first.number))
        self.session.flush()
        self._add_revision(id, first)

    def draft(self, id: str, to_change: bool = False) -> DraftRecord | None:
        """The draft; another transaction that finds it to change it waits until this one is through."""
        if to_change:
            self.session.get(PackDraftRow, id, with_for_update=True)
        return next(map(_draft, self.session.execute(_drafts().where(PackDraftRow.id == id))), None)

    def drafts(self, pack: str = "") -> tuple[DraftRecord, ...]:
        """Those of the pack, or of all packs, the last changed first."""
        query = _drafts().order_by(_LAST.at.desc(), PackDraftRow.id)
        query = query.where(PackDraftRow.pack == pack) if pack else query
        return tuple(map(_draft, self.session.execute(query)))

    def add_revision(self, draft: str, revision: RevisionRecord) -> None:
        """Makes it the draft's newest."""
        self.session.get_one(PackDraftRow, draft).revision = revision.number
        self._add_revision(draft, revision)

    def set_base(self, draft: str, base: str) -> None:
        """Has the draft go out from the text of this hash."""
        self.session.get_one(PackDraftRow, draft).base = base
        self.session.flush()

    def revisions(self, draft: str) -> tuple[RevisionRecord, ...]:
        """All texts of the draft, the oldest first."""
        query = select(DraftRevisionRow).where(DraftRevisionRow.draft == draft).order_by(DraftRevisionRow.number)
        return tuple(record_of(RevisionRecord, row) for row in self.session.scalars(query))

    def drafts_with(self, rule_file: str) -> tuple[tuple[str, int], ...]:
        """The drafts that had the text of this hash, each with the newest revision in which."""
        query = select(DraftRevisionRow.draft, func.max(DraftRevisionRow.number)).group_by(DraftRevisionRow.draft)
        found = self.session.execute(query.where(DraftRevisionRow.rule_file == rule_file))
        return tuple((draft, number) for draft, number in found)

    def next_number(self) -> int:
        """That of the next step; others that want one wait until this transaction is through."""
        return count_on(self.session, _SERIES)

    def last_number(self) -> int:
        """That of the newest step, 0 where there is none: where it is the same, nothing was published meanwhile."""
        return last_of(self.session, _SERIES)

    def add_step(self, step: PackStepRecord) -> None:
        self.session.add(PackStepRow(**asdict(step)))
        self.session.flush()

    def steps(self, pack: str = "") -> tuple[PackStepRecord, ...]:
        """Those of the pack, or of all packs, the oldest first."""
        query = select(PackStepRow).order_by(PackStepRow.number)
        query = query.where(PackStepRow.pack == pack) if pack else query
        return tuple(record_of(PackStepRecord, row) for row in self.session.scalars(query))

    def _add_revision(self, draft: str, revision: RevisionRecord) -> None:
        self.session.add(DraftRevisionRow(draft=draft, **asdict(revision)))
        self.session.flush()


def _drafts() -> Select[*tuple[Any, ...]]:
    """Each draft with its first and its newest revision."""
    first = (_FIRST.draft == PackDraftRow.id) & (_FIRST.number == 1)
    last = (_LAST.draft == PackDraftRow.id) & (_LAST.number == PackDraftRow.revision)
    return select(PackDraftRow, _FIRST, _LAST).join(_FIRST, first).join(_LAST, last)


def _draft(row: Any) -> DraftRecord:
    draft, first, last = row
    return record_of(DraftRecord, draft, first=record_of(RevisionRecord, first), last=record_of(RevisionRecord, last))
