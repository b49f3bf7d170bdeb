"""The facts of a draft: one for each act that a list names, and one for each amount that fines are multiples of."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from compliance.rulepacks.conditions import CONNECTIVES
from compliance.rulepacks.models import Fine
from compliance.services.tables.items import DraftItem

_MAX_FACT = 60
_NOT_IN_FACTS = re.compile(r"\W|_")


class Facts:
    """Names facts after acts: the same act has the same fact, and no two share a name."""

    def __init__(self, items: Iterable[DraftItem]) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._asked: dict[str, dict[str, Any]] = {}
        for item in items:
            self._add(item)

    def of_act(self, item: DraftItem) -> str:
        """The fact whether the item's act was done."""
        return self._names[item.act, ""]

    def of_fine(self, item: DraftItem, fine: Fine) -> Fine:
        """The fine in multiples of the act's own amount: what is asked of one act is no answer for another."""
        return fine.model_copy(update={"of": self._names[item.act, fine.of]}) if fine.of else fine

    def questions(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each fact and how it is asked."""
        yield from self._asked.items()

    def _add(self, item: DraftItem) -> None:
        act = self._name(item.act, "")
        self._asked.setdefault(act, {"ask": f"有没有{item.act}？", "type": "boolean"})
        for of in dict.fromkeys(fine.of for fine in item.fines if fine.of):
            asked = {"ask": f"“{item.act}”的{of}是多少元？", "type": "number", "unit": "元", "min": 0}
            self._asked.setdefault(self._name(item.act, of), {**asked, "ask_when": {act: True}})

    def _name(self, act: str, of: str) -> str:
        if (act, of) not in self._names:
            plain = (_NOT_IN_FACTS.sub("", act)[:_MAX_FACT] or "事项") + _NOT_IN_FACTS.sub("", of)
            taken = {*self._names.values(), *CONNECTIVES}
            numbered = (f"{plain}之{number}" for number in range(2, len(taken) + 3))
            self._names[act, of] = next(each for each in (plain, *numbered) if each not in taken)
        return self._names[act, of]
