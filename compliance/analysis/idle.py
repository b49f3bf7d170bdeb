"""Parts of conditions that never matter: taken as true, or as false, they change nothing under any answers."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import TypeAlias

from compliance.analysis.diagrams import Node
from compliance.analysis.mutants import place_of
from compliance.analysis.packview import OnDay, PackView
from compliance.analysis.places import Place, replaced
from compliance.analysis.spaces import is_true, is_violation
from compliance.analysis.words import quoted, say_answers, say_status
from compliance.engine.examples import STATUS_NAMES
from compliance.engine.facts import Truth
from compliance.rulepacks.conditions import ALWAYS, Any_, Condition, facts_in
from compliance.rulepacks.models import Item

NEVER = Any_()
Effect: TypeAlias = Callable[[OnDay, Condition], Node]
"""What comes of it on a day when the whole condition is another one."""


def report_idle_of_item(view: PackView, number: int, item: Item) -> None:
    """Parts of when the item applies and is violated, and of when its fines hold."""
    days = list(view.days(item))
    for key, label in (("applies_when", "适用条件"), ("violated_when", "违反条件")):
        place = place_of(view.file, ("items", number, key), getattr(item, key))
        if place:
            _report(view, place, days, partial(_status, item, key), label)
    for path, condition in _fines(view, number, item):
        place = place_of(view.file, path, condition)
        assert place
        _report(view, place, days, partial(_while_violated, item), "罚款档次的 if")


def report_idle_of_gate(view: PackView, fact: str, gate: Condition, days: Sequence[date]) -> None:
    """Parts of when the question is shown."""
    place = place_of(view.file, ("questions", fact, "ask_when"), gate)
    assert place
    _report(view, place, [view.on(day) for day in days], _shown, f"「{fact}」的 ask_when")


def _status(item: Item, key: str, day: OnDay, whole: Condition) -> Node:
    changed = item.model_copy(update={key: whole})
    return day.status(changed)


def _while_violated(item: Item, day: OnDay, whole: Condition) -> Node:
    return day.space.diagrams.combine(_if_violated, day.status(item), day.truth(whole))


def _if_violated(status: str, truth: Truth) -> Truth | str:
    return truth if is_violation(status) else "no violation"


def _shown(day: OnDay, whole: Condition) -> Node:
    return day.space.diagrams.combine(is_true, day.truth(whole))


def _fines(view: PackView, number: int, item: Item) -> Iterator[tuple[tuple[object, ...], Condition]]:
    node = view.file.root["items"][number]["penalty"]
    for i, penalty in enumerate(item.penalty):
        for j, fine in enumerate(penalty.fines):
            if fine.if_:
                listed = (i,) if isinstance(node, list) else ()
                yield ("items", number, "penalty", *listed, "fines", j, "if"), fine.if_


def _report(view: PackView, whole: Place, days: Sequence[OnDay], effect: Effect, label: str) -> None:
    for place, value in idle_parts(whole, days, effect):
        witness = _witness(place.condition, value, whole, days, effect)
        message = f"{label}里的{quoted(place.condition)}不起作用：当作总是{_truth(value)}，结果都一样{witness}"
        view.report.warning(place.mark, "idle-part", message)


def idle_parts(whole: Place, days: Sequence[OnDay], effect: Effect) -> Iterator[tuple[Place, bool]]:
    """The outermost parts of the condition that never matter, and what each may as well always be."""

    def below(place: Place) -> Iterator[tuple[Place, bool]]:
        value = _fixed(whole, place, days, effect) if facts_in(place.condition) else None
        if value is not None:
            yield place, value
        else:
            for part in place.parts:
                yield from below(part)

    return below(whole)


def _fixed(whole: Place, place: Place, days: Sequence[OnDay], effect: Effect) -> bool | None:
    """The value that the part may as well always have; None where it matters."""
    for value, constant in ((True, ALWAYS), (False, NEVER)):
        changed = replaced(whole.condition, place.path, constant)
        if all(effect(day, changed) == effect(day, whole.condition) for day in days):
            return value
    return None


def _witness(part: Condition, value: bool, whole: Place, days: Sequence[OnDay], effect: Effect) -> str:
    """Answers under which the part isn't so, and yet the outcome is the same."""
    for wanted in (not value, None):
        for day in days:
            nodes = (day.truth(part), effect(day, whole.condition))
            found = day.space.cheapest(nodes, partial(_first_is, wanted))
            if found:
                outcome = found.outcomes[1]
                said = f"有它没它都是「{say_status(outcome)}」" if outcome in STATUS_NAMES else "有它没它都一样"
                return f"；例如{say_answers(found.answers)}时它{_truth(wanted)}，{said}"
    return f"，因为怎么答它都{_truth(value)}"


def _first_is(wanted: Truth, one: Truth, _: object) -> int | None:
    return 0 if one is wanted else None


def _truth(value: Truth) -> str:
    return "未知" if value is None else "成立" if value else "不成立"
