"""The contestants, and what holds their results against each other before anything is timed."""

import importlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.packs import TODAY, raw_sheets, write_packs
from benchmarks.timing import say
from benchmarks.work import Contestant, Work
from compliance.engine.sheet import AnswerSheet, read_sheet
from compliance.rulepacks.rulebook import Rulebook, read_rulebook

SIZES = (20, 100, 500, 2280)
ROOT = Path(__file__).parents[1]
OURS, FLOOR, ZEN = "ours:Ours", "closures:Closures", "zen_engine:ZenExpressions"
ALL = (OURS, "ours:OursWithDiscretion", FLOOR, ZEN, "zen_engine:ZenGraph", "json_logic_:JsonLogic",
       "clips_:Clips", "rule_engine_:RuleEngine", "rego:Rego")  # fmt: skip
MOST_ITEMS = {"rego:Rego": 100}  # its time grows with the square of the size: half a second at 500 items


class Unequal(Exception):
    """Two contestants found something else: nothing is timed."""


@dataclass(frozen=True)
class Field:
    """The contestants of one size, built for the same work."""

    work: Work
    contestants: tuple[Contestant, ...]

    def sheets(self, count: int, seed: int = 1) -> list[AnswerSheet]:
        raw = raw_sheets(self.work.rulebook, count, seed)
        return [read_sheet(each, self.work.rulebook) for each in raw]


def rulebook_of(items: int, folder: Path) -> Rulebook:
    return read_rulebook(write_packs(items, folder / str(items)))


def gather(items: int, folder: Path, which: tuple[str, ...] = ALL) -> Field:
    """The contestants that are installed; those that aren't, or can't do so many items, are named and left out."""
    work = Work.of(rulebook_of(items, folder), TODAY)
    return Field(work, tuple(_built(which, work)))


def named(which: str) -> str:
    """What the tables call the contestant."""
    return str(_class(which).name)


def _class(which: str) -> Any:
    module, name = which.split(":")
    return getattr(importlib.import_module(f"benchmarks.contestants.{module}"), name)


def _built(which: tuple[str, ...], work: Work) -> Iterator[Contestant]:
    for each in which:
        if len(work.items) > MOST_ITEMS.get(each, len(work.items)):
            say(f"  {each}: left out above {MOST_ITEMS[each]} items")
            continue
        try:
            yield _class(each)(work)
        except ImportError as error:
            say(f"  {each}: left out: {error}")


def compare(field: Field, count: int, seconds: float = 60) -> dict[str, int]:
    """How many sheets each contestant was held against the first one on, item by item; raises Unequal.

    All sheets, unless one contestant alone takes longer than `seconds`.
    """
    sheets = field.sheets(count, seed=7)
    first, *others = field.contestants
    expected = [first.assess(first.native(sheet)) for sheet in sheets]
    compared = {first.name: count}
    for other in others:
        before = time.perf_counter()
        for n, sheet in enumerate(sheets):
            _hold(first, other, expected[n], other.assess(other.native(sheet)), n)
            compared[other.name] = n + 1
            if time.perf_counter() - before > seconds:
                break
    return compared


def _hold(first: Contestant, other: Contestant, expected: Any, got: Any, n: int) -> None:
    if got == expected:
        return
    different = [(i, a, b) for i, (a, b) in enumerate(zip(expected, got, strict=False)) if a != b]
    raise Unequal(f"sheet {n}: {first.name} and {other.name} differ in {len(different)} items: {different[:3]}")
