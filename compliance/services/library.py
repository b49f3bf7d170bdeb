"""The rules at hand, compiled as they are needed."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property, lru_cache
from weakref import WeakValueDictionary

from compliance.engine.compiled import Compiled
from compliance.engine.decide import Engine
from compliance.errors import ComplianceError
from compliance.rulepacks.finder import Finder
from compliance.rulepacks.loader import RuleFile, parse_rule_file
from compliance.rulepacks.models import NegativeList, OneVisit
from compliance.rulepacks.problems import did_you_mean
from compliance.rulepacks.rulebook import Rulebook, bring_together
from compliance.services.rule_search.entries import Indexed

ENGINES_KEPT = 512
"""More than are used on a day; they share what they are compiled from, so one takes little."""


class UnknownPackError(ComplianceError):
    """A choice of packs that can't be decided."""


class NoSuchPack(ComplianceError):
    """There is no pack of that id."""


class RuleLibrary:
    """The rulebook of a day, and engines for choices from it and for older rules. Safe to share among threads.

    `published` are the numbers of the approvals that it was made by, beside what stands in the folders.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        visits: Sequence[RuleFile] = (),
        finder: Finder | None = None,
        published: frozenset[int] = frozenset(),
        before: "RuleLibrary | None" = None,
    ) -> None:
        """`before`: the library in whose place this one comes, with which it shares what was read and compiled."""
        self.rulebook = rulebook
        self.finder = finder
        self.published = published
        self._visits = {each.content.id: each for each in visits}
        self._files = WeakValueDictionary({file.text: file for file in (*rulebook.files, *visits)})
        self._compiled: Compiled = before._compiled if before else Compiled()
        self._indexed: dict[bytes, Indexed] = before._indexed if before else {}
        self._engine = lru_cache(ENGINES_KEPT)(self._made)
        self._whole = Engine(rulebook, self._compiled)  # keeps what is compiled of these rules

    def prepare(self, today: date) -> None:
        """Compiles what today's self-checks need, which would hold up the first of each otherwise."""
        for engine in (self._whole, *(self.select([visit.id]) for visit in self.visits)):
            engine.prepare(today)

    @property
    def packs(self) -> tuple[NegativeList, ...]:
        """The packs, in order."""
        return self.rulebook.packs

    @property
    def visits(self) -> tuple[OneVisit, ...]:
        """What can be looked at on one walk, over several packs."""
        return tuple(each.content for each in self._visits.values() if isinstance(each.content, OneVisit))

    @cached_property
    def indexed(self) -> tuple[Indexed, ...]:
        """The files as they are searched; those that an older library searched aren't read again."""
        known = self._indexed
        self._indexed = {each.text: known.get(each.text) or Indexed(each) for each in self.rulebook.files}
        return tuple(self._indexed.values())

    def pack_file(self, name: str) -> RuleFile:
        """The file of the pack `name`; raises NoSuchPack."""
        for file in self.rulebook.files:
            if file.content.kind == "negative_list" and file.content.id == name:
                return file
        known = [pack.id for pack in self.packs]
        raise NoSuchPack(f"没有编号为「{name}」的清单{did_you_mean(name, known)}")

    def select(self, ids: Iterable[str]) -> Engine:
        """The engine for these packs, or for one visit, with all discretion files; raises UnknownPackError."""
        chosen = self._checked(ids)
        visits = [each for name, each in self._visits.items() if name in chosen]
        for visit in visits:
            chosen = self._packs_of(visit)
        files = [each for each in self.rulebook.files if each.content.kind == "discretion" or each.content.id in chosen]
        return self._engine(tuple(each.text for each in [*files, *visits]))

    def file_with(self, text: bytes, name: str = "存档的规则文件") -> RuleFile:
        """The file with this text, which is read, and called `name`, where it isn't in use; raises ProblemsError."""
        return self._files.get(text) or parse_rule_file(text, name)

    def remake(self, texts: tuple[bytes, ...]) -> Engine:
        """The engine for the rule files with these texts; raises ProblemsError where they can't be used."""
        return self._engine(texts)

    def _packs_of(self, visit: RuleFile) -> set[str]:
        wanted = {item for stop in getattr(visit.content, "stops", ()) for item in stop.items}
        return {pack.id for pack in self.packs if any(item.id in wanted for item in pack.items)}

    def _checked(self, ids: Iterable[str]) -> set[str]:
        chosen = set(ids)
        if not chosen:
            raise UnknownPackError("还没有选择清单；请至少选择一份")
        if unknown := chosen - {pack.id for pack in self.packs} - self._visits.keys():
            raise UnknownPackError(f"没有编号为「{'、'.join(sorted(unknown))}」的清单；请回首页重新选择")
        if len(chosen) > 1 and chosen & self._visits.keys():
            raise UnknownPackError("“一件事”要单独查，不能和别的一起选；请只选一个")
        return chosen

    def _made(self, texts: tuple[bytes, ...]) -> Engine:
        """Its files are read once for all engines; older ones are let go with the last of these."""
        files = [self._files.setdefault(text, self.file_with(text)) for text in texts]
        return Engine(bring_together(files), self._compiled)
