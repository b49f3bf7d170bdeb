"""One question as a form has it: the values that its controls send, and how they are read."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from compliance.rulepacks.models import Question
from compliance.rulepacks.values import ValueFlaw, read_value

Typed: TypeAlias = Sequence[str]
"""What the controls of one field sent, as it came."""
Plain: TypeAlias = bool | Decimal | str | list[str]
"""An answer as an answer sheet takes it."""

YES, NO, UNKNOWN, NONE = "yes", "no", "unknown", "none"
OPTION = "="  # before each option, so that none can be taken for the words above
_WORDS = {YES: "是", NO: "否", UNKNOWN: "不清楚", NONE: "以上都没有"}
_NONE_OPTIONS = ("都没有", "以上都没有")
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?", re.ASCII)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，＋－", "0123456789.,+-")


@dataclass(frozen=True, slots=True)
class Field:
    """A question of a form. Several packs may ask it: the first one's words are shown, every one's limits hold."""

    name: str
    questions: tuple[Question, ...]
    before: date | None = None

    @property
    def question(self) -> Question:
        return self.questions[0]

    @property
    def unit_name(self) -> str:
        """Under what the unit stands that a number is asked for in, among all that is typed."""
        return f"unit/{self.name}"

    @property
    def options(self) -> tuple[str, ...]:
        return self.question.options or ()

    def excludes_others(self, option: str) -> bool:
        """Whether the option says that none of the others holds."""
        return self.question.type == "choices" and option in _NONE_OPTIONS

    @property
    def lacks_none(self) -> bool:
        """Whether the form must add «以上都没有»."""
        return not any(map(self.excludes_others, self.options))

    def in_words(self, typed: Typed) -> str:
        """What was typed, as it reads to people; empty where nothing was."""
        said = [_WORDS.get(text, text.removeprefix(OPTION)) for text in map(str.strip, typed) if text]
        unit = self.question.unit or ""
        return "、".join(said) + (unit if said and unit and said != [_WORDS[UNKNOWN]] else "")

    def answer_in_words(self, plain: Any) -> str:
        """An answer that was read, or a stored one, as it reads to people."""
        if isinstance(plain, bool):
            return self.in_words([YES if plain else NO])
        if isinstance(plain, list):
            return self.in_words([f"{OPTION}{each}" for each in plain] or [NONE])
        return self.in_words([f"{OPTION}{plain}"])

    def typed_in(self, everything: Mapping[str, Typed]) -> Typed:
        """What was typed in the field, among all that was; nothing where another unit was asked for then."""
        return () if self._unit_before(everything) else everything.get(self.name, ())

    def read_in(self, everything: Mapping[str, Typed]) -> Plain | None:
        """The answer, as `read` tells of what was typed; in another unit it has to be given anew."""
        if before := self._unit_before(everything):
            said = "".join(everything[self.name])
            raise ValueFlaw(f"这一题原来{before}填，填的是 {said}；现在{_by_unit(self.question.unit)}填，请重新填")
        return self.read(everything.get(self.name, ()))

    def _unit_before(self, everything: Mapping[str, Typed]) -> str:
        """In words, the unit that was asked for when it was answered; empty where the same is asked for now."""
        unit = self.question.unit or ""
        before = "".join(everything.get(self.unit_name, [unit]))
        said = [text for text in everything.get(self.name, ()) if text.strip()]
        return "" if before == unit or said in ([], [UNKNOWN]) else _by_unit(before)

    def read(self, typed: Typed) -> Plain | None:
        """The answer; None where nothing is typed or 不清楚 is chosen. Raises ValueFlaw with what to do instead."""
        said = [text.strip() for text in typed if text.strip()]
        if not said or said == [UNKNOWN]:
            return None
        if UNKNOWN in said:
            raise ValueFlaw("请只留下回答或“不清楚”中的一个")
        plain = _READERS[self.question.type](self, said)
        values = [read_value(question, plain) for question in self.questions]
        if self.before and isinstance(values[0], date) and values[0] >= self.before:
            raise ValueFlaw("日期应早于今天")
        return plain


def _by_unit(unit: str | None) -> str:
    return f"按“{unit}”" if unit else "不按单位"


def _one(said: list[str], what: str) -> str:
    if len(set(said)) > 1:
        raise ValueFlaw(f"请只{what}一个")
    return said[0]


def _boolean(_: Field, said: list[str]) -> bool:
    answer = _one(said, "选")
    if answer not in (YES, NO):
        raise ValueFlaw("请从“是”“否”“不清楚”里选一个")
    return answer == YES


def _option(chosen: str) -> str:
    if not chosen.startswith(OPTION):
        raise ValueFlaw("请从选项里选")
    return chosen.removeprefix(OPTION)


def _choices(field: Field, said: list[str]) -> list[str]:
    chosen = [] if said == [NONE] else list(dict.fromkeys(map(_option, _without_none(said))))
    if len(chosen) > 1 and any(map(field.excludes_others, chosen)):
        raise ValueFlaw("选了“都没有”就不要再选别的")
    return chosen


def _without_none(said: list[str]) -> list[str]:
    if NONE in said:
        raise ValueFlaw("选了“以上都没有”就不要再选别的")
    return said


def _number(field: Field, said: list[str]) -> Decimal:
    text = _one(said, "填").translate(_FULL_WIDTH).removesuffix(field.question.unit or "").strip()
    if not _NUMBER.fullmatch(text):
        raise ValueFlaw("请填数字，如 12 或 12.5")
    return Decimal(text.replace(",", ""))


def _date(_: Field, said: list[str]) -> str:
    return _one(said, "填")


_READERS: Mapping[str, Callable[[Field, list[str]], Plain]] = {
    "boolean": _boolean,
    "choice": lambda _, said: _option(_one(said, "选")),
    "choices": _choices,
    "number": _number,
    "date": _date,
    "text": lambda _, said: _one(said, "填"),
}
