"""What is wrong with rule files, and what a careful lawyer would still mend."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from compliance.rulepacks.conditions import parameters_in
from compliance.rulepacks.loader import RuleFile, read_rule_file
from compliance.rulepacks.models import Item, NegativeList, Status
from compliance.rulepacks.problems import Mark, Problem, ProblemsError, Report
from compliance.rulepacks.rulebook import bring_together
from compliance.rulepacks.source import locate

REVIEW_LASTS = timedelta(days=366)
"""After more than 12 months, leap years included, a file is to be held against the law again."""
_EXPECTED: tuple[tuple[Status, str], ...] = (("violation", "违反"), ("compliant", "合规"))


def lint(paths: Sequence[Path], today: date) -> tuple[Problem, ...]:
    """Every problem of the files at `paths`, alone and together; warnings only of files without errors."""
    problems: list[Problem] = []
    files: list[RuleFile] = []
    for path in paths:
        try:
            files.append(read_rule_file(path, draft=True))
        except ProblemsError as error:
            problems += error.problems
    try:
        bring_together(files)
    except ProblemsError as error:
        problems += error.problems
    return (*problems, *(problem for file in files for problem in warnings(file, today)))


def warnings(file: RuleFile, today: date) -> tuple[Problem, ...]:
    """What a file that loads still lacks."""
    report = Report(file.name)
    _check_review(file, today, report)
    if isinstance(file.content, NegativeList):
        for number, item in enumerate(file.content.items):
            report.item = item.id
            mark = locate(file.root, ("items", number))
            _check_examples(item, mark, report)
            _check_parameters(file.content, item, mark, report)
    return report.in_order()


def _check_review(file: RuleFile, today: date, report: Report) -> None:
    reviewed = file.content.reviewed
    if reviewed is None:
        report.warning(Mark(), "no-review", "没有写 reviewed（审核日期和审核人）")
    elif reviewed.on + REVIEW_LASTS < today:
        report.warning(
            locate(file.root, ("reviewed",)),
            "stale-review",
            f"上次审核是 {reviewed.on}，已超过 12 个月；请对照现行法律重新审核",
        )


def _check_examples(item: Item, mark: Mark, report: Report) -> None:
    for status, label in _EXPECTED:
        if status not in item.statuses_expected:
            report.error(mark, "missing-example", f"「{item.title}」缺少{label}的例子（expect: {status}）")
    if item.rectify is None:
        report.warning(mark, "no-rectification", f"「{item.title}」没有写怎么整改（rectify）")


def _check_parameters(pack: NegativeList, item: Item, mark: Mark, report: Report) -> None:
    start = max(pack.effective.from_, item.effective.from_ if item.effective else pack.effective.from_)
    for name in sorted(_parameters_of(item)):
        if all(entry.from_ > start for entry in pack.parameters[name]):
            report.warning(
                mark, "parameter-gap", f"本项从 {start} 起生效，参数「{name}」那时还没有值；判断会一直是「不能确定」"
            )


def _parameters_of(item: Item) -> frozenset[str]:
    conditions = [item.applies_when, item.violated_when]
    conditions += [fine.if_ for penalty in item.penalty for fine in penalty.fines if fine.if_ is not None]
    return frozenset().union(*map(parameters_in, conditions))
