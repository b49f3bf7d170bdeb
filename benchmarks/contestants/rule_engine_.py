"""rule-engine (Python): one rule an item, a chain of conditionals that gives the status as a number."""

import json
from typing import Any

import rule_engine

from benchmarks.contestants.claims import claim
from benchmarks.work import Found, Work, plain, sets
from compliance.engine.sheet import AnswerSheet
from compliance.rulepacks.conditions import Test
from compliance.rulepacks.models import Status

_CODES: dict[int, Status] = {0: "not_applicable", 1: "compliant", 2: "violation"}
_COMPARISONS = {"is": "==", "is_not": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=",
                "before": "<", "after": ">", "on_or_before": "<=", "on_or_after": ">="}  # fmt: skip


class RuleWriter:
    """Its own expressions; a fact that isn't known is null by the context's resolver."""

    def __init__(self, work: Work) -> None:
        self._short, self._today = work.short, work.day.toordinal()

    def test(self, test: Test, holds: bool) -> str:
        fact = self._short[test.fact]
        said = self._said(fact, test.operator, plain(test.operand))
        return f"({fact} != null and {said})" if holds else f"({fact} != null and not ({said}))"

    def _said(self, fact: str, operator: str, operand: Any) -> str:
        text = json.dumps(operand, ensure_ascii=False)
        match operator:
            case "in":
                return f"{fact} in {text}"
            case "not_in":
                return f"not ({fact} in {text})"
            case "includes":
                return f"{text} in {fact}"
            case "excludes":
                return f"not ({text} in {fact})"
            case "includes_any" | "includes_all":
                parts = [f"{json.dumps(each, ensure_ascii=False)} in {fact}" for each in operand]
                return "(" + (" or " if operator == "includes_any" else " and ").join(parts) + ")"
            case "within_days":
                return f"({fact} <= {self._today} and {self._today} - {fact} <= {text})"
            case "older_than_days":
                return f"{self._today} - {fact} > {text}"
        return f"{fact} {_COMPARISONS[operator]} {text}"

    def group(self, parts: list[str], conjunction: bool) -> str:
        if not parts:
            return "true" if conjunction else "false"
        return "(" + (" and " if conjunction else " or ").join(parts) + ")"


class RuleEngine:
    """Gates one by one, then an evaluation for each item."""

    name = "rule-engine"

    def __init__(self, work: Work) -> None:
        self._short, self._today, self._needs = work.short, work.day.toordinal(), work.needs()
        context, writer = rule_engine.Context(resolver=_resolve), RuleWriter(work)
        self._gates = [
            (name, rule_engine.Rule(claim(gate, True, writer), context=context))
            for layer in work.gates_in_layers()
            for name, gate in layer.items()
        ]
        self._items = [
            rule_engine.Rule(_status(item.applies, item.violated, writer), context=context) for item in work.items
        ]

    def native(self, sheet: AnswerSheet) -> tuple[dict[str, Any], dict[str, Any]]:
        return (
            {self._short[name]: plain(value) for name, value in sheet.answers.items()},
            {name: sets(value) for name, value in sheet.answers.items()},
        )

    def assess(self, native: tuple[dict[str, Any], dict[str, Any]]) -> list[Found]:
        things, facts, today = native[0].copy(), native[1].copy(), self._today
        for name, gate in self._gates:
            if name in facts and not gate.evaluate(things):
                del facts[name], things[self._short[name]]
        codes = (rule.evaluate(things) for rule in self._items)
        return [
            ("undetermined", self._needs.of(n, facts, today)) if code == 3 else (_CODES[int(code)], ())
            for n, code in enumerate(codes)
        ]


def _resolve(thing: dict[str, Any], name: str) -> Any:
    """Its own resolver looks for similar names wherever one is missing, which took up to ten times as long."""
    return thing.get(name)


def _status(applies: Any, violated: Any, writer: RuleWriter) -> str:
    outside, cleared = claim(applies, False, writer), claim(violated, False, writer)
    breached = writer.group([claim(applies, True, writer), claim(violated, True, writer)], True)
    return f"{outside} ? 0 : ({cleared} ? 1 : ({breached} ? 2 : 3))"
