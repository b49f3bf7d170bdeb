"""Statuses of items on a day, and of a pack over two days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

from compliance.engine.decision import Finding
from compliance.engine.facts import Facts
from compliance.engine.fines import Threat, fines_met, lighter_law
from compliance.engine.plain import Needs
from compliance.engine.sheet import AnswerSheet
from compliance.engine.timeline import ItemOn, PackOn, PackTimeline
from compliance.engine.twice import TwiceReader
from compliance.rulepacks.models import NegativeList, Status

NEEDS_KEPT = 100_000

Side: TypeAlias = "_Violated | _Open | Status | None"
"""An item under one day's law: violated, undetermined, its status otherwise; None where it isn't in force."""


@dataclass(frozen=True, slots=True)
class _Violated:
    threat: Threat


@dataclass(frozen=True, slots=True)
class _Open:
    needs: frozenset[str]


class PackFinder:
    """Finds under one pack. Findings that say nothing of the case at hand are made once."""

    def __init__(self, pack: NegativeList, reader: TwiceReader) -> None:
        self.timeline = PackTimeline(pack)
        self._pack, self._reader = pack, reader
        self._blank = [Finding(pack.id, pack.version, item.id, "compliant") for item in pack.items]
        self._settled = {status: [replace(each, status=status) for each in self._blank] for status in _SETTLED}
        self._needs: dict[tuple[int, frozenset[str]], Finding] = {}

    def find(self, sheet: AnswerSheet, as_of: date, acted_on: date) -> list[Finding]:
        """The findings in the pack's order, without outcomes; items in force on neither day are left out."""
        new = self._sides(self.timeline.on(as_of), sheet, as_of)
        old = new if acted_on == as_of else self._sides(self.timeline.on(acted_on), sheet, as_of)
        numbers = new if old is new else sorted(old.keys() | new.keys())
        return [self._finding(number, old.get(number), new.get(number)) for number in numbers]

    def _sides(self, pack: PackOn, sheet: AnswerSheet, as_of: date) -> dict[int, Side]:
        facts = Facts(pack.asking.shown(sheet.answers, as_of, self._reader), as_of)
        found: Sequence[Status | Needs] = self._reader.findings(pack.conditions, facts)
        sides: dict[int, Side] = {}
        for each, status in zip(pack.items, found, strict=True):
            if isinstance(status, int):
                sides[each.number] = _Open(self._reader.bits(pack.conditions).facts(status))
            else:
                sides[each.number] = self._violated(each, facts, sheet) if status == "violation" else status
        return sides

    def _violated(self, each: ItemOn, facts: Facts, sheet: AnswerSheet) -> Side:
        penalty = each.penalty_in_force
        if penalty is None or each.penalty is None:
            return "compliant"  # nothing is threatened yet
        truths = self._reader.truths(each.fine_conditions, facts)
        fines = fines_met(penalty, sheet.subject, truths, facts.values)
        return _Violated(Threat(each.penalty, frozenset(penalty.measures), fines))

    def _finding(self, number: int, old: Side, new: Side) -> Finding:
        if old is new and isinstance(old, str):
            return self._settled[old][number]
        if isinstance(old, _Open) or isinstance(new, _Open):
            return self._undetermined(number, _needs_of(old) | _needs_of(new))
        return replace(self._blank[number], **_over_time(old, new))

    def _undetermined(self, number: int, needs: frozenset[str]) -> Finding:
        finding = self._needs.get((number, needs))
        if finding is None:
            ordered = tuple(name for name in self._pack.questions if name in needs)
            finding = replace(self._blank[number], status="undetermined", needs=ordered)
            if len(self._needs) >= NEEDS_KEPT:
                self._needs.clear()
            self._needs[number, needs] = finding
        return finding


_SETTLED: tuple[Status, ...] = ("compliant", "not_applicable")


def _needs_of(side: Side) -> frozenset[str]:
    return side.needs if isinstance(side, _Open) else frozenset()


def _over_time(old: Side, new: Side) -> Mapping[str, Any]:
    """What holds of a determined item under the old law and the new (从旧兼从轻)."""
    if isinstance(old, _Violated) and isinstance(new, _Violated):
        law, officer_decides = lighter_law(old.threat, new.threat)
        threat = (new if law == "new" else old).threat
        kept = {"fines": threat.fines, "penalty": threat.penalty}
        return {"status": "violation", "law": law, "officer_decides": officer_decides, **kept}
    if isinstance(old, _Violated):
        return {"status": new or "compliant", "law": "new"}
    if isinstance(new, _Violated):
        return {"status": old or "compliant", "law": "old"}
    return {"status": old or new}
