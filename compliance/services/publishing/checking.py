"""Whether a text can be published: alone, together with the other rules, and by its own examples."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from compliance.engine.examples import run_examples
from compliance.rulepacks.lint import warnings
from compliance.rulepacks.loader import RuleFile, parse_rule_file
from compliance.rulepacks.models import Discretion
from compliance.rulepacks.problems import Mark, Problem, ProblemsError, Report
from compliance.rulepacks.source import locate
from compliance.services.office import Office
from compliance.services.publishing.errors import RefusedError, UnfitTextError
from compliance.services.publishing.merging import unmerged_line
from compliance.services.publishing.shelf import Folders, published_files
from compliance.services.publishing.standing import days_of_change, in_force
from compliance.store.database import Records
from compliance.store.records.drafts import PackStepRecord


class Named(Protocol):
    """What a text is to be: a rule file of this id and kind."""

    @property
    def pack(self) -> str: ...
    @property
    def kind(self) -> str: ...


def parse_draft(draft: Named, text: bytes) -> RuleFile:
    """The draft as a rule file; raises ProblemsError for a text that is none, or is another file's."""
    name = f"{draft.pack}.yaml"
    report = Report(name)
    if line := unmerged_line(text):
        report.error(Mark(line), "unmerged", "两个人写的还没有合到一起；请改成要的样子，删去这些记号")
        raise ProblemsError(report.problems)
    file = parse_rule_file(text, name)
    for key, wanted in (("id", draft.pack), ("kind", draft.kind)):
        if getattr(file.content, key) != wanted:
            report.error(locate(file.root, (key,)), "other-file", f"{key} 应是「{wanted}」：这份草稿改的是它")
    if isinstance(file.content, Discretion) and not file.content.version:
        report.error(locate(file.root, ("id",)), "missing-key", "发布要有版本：请写 version")
    if report.problems:
        raise ProblemsError(report.problems)
    return file


def lint_draft(office: Office, draft: Named, text: bytes) -> tuple[Problem, ...]:
    """Every problem of the draft, alone and together with the rules of today."""
    try:
        file = parse_draft(draft, text)
    except ProblemsError as error:
        return error.problems
    found = warnings(file, office.today())
    try:
        folders_of(office).with_published(today_with(office, file))
    except ProblemsError as error:
        found = (*error.problems, *found)
    return tuple(dict.fromkeys(found))


def check_fit(office: Office, draft: Named, text: bytes) -> RuleFile:
    """The draft as a rule file where lint has no error and all its examples come out; raises UnfitTextError."""
    problems = [each for each in lint_draft(office, draft, text) if each.severity == "error"]
    if problems:
        raise UnfitTextError(tuple(problems))
    file = parse_draft(draft, text)
    if failed := run_examples(file):
        raise UnfitTextError(failed)
    return file


def check_together(office: Office, records: Records, steps: Iterable[PackStepRecord], since: date) -> None:
    """Raises ProblemsError where the rules can't be brought together, that day or on any day of change after it."""
    steps = tuple(steps)
    for day in days_of_change(steps, since):
        files = published_files(records, in_force(steps, day).values(), office.library)
        folders_of(office).with_published(files)


def folders_of(office: Office) -> Folders:
    """Raises RefusedError for an office in which nothing can be published."""
    if office.folders is None:
        raise RefusedError("这里没有打开规则文件夹，不能写规则")
    return office.folders


def today_with(office: Office, file: RuleFile) -> dict[str, RuleFile | None]:
    """What stands in place of the folders' files, by their ids, None for one withdrawn: as today, but for this file."""
    library = {each.content.id: each for each in office.library.rulebook.files}
    gone = {each.content.id: None for each in folders_of(office).rules if each.content.id not in library}
    return {**library, **gone, file.content.id: file}
