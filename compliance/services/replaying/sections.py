"""The checks of a report, each a section with what came of it in Chinese."""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from compliance.analysis.barred import report_rules
from compliance.analysis.deep import deep_lint
from compliance.analysis.mutants import mutants
from compliance.analysis.mutation import mutate
from compliance.analysis.twins import report_twins
from compliance.engine.examples import count_examples, run_examples
from compliance.errors import ComplianceError
from compliance.rulepacks.models import NegativeList
from compliance.rulepacks.problems import Problem, ProblemsError
from compliance.services.comparing import compare
from compliance.services.office import Office
from compliance.services.publishing.checking import lint_draft
from compliance.services.publishing.errors import UnfitTextError
from compliance.services.publishing.states import published_file
from compliance.services.publishing.submitting import check_submittable
from compliance.services.replaying.proposals import Proposal, Proposed, proposed
from compliance.services.replaying.reports import Section
from compliance.statutes.check import check_citations, unverified_in
from compliance.statutes.corpus import read_corpus
from compliance.statutes.uses import Register

TITLES: Mapping[str, str] = {
    "lint": "检查",
    "submitting": "版本和先后",
    "laws": "引用核对",
    "deep": "深入检查",
    "examples": "例子",
    "mutants": "试改",
    "diff": "改了什么",
}
"""The sections in their order."""
_Result = tuple[bool | None, str, Iterable[str]]
_BROKEN = "文字还有错误，改好以后才能做"


def make_section(office: Office, proposal: Proposal, name: str) -> Section:
    """The section of this name."""
    try:
        fit, said, lines = _MAKERS[name](office, proposal)
    except ProblemsError:  # which the first section tells, with its places
        fit, said, lines = None, _BROKEN, ()
    return Section(name, TITLES[name], fit, said, tuple(lines))


def _lint(office: Office, proposal: Proposal) -> _Result:
    problems = lint_draft(office, proposal, proposal.text)
    errors = sum(each.severity == "error" for each in problems)
    rest = len(problems) - errors
    if not problems:
        return True, "没有问题", ()
    said = "，".join(filter(None, (f"{errors} 处错误" if errors else "", f"{rest} 处提醒" if rest else "")))
    return not errors, said, map(str, problems)


def _submitting(office: Office, proposal: Proposal) -> _Result:
    """What else is asked of a draft when it is submitted."""
    if not proposal.draft:
        return None, "这是一个文件，不是草稿；导入以后才能提交", ()
    try:
        check_submittable(office, proposal.draft, proposal.sha256)
    except UnfitTextError:  # which the sections on lint and examples tell
        return None, _BROKEN, ()
    except ComplianceError as error:
        return False, str(error), ()
    return True, "版本没有用过，也没有别人后来发布的内容要并入", ()


def _laws(office: Office, proposal: Proposal) -> _Result:
    found, folder = proposed(office, proposal), office.settings.laws
    notes = [str(each) for each in unverified_in(found.file)]
    unverified = f"；另有 {len(notes)} 处写明没有核对" if notes else ""
    if folder is None:
        return None, f"没有设法规原文（LAWS），没有核对{unverified}", notes
    register = Register.of(found.library.rulebook.files)
    wrong = check_citations([found.file], register, read_corpus(folder))
    if wrong:
        return False, f"{len(wrong)} 处和法规原文对不上{unverified}", [*map(str, wrong), *notes]
    return True, f"引用都和法规原文对得上{unverified}", notes


def _deep(office: Office, proposal: Proposal) -> _Result:
    problems = _deep_problems(proposed(office, proposal))
    errors = [each for each in problems if each.severity == "error"]
    said = f"{len(problems)} 处要看一看" if problems else "没有多余、矛盾、永远不成立的条件"
    return not errors, said, map(str, problems)


def _deep_problems(found: Proposed) -> tuple[Problem, ...]:
    """Of the file alone, and of it together with the others."""
    files = found.library.rulebook.files
    together = chain(report_twins(files), report_rules(files))
    of_it = (problem for report in together if report.file == found.file.name for problem in report.problems)
    return tuple(dict.fromkeys([*deep_lint([found.file]), *of_it]))


def _examples(office: Office, proposal: Proposal) -> _Result:
    file = proposed(office, proposal).file
    count = count_examples(file)
    if not isinstance(file.content, NegativeList):
        return None, "只有负面清单有例子", ()
    if failed := run_examples(file):
        return False, f"{count} 个例子，{len(failed)} 处结果不对", map(str, failed)
    return (True, f"{count} 个例子，结果都对", ()) if count else (None, "一个例子也没有", ())


def _mutants(office: Office, proposal: Proposal) -> _Result:
    """Those that no example notices keep nobody from submitting: it's the examples that lack, and not the rules."""
    file = proposed(office, proposal).file
    if not isinstance(file.content, NegativeList):
        return None, "只试改负面清单", ()
    if run_examples(file):
        return None, "例子的结果不对，改好以后才能试改", ()
    found = mutate(file, list(mutants(file)))
    unseen = f"{len(found.alive)} 处没有例子看得出来" if found.alive else "例子都看得出来"
    said = f"试改了 {found.mutants} 处，{unseen}"
    quiet = f"{said}（另有 {len(found.equivalent)} 处不影响结果）" if found.equivalent else said
    return None, quiet, [*map(str, found.alive), *map(str, found.equivalent)]


def _diff(office: Office, proposal: Proposal) -> _Result:
    file, published = proposed(office, proposal).file, published_file(office, proposal.pack)
    if published is None:
        return None, "现在没有这份规则，全部是新的", ()
    if file.content.kind == "statutes":
        return None, "法规登记不逐处比较", ()
    found = compare(published, file)
    said = f"和今天在用的一版相比，有 {len(found.changes)} 处不一样" if found.changes else "和今天在用的一版说的一样"
    return None, said, map(str, found.changes)


_MAKERS: Mapping[str, Callable[[Office, Proposal], _Result]] = {
    "lint": _lint,
    "submitting": _submitting,
    "laws": _laws,
    "deep": _deep,
    "examples": _examples,
    "mutants": _mutants,
    "diff": _diff,
}
