"""Answers given under older rules, as far as newer ones can use them."""

from collections.abc import Iterable, Mapping
from typing import Any

from compliance.engine.sheet import AnswerSheet, read_sheet
from compliance.rulepacks.models import Question
from compliance.rulepacks.problems import ProblemsError
from compliance.rulepacks.rulebook import Rulebook

_BY_FACT = ("answers", "provenance")
_BY_ITEM = ("circumstances", "circumstance_provenance")


class UnfitSheetFault(Exception):
    """A stored sheet that can't be read even without the answers that the rules don't know."""


class Fitting:
    """From one rulebook to another. What isn't asked any more, is asked in another kind or unit, or isn't among what
    can be answered now, is left out: it would be taken for something that nobody said."""

    def __init__(self, old: Rulebook, new: Rulebook) -> None:
        self._new = new
        self._facts = _asked_alike(_questions(old), _questions(new))
        self._circumstances = _asked_alike(_circumstances(old), _circumstances(new))
        self._items = frozenset(item.id for pack in new.whole_packs for item in pack.items)

    def fit(self, raw: Mapping[str, Any]) -> tuple[AnswerSheet, frozenset[str]]:
        """The sheet, and the facts whose answers are left out; raises UnfitSheetFault."""
        kept = {**raw, **{key: _kept(raw.get(key), self._facts) for key in _BY_FACT}}
        for key in _BY_ITEM:
            of_items = _kept(raw.get(key), self._items)
            kept[key] = {item: _kept(told, self._circumstances) for item, told in of_items.items()}
        try:
            return read_sheet(kept, self._new), _left_out(raw, kept)
        except ProblemsError as error:
            trimmed = _without(kept, (_path(each.pointer) for each in error.problems))
        try:
            return read_sheet(trimmed, self._new), _left_out(raw, trimmed)
        except ProblemsError as error:
            raise UnfitSheetFault from error


def _questions(rulebook: Rulebook) -> dict[str, Question]:
    return {name: each for pack in rulebook.packs for name, each in pack.questions.items()}


def _circumstances(rulebook: Rulebook) -> dict[str, Question]:
    return {name: each for file in rulebook.discretion for name, each in file.circumstances.items()}


def _asked_alike(old: Mapping[str, Question], new: Mapping[str, Question]) -> frozenset[str]:
    """The facts that are asked now, and not in another kind or unit than before."""
    return frozenset(
        name
        for name, each in new.items()
        if name not in old or (old[name].type, old[name].unit) == (each.type, each.unit)
    )


def _kept(values: Mapping[str, Any] | None, names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in (values or {}).items() if name in names}


def _left_out(raw: Mapping[str, Any], kept: Mapping[str, Any]) -> frozenset[str]:
    """The facts that were answered and aren't any more."""
    answered, still = raw.get("answers") or {}, kept["answers"]
    gone = {name for name, value in answered.items() if value is not None and name not in still}
    for item, told in (raw.get("circumstances") or {}).items():
        gone |= told.keys() - kept["circumstances"].get(item, {}).keys()
    return frozenset(gone)


def _path(pointer: str) -> tuple[str, ...]:
    """The steps of a JSON pointer (RFC 6901)."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])


def _without(raw: Mapping[str, Any], paths: Iterable[tuple[str, ...]]) -> dict[str, Any]:
    """A copy without what stands at these paths."""
    gone = set(paths)

    def copied(value: Any, here: tuple[str, ...]) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {key: copied(each, (*here, key)) for key, each in value.items() if (*here, key) not in gone}

    return {key: copied(each, (key,)) for key, each in raw.items()}
