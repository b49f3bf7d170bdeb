"""Checking rule files by solving: what the examples don't notice, and what can't be meant as it is written."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TextIO

from tqdm import tqdm  # type: ignore[import-untyped]

from compliance.analysis.deep import deep_lint
from compliance.analysis.mutants import mutants
from compliance.analysis.mutation import REASONS, Mutated, mutate
from compliance.engine.examples import run_examples
from compliance.rulepacks.loader import RuleFile
from compliance.rulepacks.models import Discretion, NegativeList
from compliance.rulepacks.problems import ProblemsError
from compliance.rulepacks.rulebook import read_rulebook
from compliance.services.check_rules import CannotCheckError, Checked, files_at, lint_rules

Progress = Callable[[int], Callable[[], None]]
"""Told how many steps there are; what it returns is called after each."""


@dataclass(frozen=True, slots=True)
class MutatedFiles:
    """What became of the mutants of all packs. `uncovered`: conditions that no example can say anything about."""

    files: int
    found: Mutated
    uncovered: str

    def as_list(self) -> list[dict[str, object]]:
        """All of it, for programs."""
        return [*(each.as_dict() for each in self.found.alive), *(each.as_dict() for each in self.found.equivalent)]

    def lines(self) -> Iterator[str]:
        """All of it, to be read."""
        yield from map(str, self.found.alive)
        for reason, said in REASONS.items():
            alike = [each for each in self.found.equivalent if each.reason == reason]
            if alike:
                yield f"\n不用加例子的改动，{len(alike)} 处：{said}。"
                yield from map(str, alike)
        yield ""
        if self.uncovered:
            yield self.uncovered
        examples = {(each.example.item, each.example.line()) for each in self.found.alive}
        alive = f"{len(self.found.alive)} 处没有例子看得出来（加 {len(examples)} 个例子就够）"
        rest = alive if examples else "其余都有例子看得出来，没有问题"
        yield f"{self.files} 个文件，试改了 {self.found.mutants} 处，{len(self.found.equivalent)} 处不影响结果：{rest}"


def lint_deeper(
    paths: Sequence[Path], today: date, laws: Path | None = None, progress: Progress | None = None
) -> Checked:
    """Lint, and, where all files load alone and together, what solving finds; raises CannotCheckError as lint does."""
    checked = lint_rules(paths, today, laws)
    if any(problem.severity == "error" for problem in checked.problems):
        return checked
    files = read_rulebook(files_at(paths), drafts=True).files
    found = deep_lint(files, progress(len(files)) if progress else _no_step)
    return replace(checked, problems=(*checked.problems, *found))


def mutate_rules(paths: Sequence[Path], progress: Progress | None = None) -> MutatedFiles:
    """All packs' mutants held against their examples.

    Raises CannotCheckError where a path can't be read, and ProblemsError where a file doesn't load or an example fails.
    """
    files = read_rulebook(files_at(paths), drafts=True).files
    if failed := [problem for file in files for problem in run_examples(file)]:
        raise ProblemsError(failed)
    made = [list(mutants(file)) for file in files]
    if not any(isinstance(file.content, NegativeList) for file in files):
        raise CannotCheckError("里面没有负面清单；例子和试改都只看负面清单，裁量规则没有例子")
    step = progress(sum(map(len, made))) if progress else _no_step
    found = sum((mutate(file, own, step) for file, own in zip(files, made, strict=True)), Mutated())
    return MutatedFiles(len(files), found, _uncovered(files))


def _no_step() -> None:
    """Nobody looks."""


def _uncovered(files: Sequence[RuleFile]) -> str:
    fines = elements = 0
    for file in files:
        if isinstance(file.content, NegativeList):
            penalties = (penalty for item in file.content.items for penalty in item.penalty)
            fines += sum(fine.if_ is not None for penalty in penalties for fine in penalty.fines)
        elif isinstance(file.content, Discretion):
            elements += sum(len(rule.elements) for rule in file.content.rules)
    parts = [f"罚款档次的 if（{fines} 处）"] * bool(fines) + [f"裁量要件（{elements} 个）"] * bool(elements)
    return f"没有试改：{'、'.join(parts)}。它们不影响状态，例子看不出来，要对着原文核对。" if parts else ""


@contextmanager
def shown_on(stream: TextIO, what: str) -> Iterator[Progress]:
    """A bar where the stream is a terminal, else nothing."""
    with tqdm(file=stream, desc=what, disable=not stream.isatty(), dynamic_ncols=True, leave=False) as bar:

        def start(total: int) -> Callable[[], None]:
            bar.reset(total)

            def step() -> None:
                bar.update()

            return step

        yield start
