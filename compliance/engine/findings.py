"""Statuses of items on a day, and of a pack over two days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, TypeAlias

from compliance.engine.decision import Finding
from compliance.engine.facts import Facts
from compliance.engine.fines import Threat, fines_met, lighter_law
from compliance.engine.plain import VIOLATED, Said, needs_of, status_of
from compliance.engine.sheet import NOTHING, Subject, Values
from compliance.engine.timeline import ItemOn, PackOn, PackTimeline
from compliance.engine.twice import TwiceReader
from compliance.rulepacks.models import NegativeList, Status

FINDINGS_KEPT = 100_000

Side: TypeAlias = "_Violated | _Open | Status | None"
"""An item under one day's law: violated, undetermined, its status otherwise; None where it isn't in force."""


@dataclass(frozen=True, slots=True)
class _Violated:
    threat: Threat


@dataclass(frozen=True, slots=True)
class _Open:
    needs: frozenset[str]


class PackFinder:
    """Finds under one pack. Findings that hang on nothing but what is said of the item are made once."""

    def __init__(self, pack: NegativeList, reader: TwiceReader) -> None:
        self.timeline = PackTimeline(pack)
        self._pack, self._reader = pack, reader
        self._places = {name: n for n, name in enumerate(pack.questions)}
        self._known: dict[tuple[PackOn, Subject], list[_Known]] = {}
        self._kept = 0

    def find(self, answers: Values, subject: Subject, as_of: date, acted_on: date) -> list[Finding]:
        """The findings in the pack's order, without outcomes; items in force on neither day are left out."""
        new = self.timeline.on(as_of)
        if acted_on == as_of:
            return self._on_one_day(new, answers, subject, as_of)
        old = self.timeline.on(acted_on)
        now, then = (self._sides(pack, answers, subject, as_of) for pack in (new, old))
        numbers = sorted(now.keys() | then.keys())
        return [self._over_time(number, then.get(number), now.get(number)) for number in numbers]

    def prepare(self, day: date) -> None:
        """Compiles when the fines of the day are due, which is read of violations only."""
        for conditions in (each.fine_conditions for each in self.timeline.on(day).items):
            if conditions:
                self._reader.truths(conditions, Facts(NOTHING, day))

    def _on_one_day(self, pack: PackOn, answers: Values, subject: Subject, as_of: date) -> list[Finding]:
        facts, found = self._read(pack, answers, as_of)
        findings = [known[said] for known, said in zip(self._known_on(pack, subject), found, strict=True)]
        for n in pack.with_varying_fines:
            if found[n] == VIOLATED:
                side = self._violated(pack.items[n], facts, subject)
                findings[n] = self._over_time(pack.items[n].number, side, side)
        return findings

    def _known_on(self, pack: PackOn, subject: Subject) -> "list[_Known]":
        """What was found of each item before."""
        if self._kept >= FINDINGS_KEPT:
            self._known.clear()
            self._kept = 0
        known = self._known.get((pack, subject))
        if known is None:
            made = (partial(self._found, each, subject) for each in pack.items)
            known = self._known[pack, subject] = [_Known(each) for each in made]
        return known

    def _found(self, each: ItemOn, subject: Subject, said: Said) -> Finding:
        self._kept += 1
        side = self._side(each, said, Facts(NOTHING, date.min), subject)
        return self._over_time(each.number, side, side)

    def _read(self, pack: PackOn, answers: Values, as_of: date) -> tuple[Facts, list[Said]]:
        facts = Facts(pack.asking.shown(answers, as_of, self._reader), as_of)
        return facts, self._reader.findings(pack.conditions, facts)

    def _sides(self, pack: PackOn, answers: Values, subject: Subject, as_of: date) -> dict[int, Side]:
        facts, found = self._read(pack, answers, as_of)
        items = zip(pack.items, found, strict=True)
        return {each.number: self._side(each, said, facts, subject) for each, said in items}

    def _side(self, each: ItemOn, said: Said, facts: Facts, subject: Subject) -> Side:
        if said > VIOLATED:
            return _Open(needs_of(each.applies, each.violated, said))
        return self._violated(each, facts, subject) if said == VIOLATED else status_of(said)

    def _violated(self, each: ItemOn, facts: Facts, subject: Subject) -> Side:
        penalty = each.penalty_in_force
        if penalty is None or each.penalty is None:
            return "compliant"  # nothing is threatened yet
        conditions = each.fine_conditions
        truths = self._reader.truths(conditions, facts) if conditions else [True] * len(penalty.fines)
        fines = fines_met(penalty, subject, truths, facts.values)
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
        status = old or new
        assert status
        return self._made(number, status)

    def _violation(self, number: int, old: Threat, new: Threat) -> Finding:
        law, officer_decides = ("same", False) if old is new else lighter_law(old, new)
        threat = new if law == "new" else old
        return self._made(number, "violation", (), law, officer_decides, threat.fines, None, threat.penalty)

    def _undetermined(self, number: int, needs: frozenset[str]) -> Finding:
        return self._made(number, "undetermined", tuple(sorted(needs, key=self._places.__getitem__)))

    def _made(self, number: int, status: Status, *rest: Any) -> Finding:
        return Finding(self._pack.id, self._pack.version, self._pack.items[number].id, status, *rest)


class _Known(dict[Said, Finding]):
    """The findings of one item by what is said of it, each made when it is first met."""

    def __init__(self, found: Callable[[Said], Finding]) -> None:
        self._found = found

    def __missing__(self, said: Said) -> Finding:
        finding = self[said] = self._found(said)
        return finding


def _needs_of(side: Side) -> frozenset[str]:
    return side.needs if isinstance(side, _Open) else frozenset()
