"""Rule files that are decided together: what of each other they must not contradict."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from compliance.rulepacks.finder import Finder
from compliance.rulepacks.loader import ENTRIES, Content, RuleFile, read_rule_file, rule_paths
from compliance.rulepacks.models import Discretion, Item, NegativeList, OneVisit, Question
from compliance.rulepacks.one_visit import WalkStop, narrowed, walk_of
from compliance.rulepacks.problems import Problem, ProblemsError, Report, did_you_mean
from compliance.rulepacks.source import locate


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The packs and discretion files that are decided together.

    `packs` are those of the files, where there are visits with only the items and questions of these; `walk` are the
    visits' stops.
    """

    files: tuple[RuleFile, ...] = ()
    packs: tuple[NegativeList, ...] = ()
    walk: tuple[WalkStop, ...] = ()

    @property
    def texts(self) -> tuple[bytes, ...]:
        """The files' texts, which it can be made from again."""
        return tuple(file.text for file in self.files)

    @property
    def whole_packs(self) -> tuple[NegativeList, ...]:
        """The packs as their files have them."""
        return tuple(each.content for each in self.files if isinstance(each.content, NegativeList))

    @property
    def in_order(self) -> tuple[tuple[NegativeList, Item], ...]:
        """The items with their packs, as one walks, or else as the packs have them."""
        homes = {item.id: (pack, item) for pack in self.packs for item in pack.items}
        walked = dict.fromkeys(item for stop in self.walk for item in stop.items)
        return tuple(homes[item] for item in walked or homes)

    @property
    def visits(self) -> tuple[OneVisit, ...]:
        return tuple(each.content for each in self.files if isinstance(each.content, OneVisit))

    @property
    def discretion(self) -> tuple[Discretion, ...]:
        return tuple(each.content for each in self.files if isinstance(each.content, Discretion))


def read_rulebook(paths: Iterable[Path], drafts: bool = False) -> Rulebook:
    """All rule files meant by `paths`, brought together; raises ProblemsError with all problems of all of them.

    `drafts` as `draft` in read_rule_file.
    """
    files: list[RuleFile] = []
    problems: list[Problem] = []
    for path in rule_paths(paths):
        try:
            files.append(read_rule_file(path, drafts))
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return bring_together(files)


def bring_together(files: Iterable[RuleFile]) -> Rulebook:
    """The files as one rulebook; raises ProblemsError where ids clash or a shared fact isn't the same everywhere."""
    book = Rulebook(tuple(files))
    finders = (_id_clashes, _fact_clashes, _band_clashes, _unknown_stops, _unknown_calls)
    problems = [problem for find in finders for problem in find(book)]
    if problems:
        raise ProblemsError(problems)
    if not book.visits:
        return replace(book, packs=book.whole_packs)
    stops = (stop for visit in book.visits for stop in visit.stops)
    return replace(book, packs=narrowed(book.whole_packs, book.visits), walk=walk_of(book.whole_packs, stops))


def _id_clashes(book: Rulebook) -> Iterator[Problem]:
    seen: dict[tuple[str, str], int] = {}
    for number, file in enumerate(book.files):
        report = Report(file.name)
        for what, identity, path in _ids_in(file.content):
            if (first := seen.setdefault((what, identity), number)) != number:
                message = f"{what}编号「{identity}」在 {book.files[first].name} 里已经用过"
                report.error(locate(file.root, path), "duplicate", message)
        yield from report.problems


def _ids_in(content: Content) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    yield "文件", content.id, ("id",)
    if content.kind in ENTRIES:
        what, key = ENTRIES[content.kind]
        for i, entry in enumerate(getattr(content, key)):
            yield what, entry.id, (key, i, "id")


def _unknown_stops(book: Rulebook) -> Iterator[Problem]:
    known = [item.id for pack in book.whole_packs for item in pack.items]
    for file in book.files if known else ():
        report = Report(file.name)
        for i, stop in enumerate(getattr(file.content, "stops", ())):
            for j, item in enumerate(stop.items):
                if item not in known:
                    mark = locate(file.root, ("stops", i, "items", j))
                    report.error(mark, "unknown-item", f"没有编号为「{item}」的项{did_you_mean(item, known)}")
        yield from report.problems


def _unknown_calls(book: Rulebook) -> Iterator[Problem]:
    """What a finder leads to and isn't there; packs and visits are looked for where there are any."""
    packs, visits = [pack.id for pack in book.whole_packs], [visit.id for visit in book.visits]
    for file in book.files:
        report = Report(file.name)
        for path, called in _calls_of(file.content):
            what, known = ("一件事", visits) if path[-1] == "visit" else ("负面清单", packs)
            if known and called not in known:
                hint = did_you_mean(called, known)
                report.error(locate(file.root, path), "unknown-pack", f"没有编号为「{called}」的{what}{hint}")
        yield from report.problems


def _calls_of(content: Content) -> Iterator[tuple[tuple[Any, ...], str]]:
    for i, question in enumerate(content.questions if isinstance(content, Finder) else ()):
        for j, option in enumerate(question.options):
            at = ("questions", i, "options", j)
            yield from (((*at, "packs", k), pack) for k, pack in enumerate(option.packs))
            yield from ((((*at, "visit")), option.visit),) if option.visit else ()


def _fact_clashes(book: Rulebook) -> Iterator[Problem]:
    first: dict[tuple[str, str], tuple[Question, str]] = {}
    for file in book.files:
        report = Report(file.name)
        for key, name, question in _questions_of(file.content):
            known, where = first.setdefault((key, name), (question, file.name))
            for trait, label in (("type", "类型"), ("unit", "单位"), ("options", "选项")):
                if _comparable(getattr(known, trait)) != _comparable(getattr(question, trait)):
                    message = f"事实「{name}」的{label}与 {where} 里的不同；一起判断的规则包里，同名的事实要一样"
                    report.error(locate(file.root, (key, name)), "fact-clash", message)
        yield from report.problems


def _band_clashes(book: Rulebook) -> Iterator[Problem]:
    first: dict[tuple[object, ...], str] = {}
    for file in book.files:
        report = Report(file.name)
        for number, band in enumerate(file.content.bands if isinstance(file.content, Discretion) else ()):
            key = (band.department, band.verdict, band.from_)
            if key in first:
                whose = band.department or "各部门"
                message = f"{whose}从 {band.from_} 起的 {band.verdict} 幅度在 {first[key]} 里已经写过"
                report.error(locate(file.root, ("bands", number)), "duplicate", message)
            first.setdefault(key, file.name)
        yield from report.problems


def _questions_of(content: Content) -> Iterator[tuple[str, str, Question]]:
    if isinstance(content, NegativeList):
        yield from (("questions", name, question) for name, question in content.questions.items())
    elif isinstance(content, Discretion):
        yield from (("circumstances", name, question) for name, question in content.circumstances.items())


def _comparable(trait: Any) -> Any:
    return frozenset(trait) if isinstance(trait, tuple) else trait
