"""The ways out of a violation, told as deeds: never as another answer to give."""

from collections.abc import Mapping
from typing import Any

from compliance.documents.aloud import read_aloud
from compliance.engine.ways_out import Change, WayOut
from compliance.rulepacks.conditions import All, Test
from compliance.rulepacks.models import Question


def way_text(way: WayOut, questions: Mapping[str, Question]) -> tuple[str, ...]:
    """What to do, a sentence for each change."""
    return tuple(_deed(change, questions[change.fact]) for change in way.changes)


def _deed(change: Change, question: Question) -> str:
    goal = change.goal
    proof = f"，留好{question.evidence}" if question.evidence else ""
    if isinstance(goal, Test) and isinstance(goal.operand, bool):
        return f"实际改好，直到能如实回答“{'是' if goal.operand else '否'}”：{question.ask}{proof}"
    return f"实际改到：{_goal(change, question)}（{question.ask}）{proof}"


def _goal(change: Change, question: Question) -> str:
    goals: tuple[Any, ...] = change.goal.parts if isinstance(change.goal, All) else (change.goal,)
    tests = [goal for goal in goals if isinstance(goal, Test)]
    if question.type == "choice":
        options = [option for test in tests for option in _options(test)]
        return "或者".join(f"“{option}”" for option in options)
    if question.type == "choices":
        return "，".join(f"{'有' if test.operator == 'includes' else '不再有'}“{test.operand}”" for test in tests)
    return "且".join(read_aloud(test, {change.fact: question}) for test in tests)


def _options(test: Test) -> tuple[Any, ...]:
    return test.operand if isinstance(test.operand, tuple) else (test.operand,)
