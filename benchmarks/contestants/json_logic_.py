"""json-logic (panzi-json-logic, Python): one `if` chain an item, over comparisons guarded against null."""

from typing import Any

from json_logic import jsonLogic

from benchmarks.work import Found, Work, plain, sets
from compliance.engine.sheet import AnswerSheet
from compliance.rulepacks.conditions import All, Any_, Condition, Not, Test
from compliance.rulepacks.models import Status

_COMPARISONS = {"is": "===", "is_not": "!==", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=",
                "before": "<", "after": ">", "on_or_before": "<=", "on_or_after": ">="}  # fmt: skip
Logic = Any


class JsonLogic:
    """Gates one by one, then an evaluation for each item."""

    name = "json-logic (panzi)"

    def __init__(self, work: Work) -> None:
        self._short, self._today, self._needs = work.short, work.day.toordinal(), work.needs()
        self._gates = [
            (name, self._claim(gate, True)) for layer in work.gates_in_layers() for name, gate in layer.items()
        ]
        self._items = [self._status(item.applies, item.violated) for item in work.items]

    def _status(self, applies: Condition, violated: Condition) -> Logic:
        breached = {"and": [self._claim(applies, True), self._claim(violated, True)]}
        outside, cleared = self._claim(applies, False), self._claim(violated, False)
        return {"if": [outside, "not_applicable", cleared, "compliant", breached, "violation", "undetermined"]}

    def _claim(self, condition: Condition, holds: bool) -> Logic:
        """The condition is known to hold, or known not to (see `claims`; here as JSON, not text)."""
        match condition:
            case All(parts):
                return _group([self._claim(part, holds) for part in parts], holds)
            case Any_(parts):
                return _group([self._claim(part, holds) for part in parts], not holds)
            case Not(part):
                return self._claim(part, not holds)
        fact = {"var": self._short[condition.fact]}
        said = self._said(fact, condition)
        return {"and": [{"!==": [fact, None]}, said if holds else {"!": [said]}]}

    def _said(self, fact: Logic, test: Test) -> Logic:
        operand = plain(test.operand)
        match test.operator:
            case "in":
                return {"in": [fact, operand]}
            case "not_in":
                return {"!": [{"in": [fact, operand]}]}
            case "includes":
                return {"in": [operand, fact]}
            case "excludes":
                return {"!": [{"in": [operand, fact]}]}
            case "includes_any" | "includes_all":
                return _group([{"in": [each, fact]} for each in operand], test.operator == "includes_all")
            case "within_days":
                return {"and": [{"<=": [fact, self._today]}, {"<=": [{"-": [self._today, fact]}, operand]}]}
            case "older_than_days":
                return {">": [{"-": [self._today, fact]}, operand]}
        return {_COMPARISONS[test.operator]: [fact, operand]}

    def native(self, sheet: AnswerSheet) -> tuple[dict[str, Any], dict[str, Any]]:
        return (
            {self._short[name]: plain(value) for name, value in sheet.answers.items()},
            {name: sets(value) for name, value in sheet.answers.items()},
        )

    def assess(self, native: tuple[dict[str, Any], dict[str, Any]]) -> list[Found]:
        data, facts = native[0].copy(), native[1].copy()
        for name, gate in self._gates:
            if name in facts and not jsonLogic(gate, data):
                del facts[name], data[self._short[name]]
        statuses: list[Status] = [jsonLogic(logic, data) for logic in self._items]
        return [
            (status, self._needs.of(n, facts, self._today) if status == "undetermined" else ())
            for n, status in enumerate(statuses)
        ]


def _group(parts: list[Logic], conjunction: bool) -> Logic:
    if not parts:
        return conjunction
    return {"and" if conjunction else "or": parts} if len(parts) > 1 else parts[0]
