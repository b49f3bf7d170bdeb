"""The rules of a day: what stands in the folders, and in its place what was published here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from compliance.rulepacks.finder import Finder
from compliance.rulepacks.loader import RuleFile, parse_rule_file
from compliance.rulepacks.rulebook import Rulebook, bring_together
from compliance.rulepacks.signatures import check_demanded
from compliance.services.library import RuleLibrary
from compliance.services.publishing.standing import in_force
from compliance.store.database import Records, Store
from compliance.store.records.drafts import PackStepRecord


@dataclass(frozen=True, slots=True)
class Folders:
    """The rule files as they stood in the folders when the office was opened."""

    rules: tuple[RuleFile, ...] = ()
    visits: tuple[RuleFile, ...] = ()
    finder: RuleFile | None = None

    def rule(self, pack: str) -> RuleFile | None:
        """The rule file of this id."""
        return next((each for each in self.rules if each.content.id == pack), None)

    def with_published(self, published: Mapping[str, RuleFile | None]) -> Rulebook:
        """The rules with the published files in the places of those of the same id, None where one was withdrawn.

        Raises ProblemsError where they, or the visits or the finder with them, can't be brought together.
        """
        stayed = [published.get(each.content.id, each) for each in self.rules]
        known = {each.content.id for each in self.rules}
        files = [each for each in (*stayed, *(published[id] for id in sorted(published.keys() - known))) if each]
        bring_together([*files, *self.visits])
        if self.finder:
            bring_together([*files, *self.visits, self.finder])
        return bring_together(files)


def library_on(folders: Folders, store: Store, day: date, before: RuleLibrary | None = None) -> RuleLibrary:
    """The library of the day. `before` is the one in whose place it comes, and the answer where nothing changed.

    Raises ProblemsError where the rules can't be brought together, SignatureError where they have to be signed.
    """
    with store.reading() as records:
        counting = in_force(records.packs.steps(), day)
        numbers = frozenset(each.number for each in counting.values())
        if before is not None and before.published == numbers:
            return before
        published = published_files(records, counting.values(), before)
    finder = folders.finder.content if folders.finder else None
    assert finder is None or isinstance(finder, Finder)
    return RuleLibrary(folders.with_published(published), folders.visits, finder, numbers, before)


def published_files(
    records: Records, approvals: Iterable[PackStepRecord], known: RuleLibrary | None
) -> dict[str, RuleFile | None]:
    """The published files by their ids, None for one that was withdrawn; `known` has those that were read before.

    Raises SignatureError, ProblemsError, and ChangedTextsFault.
    """
    return {each.pack: None if each.withdraws else _file(records, each, known) for each in approvals}


def _file(records: Records, step: PackStepRecord, known: RuleLibrary | None) -> RuleFile:
    name, text = name_of(step.pack, step.version), records.packs.text(step.rule_file)
    check_demanded(name, text, lambda: step.signatures)
    return known.file_with(text, name) if known else parse_rule_file(text, name)


def name_of(pack: str, version: str) -> str:
    """What a published file is called where something is said of it."""
    return f"已发布的 {pack}{f'（{version}）' if version else ''}"
