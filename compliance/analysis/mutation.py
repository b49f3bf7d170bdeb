"""Which mutants of a pack its examples notice, and for each that they don't, an example that would."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, TypeAlias

from compliance.analysis.days import PackDay, days_of
from compliance.analysis.mutants import Mutant, mutants
from compliance.analysis.suggestions import Solver, Suggestion
from compliance.engine.examples import first_day
from compliance.rulepacks.loader import RuleFile
from compliance.rulepacks.models import Item, NegativeList, Status
from compliance.rulepacks.problems import Problem
from compliance.rulepacks.values import Value, read_value

Reason: TypeAlias = Literal["same-truth", "same-status", "only-asking", "not-asked"]
REASONS: Mapping[Reason, str] = {
    "same-truth": "两种写法，对任何答案都一样真假",
    "same-status": "真假有时不同，但别的条件已经定了结果，任何答案下状态都一样",
    "only-asking": "只影响这一题问不问，任何答案下各项的状态都一样",
    "not-asked": "只影响这一题问不问；只有回答了现在不会问到的题，状态才不同，而这样的回答不算数",
}
Step: TypeAlias = Callable[[], None]
Priced: TypeAlias = tuple[int, Suggestion]


@dataclass(frozen=True, slots=True)
class Alive:
    """A mutant that no example notices, and an example that would."""

    file: str
    mutant: Mutant
    example: Suggestion

    @property
    def problem(self) -> Problem:
        mark, message = self.mutant.mark, f"{self.mutant.change}，没有例子看得出来"
        return Problem(self.file, mark.line, mark.column, "warning", "mutant-alive", self.example.item, message)

    def __str__(self) -> str:
        return f"{self.problem}\n    「{self.example.item}」加这个例子就看得出来：\n    {self.example}"

    def as_dict(self) -> dict[str, object]:
        example = self.example
        return self.problem.as_dict() | {
            "example": example.line(),
            "status": example.status,
            "changed": example.changed,
        }


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A mutant that no answers to questions that are asked tell apart from the pack on any day; see REASONS."""

    file: str
    mutant: Mutant
    reason: Reason

    def __str__(self) -> str:
        mark = self.mutant.mark
        return f"{self.file}:{mark.line}:{mark.column}: {self.mutant.change}：{REASONS[self.reason]}"

    def as_dict(self) -> dict[str, object]:
        mark, change = self.mutant.mark, self.mutant.change
        problem = Problem(self.file, mark.line, mark.column, "note", "mutant-equivalent", None, change)
        return problem.as_dict() | {"reason": self.reason}


@dataclass(frozen=True, slots=True)
class Mutated:
    """What became of a pack's mutants."""

    mutants: int = 0
    alive: tuple[Alive, ...] = ()
    equivalent: tuple[Equivalent, ...] = ()

    def __add__(self, other: "Mutated") -> "Mutated":
        return Mutated(self.mutants + other.mutants, self.alive + other.alive, self.equivalent + other.equivalent)


def mutate(file: RuleFile, made: list[Mutant] | None = None, step: Step = lambda: None) -> Mutated:
    """All mutants of the file held against its examples, which must hold. `step` is called after each mutant."""
    made = list(mutants(file)) if made is None else made
    if not isinstance(file.content, NegativeList):
        return Mutated()
    return _Run(file.name, file.content, made, step).done()


