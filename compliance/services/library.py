"""The rules at hand, compiled as they are needed."""

from collections.abc import Iterable
from functools import lru_cache

from compliance.engine.decide import Engine
from compliance.errors import ComplianceError
from compliance.rulepacks.loader import Rulebook, RuleFile, bring_together, parse_rule_file
from compliance.rulepacks.models import NegativeList

ENGINES_KEPT = 32


class UnknownPackError(ComplianceError):
    """A choice of packs that can't be decided."""


class RuleLibrary:
    """The shipped rulebook, and engines for choices from it and for older rules. Safe to share among threads."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._shipped = {file.text: file for file in rulebook.files}
        self._engine = lru_cache(ENGINES_KEPT)(self._compiled)

    @property
    def packs(self) -> tuple[NegativeList, ...]:
        """The shipped packs, in order."""
        return self.rulebook.packs

    def select(self, pack_ids: Iterable[str]) -> Engine:
        """The engine for these packs, in the library's order, and all discretion files; raises UnknownPackError."""
        chosen = self._checked(pack_ids)
        files = [each for each in self.rulebook.files if each.content.kind == "discretion" or each.content.id in chosen]
        return self._engine(tuple(each.text for each in files))

    def remake(self, texts: tuple[bytes, ...]) -> Engine:
        """The engine for the rule files with these texts; raises ProblemsError where they can't be used."""
        return self._engine(texts)

    def _checked(self, pack_ids: Iterable[str]) -> set[str]:
        chosen = set(pack_ids)
        if not chosen:
            raise UnknownPackError("还没有选择清单；请至少选择一份")
        if unknown := chosen - {pack.id for pack in self.packs}:
            raise UnknownPackError(f"没有编号为「{'、'.join(sorted(unknown))}」的清单；请回首页重新选择")
        return chosen

    def _compiled(self, texts: tuple[bytes, ...]) -> Engine:
        return Engine(bring_together(map(self._file, texts)))

    def _file(self, text: bytes) -> RuleFile:
        return self._shipped.get(text) or parse_rule_file(text, "存档的规则文件")
