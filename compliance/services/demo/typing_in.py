"""What somebody types into a self-check: answers at random, and half of what is violated then put right."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from compliance.engine.decide import Engine
from compliance.engine.sheet import read_sheet
from compliance.services.enterprise import Enterprise
from compliance.services.self_check import steps
from compliance.services.self_check.fields import NO, NONE, OPTION, UNKNOWN, YES, Field
from compliance.services.self_check.pages import SelfCheck

YESES = 0.85
"""Which share of the questions to be answered with 是 or 否 is answered with 是, so that most others are asked."""
OPEN = 0.03
"""Which share of the questions is answered with 不清楚."""
PUT_RIGHT = 0.5
"""Which share of what would be violated is put right."""
SOMEBODY = Enterprise("测试用小饭馆", "", "测试路 1 号")

Typing = dict[str, list[str]]


def filled_in(
    engine: Engine, today: date, chance: random.Random, most: int | None = None, put_right: float = PUT_RIGHT
) -> Typing:
    """All fields of the self-check typed in; `most`: so many questions are answered, the others left open."""
    fields = _questions(SelfCheck(engine, {}, today))
    typed: Typing = {field.name: _typed(field, today, chance) for field in fields}
    typed |= {"subject/subject": [OPTION + chance.choice(tuple(steps.SUBJECTS))], **named(SOMEBODY)}
    typed |= _put_right(engine, SelfCheck(engine, typed, today), chance, put_right)
    if most is not None:
        _leave_open(engine, typed, today, most)
    item_steps = [step for step in SelfCheck(engine, typed, today).steps if step.kind == "item"]
    about = (field for step in item_steps for field in step.fields.values())
    return typed | {field.name: _typed(field, today, chance) for field in about}


def named(enterprise: Enterprise) -> Typing:
    """The fields that say whose self-check it is."""
    names = (steps.NAME, steps.CREDIT_CODE, steps.ADDRESS)
    said = (enterprise.name, enterprise.credit_code, enterprise.address)
    return {f"enterprise/{name}": [each] for name, each in zip(names, said, strict=True)}


def answered(check: SelfCheck) -> int:
    """How many of the questions that count have an answer."""
    return len(check.answers.sheet["answers"])


def _questions(check: SelfCheck) -> Iterator[Field]:
    return (field for step in check.answers.question_steps for field in step.fields.values())


def _put_right(engine: Engine, check: SelfCheck, chance: random.Random, share: float) -> Typing:
    """The first way out of some violations; one's may be another's violation, as in life."""
    sheet = read_sheet({"answers": check.answers.sheet["answers"]}, engine.rulebook)
    fields = {field.name: field for field in _questions(check)}
    typed: Typing = {}
    for finding in check.decide().with_status("violation"):
        if chance.random() < share:
            for way in engine.ways_out(finding, sheet, check.as_of)[:1]:
                changes = [(fields[f"answers/{change.fact}"], change.value) for change in way.changes]
                typed |= {field.name: _as_typed(field, value) for field, value in changes}
    return typed


def _leave_open(engine: Engine, typed: Typing, today: date, most: int) -> None:
    """Takes answers back, beginning with the last ones, until no more than `most` count."""
    while (over := answered(check := SelfCheck(engine, typed, today)) - most) > 0:
        counting = {f"answers/{fact}" for fact in check.answers.sheet["answers"]}
        for name in [field.name for field in _questions(check) if field.name in counting][-over:]:
            typed[name] = [UNKNOWN]


def _typed(field: Field, today: date, chance: random.Random) -> list[str]:
    if chance.random() < OPEN:
        return [UNKNOWN]
    kind = field.question.type
    if kind == "boolean":
        return [YES if chance.random() < YESES else NO]
    if kind == "choice":
        return [OPTION + chance.choice(field.options)]
    if kind == "choices":
        return _chosen(field, chance)
    if kind == "number":
        return [_number(field, chance)]
    return [(today - timedelta(chance.choice((5, 40, 200, 400, 900)))).isoformat()] if kind == "date" else ["无"]


def _chosen(field: Field, chance: random.Random) -> list[str]:
    alone = [option for option in field.options if field.excludes_others(option)]
    others = [option for option in field.options if option not in alone]
    chosen = chance.sample(others, chance.randint(0, min(3, len(others))))
    return [OPTION + each for each in chosen or alone[:1]] or [NONE]


def _number(field: Field, chance: random.Random) -> str:
    bounds = [(each.min, each.max) for each in field.questions]
    least = max((int(low) for low, _ in bounds if low is not None), default=0)
    most = min((int(high) for _, high in bounds if high is not None), default=least + 200)
    return str(chance.randint(least, max(least, most)))


def _as_typed(field: Field, value: Any) -> list[str]:
    """A value as a form sends it."""
    if isinstance(value, bool):
        return [YES if value else NO]
    if isinstance(value, Decimal | date):
        return [str(value)]
    chosen = [value] if isinstance(value, str) else sorted(value)
    others = [option for option in chosen if not field.excludes_others(option)]
    return [OPTION + option for option in others or chosen] or [NONE]
