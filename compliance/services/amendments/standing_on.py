"""The entries of rule files that stand on a law, and the fingerprint of what an entry says."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from compliance.rulepacks.citations import article_text, place_text
from compliance.rulepacks.loader import ENTRIES, RuleFile, parse_rule_file
from compliance.rulepacks.models import Statutes
from compliance.rulepacks.rulebook import Rulebook
from compliance.services.amendments.articles import is_among
from compliance.services.law_uses import ROLES, LawUses, uses_of
from compliance.services.office import Office
from compliance.services.publishing.standing import APPROVE
from compliance.statutes.uses import Use
from compliance.store.database import Records
from compliance.store.hashes import text_hash
from compliance.store.records.drafts import PackStepRecord

_READ = ("questions", "circumstances", "parameters")
"""Where a file keeps what its entries read by name."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry that stands on the law: an item, a rule, the law's place in the register, or else the whole file."""

    file: RuleFile
    entry: str
    title: str
    cites: str

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.file, self.entry)


def newest_files(office: Office, records: Records, steps: Iterable[PackStepRecord]) -> dict[str, RuleFile]:
    """By id, every rule file as it was approved last, also where that counts from a later day on."""
    files = {each.content.id: each for each in office.library.rulebook.files}
    for step in {each.pack: each for each in steps if each.deed == APPROVE}.values():
        if step.withdraws:
            files.pop(step.pack, None)
        elif step.pack not in files or files[step.pack].sha256 != step.rule_file:
            files[step.pack] = _parsed(records.packs.text(step.rule_file), step.pack)
    return files


def entries_on(files: Iterable[RuleFile], statute: str, articles: str) -> tuple[LawUses, tuple[Standing, ...]]:
    """What stands on the law, and those entries that stand on one of the articles; raises UnknownLawError."""
    files = tuple(files)
    found = uses_of(Rulebook(files), statute)
    cited: dict[tuple[str, str], list[Use]] = {}
    for article, uses in found.by_article:
        for use in uses if is_among(article, articles) else ():
            cited.setdefault((use.file.content.id, _entry_of(use)), []).append(use)
    places = {each.content.id: number for number, each in enumerate(files)}
    ordered = sorted(cited, key=lambda key: places[key[0]])
    standing = (_standing(entry, cited[pack, entry]) for pack, entry in ordered)
    return found, (*standing, *_registered(files, found))


def fingerprint(file: RuleFile, entry: str) -> str:
    """The hash of what the entry says, with the questions and dated numbers that it reads; empty where it isn't there.

    Comments, order of keys and the spelling of the YAML text don't count.
    """
    node = file.root if entry == file.content.id else _nodes(file).get(entry)
    if node is None:
        return ""
    words = {each.removeprefix("$") for each in _texts(node)}
    read = {key: {name: each for name, each in _mapping(file, key).items() if name in words} for key in _READ}
    said = json.dumps([node, read], default=str, sort_keys=True, ensure_ascii=False)
    return text_hash(said.encode("utf-8", "replace"))


@lru_cache(64)
def _parsed(text: bytes, pack: str) -> RuleFile:
    """What was approved for a later day is looked at often, and never changes."""
    return parse_rule_file(text, f"{pack}.yaml")


def _entry_of(use: Use) -> str:
    """The entry's id; what stands in the file besides its entries is reviewed as the file."""
    return use.by if use.by in _nodes(use.file) else use.file.content.id


def _standing(entry: str, uses: list[Use]) -> Standing:
    file = uses[0].file
    cites = dict.fromkeys(f"{ROLES[use.role]}{_place(use)}" for use in uses)
    title = file.content.title if entry == file.content.id else uses[0].title
    return Standing(file, entry, title, "；".join(cites))


def _place(use: Use) -> str:
    return article_text(use.citation.article) + place_text(use.citation)


def _registered(files: Iterable[RuleFile], found: LawUses) -> Iterator[Standing]:
    """The law's own place in the register, which says by which text the rules were written."""
    for file in files:
        if isinstance(file.content, Statutes) and found.statute in file.content.statutes:
            assert found.statute
            yield Standing(file, found.statute.id, found.statute.title, "法规登记里的文本日期和施行日期")


def _nodes(file: RuleFile) -> Mapping[str, Any]:
    _, key = ENTRIES.get(file.content.kind, ("", ""))
    return {str(each["id"]): each for each in file.root.get(key, ())}


def _mapping(file: RuleFile, key: str) -> Mapping[str, Any]:
    found = file.root.get(key)
    return found if isinstance(found, Mapping) else {}


def _texts(node: Any) -> Iterator[str]:
    """Every key and every text below."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield key
            yield from _texts(value)
    elif isinstance(node, list | tuple):
        for each in node:
            yield from _texts(each)
    elif isinstance(node, str):
        yield node
