"""One cell of a table: the text or typed value as it stands into an answer."""

import math
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from compliance.engine.sheet import Subject
from compliance.rulepacks.models import Question
from compliance.rulepacks.values import Value, ValueFlaw, describe, exact_text, read_value

CELLS_KEPT = 256  # of each column: most say one of a few things
MAX_KEY = 100

_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?\Z")
_DATE = re.compile(r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})\Z")
_SEPARATORS = re.compile(r"[；;|]")
_BOOLEANS = {"是": True, "true": True, "1": True, "否": False, "false": False, "0": False}
_SUBJECTS: dict[str, Subject] = {"unit": "unit", "单位": "unit", "individual": "individual", "个人": "individual"}

Cell = Callable[[Any], Value | None]


def cell_reader(questions: Sequence[Question]) -> Cell:
    """Reads the cells of the column that answers all these questions: None where it is empty; raises ValueFlaw."""
    plain = _PLAIN[questions[0].type]

    @lru_cache(CELLS_KEPT, typed=True)
    def read(raw: Any) -> Value | None:
        if is_empty(raw):
            return None
        made = plain(raw.strip() if isinstance(raw, str) else raw, questions[0])
        return [read_value(question, made) for question in questions][-1]

    return read


def is_empty(raw: Any) -> bool:
    """Whether nothing was answered."""
    if isinstance(raw, str):
        return not raw.strip()
    return raw is None or (isinstance(raw, float) and math.isnan(raw))


def read_key(raw: Any) -> str:
    """The id of an enterprise; raises ValueFlaw. A spreadsheet would run what begins like a formula."""
    if is_empty(raw):
        raise ValueFlaw("没有企业编号")
    text = exact_text(key_text(raw))
    if len(text) > MAX_KEY or not text.isprintable():
        raise ValueFlaw(f"企业编号最多 {MAX_KEY} 个字，不能有换行等看不见的字符")
    if text[0] in "=+-@":
        raise ValueFlaw("企业编号不能以 =、+、-、@ 开头")
    return text


def key_text(raw: Any) -> str:
    """What makes an id the same as another."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return str(raw).strip()


def read_subject(raw: Any) -> Subject:
    """Whether a unit or an individual; empty is a unit. Raises ValueFlaw."""
    if is_empty(raw):
        return "unit"
    subject = _SUBJECTS.get(str(raw).strip())
    if subject is None:
        raise ValueFlaw(f"应为 单位（unit）或 个人（individual），写的是{describe(raw)}")
    return subject


def _boolean(raw: Any, _: Question) -> bool:
    if isinstance(raw, bool):
        return raw
    known = _BOOLEANS.get(raw.lower()) if isinstance(raw, str) else {0: False, 1: True}.get(raw)
    if known is None:
        raise ValueFlaw(f"应为 是 或 否（也可写 true、false、1、0），写的是{describe(raw)}")
    return known


def _number(raw: Any, _: Question) -> Any:
    if isinstance(raw, float):
        return Decimal(repr(raw)) if math.isfinite(raw) else Decimal("NaN")
    if isinstance(raw, str):
        if not _NUMBER.match(raw):
            raise ValueFlaw(f"应为数字（不带单位、逗号），写的是{describe(raw)}")
        return Decimal(raw)
    return raw


def _choices(raw: Any, question: Question) -> Any:
    """A text that is one option as a whole is that option; a separator alone says that none of them is meant."""
    if not isinstance(raw, str):
        return raw
    if raw in (question.options or ()):
        return (raw,)
    return tuple(part.strip() for part in _SEPARATORS.split(raw) if part.strip())


def plain_day(raw: Any) -> Any:
    """The cell as a date where it can be meant for one, else as it stands."""
    if isinstance(raw, datetime) and raw.tzinfo is None and raw == datetime(raw.year, raw.month, raw.day):  # noqa: DTZ001
        return raw.date()
    if isinstance(raw, str) and (found := _DATE.match(raw)):
        try:
            return date(int(found[1]), int(found[3]), int(found[4]))
        except ValueError:
            pass  # no such day: read_value says so
    return raw


def _date(raw: Any, _: Question) -> Any:
    return plain_day(raw)


def _as_it_is(raw: Any, _: Question) -> Any:
    return raw


_PLAIN: dict[str, Callable[[Any, Question], Any]] = {
    "boolean": _boolean,
    "number": _number,
    "choice": _as_it_is,
    "choices": _choices,
    "date": _date,
    "text": _as_it_is,
}
