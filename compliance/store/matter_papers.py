"""The repository of which papers belong to which matter."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from compliance.store.records.aftermath import FiledPaper
from compliance.store.records.papers import DocumentRecord
from compliance.store.rows import record_of
from compliance.store.tables.aftermath import MatterPaperRow
from compliance.store.tables.papers import DocumentRow


@dataclass(frozen=True, slots=True)
class MatterPapers:
    """Issued papers by the matters' numbers."""

    session: Session

    def file(self, matter: str, paper: str, step: int, follow_up: int, by: str) -> bool:
        """Puts the paper with the matter; False where it is there already, and stays as it is."""
        if self.session.get(MatterPaperRow, paper) is not None:
            return False
        self.session.add(MatterPaperRow(paper=paper, matter=matter, step=step, follow_up=follow_up, by=by))
        self.session.flush()
        return True

    def of(self, matter: str) -> tuple[FiledPaper, ...]:
        """The matter's papers, the newest first."""
        query = select(MatterPaperRow, DocumentRow).join(DocumentRow, DocumentRow.number == MatterPaperRow.paper)
        newest = query.where(MatterPaperRow.matter == matter).order_by(
            DocumentRow.created_at.desc(), DocumentRow.number.desc()
        )
        return tuple(
            FiledPaper(record_of(DocumentRecord, document), row.step, row.follow_up, row.by)
            for row, document in self.session.execute(newest)
        )
