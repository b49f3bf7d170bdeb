"""What solving finds wrong with rule files, each alone and all together."""

from collections.abc import Callable, Iterator, Sequence

from compliance.analysis.barred import report_rules
from compliance.analysis.days import days_of
from compliance.analysis.idle import report_idle_of_gate, report_idle_of_item
from compliance.analysis.never import can_be_violated, report_never
from compliance.analysis.packview import PackView
from compliance.analysis.twins import report_twins
from compliance.analysis.unread import report_unread
from compliance.rulepacks.loader import RuleFile
from compliance.rulepacks.models import Discretion, NegativeList
from compliance.rulepacks.problems import Problem, Report


def deep_lint(files: Sequence[RuleFile], step: Callable[[], None] = lambda: None) -> tuple[Problem, ...]:
    """Every finding on files that load alone and together. `step` is called after each file."""
    found: dict[str, list[Problem]] = {file.name: [] for file in files}
    for report in _reports(files, step):
        found[report.file] += report.problems
    return tuple(
        problem
        for problems in found.values()
        for problem in sorted(problems, key=lambda each: (each.line, each.column))
    )


def _reports(files: Sequence[RuleFile], step: Callable[[], None]) -> Iterator[Report]:
    for file in files:
        if isinstance(file.content, NegativeList):
            yield _of_pack(PackView(file, file.content))
        if isinstance(file.content, NegativeList | Discretion):
            report = Report(file.name)
            report_unread(file.content, file.root, report)
            yield report
        step()
    yield from report_twins(files)
    yield from report_rules(files)


def _of_pack(view: PackView) -> Report:
    pack = view.pack
    for number, item in enumerate(pack.items):
        view.report.item = item.id
        if can_be_violated(view, item):
            report_idle_of_item(view, number, item)
        else:
            report_never(view, number, item)
    view.report.item = None
    days = sorted({pack.effective.from_, *(day for item in pack.items for day in days_of(pack, item))})
    for fact, question in pack.questions.items():
        if question.ask_when:
            report_idle_of_gate(view, fact, question.ask_when, days)
    return view.report
