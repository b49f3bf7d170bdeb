"""One assessment, and many in a row, of every contestant."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.field import FLOOR, OURS, SIZES, ZEN, Field, compare, gather
from benchmarks.packs import TODAY
from benchmarks.timing import interleaved, microseconds, paired_ratio, say, table
from benchmarks.work import Contestant
from compliance.engine.facts import Facts

ROUNDS = 9
BLOCKS = {20: 100, 100: 40, 500: 8, 2280: 3}  # sheets a round
IN_A_ROW = {20: 10_000, 100: 10_000, 500: 2_000, 2280: 300}


def one(folder: Path, compared: int = 300, sizes: tuple[int, ...] = SIZES) -> str:
    """The table of one assessment: every contestant, then the parts of ours."""
    rows, parts = [], []
    for items in sizes:
        say(f"one assessment, {items} items")
        field = gather(items, folder)
        equal = compare(field, compared)
        seconds = _timed(field, BLOCKS[items])
        rows += [_row(items, name, seconds, equal[name]) for name in seconds]
        parts += _parts(field, items)
        say(table(("items", "", "µs", "of closures", "of zen", "sheets compared"), rows[-len(seconds) :]))
    head = ("items", "contestant", "µs an assessment", "times closures", "times zen-engine", "sheets compared")
    return table(head, rows) + "\n" + table(("items", "part of ours", "µs", "share of decide"), parts)


def _timed(field: Field, block: int) -> dict[str, list[float]]:
    sheets = field.sheets(block * ROUNDS, seed=3)
    return interleaved({each.name: _task(each, sheets, block) for each in field.contestants}, ROUNDS)


def _task(contestant: Contestant, sheets: list[Any], block: int) -> Callable[[int], int]:
    native = [contestant.native(sheet) for sheet in sheets]

    def assess(number: int) -> int:
        for each in native[number * block : (number + 1) * block]:
            contestant.assess(each)
        return block

    return assess


def _row(items: int, name: str, seconds: dict[str, list[float]], compared: int) -> tuple[object, ...]:
    floor, zen = (next((k for k in seconds if k.startswith(word)), None) for word in ("closures", "zen-engine, exp"))
    times = [f"{paired_ratio(seconds[name], seconds[each]):.2f}" if each else "–" for each in (floor, zen)]
    return items, name, f"{microseconds(seconds[name]):,.0f}", *times, compared


def _parts(field: Field, items: int) -> list[tuple[object, ...]]:
    """Where our time goes; each part alone has the processor's cache to itself, so the sum is less than the whole."""
    ours: Any = field.contestants[0]
    engine, day, block = ours.engine, TODAY, BLOCKS[items]
    try:
        reader, finders = engine._reader, engine._finders
        packs = [finder.timeline.on(day) for finder in finders]
        sheets = field.sheets(block * ROUNDS, seed=3)
        facts = [[Facts(p.asking.shown(s.answers, day, reader.plain), day) for p in packs] for s in sheets]
        tasks: dict[str, Callable[[int], Any]] = {
            "Engine.decide": lambda n: engine.decide(sheets[n], day),
            "visibility, both readings": lambda n: [p.asking.shown(sheets[n].answers, day, reader) for p in packs],
            "plain reading with needs": lambda n: [
                reader.plain.findings(p.conditions, f) for p, f in zip(packs, facts[n], strict=True)
            ],
            "durable-rules reading": lambda n: [
                reader.durable.statuses(p.conditions, f) for p, f in zip(packs, facts[n], strict=True)
            ],
        }
        seconds = interleaved({name: _repeated(task, block) for name, task in tasks.items()}, ROUNDS)
    except AttributeError as error:  # the engine's inside has changed; the tables above don't depend on it
        return [(items, f"not measured: {error}", "–", "–")]
    micro = {name: microseconds(each) for name, each in seconds.items()}
    whole = micro["Engine.decide"]
    micro["the rest: findings, fines, verdicts, Decision"] = whole - sum(list(micro.values())[1:])
    return [(items, name, f"{each:,.0f}", f"{each / whole:.0%}") for name, each in micro.items()]


def _repeated(task: Callable[[int], Any], block: int) -> Callable[[int], int]:
    def work(number: int) -> int:
        for n in range(number * block, (number + 1) * block):
            task(n)
        return block

    return work


def in_a_row(folder: Path, full: bool = False, sizes: tuple[int, ...] = SIZES) -> str:
    """Many assessments one after the other, each sheet seen once; in turns of 100."""
    rows = []
    for items in sizes:
        count = 10_000 if full else IN_A_ROW[items]
        say(f"{count} in a row, {items} items")
        field = gather(items, folder, (OURS, FLOOR, ZEN))
        compare(field, 50)
        totals = _series(field, count)
        _, floor, zen = totals.values()
        for name, total in totals.items():
            each = total / count * 1e6
            rows.append(
                (
                    items,
                    f"{count:,}",
                    name,
                    f"{total:.1f}",
                    f"{each:,.0f}",
                    f"{total / floor:.2f}",
                    f"{total / zen:.2f}",
                )
            )
        say(str(rows[-3:]))
    head = ("items", "in a row", "contestant", "seconds", "µs each", "times closures", "times zen-engine")
    return table(head, rows)


def _series(field: Field, count: int, turn: int = 100) -> dict[str, float]:
    totals = {each.name: 0.0 for each in field.contestants}
    for start in range(0, count, turn):
        size = min(turn, count - start)
        sheets = field.sheets(size, seed=1000 + start)
        tasks = {each.name: _task(each, sheets, size) for each in field.contestants}
        for name, (seconds,) in interleaved(tasks, 1).items():
            totals[name] += seconds * size
    return totals
