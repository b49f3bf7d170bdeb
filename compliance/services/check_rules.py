"""Checking rule files: lint, and the examples in the packs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from compliance.engine.examples import count_examples, run_examples
from compliance.errors import ComplianceError
from compliance.rulepacks.lint import lint
from compliance.rulepacks.loader import read_rule_file, rule_paths
from compliance.rulepacks.problems import Problem, ProblemsError


class CannotCheckError(ComplianceError):
    """There is nothing that could be checked."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. `examples`: how many were run."""

    files: int
    problems: tuple[Problem, ...]
    examples: int = 0


def lint_rules(paths: Sequence[Path], today: date) -> Checked:
    """Lint of all files at `paths`; raises CannotCheckError where a path can't be read or holds no rule file."""
    files = files_at(paths)
    return Checked(len(files), lint(files, today))


def check_examples(paths: Sequence[Path]) -> Checked:
    """The examples of all packs at `paths`, run; a file that doesn't load counts with its problems."""
    files = files_at(paths)
    problems: list[Problem] = []
    examples = 0
    for path in files:
        try:
            file = read_rule_file(path)
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
