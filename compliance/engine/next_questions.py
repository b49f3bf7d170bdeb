"""Which question to answer next: the one that settles most of what can't be determined yet."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from compliance.engine.decision import Finding

Fact: TypeAlias = str
Opens: TypeAlias = Callable[[str, Fact], frozenset[Fact]]
"""For a pack's id and a fact that it needs: the questions to answer now to get at it; none: no way there."""


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """A question, how many items it and those before it settle, and how many undetermined items wait for it."""

    fact: Fact
    settled: int
    waiting: int


def next_questions(findings: Iterable[Finding], opens: Opens) -> tuple[NextQuestion, ...]:
    """The unanswered questions, the one that settles most first; of those that settle as many, the most waited for."""
    waits = _waits(findings, opens)
    order = {
        fact: n for n, fact in enumerate(dict.fromkeys(fact for needs in waits.values() for fact in sorted(needs)))
    }
    left = dict(waits)
    asked: list[NextQuestion] = []
    while facts := frozenset().union(*left.values()):
        fact = max(facts, key=lambda each: (*_gain(each, left), -order[each]))
        waiting = sum(fact in needs for needs in waits.values())
        left = {item: needs - {fact} for item, needs in left.items()}
        asked.append(NextQuestion(fact, sum(not needs for needs in left.values()), waiting))
    return tuple(asked)


def _waits(findings: Iterable[Finding], opens: Opens) -> dict[str, frozenset[Fact]]:
    """For each undetermined item the questions to answer; an item that no answer can settle is left out."""
    waits = {}
    for finding in findings:
        if finding.status == "undetermined":
            needed = [opens(finding.pack, fact) for fact in finding.needs]
            if needed and all(needed):
                waits[finding.item] = frozenset().union(*needed)
    return waits


def _gain(fact: Fact, left: Mapping[str, frozenset[Fact]]) -> tuple[int, float, int]:
    """How many items the fact settles by itself; else how near it brings them, and how many wait for it."""
    waiting = [needs for needs in left.values() if fact in needs]
    return sum(len(needs) == 1 for needs in waiting), sum(1 / len(needs) for needs in waiting), len(waiting)
