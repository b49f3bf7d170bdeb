"""The repository of enterprises' earlier violations."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from compliance.store.records.history import PastRecord
from compliance.store.rows import record_of
from compliance.store.tables.history import HistoryImportRow, PastViolationRow

AT_ONCE = 500  # databases take so many values at once and no more


@dataclass(frozen=True, slots=True)
class History:
    """Earlier violations by the enterprises' credit codes."""

    session: Session

    def of(self, credit_codes: Iterable[str]) -> tuple[PastRecord, ...]:
        """All that is known of these enterprises, in order of date."""
        codes, found = sorted(set(credit_codes)), []
        for start in range(0, len(codes), AT_ONCE):
            query = select(PastViolationRow).where(PastViolationRow.credit_code.in_(codes[start : start + AT_ONCE]))
            found += [record_of(PastRecord, row) for row in self.session.scalars(query)]
        return tuple(sorted(found, key=lambda each: (each.violated_on, each.item, each.document)))

    def add(self, records: Sequence[PastRecord]) -> None:
        self.session.add_all(PastViolationRow(**asdict(each)) for each in records)
        self.session.flush()

    def replace(self, source: str, records: Sequence[PastRecord]) -> None:
        """Puts these in place of all that came from the source before."""
        self.session.execute(delete(PastViolationRow).where(PastViolationRow.source == source))
        self.add(records)

    def imported(self, sha256: str, rows: int, now: datetime) -> None:
        """The file with the hash was imported; the first time counts."""
        if self.session.get(HistoryImportRow, sha256) is None:
            self.session.add(HistoryImportRow(sha256=sha256, imported_at=now, rows=rows))

    def enterprises(self, wanted: str, most: int) -> tuple[tuple[str, str, int], ...]:
        """Enterprises whose name holds the text or whose code it is: code, newest name, number of violations, those
        with most first."""
        row = PastViolationRow
        named = select(row.credit_code).where(row.enterprise_name.contains(wanted, autoescape=True))
        count = func.count()
        query = (
            select(row.credit_code, func.max(row.enterprise_name), count)
            .where(row.credit_code.in_(named) | (row.credit_code == wanted.upper()))
            .group_by(row.credit_code)
            .order_by(count.desc(), row.credit_code)
        )
        return tuple((code, name, number) for code, name, number in self.session.execute(query.limit(most)))

    def page(self, credit_code: str, most: int, skip: int = 0) -> tuple[PastRecord, ...]:
        """The enterprise's earlier violations, the newest first, `most` after `skip`."""
        row = PastViolationRow
        query = select(row).where(row.credit_code == credit_code)
        query = query.order_by(row.violated_on.desc(), row.item, row.document).limit(most).offset(skip)
        return tuple(record_of(PastRecord, row) for row in self.session.scalars(query))

    def imported_on(self, sources: Iterable[str]) -> dict[str, datetime]:
        """When the files with these hashes were imported; of what is no such file, nothing."""
        query = select(HistoryImportRow).where(HistoryImportRow.sha256.in_(list(sources)))
        return {each.sha256: each.imported_at for each in self.session.scalars(query)}

    def any_imported(self) -> bool:
        """Whether any file was ever imported."""
        return self.session.scalars(select(HistoryImportRow.sha256).limit(1)).first() is not None
