"""regopy (rego-cpp, C++): an answer that isn't known is undefined, and so is what reads it: Kleene's logic by itself.

A bundle compiled once, one query for all items. A group inside a group is a rule of its own.
"""

import json
from typing import Any

from regopy import Interpreter

from benchmarks.work import Found, Work, plain, sets
from compliance.engine.sheet import AnswerSheet
from compliance.rulepacks.conditions import All, Any_, Condition, Not, Test

_COMPARISONS = {"is": "==", "is_not": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=",
                "before": "<", "after": ">", "on_or_before": "<=", "on_or_after": ">="}  # fmt: skip


class Rego:
    """The three claims as partial sets, the shown questions as a fourth."""

    name = "regopy"

    def __init__(self, work: Work) -> None:
        self._short, self._today, self._needs = work.short, work.day.toordinal(), work.needs()
        self._gated, self._size = frozenset(work.gates), len(work.items)
        self._rules: list[str] = [
            "package pack",
            "shown contains -1",
            "outside contains -1",
            "cleared contains -1",
            "breached contains -1",
        ]
        self._place = {name: n for n, name in enumerate(work.questions)}
        self._names = work.questions
        for name, short in work.short.items():
            self._question(name, short, work.gates.get(name))
        for n, item in enumerate(work.items):
            self._rules.append(f"outside contains {n} if {{ {self._said(item.applies, False)} }}")
            self._rules.append(f"cleared contains {n} if {{ {self._said(item.violated, False)} }}")
            both = f"{self._said(item.applies, True)}; {self._said(item.violated, True)}"
            self._rules.append(f"breached contains {n} if {{ {both} }}")
        self._rules.append('found := {"shown": shown, "outside": outside, "cleared": cleared, "breached": breached}')
        self._interpreter = Interpreter()
        self._interpreter.add_module("pack", "\n".join(self._rules))
        self._bundle = self._interpreter.build("data.pack.found", ["pack/found"])
        if not self._bundle.ok():
            raise RuntimeError("rego-cpp does not compile the pack")

    def _question(self, name: str, short: str, gate: Condition | None) -> None:
        if gate is None:
            self._rules.append(f"{short} := input.{short}")
        else:
            said = self._said(gate, True)
            self._rules.append(f"{short} := input.{short} if {{ {said} }}")
            self._rules.append(f"shown contains {self._place[name]} if {{ {said} }}")

    def _said(self, condition: Condition, holds: bool) -> str:
        """The body of a rule that the condition is known to hold, or known not to."""
        match condition:
            case All(parts):
                return self._group(parts, holds, holds)
            case Any_(parts):
                return self._group(parts, holds, not holds)
            case Not(part):
                return self._said(part, not holds)
        return self._test(condition, holds)

    def _group(self, parts: tuple[Condition, ...], holds: bool, conjunction: bool) -> str:
        bodies = [self._said(part, holds) for part in parts]
        if conjunction:
            return "; ".join(bodies) if bodies else "true"
        name = f"g{len(self._rules)}"
        self._rules += [f"{name} if {{ {body} }}" for body in bodies] or [f"{name} if {{ false }}"]
        return name

    def _test(self, test: Test, holds: bool) -> str:
        fact, operand = self._short[test.fact], plain(test.operand)
        if isinstance(operand, list):
            return self._list_test(fact, test.operator, operand, holds)
        text = json.dumps(operand, ensure_ascii=False)
        match test.operator:
            case "includes" | "excludes":
                inside = (test.operator == "includes") == holds
                return f"is_array({fact}); {'' if inside else 'not '}{text} in {fact}"
            case "within_days" if holds:
                return f"{fact} <= {self._today}; {self._today} - {fact} <= {text}"
            case "within_days":
                name = f"g{len(self._rules)}"
                self._rules += [
                    f"{name} if {{ {fact} > {self._today} }}",
                    f"{name} if {{ {self._today} - {fact} > {text} }}",
                ]
                return name
            case "older_than_days":
                return f"{self._today} - {fact} {'>' if holds else '<='} {text}"
        comparison = _COMPARISONS[test.operator]
        return f"{fact} {comparison if holds else _OPPOSITE[comparison]} {text}"

    def _list_test(self, fact: str, operator: str, operand: list[Any], holds: bool) -> str:
        texts = [json.dumps(each, ensure_ascii=False) for each in operand]
        if operator in ("in", "not_in"):
            inside = (operator == "in") == holds
            return f"is_string({fact}); {'' if inside else 'not '}{fact} in [{', '.join(texts)}]"
        bodies = [f"{'' if holds else 'not '}{text} in {fact}" for text in texts]
        if (operator == "includes_all") == holds:
            return f"is_array({fact}); " + "; ".join(bodies)
        name = f"g{len(self._rules)}"
        self._rules += [f"{name} if {{ is_array({fact}); {body} }}" for body in bodies]
        return name

    def native(self, sheet: AnswerSheet) -> tuple[dict[str, Any], dict[str, Any]]:
        return (
            {self._short[name]: plain(value) for name, value in sheet.answers.items()},
            {name: sets(value) for name, value in sheet.answers.items()},
        )

    def assess(self, native: tuple[dict[str, Any], dict[str, Any]]) -> list[Found]:
        self._interpreter.set_input(native[0])
        result = json.loads(str(self._interpreter.query_bundle(self._bundle)))["expressions"][0]
        shown = {self._names[n] for n in result["shown"] if n >= 0}
        outside, cleared, breached = (set(result[key]) for key in ("outside", "cleared", "breached"))
        facts = {name: value for name, value in native[1].items() if name not in self._gated or name in shown}
        found: list[Found] = []
        for n in range(self._size):
            if n in outside:
                found.append(("not_applicable", ()))
            elif n in cleared:
                found.append(("compliant", ()))
            elif n in breached:
                found.append(("violation", ()))
            else:
                found.append(("undetermined", self._needs.of(n, facts, self._today)))
        return found


_OPPOSITE = {"==": "!=", "!=": "==", ">": "<=", "<=": ">", ">=": "<", "<": ">="}
