"""Where rule files cite laws."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from compliance.rulepacks.loader import RuleFile
from compliance.rulepacks.models import Citation, Discretion, Item, NegativeList, Statute

Role = Literal["duty", "penalty", "basis"]


@dataclass(frozen=True, slots=True)
class Use:
    """One citation. `path` leads to it in the file; `by` is the item or rule, `doubted` where that says of itself that
    it isn't verified; `since`: a penalty's first day where a later one follows, so that an older text is meant."""

    file: RuleFile
    path: tuple[Any, ...]
    by: str
    title: str
    role: Role
    citation: Citation
    doubted: bool = False
    since: date | None = None


def uses_in(file: RuleFile) -> Iterator[Use]:
    """Every citation of the file, in its order."""
    if isinstance(file.content, NegativeList):
        for number, item in enumerate(file.content.items):
            yield from _item_uses(file, number, item)
    elif isinstance(file.content, Discretion):
        for number, rule in enumerate(file.content.rules):
            for path, citation in _numbered(file, ("rules", number, "basis"), rule.basis):
                yield Use(file, path, rule.id, rule.title, "basis", citation, bool(rule.unverified))


def _item_uses(file: RuleFile, number: int, item: Item) -> Iterator[Use]:
    doubted = bool(item.unverified)
    for path, citation in _numbered(file, ("items", number, "duty"), item.duty):
        yield Use(file, path, item.id, item.title, "duty", citation, doubted)
    newest = max(each.from_ or date.min for each in item.penalty)
    for path, penalty in _numbered(file, ("items", number, "penalty"), item.penalty):
        since = penalty.from_ if penalty.from_ and penalty.from_ < newest else None
        yield Use(file, path, item.id, item.title, "penalty", penalty, doubted, since)


def _numbered(file: RuleFile, path: tuple[Any, ...], citations: Iterable[Any]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Each citation with its path: a single one may stand without its list."""
    node: Any = file.root
    for step in path:
        node = node[step]
    for number, citation in enumerate(citations):
        yield (*path, number) if isinstance(node, list) else path, citation


class Register:
    """The registered laws by each of their names."""

    def __init__(self, statutes: Iterable[Statute]) -> None:
        self.statutes = tuple(statutes)
        self._by_name = {name: each for each in self.statutes for name in each.names}

    def find(self, name: str) -> Statute | None:
        """The law that a citation calls so; None where it isn't registered."""
        return self._by_name.get(name) or self._by_name.get(name.removeprefix("中华人民共和国"))

    def names(self, name: str) -> tuple[str, ...]:
        """All names of the law that a citation calls so."""
        statute = self.find(name)
        return (name, *statute.names) if statute else (name,)
