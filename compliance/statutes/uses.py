"""Where rule files cite laws."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from compliance.rulepacks.citations import citation_of, names_in
from compliance.rulepacks.conditions import Condition
from compliance.rulepacks.loader import RuleFile
from compliance.rulepacks.models import Citation, Discretion, Item, NegativeList, Statute, Statutes

Role = Literal["duty", "penalty", "basis", "scope"]


@dataclass(frozen=True, slots=True)
class Use:
    """One citation, or an article that a rule is for (scope).

    `path` leads to it in the file; `by` is the item or rule, `doubted` where that says of itself that it isn't
    verified; `since`: a penalty's first day where a later one follows, so that an older text is meant.
    """

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
        for number, band in enumerate(file.content.bands):
            for path, citation in _numbered(file, ("bands", number, "basis"), band.basis) if band.basis else ():
                yield Use(file, path, file.content.id, file.content.title, "basis", citation, bool(band.unverified))
        for path, by, title, condition in _conditions(file.content):
            for name in names_in(condition, "item.articles"):
                if citation := citation_of(name):
                    yield Use(file, path, by, title, "scope", citation)


def laws_named_in(file: RuleFile) -> Iterator[tuple[tuple[Any, ...], str, str]]:
    """Each law that a discretion rule or circumstance says it is for: path, whose, and the name."""
    if isinstance(file.content, Discretion):
        for path, by, _, condition in _conditions(file.content):
            yield from ((path, by, name) for name in names_in(condition, "item.laws"))


def _conditions(discretion: Discretion) -> Iterator[tuple[tuple[Any, ...], str, str, Condition]]:
    """Path, id, title and tree of each condition."""
    for name, question in discretion.circumstances.items():
        if question.ask_when:
            yield ("circumstances", name, "ask_when"), name, question.ask, question.ask_when
    for i, rule in enumerate(discretion.rules):
        for j, element in enumerate(rule.elements):
            yield ("rules", i, "elements", j, "when"), rule.id, rule.title, element.when


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

    @classmethod
    def of(cls, files: Iterable[RuleFile]) -> "Register":
        """That of the registers among the files."""
        return cls(each for file in files if isinstance(file.content, Statutes) for each in file.content.statutes)

    def find(self, name: str) -> Statute | None:
        """The law that a citation calls so; None where it isn't registered."""
        return self._by_name.get(name) or self._by_name.get(name.removeprefix("中华人民共和国"))

    def names(self, name: str) -> tuple[str, ...]:
        """All names of the law that a citation calls so."""
        statute = self.find(name)
        return (name, *statute.names) if statute else (name,)
