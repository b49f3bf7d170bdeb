"""A decision with its reasons: as data, and in plain words."""

from collections.abc import Iterator
from typing import Any

from compliance.documents.reasons import Reasons
from compliance.documents.ways import way_text
from compliance.documents.wording import money
from compliance.engine.decide import Engine
from compliance.engine.decision import Finding
from compliance.services.decide_files import Decided


def explained_json(decided: Decided) -> dict[str, Any]:
    """What `decide --json` prints, and beside it why, the ways out, what to answer next, and what it all may cost."""
    engine, decision, sheet = Engine(decided.rulebook), decided.decision, decided.sheet
    explanations = engine.explain(decision, sheet)
    return {
        **decision.as_json(),
        "explanations": [
            {**why.as_json(), "ways_out": [way.as_json() for way in _ways_out(engine, finding, decided)]}
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
    return "\n".join(_lines(decided))


def _lines(decided: Decided) -> Iterator[str]:
    engine, decision = Engine(decided.rulebook), decided.decision
    titles = {item.id: item.title for pack in decided.rulebook.packs for item in pack.items}
    questions = {name: each for pack in decided.rulebook.packs for name, each in pack.questions.items()}
    reasons = Reasons(decided.rulebook)
    for why, finding in zip(engine.explain(decision, decided.sheet), decision.findings, strict=True):
        if finding.status not in ("violation", "undetermined"):
            continue
        yield f"\n为什么：{titles[finding.item]}（{finding.item}）"
        yield from ("  " * (depth + 1) + line for depth, line in reasons.lines(why))
        for way in _ways_out(engine, finding, decided):
            yield "  出路：" + "；并且".join(way_text(way, questions))
    asked = engine.next_questions(decision, decided.sheet)
    if asked:
        yield f"\n再回答 {len(asked)} 题，{asked[-1].settled} 项就能确定；先答这些："
        yield from (f"  {questions[each.fact].ask}（答到这里确定 {each.settled} 项）" for each in asked[:5])
    exposure = engine.exposure(decision)
    if exposure.acts:
        more = f"，另有按{'、'.join(exposure.open)}的倍数罚的" if exposure.open else ""
        yield f"\n罚款合计：{money(exposure.min)}至{money(exposure.max)}{more}（同一行为只算最高的一次）"


def _ways_out(engine: Engine, finding: Finding, decided: Decided) -> tuple[Any, ...]:
    if finding.status != "violation":
        return ()
    return engine.ways_out(finding, decided.sheet, decided.decision.as_of, decided.decision.acted_on)


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
