"""A decision with its reasons: as data, and in plain words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeAlias

from compliance.documents.reasons import Reasons
from compliance.documents.ways import way_text
from compliance.documents.wording import fine_text, money
from compliance.engine.bands import Bands
from compliance.engine.decide import Engine
from compliance.engine.decision import Decision, Finding
from compliance.engine.sheet import AnswerSheet
from compliance.engine.ways_out import WayOut
from compliance.rulepacks.models import Status
from compliance.services.decide_files import Decided


def explained_json(decided: Decided) -> dict[str, Any]:
    """What `decide --json` prints, and beside it why, the ways out, what to answer next, and what it all may cost."""
    engine, decision, sheet = decided.engine, decided.decision, decided.sheet
    explanations = engine.explain(decision, sheet)
    bands = Bands(decided.rulebook.discretion)
    departments = {item.id: item.department for pack in decided.rulebook.packs for item in pack.items}
    return {
        **decision.as_json(),
        "explanations": [
            {
                **why.as_json(),
                "ways_out": [way.as_json() for way in _ways_out(engine, finding, decision, sheet)],
                "bands": [each.as_json() for each in bands.of(finding, departments[finding.item], decision.as_of)],
            }
            for why, finding in zip(explanations, decision.findings, strict=True)
        ],
        "next_questions": [
            {"fact": each.fact, "settled": each.settled, "waiting": each.waiting}
            for each in engine.next_questions(decision, sheet)
        ],
        "exposure": engine.exposure(decision).as_json(),
    }


def explain_in_words(decided: Decided) -> str:
    """Why each violation and each undetermined item is one, the ways out, what to answer next, and the exposure."""
    return "\n".join(_lines(explain(decided.engine, decided.decision, decided.sheet), decided))


@dataclass(frozen=True, slots=True)
class NextRow:
    """A question to answer next, and how many items are settled once it and those before it are answered."""

    fact: str
    ask: str
    settled: int


@dataclass(frozen=True, slots=True)
class ActFine:
    """An act, the titles of the items that punish it, and the highest of their fines, also in words."""

    act: str | None
    titles: tuple[str, ...]
    most: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class ExposureText:
    """What all violations together may cost, in words. `fines`: those in known amounts, the highest first."""

    least: str
    most: str
    multiples_of: tuple[str, ...]
    fines: tuple[ActFine, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What to make of a decision, in words. `ways` are the ways out, by item."""

    ways: Mapping[str, tuple[tuple[str, ...], ...]]
    next_questions: tuple[NextRow, ...]
    exposure: ExposureText


Lines: TypeAlias = tuple[tuple[int, str], ...]
"""A finding's reasons in words: lines with their depth."""


def reasons_of(
    engine: Engine, decision: Decision, sheet: AnswerSheet, *statuses: Status, whole: bool = False
) -> Mapping[str, Lines]:
    """Why the items of these statuses have them, by item; `whole` as Engine.explain has it."""
    spoken, some = Reasons(engine.rulebook), replace(decision, findings=decision.with_status(*statuses))
    return {why.item: tuple(spoken.lines(why)) for why in engine.explain(some, sheet, whole)}


def explain(engine: Engine, decision: Decision, sheet: AnswerSheet) -> Told:
    """What to make of the decision, in words."""
    questions = {name: each for pack in engine.rulebook.packs for name, each in pack.questions.items()}
    return Told(
        ways={
            finding.item: tuple(way_text(way, questions) for way in _ways_out(engine, finding, decision, sheet))
            for finding in decision.with_status("violation")
        },
        next_questions=tuple(
            NextRow(each.fact, questions[each.fact].ask, each.settled)
            for each in engine.next_questions(decision, sheet)
        ),
        exposure=_exposure_text(engine, decision),
    )


def _exposure_text(engine: Engine, decision: Decision) -> ExposureText:
    titles = {item.id: item.title for pack in engine.rulebook.packs for item in pack.items}
    exposure = engine.exposure(decision)
    fines = [
        ActFine(act.act, tuple(titles[item] for item in act.items), act.fine.max, fine_text(act.fine))
        for act in exposure.acts
        if act.fine and act.fine.max is not None
    ]
    highest_first = tuple(sorted(fines, key=lambda fine: -fine.most))
    return ExposureText(money(exposure.min), money(exposure.max), exposure.open, highest_first)