class _Run:
    def __init__(self, name: str, pack: NegativeList, made: list[Mutant], step: Step) -> None:
        self._name, self._pack, self._made, self._step = name, pack, made, step
        self._solver = Solver(pack)
        self._examples = {n: list(_examples(pack, item)) for n, item in enumerate(pack.items)}
        self._days: dict[tuple[int, int], tuple[date, ...]] = {}
        self._laws: dict[tuple[int, date], PackDay] = {}

    def done(self) -> Mutated:
        quiet = [n for n in range(len(self._made)) if not self._noticed_or_step(n)]
        self._prepare(quiet)
        solved: dict[int, Priced] = {}
        for n in quiet:
            if found := self._solved(n):
                solved[n] = found
            self._step()
        examples = self._fewest(solved)
        alive = [Alive(self._name, self._made[n], examples[n]) for n in solved]
        equivalent = [Equivalent(self._name, self._made[n], self._reason(n)) for n in quiet if n not in solved]
        return Mutated(len(self._made), _in_order(alive), _in_order(equivalent))

    def _noticed_or_step(self, number: int) -> bool:
        mutant = self._made[number]
        noticed = any(
            self._law(number, day).status(mutant.pack.items[n], answers) != expect
            for n in mutant.items
            for answers, day, expect in self._examples[n]
        )
        if noticed:
            self._step()
        return noticed

    def _law(self, n: int, day: date) -> PackDay:
        if (n, day) not in self._laws:
            self._laws[n, day] = PackDay(self._made[n].pack, day)
        return self._laws[n, day]

    def _prepare(self, quiet: list[int]) -> None:
        """One space for each day, with room for all that the quiet mutants test."""
        on_day: dict[date, list[tuple[NegativeList, tuple[int, ...]]]] = {}
        for n in quiet:
            mutant = self._made[n]
            for item in mutant.items:
                days = {*days_of(self._pack, self._pack.items[item]), *days_of(mutant.pack, mutant.pack.items[item])}
                self._days[n, item] = tuple(sorted(days))
                for day in days:
                    on_day.setdefault(day, []).append((mutant.pack, (item,)))
        for day, wanted in on_day.items():
            own = [(self._pack, numbers) for _, numbers in wanted]
            self._solver.prepare(day, *zip(*wanted, *own, strict=True))

    def _solved(self, n: int) -> Priced | None:
        found = [
            different
            for number in self._made[n].items
            for day in self._days[n, number]
            if (different := self._solver.difference(self._made[n].pack, number, day))
        ]
        return min(found, key=lambda each: (each[0], each[1].day is not None)) if found else None

    def _fewest(self, solved: Mapping[int, Priced]) -> dict[int, Suggestion]:
        """An example for each mutant, and few in all: those that show the most mutants first."""
        left = dict.fromkeys(solved)
        candidates = {(example.item, example.line()): (cost, example) for cost, example in solved.values()}
        shown = {
            key: {n: seen for n in left if (seen := self._seen(n, example))} for key, (_, example) in candidates.items()
        }
        chosen: dict[int, Suggestion] = {}
        while left:
            best = max(shown, key=lambda key: (len(left.keys() & shown[key].keys()), -candidates[key][0]))
            for n in [n for n in left if n in shown[best]]:
                chosen[n] = shown[best][n]
                del left[n]
            del shown[best]
        return chosen

    def _seen(self, n: int, example: Suggestion) -> Suggestion | None:
        """The example with what it comes to under the mutant, where that is something else."""
        mutant = self._made[n]
        for number in mutant.items:
            item = mutant.pack.items[number]
            if item.id == example.item:
                day = example.day or first_day(self._pack, self._pack.items[number])
                changed = self._law(n, day).status(item, example.given)
                return replace(example, changed=changed) if changed != example.status else None
        return None

    def _reason(self, n: int) -> Reason:
        mutant = self._made[n]
        pairs = [(number, day) for number in mutant.items for day in self._days[n, number]]
        if not all(self._solver.same(mutant.pack, *pair) for pair in pairs):
            return "not-asked"
        if mutant.fact:
            return "only-asking"
        differ = any(self._solver.truths_differ(mutant.pack, *pair) for pair in pairs)
        return "same-status" if differ else "same-truth"


def _examples(pack: NegativeList, item: Item) -> Iterator[tuple[dict[str, Value], date, Status]]:
    for example in item.examples:
        given = {name: read_value(pack.questions[name], raw) for name, raw in example.given.items() if raw is not None}
        yield given, example.as_of or first_day(pack, item), example.expect


def _in_order(found: list[Any]) -> tuple[Any, ...]:
    return tuple(sorted(found, key=lambda each: each.mutant.mark))
