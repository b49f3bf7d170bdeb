"""Small packs for tests, as plain data that is dumped to YAML the way an outside tool would."""

import copy
from datetime import date
from typing import Any

import yaml

from compliance.engine.decide import Engine
from compliance.engine.decision import Decision
from compliance.engine.sheet import read_sheet
from compliance.rulepacks.loader import RuleFile, parse_rule_file
from compliance.rulepacks.rulebook import bring_together

TODAY = date(2026, 11, 21)
CITATION = {"law": "某条例", "article": 18, "paragraph": 2}
FINE = {"when": "uncorrected", "who": "any", "min": 10000, "max": 100000}


def item(violated_when: Any, **changes: Any) -> dict[str, Any]:
    """An item that is violated when the condition holds."""
    base = {
        "id": "sign-001",
        "title": "未经许可设置大型招牌",
        "department": "综合行政执法",
        "severity": "minor",
        "duty": dict(CITATION),
        "violated_when": violated_when,
        "penalty": {**CITATION, "measures": ["责令限期改正", "罚款"], "fines": [dict(FINE)]},
        "rectify": {"how": "补办许可或自行拆除", "within_days": 15},
    }
    return base | changes


def pack(questions: dict[str, Any], *items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A negative list."""
    base = {
        "schema": 1,
        "kind": "negative_list",
        "id": "sign",
        "title": "招牌负面清单",
        "version": "2026.1",
        "effective": {"from": date(2026, 1, 1)},
        "reviewed": {"on": date(2026, 3, 1), "by": "法制审核"},
        "questions": questions,
        "items": list(items),
    }
    return base | changes


def question(type_: str, **more: Any) -> dict[str, Any]:
    return {"ask": "情况怎样？", "type": type_, **more}


SIGN_QUESTIONS = {
    "设有招牌": question("boolean"),
    "招牌面积": question("number", unit="平方米", min=0, ask_when={"设有招牌": True}),
    "取得许可": question("boolean", ask_when={"设有招牌": True}),
}
SIGN = pack(
    SIGN_QUESTIONS,
    item(
        {"all": [{"招牌面积": {"gt": "$大型招牌面积"}}, {"取得许可": False}]},
        applies_when={"设有招牌": True},
        examples=[
            {"name": "大", "given": {"设有招牌": True, "招牌面积": 20, "取得许可": False}, "expect": "violation"},
            {"name": "小", "given": {"设有招牌": True, "招牌面积": 3, "取得许可": False}, "expect": "compliant"},
        ],
    ),
    parameters={"大型招牌面积": [{"from": date(2012, 1, 1), "value": 10}, {"from": date(2026, 1, 1), "value": 8}]},
)
FIRST_OFFENCE = {
    "schema": 1,
    "kind": "discretion",
    "id": "law-33",
    "title": "行政处罚法第三十三条",
    "circumstances": {
        "危害后果": question("choice", options=["无", "轻微", "严重"]),
        "已改正": question("boolean"),
    },
    "rules": [
        {
            "id": "first-offence",
            "title": "首违不罚",
            "verdict": "no_penalty_allowed",
            "basis": {"law": "行政处罚法", "article": 33, "paragraph": 1},
            "lookback_days": 730,
            "elements": [
                {"id": "initial", "title": "初次违法", "when": {"prior.same_item": 0}, "proof": "verified"},
                {"id": "slight", "title": "危害后果轻微", "when": {"危害后果": {"in": ["无", "轻微"]}}},
                {"id": "corrected", "title": "及时改正", "when": {"已改正": True}, "curable": True},
            ],
        }
    ],
}


def dumped(data: dict[str, Any]) -> bytes:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode()


def rule_file(data: dict[str, Any], name: str = "包.yaml") -> RuleFile:
    return parse_rule_file(dumped(data), name)


def engine(*data: dict[str, Any]) -> Engine:
    """An engine for these packs and discretion files."""
    return Engine(bring_together(rule_file(each, f"{each['id']}.yaml") for each in data))


def decide(*data: dict[str, Any], sheet: dict[str, Any] | None = None, **dates: date) -> Decision:
    """The decision of these packs and discretion files on a raw sheet."""
    deciding = engine(*data)
    return deciding.decide(read_sheet(sheet or {}, deciding.rulebook), dates.get("as_of", TODAY), dates.get("acted_on"))


def status_of(condition: Any, questions: dict[str, Any], answers: dict[str, Any], as_of: date = TODAY) -> str:
    """The status of an item that is violated when the condition holds."""
    decision = decide(pack(questions, item(condition)), sheet={"answers": answers}, as_of=as_of)
    return decision.findings[0].status


def changed(data: dict[str, Any], *path: Any, to: Any) -> dict[str, Any]:
    """A copy of `data` with the value at `path` replaced."""
    copied = copy.deepcopy(data)
    node: Any = copied
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = to
    return copied
