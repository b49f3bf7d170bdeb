"""Items violated by the same facts, or one by all that violates another, that don't say they punish one act."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from compliance.analysis.days import PackDay, days_of
from compliance.analysis.diagrams import Node
from compliance.analysis.packview import OnDay, pack_tests
from compliance.analysis.spaces import Readings, Solution, Space, is_violation
from compliance.analysis.words import say_answers
from compliance.rulepacks.loader import RuleFile
from compliance.rulepacks.models import Citation, Item, NegativeList, Question
from compliance.rulepacks.problems import Report
from compliance.rulepacks.source import locate


@dataclass(eq=False)
class _Entry:
    """An item, and when it is a violation, on each day on which it is in force."""

    file: RuleFile
    pack: NegativeList
    number: int
    violated: dict[date, Node] = field(default_factory=dict)

    @property
    def item(self) -> Item:
        return self.pack.items[self.number]

    @property
    def cites(self) -> set[tuple[object, ...]]:
        """The penalty articles and the duties."""
        duties = {("duty", *_place(each), each.paragraph, each.subitem) for each in self.item.duty}
        return duties | {("penalty", *_place(each)) for each in self.item.penalty}


def _place(citation: Citation) -> tuple[str, str]:
    return citation.law, citation.article


def report_twins(files: Sequence[RuleFile]) -> Iterator[Report]:
    """The reports on all packs held against each other; where two items clash, the later one's says so."""
    spaces, entries = _entries([(file, file.content) for file in files if isinstance(file.content, NegativeList)])
    reports = {file.name: Report(file.name) for file in files}
    for one, other in _pairs(entries):
        if message := _compare(one, other, spaces):
            report = reports[other.file.name]
            report.item = other.item.id
            code, text = message
            report.warning(locate(other.file.root, ("items", other.number, "violated_when")), code, text)
    yield from reports.values()


def _entries(packs: Sequence[tuple[RuleFile, NegativeList]]) -> tuple[dict[date, Space], list[_Entry]]:
    entries = [_Entry(file, pack, n) for file, pack in packs for n in range(len(pack.items))]
    days = sorted({day for each in entries for day in days_of(each.pack, each.item)})
    spaces = {day: _space([pack for _, pack in packs], day) for day in days}
    for day, space in spaces.items():
        views = {pack.id: _view(pack, space) for _, pack in packs}
        for each in entries:
            if each.pack.in_force(each.item, day):
                status = views[each.pack.id].status(each.item)
                violated = space.diagrams.combine(is_violation, status)
                if violated != space.diagrams.leaf(False):
                    each.violated[day] = violated
    return spaces, entries


def _space(packs: Iterable[NegativeList], day: date) -> Space:
    questions: dict[str, tuple[Question, ...]] = {}
    for pack in packs:
        for fact, question in pack.questions.items():
            questions[fact] = (*questions.get(fact, ()), question)
    return Space(questions, [test for pack in packs for test in pack_tests(PackDay(pack, day))], day)


def _view(pack: NegativeList, space: Space) -> OnDay:
    law = PackDay(pack, space.as_of)
    return OnDay(law, Readings(space, law.gates))


def _pairs(entries: Sequence[_Entry]) -> Iterator[tuple[_Entry, _Entry]]:
    """Pairs that are violated alike on some day, or cite the same, and share no act; each once, in order."""
    alike: defaultdict[object, list[int]] = defaultdict(list)
    for n, each in enumerate(entries):
        for key in (*each.cites, *each.violated.items()):
            alike[key].append(n)
    pairs = {pair for group in alike.values() for pair in combinations(group, 2)}
    for first, second in sorted(pairs):
        one, other = entries[first], entries[second]
        if one.item.act is None or one.item.act != other.item.act:
            yield one, other


def _compare(one: _Entry, other: _Entry, spaces: dict[date, Space]) -> tuple[str, str] | None:
    days = sorted(one.violated.keys() & other.violated.keys())
    if not days:
        return None
    both = _example(one, other, (True, True), days, spaces)
    if both is None:
        return None
    only_one = _example(one, other, (True, False), days, spaces)
    only_other = _example(one, other, (False, True), days, spaces)
    advice = "罚的是同一个行为的，写同样的 act（一事不再罚）"
    here, there = f"「{other.item.title}」（{other.item.id}）", f"「{one.item.title}」（{one.item.id}）"
    if not only_one and not only_other:
        return "same-violation", f"{here}和{there}违反的情形完全一样，例如{_said(both)}；{advice}"
    if not one.cites & other.cites or (only_one and only_other):
        return None
    narrow, wide, wider = (here, there, only_one) if only_one else (there, here, only_other)
    assert wider
    text = f"{narrow}违反时，{wide}一定也违反，例如{_said(both)}；反过来不一定，例如{_said(wider)}只违反后者"
    return "implied-violation", f"{text}。两项引的义务或罚则是同一条，{advice}"


def _example(
    one: _Entry, other: _Entry, wanted: tuple[bool, bool], days: Sequence[date], spaces: dict[date, Space]
) -> Solution | None:
    for day in days:
        found = spaces[day].cheapest(
            (one.violated[day], other.violated[day]), lambda *got: 0 if got == wanted else None
        )
        if found:
            return found
    return None


def _said(found: Solution) -> str:
    return say_answers(found.answers)
