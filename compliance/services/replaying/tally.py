"""What a replay counted, and how much of it may be told."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from compliance.services.replaying.order import CHANGES, Change
from compliance.services.replaying.replayer import Replayed
from compliance.store.stored_cases import StoredCase

FEW = 5
"""Of fewer findings from checks that nobody handed over, an item's line doesn't tell how many there are."""


@dataclass
class Tally:
    """Counted over cases and over their findings, by change; those decided by today's rules apart from older ones.

    `shown` and `hidden` count findings that changed, by item: those of cases that the office may look at, and those of
    checks that nobody handed over. `distinct`: how many were decided, since the same isn't decided twice.
    `unreadable`: what is stored can't be read any more; `failed`: the engine failed, a bug of ours.
    """

    stored: int = 0
    distinct: int = 0
    unreadable: int = 0
    failed: int = 0
    cases: Counter[str] = field(default_factory=Counter)
    older_cases: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    older_findings: Counter[str] = field(default_factory=Counter)
    listed: Counter[str] = field(default_factory=Counter)
    shown: dict[str, Counter[str]] = field(default_factory=dict)
    hidden: dict[str, Counter[str]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    def count(self, case: StoredCase, replayed: Replayed) -> None:
        """Counts a case."""
        cases, findings = (self.cases, self.findings) if replayed.current else (self.older_cases, self.older_findings)
        cases[replayed.change] += 1
        findings.update(replayed.changes.values())
        self.left_out.update(replayed.left_out)
        if case.may_be_shown and replayed.change != "same":
            self.listed[replayed.change] += 1
        of_items = self.shown if case.may_be_shown else self.hidden
        for item, change in replayed.changes.items():
            if change != "same":
                of_items.setdefault(item, Counter())[change] += 1

    def add(self, other: "Tally") -> None:
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in _COUNTERS:
            getattr(self, name).update(getattr(other, name))
        for name in _BY_ITEM:
            for item, counted in getattr(other, name).items():
                getattr(self, name).setdefault(item, Counter()).update(counted)

    def as_json(self) -> dict[str, Any]:
        """As it is kept, which isn't what is told: see `Told`."""
        return vars(self)

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> "Tally":
        """What as_json() gave."""
        counters: dict[str, Any] = {name: Counter(raw[name]) for name in _COUNTERS}
        by_item: dict[str, Any] = {name: {item: Counter(each) for item, each in raw[name].items()} for name in _BY_ITEM}
        return cls(**counters, **by_item, **{name: raw[name] for name in _NUMBERS})


_NUMBERS = ("stored", "distinct", "unreadable", "failed")
_COUNTERS = ("cases", "older_cases", "findings", "older_findings", "listed", "left_out")
_BY_ITEM = ("shown", "hidden")


@dataclass(frozen=True, slots=True)
class Row:
    """One change: how many cases and findings came to it, by today's rules and by older ones; `listed`: how many of
    the cases can be looked at."""

    change: Change
    cases: int
    older_cases: int
    findings: int
    older_findings: int
    listed: int

    @property
    def all_cases(self) -> int:
        return self.cases + self.older_cases

    @property
    def all_findings(self) -> int:
        return self.findings + self.older_findings


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item whose findings changed: how many, by change. `at_least`: there are few more, from checks that nobody
    handed over."""

    item: str
    counts: Mapping[Change, int]
    at_least: frozenset[Change]


@dataclass(frozen=True, slots=True)
class Told:
    """What a report tells of a tally."""

    stored: int
    distinct: int
    unreadable: int
    failed: int
    rows: tuple[Row, ...]
    items: tuple[ItemRow, ...]
    left_out: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "stored": self.stored,
            "distinct": self.distinct,
            "unreadable": self.unreadable,
            "failed": self.failed,
            "changes": {
                row.change: {
                    "assessments": {"current": row.cases, "older": row.older_cases},
                    "findings": {"current": row.findings, "older": row.older_findings},
                    "listed": row.listed,
                }
                for row in self.rows
            },
            "items": [
                {"item": row.item, "counts": dict(row.counts), "at_least": sorted(row.at_least)} for row in self.items
            ],
            "left_out": list(self.left_out),
        }


def told(tally: Tally) -> Told:
    """What may be told: totals over all, and of single items nothing that says of few checks nobody handed over."""
    numbers = {name: getattr(tally, name) for name in _NUMBERS}
    return Told(**numbers, rows=tuple(_rows(tally)), items=tuple(_items(tally)), left_out=tuple(sorted(tally.left_out)))


def _rows(tally: Tally) -> Iterator[Row]:
    for each in CHANGES:
        yield Row(
            each,
            tally.cases[each],
            tally.older_cases[each],
            tally.findings[each],
            tally.older_findings[each],
            tally.listed[each],
        )


def _items(tally: Tally) -> Iterator[ItemRow]:
    for item in sorted({*tally.shown, *(item for item, each in tally.hidden.items() if max(each.values()) >= FEW)}):
        shown, hidden = tally.shown.get(item, Counter()), tally.hidden.get(item, Counter())
        enough = {change: shown[change] + (hidden[change] if hidden[change] >= FEW else 0) for change in CHANGES}
        counts = {change: number for change, number in enough.items() if number}
        yield ItemRow(item, counts, frozenset(each for each in counts if 0 < hidden[each] < FEW))
