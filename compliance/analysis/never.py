"""Items that can never be violated, and why: the parts that can't hold together."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from compliance.analysis.days import behind
from compliance.analysis.packview import OnDay, PackView, only
from compliance.analysis.spaces import Readings
from compliance.analysis.words import say
from compliance.rulepacks.conditions import All, Condition, facts_in, resolve
from compliance.rulepacks.models import Item
from compliance.rulepacks.source import locate
from compliance.rulepacks.values import plain_number

Part = TypeVar("Part")


def can_be_violated(view: PackView, item: Item) -> bool:
    """Whether any answers on any day make it a violation."""
    return any(day.space.cheapest((day.status(item),), only("violation")) for day in view.days(item))


def report_never(view: PackView, number: int, item: Item) -> None:
    """Says that the item is never violated, and what stands against it."""
    mark = locate(view.file.root, ("items", number, "violated_when"))
    view.report.warning(mark, "never-violated", f"「{item.title}」怎么答都不会是违反：{_why(view, item)}")


def core(parts: Sequence[Part], possible: Callable[[Sequence[Part]], bool]) -> list[Part]:
    """Parts that aren't possible together, none of them to spare."""
    kept = list(parts)
    for part in parts:
        rest = [each for each in kept if each is not part]
        if not possible(rest):
            kept = rest
    return kept


def _why(view: PackView, item: Item) -> str:
    days = [day for day in view.days(item) if day.law.threatened(item)]
    if not days:
        return "本项有效期间，没有一天有罚则（看 penalty 的 from）"
    day = days[0]
    demands = [*_demands(All((item.applies_when, item.violated_when)))]
    gates = [fact for fact in behind(view.pack, item) if view.pack.questions[fact].ask_when]
    kept = core([*demands, *gates], lambda parts: _possible(day, parts))
    return f"{'；'.join(_says(view, each) for each in kept)}——这些不能同时成立{_limits(view, kept)}"


def _demands(condition: Condition) -> Iterator[Condition]:
    """The parts that must all hold."""
    if isinstance(condition, All):
        for part in condition.parts:
            yield from _demands(part)
    else:
        yield condition


def _possible(day: OnDay, parts: Sequence[Condition | str]) -> bool:
    """Whether the conditions can hold together while the ask_when of just the named questions counts."""
    gates = {fact: gate for fact, gate in day.law.gates.items() if fact in parts}
    wanted = All(tuple(part for part in parts if not isinstance(part, str)))
    readings = Readings(day.space, gates)
    return day.space.cheapest((readings.truth(resolve(wanted, day.law.parameters)),), only(True)) is not None


def _says(view: PackView, part: Condition | str) -> str:
    if not isinstance(part, str):
        return say(part)
    gate = view.pack.questions[part].ask_when
    assert gate
    return f"「{part}」只在{say(gate)}时才问"


def _limits(view: PackView, kept: Sequence[Condition | str]) -> str:
    """The ends of what may be answered, where they are tested."""
    facts = {fact for part in kept if not isinstance(part, str) for fact in facts_in(part)}
    said = []
    for fact in view.pack.questions:
        question = view.pack.questions[fact]
        if fact in facts and question.min is not None:
            said.append(f"「{fact}」最小 {plain_number(question.min)}")
        if fact in facts and question.max is not None:
            said.append(f"「{fact}」最大 {plain_number(question.max)}")
    return f"（{'，'.join(said)}）" if said else ""
