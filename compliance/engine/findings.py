"""Statuses of items on a day, and of a pack over two days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.engine.decision import Finding
from compliance.engine.facts import Facts, Reader, Truth
from compliance.engine.fines import Threat, fines_met, lighter_law
from compliance.engine.plain import needs_of
from compliance.engine.sheet import AnswerSheet
from compliance.engine.timeline import ItemOn, PackOn, PackTimeline, applies_key, breached_key, fine_key
from compliance.rulepacks.models import NegativeList, Status


@dataclass(frozen=True, slots=True)
class _StatusOn:
    """An item's status under one day's law."""

    status: Status
    needs: frozenset[str] = frozenset()
    threat: Threat | None = None


def find(timeline: PackTimeline, sheet: AnswerSheet, as_of: date, acted_on: date, reader: Reader) -> Iterator[Finding]:
    """The findings of a pack, in its order, without outcomes; items in force on neither day are left out."""
    new = _statuses(timeline.on(as_of), sheet, as_of, reader)
    old = new if acted_on == as_of else _statuses(timeline.on(acted_on), sheet, as_of, reader)
    for number, item in enumerate(timeline.pack.items):
        sides = old.get(number), new.get(number)
        if any(sides):
            yield _finding(timeline.pack, item.id, **_over_time(*sides, timeline.pack))


def _statuses(pack: PackOn, sheet: AnswerSheet, as_of: date, reader: Reader) -> dict[int, _StatusOn]:
    facts = Facts(pack.asking.shown(sheet.answers, as_of, reader), as_of)
    truths = reader.read(pack.conditions, facts)
    return {number: _status(each, truths, facts, sheet) for number, each in pack.items.items()}


def _status(each: ItemOn, truths: Mapping[str, Truth], facts: Facts, sheet: AnswerSheet) -> _StatusOn:
    breached = truths[breached_key(each.number)]
    if breached is None:
        return _StatusOn("undetermined", needs_of(each.breached, facts))
    penalty = each.penalty_in_force
    if breached and penalty is not None and each.penalty is not None:
        fines = fines_met(penalty, sheet.subject, lambda n: truths.get(fine_key(each.number, n), True), facts.values)
        return _StatusOn("violation", threat=Threat(each.penalty, frozenset(penalty.measures), fines))
    return _StatusOn("not_applicable" if truths[applies_key(each.number)] is False else "compliant")


def _over_time(old: _StatusOn | None, new: _StatusOn | None, pack: NegativeList) -> dict[str, Any]:
    """What holds of an item under the old law and the new (从旧兼从轻); None where it isn't in force."""
    sides = [side for side in (old, new) if side]
    if any(side.status == "undetermined" for side in sides):
        needs = frozenset().union(*(side.needs for side in sides))
        return {"status": "undetermined", "needs": tuple(name for name in pack.questions if name in needs)}
    was, now = (side.threat if side else None for side in (old, new))
    if was and now:
        law, officer_decides = lighter_law(was, now)
        return {
            "status": "violation",
            "law": law,
            "officer_decides": officer_decides,
            **_threat(now if law == "new" else was),
        }
    if was or now:
        lighter = new if was else old
        return {"status": lighter.status if lighter else "compliant", "law": "new" if was else "old"}
    return {"status": sides[0].status}


def _threat(threat: Threat) -> dict[str, Any]:
    return {"fines": threat.fines, "penalty": threat.penalty}


def _finding(pack: NegativeList, item: str, status: Status, **rest: Any) -> Finding:
    return Finding(pack.id, pack.version, item, status, **rest)
