"""What a worker process makes of a chunk of rows: a complete part of the results."""

import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from compliance.engine.decide import Engine
from compliance.engine.decision import Decision, Finding, number, to_json
from compliance.engine.exposure import Exposure
from compliance.rulepacks.loader import parse_rule_file
from compliance.rulepacks.rulebook import bring_together
from compliance.services.batch.rows import BadRowError, Columns, Enterprise, RowReader
from compliance.services.batch.tables import Row
from compliance.services.batch.worker import Fault
from compliance.services.screening.output import Part, PartsFolder, Tally

RESULT_COLUMNS = (
    "企业编号", "违反", "不能确定", "不适用", "合规", "罚款合计下限", "罚款合计上限", "罚款可能更高", "违反的项",
)  # fmt: skip
BAD_ROW_COLUMNS = ("行号", "企业编号", "列", "原因")
STATUSES = ("violation", "undetermined", "not_applicable", "compliant")
SEPARATOR = "；"
FINDINGS_KEPT = 50_000  # their texts: most violations are worded alike for many enterprises


@dataclass(frozen=True, slots=True)
class Job:
    """What all chunks have in common: names and texts of the rule files, the table's columns, the days, the folder."""

    rules: tuple[tuple[str, bytes], ...]
    columns: Columns
    as_of: date
    acted_on: date
    output: Path

    def begin(self) -> "Callable[[Chunk], int]":
        """Gives what decides a chunk, writes its part, and counts its rows."""
        screener, folder = Screener(self), PartsFolder(self.output)

        def screen(chunk: Chunk) -> int:
            folder.write(chunk.number, screener.part(chunk.rows))
            return len(chunk.rows)

        return screen


class Chunk(NamedTuple):
    """Some rows, which make the part with this number."""

    number: int
    rows: Sequence[Row]

    @property
    def place(self) -> str:
        first, last = self.rows[0].line, self.rows[-1].line
        return f"第 {first} 行" if first == last else f"第 {first}–{last} 行"


class Screener:
    """Decides rows. Compiles once."""

    def __init__(self, job: Job) -> None:
        rulebook = bring_together(parse_rule_file(text, name) for name, text in job.rules)
        self._engine, self._reader = Engine(rulebook), RowReader(job.columns, rulebook)
        self._as_of, self._acted_on = job.as_of, job.acted_on
        self._texts: dict[Finding, str] = {}

    def part(self, rows: Iterable[Row]) -> Part:
        """What comes of the rows; raises Fault with the row."""
        results, bad_rows, details, tally = [], [], [], Tally()
        for row in rows:
            tally.rows += 1
            try:
                enterprise = self._reader.read(row)
            except BadRowError as bad:
                tally.bad += 1
                bad_rows += [(row.line, bad.key, *cell) for cell in bad.cells]
                continue
            decision, exposure = self._decided(row, enterprise)
            counts = _count(decision, tally)
            results.append(_result(enterprise.id, counts, decision, exposure))
            details.append(self._detail(enterprise.id, decision, exposure))
        return Part(results, bad_rows, details, tally)

    def _decided(self, row: Row, enterprise: Enterprise) -> tuple[Decision, Exposure]:
        try:
            decision = self._engine.decide(enterprise.sheet, self._as_of, self._acted_on)
            return decision, self._engine.exposure(decision)
        except Exception:
            raise Fault(f"第 {row.line} 行（{enterprise.id}）：\n{traceback.format_exc()}") from None

    def _detail(self, key: str, decision: Decision, exposure: Exposure) -> str:
        """One enterprise as JSON: all that isn't settled in its favour."""
        violations = ", ".join(map(self._violation, decision.with_status("violation")))
        undetermined = decision.with_status("undetermined")
        rest = {
            "undetermined": [each.item for each in undetermined],
            "needs": dict(Counter(fact for each in undetermined for fact in each.needs)),
            "exposure": {"min": number(exposure.min), "max": number(exposure.max), "open": list(exposure.open)},
        }
        return f'{to_json({"id": key})[:-1]}, "violations": [{violations}], {to_json(rest)[1:]}'

    def _violation(self, finding: Finding) -> str:
        text = self._texts.get(finding)
        if text is None:
            if len(self._texts) >= FINDINGS_KEPT:
                self._texts.clear()
            text = self._texts[finding] = to_json(_in_short(finding))
        return text


def _in_short(finding: Finding) -> dict[str, Any]:
    whole = finding.as_json()
    outcome = {name: value for name, value in whole["outcome"].items() if name != "reachable"}
    return {name: whole[name] for name in ("item", "law", "officer_decides", "fines")} | {"outcome": outcome}


def _count(decision: Decision, tally: Tally) -> Counter[str]:
    """The findings of each status, also added to the tally."""
    counts = Counter[str]()
    for finding in decision.findings:
        counts[finding.status] += 1
        if finding.status == "violation":
            tally.violations[finding.item] += 1
        elif finding.status == "undetermined":
            tally.undetermined[finding.item] += 1
    tally.statuses += counts
    return counts


def _result(key: str, counts: Counter[str], decision: Decision, exposure: Exposure) -> tuple[object, ...]:
    return (
        key,
        *(counts[status] for status in STATUSES),
        number(exposure.min),
        number(exposure.max),
        "是" if exposure.open else "",
        SEPARATOR.join(each.item for each in decision.with_status("violation")),
    )


def chunks(rows: Iterator[Row], size: int) -> Iterator[Chunk]:
    """The rows in chunks of this size, numbered from 1."""
    number_, taken = 1, list[Row]()
    for row in rows:
        taken.append(row)
        if len(taken) == size:
            yield Chunk(number_, taken)
            number_, taken = number_ + 1, []
    if taken:
        yield Chunk(number_, taken)
