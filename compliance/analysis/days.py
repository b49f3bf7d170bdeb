"""An item on a day, and the few days that stand for all on which it is in force."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from compliance.analysis.samples import operands_of
from compliance.engine.examples import first_day
from compliance.engine.facts import Facts, ItemSet
from compliance.engine.plain import PlainReader
from compliance.engine.timeline import Asking
from compliance.rulepacks.conditions import Condition, Parameter, Test, facts_in, resolve, tests_in
from compliance.rulepacks.models import Item, NegativeList, Question, Status
from compliance.rulepacks.values import Value

AROUND = range(-2, 3)
"""How near to each other two days on which dates are held may lie before it matters how near."""
DAYS_COUNTED = ("within_days", "older_than_days")


class PackDay:
    """A pack's conditions on a day, with the day's parameters in them. What was done was done on the same day."""

    def __init__(self, pack: NegativeList, day: date) -> None:
        self.pack, self.day = pack, day
        self.parameters = parameters_on(pack, day)
        self._reader = PlainReader()
        self._items: dict[str, tuple[Asking, ItemSet]] = {}

    @cached_property
    def gates(self) -> Mapping[str, Condition]:
        """When each question is shown; those always shown are left out."""
        questions = self.pack.questions.items()
        return {fact: resolve(each.ask_when, self.parameters) for fact, each in questions if each.ask_when}

    def applies(self, item: Item) -> Condition:
        return resolve(item.applies_when, self.parameters)

    def violated(self, item: Item) -> Condition:
        return resolve(item.violated_when, self.parameters)

    def threatened(self, item: Item) -> bool:
        """Whether a penalty is in force."""
        return any(each.from_ is None or each.from_ <= self.day for each in item.penalty)

    def tests(self, item: Item) -> Iterator[Test]:
        """All that the item's status hangs on, the questions' gates included."""
        whole = (self.applies(item), self.violated(item))
        for condition in (*whole, *(self.gates[fact] for fact in behind(self.pack, item) if fact in self.gates)):
            yield from tests_in(condition)

    def status(self, item: Item, answers: Mapping[str, Value]) -> Status:
        """The item's status as the engine reads it."""
        if item.id not in self._items:
            questions = {fact: self.pack.questions[fact] for fact in behind(self.pack, item)}
            items = ItemSet(((self.applies(item), self.violated(item)),))
            self._items[item.id] = Asking(questions, self.parameters), items
        asking, items = self._items[item.id]
        (status,) = self._reader.statuses(items, Facts(asking.shown(answers, self.day, self._reader), self.day))
        return "compliant" if status == "violation" and not self.threatened(item) else status


def parameters_on(pack: NegativeList, day: date) -> dict[str, Decimal | None]:
    """The pack's parameters; None where one has no value yet."""
    return {
        name: max((each for each in entries if each.from_ <= day), key=lambda each: each.from_).value
        if any(each.from_ <= day for each in entries)
        else None
        for name, entries in pack.parameters.items()
    }


def behind(pack: NegativeList, item: Item) -> tuple[str, ...]:
    """The facts that the item's status hangs on, in the pack's order: those read, and what they are shown by."""
    return closure(pack.questions, facts_in(item.applies_when) | facts_in(item.violated_when))


def closure(questions: Mapping[str, Question], facts: Iterable[str]) -> tuple[str, ...]:
    """The facts, and those that decide whether they are shown, in the questions' order."""
    wanted, new = set[str](), set(facts)
    while new:
        wanted |= new
        gates = (questions[fact].ask_when for fact in new if fact in questions)
        new = set().union(*(facts_in(gate) for gate in gates if gate)) - wanted
    return tuple(fact for fact in questions if fact in wanted)


def days_of(pack: NegativeList, item: Item) -> tuple[date, ...]:
    """Days that stand for all on which the item is in force, the first of these first.

    Between two of them neither the law changes, nor the order in which the days lie that dates are held against.
    """
    first = first_day(pack, item)
    ends = [each.to for each in (pack.effective, item.effective) if each and each.to]
    days = {first, *_changes(pack, item), *_turns(tests_behind(pack, item), pack)}
    return tuple(sorted(day for day in days if day >= first and all(day <= end for end in ends)))


def tests_behind(pack: NegativeList, item: Item) -> list[Test]:
    """The tests that the item's status hangs on, with parameters still in them."""
    gates = (pack.questions[fact].ask_when for fact in behind(pack, item))
    conditions = [item.applies_when, item.violated_when, *(gate for gate in gates if gate)]
    return [test for condition in conditions for test in tests_in(condition)]


def _changes(pack: NegativeList, item: Item) -> Iterator[date]:
    """When the penalty or a parameter that is read changes."""
    yield from (each.from_ for each in item.penalty if each.from_)
    for test in tests_behind(pack, item):
        for operand in operands_of(test):
            if isinstance(operand, Parameter):
                yield from (each.from_ for each in pack.parameters[operand.name])


def _turns(tests: list[Test], pack: NegativeList | None) -> Iterator[date]:
    """When a day that is a count of days ago comes near one that is written as a date, for each fact."""
    for fact in {test.fact for test in tests}:
        of_fact = [test for test in tests if test.fact == fact]
        written = {test.operand for test in of_fact if isinstance(test.operand, date)}
        counts = {count for test in of_fact if test.operator in DAYS_COUNTED for count in _counts(test, pack)}
        for day in written if counts else ():
            for count in {0, *counts}:
                for step in AROUND:
                    try:
                        yield day + timedelta(count + step)
                    except OverflowError:
                        continue


def _counts(test: Test, pack: NegativeList | None) -> Iterator[int]:
    if isinstance(test.operand, Parameter):
        assert pack
        yield from (int(each.value) for each in pack.parameters[test.operand.name])
    elif isinstance(test.operand, Decimal):
        yield int(test.operand)


def turns(tests: list[Test]) -> tuple[date, ...]:
    """Days that stand for all days, as far as these tests, which have no parameters, can tell."""
    return tuple(sorted({date(2000, 1, 1), *_turns(tests, None)}))
