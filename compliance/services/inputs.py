"""What a decision is made from, in the form in which it is stored."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import simplejson

from compliance.engine.decide import Engine
from compliance.engine.decision import Decision, to_json
from compliance.engine.sheet import AnswerSheet, read_sheet
from compliance.store.records.checks import Inputs


def to_bytes(value: Mapping[str, Any]) -> bytes:
    """Plain values as JSON: exact decimals, dates as ISO texts, sets as sorted lists, any text at all."""
    text: str = simplejson.dumps(value, ensure_ascii=False, use_decimal=True, allow_nan=True, default=_plain)
    return text.encode("utf-8", "surrogatepass")


def from_bytes(stored: bytes) -> Any:
    """What to_bytes made the bytes of; raises ValueError where they aren't JSON."""
    return simplejson.loads(stored.decode("utf-8", "surrogatepass"), use_decimal=True, allow_nan=True)


def decide(engine: Engine, inputs: Inputs) -> tuple[AnswerSheet, Decision]:
    """What is decided from the inputs as they are stored, which is why it can be decided again."""
    sheet = read_sheet(from_bytes(inputs.sheet), engine.rulebook)
    return sheet, engine.decide(sheet, inputs.as_of, inputs.acted_on)


def decision_bytes(decision: Decision) -> bytes:
    return to_json(decision.as_json()).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"not a plain value: {value!r}")
