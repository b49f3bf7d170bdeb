"""Statuses of items on a day, and of a pack over two days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from compliance.engine.decision import Finding
from compliance.engine.facts import Facts
from compliance.engine.fines import Threat, fines_met, lighter_law
from compliance.engine.plain import Needs
from compliance.engine.sheet import AnswerSheet, Subject
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
        self._settled = {status: [self._made(n, status) for n in range(len(pack.items))] for status in _SETTLED}
        self._fixed: dict[tuple[ItemOn, Subject], Finding] = {}
        self._waiting: dict[tuple[PackOn, int, Needs], Finding] = {}

    def find(self, sheet: AnswerSheet, as_of: date, acted_on: date) -> list[Finding]:
        """The findings in the pack's order, without outcomes; items in force on neither day are left out."""
        new = self.timeline.on(as_of)
        if acted_on == as_of:
            return self._on_one_day(new, sheet, as_of)
        now, then = self._sides(new, sheet, as_of), self._sides(self.timeline.on(acted_on), sheet, as_of)
        numbers = sorted(now.keys() | then.keys())
        return [self._over_time(number, then.get(number), now.get(number)) for number in numbers]

    def _on_one_day(self, pack: PackOn, sheet: AnswerSheet, as_of: date) -> list[Finding]:
        facts, found = self._read(pack, sheet, as_of)
        findings = []
        for each, status in zip(pack.items, found, strict=True):
            if isinstance(status, int):
                findings.append(self._undetermined_on(pack, each.number, status))
            elif status == "violation":
                findings.append(self._violated_on(each, facts, sheet))
            else:
                findings.append(self._settled[status][each.number])
        return findings

    def _violated_on(self, each: ItemOn, facts: Facts, sheet: AnswerSheet) -> Finding:
        """A violation under one day's law; one whose fines hang on no fact is made once for each kind of subject."""
        if each.fines_vary:
            side = self._violated(each, facts, sheet)
            return self._over_time(each.number, side, side)
        finding = self._fixed.get((each, sheet.subject))
        if finding is None:
            side = self._violated(each, facts, sheet)
            finding = self._fixed[each, sheet.subject] = self._over_time(each.number, side, side)
        return finding

    def _read(self, pack: PackOn, sheet: AnswerSheet, as_of: date) -> tuple[Facts, Sequence[Status | Needs]]:
        facts = Facts(pack.asking.shown(sheet.answers, as_of, self._reader), as_of)
        return facts, self._reader.findings(pack.conditions, facts)

    def _sides(self, pack: PackOn, sheet: AnswerSheet, as_of: date) -> dict[int, Side]:
        facts, found = self._read(pack, sheet, as_of)
        bits = self._reader.bits(pack.conditions)
        sides: dict[int, Side] = {}
        for each, status in zip(pack.items, found, strict=True):
            if isinstance(status, int):
                sides[each.number] = _Open(bits.facts(status))
            else:
                sides[each.number] = self._violated(each, facts, sheet) if status == "violation" else status
        return sides

    def _violated(self, each: ItemOn, facts: Facts, sheet: AnswerSheet) -> Side:
        penalty = each.penalty_in_force
        if penalty is None or each.penalty is None:
            return "compliant"  # nothing is threatened yet
        conditions = each.fine_conditions
        truths = self._reader.truths(conditions, facts) if conditions else [True] * len(penalty.fines)
        fines = fines_met(penalty, sheet.subject, truths, facts.values)
        return _Violated(Threat(each.penalty, frozenset(penalty.measures), fines))

    def _over_time(self, number: int, old: Side, new: Side) -> Finding:
        """What holds of an item under the old law and the new (从旧兼从轻)."""
        if isinstance(old, _Open) or isinstance(new, _Open):
            return self._undetermined(number, _needs_of(old) | _needs_of(new))
        if isinstance(old, _Violated):
            if isinstance(new, _Violated):
                return self._violation(number, old.threat, new.threat)
            return self._made(number, new or "compliant", (), "new")
        if isinstance(new, _Violated):
            return self._made(number, old or "compliant", (), "old")
        return self._settled[old or new][number]  # type: ignore[index]

    def _violation(self, number: int, old: Threat, new: Threat) -> Finding:
        law, officer_decides = ("same", False) if old is new else lighter_law(old, new)
        threat = new if law == "new" else old
        return self._made(number, "violation", (), law, officer_decides, threat.fines, None, threat.penalty)

    def _undetermined_on(self, pack: PackOn, number: int, needs: Needs) -> Finding:
        finding = self._waiting.get((pack, number, needs))
        if finding is None:
            if len(self._waiting) >= NEEDS_KEPT:
                self._waiting.clear()
            facts = self._reader.bits(pack.conditions).facts(needs)
            finding = self._waiting[pack, number, needs] = self._undetermined(number, facts)
        return finding

    def _undetermined(self, number: int, needs: frozenset[str]) -> Finding:
        return self._made(number, "undetermined", tuple(name for name in self._pack.questions if name in needs))

    def _made(self, number: int, status: Status, *rest: Any) -> Finding:
        return Finding(self._pack.id, self._pack.version, self._pack.items[number].id, status, *rest)


_SETTLED: tuple[Status, ...] = ("compliant", "not_applicable")


def _needs_of(side: Side) -> frozenset[str]:
    return side.needs if isinstance(side, _Open) else frozenset()