def _lines(told: Told, decided: Decided) -> Iterator[str]:
    titles = {item.id: item.title for pack in decided.rulebook.packs for item in pack.items}
    telling: tuple[Status, ...] = ("violation", "undetermined")
    reasons = reasons_of(decided.engine, decided.decision, decided.sheet, *telling, whole=True)
    for finding in decided.decision.with_status(*telling):
        yield f"\n为什么：{titles[finding.item]}（{finding.item}）"
        yield from ("  " * (depth + 1) + line for depth, line in reasons[finding.item])
        yield from ("  出路：" + "；并且".join(way) for way in told.ways.get(finding.item, ()))
    if told.next_questions:
        yield f"\n再回答 {len(told.next_questions)} 题，{told.next_questions[-1].settled} 项就能确定；先答这些："
        yield from (f"  {each.ask}（答到这里确定 {each.settled} 项）" for each in told.next_questions[:5])
    if decided.decision.with_status("violation"):
        exposure = told.exposure
        more = f"，另有按{'、'.join(exposure.multiples_of)}的倍数罚的" if exposure.multiples_of else ""
        yield f"\n罚款合计：{exposure.least}至{exposure.most}{more}（同一行为只算最高的一次）"


def _ways_out(engine: Engine, finding: Finding, decision: Decision, sheet: AnswerSheet) -> tuple[WayOut, ...]:
    if finding.status != "violation":
        return ()
    return engine.ways_out(finding, sheet, decision.as_of, decision.acted_on)


_NULLABLE_BOOLEAN = {"type": ["boolean", "null"]}
_DAY = {"type": "string", "format": "date"}
_NULLABLE_DAY = {"type": ["string", "null"], "format": "date"}
_PARTS = {"type": "array", "items": {"$ref": "#/$defs/part"}}


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def explanation_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what `decide --json --explain` prints."""
    text, count, anything = {"type": "string"}, {"type": "integer", "minimum": 0}, {}  # type: ignore[var-annotated]
    parameter = _object(name=text, value={"type": ["number", "null"]}, **{"from": _NULLABLE_DAY})
    law = _object(
        day=_DAY,
        in_force={"type": "boolean"},
        penalty_from=_NULLABLE_DAY,
        parameters={"type": "array", "items": parameter},
        applies={"anyOf": [{"$ref": "#/$defs/part"}, {"type": "null"}]},
        violated={"anyOf": [{"$ref": "#/$defs/part"}, {"type": "null"}]},
    )
    element = _object(
        rule=text,
        element=text,
        state={"enum": ["met", "claimed", "unmet", "unknown"]},
        when={"$ref": "#/$defs/part"},
    )
    amount = {"type": "number", "minimum": 0}
    band = _object(
        fine=count,
        min=amount,
        max=amount,
        share={"type": "array", "items": {**amount, "maximum": 1}, "minItems": 2, "maxItems": 2},
        unverified={"type": ["string", "null"]},
        **{"from": _DAY},
    )
    explanation = _object(
        pack=text,
        version=text,
        sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
        item=text,
        status={"enum": ["violation", "undetermined", "not_applicable", "compliant"]},
        law={"enum": ["same", "old", "new"]},
        laws={"type": "array", "items": law, "minItems": 1, "maxItems": 2},
        elements={"type": "array", "items": element},
        ways_out={
            "type": "array",
            "maxItems": 5,
            "items": {"type": "array", "items": _object(fact=text, value=anything, goal={"type": "object"})},
        },
        bands={"type": "array", "items": band},
    )
    test = _object(
        fact=text,
        operator=text,
        operand=anything,
        parameters={"type": "array", "items": text},
        answer=anything,
        truth=_NULLABLE_BOOLEAN,
    )
    groups = [_object(**{kind: _PARTS, "truth": _NULLABLE_BOOLEAN}) for kind in ("all", "any", "not")]
    act = _object(
        act={"type": ["string", "null"]},
        items={"type": "array", "items": text},
        fine={"type": ["object", "null"]},
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "判断结果和理由",
        **_object(
            as_of=_DAY,
            acted_on=_DAY,
            findings={"type": "array", "items": {"type": "object"}},
            explanations={"type": "array", "items": {"$ref": "#/$defs/explanation"}},
            next_questions={"type": "array", "items": _object(fact=text, settled=count, waiting=count)},
            exposure=_object(
                min={"type": "number"},
                max={"type": "number"},
                acts={"type": "array", "items": act},
                open={"type": "array", "items": text},
            ),
        ),
        "$defs": {"explanation": explanation, "part": {"anyOf": [test, *groups]}},
    }
