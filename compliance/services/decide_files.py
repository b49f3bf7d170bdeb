"""Deciding one answer sheet with rule files, all from disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from compliance.engine.decide import Engine
from compliance.engine.decision import Decision
from compliance.engine.sheet import AnswerSheet, parse_sheet
from compliance.rulepacks.finder import Finder
from compliance.rulepacks.loader import Content, RuleFile, read_rule_file, rule_paths
from compliance.rulepacks.models import Discretion, NegativeList, OneVisit, Statutes
from compliance.rulepacks.problems import Mark, Problem, ProblemsError, Report
from compliance.rulepacks.rulebook import Rulebook, bring_together
from compliance.rulepacks.source import locate, read_bytes


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with what it was made from."""

    engine: Engine
    sheet: AnswerSheet
    decision: Decision

    @property
    def rulebook(self) -> Rulebook:
        """What it was decided under."""
        return self.engine.rulebook


def decide_files(
    packs: Sequence[Path], answers: Path, discretion: Sequence[Path], as_of: date, acted_on: date | None
) -> Decided:
    """The decision on the answers; raises ProblemsError with every problem of the packs, then of the answers."""
    rulebook = rulebook_of(packs, discretion)
    sheet = parse_sheet(read_bytes(answers), str(answers), rulebook)
    engine = Engine(rulebook)
    return Decided(engine, sheet, engine.decide(sheet, as_of, acted_on))


def rulebook_of(packs: Sequence[Path], discretion: Sequence[Path] = ()) -> Rulebook:
    """The rulebook of some packs and discretion files; in a folder given as pack, discretion files count as such."""
    files: list[RuleFile] = []
    problems: list[Problem] = []
    wanted: list[tuple[Path, tuple[type[Content], ...]]] = [
        (path, () if path.is_dir() else (NegativeList, OneVisit)) for path in packs
    ]
    wanted += [(path, (Discretion,)) for path in discretion]
    for path, kinds in wanted:
        for each in rule_paths([path]):
            try:
                files.append(of_kind(read_rule_file(each), kinds))
            except ProblemsError as error:
                problems += error.problems
    if not problems and not any(isinstance(file.content, NegativeList) for file in files):
        problems += _nothing_found(packs)
    if problems:
        raise ProblemsError(problems)
    return bring_together({file.name: file for file in files}.values())


def of_kind(file: RuleFile, kinds: tuple[type[Content], ...]) -> RuleFile:
    """The file, if it is of one of the kinds, or any where there are none; else raises ProblemsError."""
    if kinds and not isinstance(file.content, kinds):
        report = Report(file.name)
        names = {
            NegativeList: "负面清单（negative_list）",
            Discretion: "裁量规则（discretion）",
            OneVisit: "一件事（one_visit）",
            Finder: "选清单（finder）",
            Statutes: "法规登记（statutes）",
        }
        message = f"这里要的是{names[kinds[0]]}，文件是{names[type(file.content)]}"
        report.error(locate(file.root, ("kind",)), "wrong-kind", message)
        raise ProblemsError(report.problems)
    return file


def _nothing_found(paths: Sequence[Path]) -> list[Problem]:
    report = Report("、".join(map(str, paths)))
    report.error(Mark(), "no-files", "没有找到负面清单（.yaml 文件）；请检查路径")
    return report.problems
