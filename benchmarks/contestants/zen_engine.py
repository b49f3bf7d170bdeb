"""zen-engine (GoRules, Rust): compiled expressions, and a decision graph."""

import json
from itertools import pairwise
from typing import Any

import zen

from benchmarks.contestants.claims import claim
from benchmarks.work import Found, Work, plain, sets
from compliance.engine.sheet import AnswerSheet
from compliance.rulepacks.conditions import Test
from compliance.rulepacks.models import Status

_CODES: dict[int, Status] = {0: "not_applicable", 1: "compliant", 2: "violation"}
_COMPARISONS = {"is": "==", "is_not": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=",
                "before": "<", "after": ">", "on_or_before": "<=", "on_or_after": ">="}  # fmt: skip


class ZenWriter:
    """ZEN expressions; a fact that isn't known is null."""

    def __init__(self, work: Work) -> None:
        self._short = work.short

    def test(self, test: Test, holds: bool) -> str:
        fact = self._short[test.fact]
        known, said = f"{fact} != null", self._said(fact, test.operator, plain(test.operand))
        return f"({known} and {said})" if holds else f"({known} and not ({said}))"

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
            case "includes_any":
                return f"some({text}, # in {fact})"
            case "includes_all":
                return f"all({text}, # in {fact})"
            case "within_days":
                return f"({fact} <= today and today - {fact} <= {text})"
            case "older_than_days":
                return f"today - {fact} > {text}"
        return f"{fact} {_COMPARISONS[operator]} {text}"

    def group(self, parts: list[str], conjunction: bool) -> str:
        if not parts:
            return "true" if conjunction else "false"
        return "(" + (" and " if conjunction else " or ").join(parts) + ")"


def _status(work: Work, n: int, writer: ZenWriter) -> str:
    """An expression that gives the item's status as a number; 3 where it is undetermined."""
    item = work.items[n]
    outside, cleared = claim(item.applies, False, writer), claim(item.violated, False, writer)
    breached = writer.group([claim(item.applies, True, writer), claim(item.violated, True, writer)], True)
    return f"({outside} ? 0 : ({cleared} ? 1 : ({breached} ? 2 : 3)))"


class _Zen:
    """What both ways share: which answers count, and the needs, by the closures of the floor."""

    def __init__(self, work: Work) -> None:
        self._today = work.day.toordinal()
        self._short = work.short
        self._names = tuple(work.short)
        self._writer = ZenWriter(work)
        self._needs = work.needs()

    def native(self, sheet: AnswerSheet) -> tuple[dict[str, Any], dict[str, Any]]:
        """The context for zen, and the same for the needs."""
        context = {self._short[name]: plain(value) for name, value in sheet.answers.items()}
        return context | {"today": self._today}, {name: sets(value) for name, value in sheet.answers.items()}

    def _found(self, codes: list[float], facts: dict[str, Any]) -> list[Found]:
        needs, today = self._needs.of, self._today
        return [
            ("undetermined", needs(n, facts, today)) if code == 3 else (_CODES[code], ())  # type: ignore[index]
            for n, code in enumerate(codes)
        ]


class ZenExpressions(_Zen):
    """One compiled expression for each layer of gates and one for all items, so that a context is read once a layer."""

    name = "zen-engine, expressions"

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._layers = [
            (tuple(layer), zen.compile_expression(_array([claim(gate, True, self._writer) for gate in layer.values()])))
            for layer in work.gates_in_layers()
        ]
        self._items = zen.compile_expression(_array([_status(work, n, self._writer) for n in range(len(work.items))]))

    def assess(self, native: tuple[dict[str, Any], dict[str, Any]]) -> list[Found]:
        context, facts = native[0].copy(), native[1].copy()
        short = self._short
        for names, expression in self._layers:
            for name, shown in zip(names, expression.evaluate(context), strict=True):
                if not shown and name in facts:
                    del facts[name], context[short[name]]
        return self._found(self._items.evaluate(context), facts)


def _array(expressions: list[str]) -> str:
    return f"[{', '.join(expressions)}]"


class ZenGraph(_Zen):
    """A decision graph: an expression node for each layer of gates, which blanks what isn't shown, then the items'."""

    name = "zen-engine, graph"

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        layers = [
            {
                short: f"{claim(gate, True, self._writer)} ? {short} : null"
                for name, gate in layer.items()
                for short in [self._short[name]]
            }
            for layer in work.gates_in_layers()
        ]
        self._gates = tuple(name for name in work.gates)
        items = {"found": _array([_status(work, n, self._writer) for n in range(len(work.items))])}
        items["shown"] = _array([f"{self._short[name]} != null" for name in self._gates])
        self._decision = zen.ZenEngine().create_decision(json.dumps(_graph([*layers, items])))

    def assess(self, native: tuple[dict[str, Any], dict[str, Any]]) -> list[Found]:
        result = self._decision.evaluate(native[0])["result"]
        facts = native[1].copy()
        for name, shown in zip(self._gates, result["shown"], strict=True):
            if not shown:
                facts.pop(name, None)
        return self._found(result["found"], facts)


def _graph(layers: list[dict[str, str]]) -> dict[str, Any]:
    nodes: list[dict[str, Any]] = [{"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}}]
    for n, layer in enumerate(layers):
        expressions = [{"id": f"{n}-{key}", "key": key, "value": value} for key, value in layer.items()]
        content = {
            "expressions": expressions,
            "passThrough": n < len(layers) - 1,
            "inputField": None,
            "outputPath": None,
            "executionMode": "single",
        }
        nodes.append(
            {"id": f"n{n}", "name": f"n{n}", "type": "expressionNode", "content": content, "position": {"x": 0, "y": 0}}
        )
    nodes.append({"id": "out", "name": "out", "type": "outputNode", "position": {"x": 0, "y": 0}})
    edges = [
        {"id": f"e{n}", "type": "edge", "sourceId": before["id"], "targetId": after["id"]}
        for n, (before, after) in enumerate(pairwise(nodes))
    ]
    return {"nodes": nodes, "edges": edges}
