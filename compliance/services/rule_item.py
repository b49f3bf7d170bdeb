"""One item of a pack, or one rule of discretion, as it counts today, and how it came to be so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from compliance.rulepacks.citations import citation_text
from compliance.rulepacks.loader import RuleFile
from compliance.rulepacks.models import Citation, Item, Rule
from compliance.rulepacks.problems import ProblemsError, did_you_mean
from compliance.services.comparing.changes import Change, part_changes
from compliance.services.comparing.parts import Part, parts_of_file
from compliance.services.comparing.sides import COMPARABLE
from compliance.services.office import Office
from compliance.services.publishing.errors import NoSuchRules
from compliance.services.publishing.standing import APPROVE
from compliance.services.publishing.states import published_file, version_of
from compliance.services.rule_search.entries import Entry, Kind
from compliance.services.rule_search.grounds import Grounds
from compliance.statutes.uses import Register
from compliance.store.records.drafts import PackStepRecord

VERSIONS = 10
"""Versions of which the changes are told, on one page: each has to be read."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A place in a law; `law` is what its page goes by, empty for a law that isn't registered."""

    text: str
    law: str
    article: str


@dataclass(frozen=True, slots=True)
class Version:
    """What one published version changed of the item: nothing for one that leaves it as it was.

    `step` is None for the version of the folders. `unreadable`: its text can't be read any more.
    """

    version: str
    rule_file: str
    step: PackStepRecord | None
    changes: tuple[Change, ...]
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class ItemPage:
    """An item or rule in words. `questions`: what is asked; `rules`: those of discretion that it leaves room for.

    `history`: the newest version first; `more`: there are older ones.
    """

    file: RuleFile
    entry: Entry
    part: Part
    cited: tuple[Cited, ...]
    questions: tuple[Part, ...]
    rules: tuple[Rule, ...]
    history: tuple[Version, ...]
    more: bool


def item_page(office: Office, pack: str, item: str, page: int = 1) -> ItemPage:
    """What is to be told of it, with that page, counted from 1, of its history; raises NoSuchRules."""
    file = published_file(office, pack)
    if file is None or file.content.kind not in COMPARABLE:
        raise NoSuchRules(f"现在没有编号为「{pack}」的规则；请从规则一览里选")
    entry = _entry(office, file, item)
    parts = {(each.kind, each.id): each for each in _parts(file)}
    history, more = _history(office, pack, (entry.kind, item), page)
    return ItemPage(
        file=file,
        entry=entry,
        part=parts[entry.kind, item],
        cited=tuple(_cited(office, entry.of)),
        questions=tuple(part for (kind, id), part in parts.items() if kind == "question" and id in entry.asks),
        rules=tuple(_possible(office, entry.of)),
        history=history,
        more=more,
    )


def _entry(office: Office, file: RuleFile, item: str) -> Entry:
    known = {each.of.id: each for indexed in office.library.indexed for each in indexed.entries if each.file is file}
    if item not in known:
        raise NoSuchRules(f"「{file.content.title}」里现在没有编号为「{item}」的一项{did_you_mean(item, known)}")
    return known[item]


def _parts(file: RuleFile) -> tuple[Part, ...]:
    return tuple(parts_of_file(file.content))  # type: ignore[arg-type]  # of a comparable kind


def _cited(office: Office, of: Item | Rule) -> Iterator[Cited]:
    """Each place once, the duty's before the penalty's."""
    register = Register.of(office.library.rulebook.files)
    citations: Sequence[Citation] = (*of.duty, *of.penalty) if isinstance(of, Item) else of.basis
    for text, each in {citation_text(each): each for each in citations}.items():
        statute = register.find(each.law)
        yield Cited(text, statute.id if statute else "", each.article)


def _possible(office: Office, of: Item | Rule) -> Iterator[Rule]:
    if isinstance(of, Item):
        grounds = Grounds(office.library.rulebook.discretion, office.today())
        for rule in grounds.rules:
            if grounds.are_possible(grounds.leading_to(rule.id), of):
                yield rule


def _history(office: Office, pack: str, key: tuple[Kind, str], page: int) -> tuple[tuple[Version, ...], bool]:
    """A page of the versions, the newest first and that of the folders last, each held against the one before it."""
    shipped = office.folders.rule(pack) if office.folders else None
    with office.store.reading() as records:
        approved = [each for each in records.packs.steps(pack) if each.deed == APPROVE and not each.withdraws]
        versions: list[PackStepRecord | RuleFile] = [*approved[::-1], *([shipped] if shipped else [])]
        here = versions[(page - 1) * VERSIONS : page * VERSIONS + 1]  # and the one that the last is held against
        texts = records.packs.texts({each.rule_file for each in here if isinstance(each, PackStepRecord)})
    read = [each if isinstance(each, RuleFile) else _read(office, texts[each.rule_file]) for each in here]
    parts = [_part(file, key) if file else None for file in read]
    before = iter([*parts, None])
    next(before)
    told = [
        _version(each, file is None, part, next(before)) for each, file, part in zip(here, read, parts, strict=True)
    ]
    if len(here) <= VERSIONS and told:
        told[-1] = replace(told[-1], changes=())  # nothing is known from before the oldest
    return tuple(told[:VERSIONS]), len(here) > VERSIONS


def _part(file: RuleFile, key: tuple[Kind, str]) -> Part | None:
    return next((each for each in _parts(file) if (each.kind, each.id) == key), None)


def _version(of: PackStepRecord | RuleFile, unreadable: bool, part: Part | None, before: Part | None) -> Version:
    changes = part_changes(before, part) if part or before else ()
    if isinstance(of, RuleFile):
        return Version(version_of(of), of.sha256, None, changes)
    return Version(of.version, of.rule_file, of, changes, unreadable)


def _read(office: Office, text: bytes) -> RuleFile | None:
    try:
        return office.library.file_with(text)
    except ProblemsError:
        return None
