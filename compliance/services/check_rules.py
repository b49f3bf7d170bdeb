"""Checking rule files: lint, and the examples in the packs."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from compliance.engine.examples import count_examples, run_examples
from compliance.errors import ComplianceError
from compliance.rulepacks.lint import lint
from compliance.rulepacks.loader import RuleFile, read_rule_file, rule_paths
from compliance.rulepacks.problems import Problem, ProblemsError
from compliance.statutes.check import check_citations, unverified_in
from compliance.statutes.corpus import read_corpus
from compliance.statutes.uses import Register

REGISTER = "statutes.yaml"


class CannotCheckError(ComplianceError):
    """There is nothing that could be checked."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. `examples`: how many were run; `notes`: what is no problem but must be known."""

    files: int
    problems: tuple[Problem, ...]
    examples: int = 0
    notes: tuple[Problem, ...] = ()


def lint_rules(paths: Sequence[Path], today: date, laws: Path | None = None) -> Checked:
    """Lint of all files at `paths`; with a folder of laws' texts, of their citations too.

    Raises CannotCheckError where a path can't be read or holds no rule file, NoCorpusError for the folder of laws.
    """
    files = files_at(paths)
    problems = lint(files, today)
    if laws is None:
        return Checked(len(files), problems)
    loaded = tuple(_loadable(files))
    register = Register.of(_loadable(_registers_near(files)))
    problems += check_citations(loaded, register, read_corpus(laws))
    return Checked(len(files), problems, notes=tuple(note for file in loaded for note in unverified_in(file)))


def _loadable(paths: Iterable[Path]) -> Iterator[RuleFile]:
    """The files without those that lint reports as unusable."""
    for path in paths:
        with suppress(ProblemsError):
            yield read_rule_file(path, draft=True)


def _registers_near(files: Iterable[Path]) -> tuple[Path, ...]:
    """The registers in the folders above the files: one file may be checked alone, under the names known there."""
    near = (folder / REGISTER for file in files for folder in file.resolve().parents)
    return tuple(dict.fromkeys(each for each in near if each.is_file()))


def check_examples(paths: Sequence[Path]) -> Checked:
    """The examples of all packs at `paths`, run; a file that doesn't load counts with its problems."""
    files = files_at(paths)
    problems: list[Problem] = []
    examples = 0
    for path in files:
        try:
            file = read_rule_file(path, draft=True)
        except ProblemsError as error:
            problems += error.problems
        else:
            problems += run_examples(file)
            examples += count_examples(file)
    return Checked(len(files), tuple(problems), examples)


def files_at(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The rule files at the paths; raises CannotCheckError where one can't be read or there is none."""
    for path in paths:
        if not path.exists():
            raise CannotCheckError(f"{path}：没有这个文件或文件夹；请检查路径")
    files = rule_paths(paths)
    if not files:
        raise CannotCheckError(f"{'、'.join(map(str, paths))}：里面没有 .yaml 文件")
    for file in files:
        try:
            file.open("rb").close()
        except OSError as error:
            raise CannotCheckError(f"{file}：读不到文件（{error.strerror}）；请检查权限") from None
    return files
