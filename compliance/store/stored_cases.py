"""All that was decided and is kept, to be decided again: results of self-checks and decisions on matters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, literal, select, tuple_
from sqlalchemy.orm import Session

from compliance.store.rulebooks import rulebook_texts
from compliance.store.tables.checks import AssessmentRow, VisitRow
from compliance.store.tables.matters import MatterDecisionRow
from compliance.store.tables.rulebooks import RulebookFileRow

AT_ONCE = 500
"""How many a query asks for by name; databases take so many values at once and no more."""
_FETCHED = 200


class CaseKey(NamedTuple):
    """Which one: the result of this id (step 0), or what was decided on the matter of this number at this step."""

    id: str
    step: int


@dataclass(frozen=True, slots=True)
class StoredCase:
    """What was decided, and from what. `rulebook` names the texts; `sheet` and `decision` are JSON.

    `visit` is the number of the visit for which a result was handed over, empty where nobody did.
    """

    key: CaseKey
    rulebook: str
    as_of: date
    acted_on: date
    sheet: bytes
    decision: bytes
    visit: str = ""

    @property
    def is_matter(self) -> bool:
        return self.key.step > 0

    @property
    def may_be_shown(self) -> bool:
        """Whether the office knows of it from elsewhere than its own database."""
        return self.is_matter or bool(self.visit)


@dataclass(frozen=True, slots=True)
class StoredCases:
    """Results and decisions; nothing here changes any."""

    session: Session

    def rulebooks(self) -> dict[str, tuple[str, ...]]:
        """The hashes of the texts of each stored rulebook, in order."""
        query = select(RulebookFileRow.rulebook, RulebookFileRow.rule_file)
        found: dict[str, tuple[str, ...]] = {}
        for rulebook, text in self.session.execute(query.order_by(RulebookFileRow.rulebook, RulebookFileRow.position)):
            found[rulebook] = (*found.get(rulebook, ()), text)
        return found

    def texts(self, rulebook: str) -> tuple[bytes, ...]:
        """The texts of a stored rulebook; raises ChangedTextsFault."""
        return rulebook_texts(self.session, rulebook)

    def until(self, moment: datetime) -> Iterator[StoredCase]:
        """All that was stored up to the moment, without decisions and visits, in no order."""
        for query in (
            _results().where(AssessmentRow.created_at <= moment),
            _decided().where(MatterDecisionRow.made_at <= moment),
        ):
            for row in self.session.execute(query.execution_options(yield_per=_FETCHED)):
                yield StoredCase(CaseKey(row.id, row.step), row.rulebook, row.as_of, row.acted_on, row.sheet, b"")

    def count_since(self, moment: datetime) -> int:
        """How many were stored after the moment."""
        results = select(func.count()).select_from(AssessmentRow).where(AssessmentRow.created_at > moment)
        decided = select(func.count()).select_from(MatterDecisionRow).where(MatterDecisionRow.made_at > moment)
        return (self.session.scalar(results) or 0) + (self.session.scalar(decided) or 0)

    def read(self, keys: Sequence[CaseKey]) -> Iterator[StoredCase]:
        """Those that are still there of these."""
        for start in range(0, len(keys), AT_ONCE):
            yield from self._read(keys[start : start + AT_ONCE])

    def _read(self, keys: Sequence[CaseKey]) -> Iterator[StoredCase]:
        ids, steps = [each.id for each in keys if not each.step], [each for each in keys if each.step]
        visits = self._visits(ids)
        results = _results(AssessmentRow.decision).where(AssessmentRow.id.in_(ids))
        at = tuple_(MatterDecisionRow.matter, MatterDecisionRow.step)
        decided = _decided(MatterDecisionRow.decision).where(at.in_(steps))
        for asked, query in ((ids, results), (steps, decided)):
            for row in self.session.execute(query) if asked else ():
                key = CaseKey(row.id, row.step)
                made_from = (row.rulebook, row.as_of, row.acted_on, row.sheet)
                yield StoredCase(key, *made_from, row.decision, "" if row.step else visits.get(row.id, ""))

    def _visits(self, ids: Sequence[str]) -> dict[str, str]:
        """By result, the visit that it is handed over for."""
        query = select(VisitRow.assessment, func.min(VisitRow.number)).where(
            VisitRow.assessment.in_(ids), VisitRow.status != "cancelled"
        )
        found: dict[str, str] = {}
        for assessment, number in self.session.execute(query.group_by(VisitRow.assessment)):
            found[assessment] = number
        return found

    def of_visit(self, number: str) -> StoredCase | None:
        """What is handed over for the visit."""
        query = select(VisitRow.assessment).where(VisitRow.number == number, VisitRow.status != "cancelled")
        id = self.session.scalar(query)
        return next(self.read([CaseKey(id, 0)]), None) if id else None


def _results(*more: Any) -> Select[Any]:
    row = AssessmentRow
    return select(row.id, literal(0).label("step"), row.rulebook, row.as_of, row.acted_on, row.sheet, *more)


def _decided(*more: Any) -> Select[Any]:
    row = MatterDecisionRow
    return select(row.matter.label("id"), row.step, row.rulebook, row.as_of, row.acted_on, row.sheet, *more)
