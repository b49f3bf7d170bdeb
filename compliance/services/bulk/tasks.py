"""Which papers there are to make."""

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.rulepacks.models import NegativeList, OneVisit
from compliance.rulepacks.rulebook import Rulebook
from compliance.services.batch.rows import Columns, numbered
from compliance.services.batch.tables import Table
from compliance.services.bulk.work import Task


@dataclass(frozen=True, slots=True)
class Tasks:
    """One for each row of the table; without a table one for each visit, and without visits one for each pack."""

    rulebook: Rulebook
    table: Table | None
    columns: Columns | None

    @property
    def total(self) -> int:
        return self.table.total if self.table else len(self.rulebook.visits or self.rulebook.whole_packs)

    def __iter__(self) -> Iterator[Task]:
        """All of them, in order; rows are read as they are asked for."""
        if self.table and self.columns:
            return (Task(row.line, row) for row in numbered(self.table, self.columns))
        units = [_files_of(each, self.rulebook) for each in self.rulebook.visits or self.rulebook.whole_packs]
        return (Task(number, files=files) for number, files in enumerate(units, 1))


def _files_of(unit: OneVisit | NegativeList, rulebook: Rulebook) -> tuple[str, ...]:
    """The ids of the unit's file and of those that it takes items from."""
    if isinstance(unit, NegativeList):
        return (unit.id,)
    wanted = {item for stop in unit.stops for item in stop.items}
    homes = [pack.id for pack in rulebook.whole_packs if any(item.id in wanted for item in pack.items)]
    return (unit.id, *homes)
