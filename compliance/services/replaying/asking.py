"""A report asked for and made at once, at the command line."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from compliance.errors import ComplianceError
from compliance.rulepacks.loader import read_rule_file
from compliance.services.batch.pool import cores
from compliance.services.batch.progress import Progress
from compliance.services.office import Office
from compliance.services.publishing.drafts import KINDS, read_draft
from compliance.services.replaying.making import make_one
from compliance.services.replaying.order import TITLES
from compliance.services.replaying.proposals import Proposal
from compliance.services.replaying.reports import Report, ask, read_report
from compliance.services.replaying.sections import TITLES as SECTIONS
from compliance.services.replaying.tally import FEW, ItemRow, Told
from compliance.store.deeds import Actor

_DRAFT = re.compile("[0-9a-f]{32}")


class UnknownProposalError(ComplianceError):
    """What is to be reported on is neither a draft nor a file of rules."""


def report_at_once(office: Office, actor: Actor, about: str, workers: int | None, progress: Progress) -> Report:
    """Makes the report on the draft of this id, or on the rule file at this path; one that was stopped goes on.

    Raises NoSuchDraft, UnknownProposalError, ProblemsError for a file that is none, and OutputFolderError where
    another is at reports.
    """
    id = ask(office, actor, proposal_of(office, about))
    make_one(office, read_report(office, id), workers or cores(), progress)
    return read_report(office, id)


def proposal_of(office: Office, about: str) -> Proposal:
    """What is meant: a draft by its id, or a file."""
    path = Path(about)
    if _DRAFT.fullmatch(about) and not path.exists():
        draft = read_draft(office, about)
        return Proposal(draft.record.id, draft.record.pack, draft.record.kind, draft.text)
    if not path.is_file():
        raise UnknownProposalError(f"{about}：既不是草稿的编号（32 个字符，在草稿的网址里），也不是一个规则文件")
    content = read_rule_file(path, draft=True).content
    if content.kind not in KINDS:
        raise UnknownProposalError(f"{about}：报告说的是负面清单、裁量规则和法规登记，不是 {content.kind}")
    return Proposal("", content.id, content.kind, path.read_bytes())


def as_json(report: Report) -> dict[str, Any]:
    """All of it, for programs."""
    about = {name: getattr(report, name) for name in ("id", "draft", "pack", "kind", "text", "rules", "fault")}
    sections = [report.sections[name] for name in SECTIONS if name in report.sections]
    return {
        **about,
        "until": report.until.isoformat(),
        "fit": report.fit,
        "obstacles": list(report.obstacles),
        "sections": [
            {"name": each.name, "fit": each.fit, "said": each.said, "lines": list(each.lines)} for each in sections
        ],
        "replay": report.told and report.told.as_json(),
    }


def in_words(report: Report) -> str:
    """All of it, to be read."""
    lines = ["可以提交" if report.fit else "不能提交：", *(f"  {each}" for each in report.obstacles)]
    for name, title in SECTIONS.items():
        with suppress(KeyError):
            section = report.sections[name]
            lines += ["", f"【{title}】{section.said}", *(f"  {each}" for each in section.lines)]
    if report.told:
        lines += ["", *_replayed(report.told)]
    return "\n".join(lines)


def _replayed(told: Told) -> list[str]:
    if not told.stored:
        return ["【重放】没有存下的结果用过这份规则"]
    lines = [f"【重放】把 {told.stored} 件存下的结果按这一稿又判断了一遍（不一样的 {told.distinct} 种）"]
    lines += [f"  {told.unreadable} 件已经读不懂，没有判断"] if told.unreadable else []
    for row in told.rows:
        older = f"，其中按更早的规则判断的 {row.older_cases} 件" if row.older_cases else ""
        lines.append(f"  {TITLES[row.change]}：{row.all_cases} 件{older}；{row.all_findings} 项次")
    lines += [f"  {_item(each)}" for each in told.items]
    if told.items:
        lines.append(f"  （没有交出来的自查，一项里不到 {FEW} 件的不说有几件）")
    if told.left_out:
        lines.append(f"  用不上的回答：{'、'.join(told.left_out)}")
    return lines


def _item(row: ItemRow) -> str:
    counts = (
        f"{TITLES[change]}{'至少 ' if change in row.at_least else ' '}{count}" for change, count in row.counts.items()
    )
    return f"{row.item}：{'；'.join(counts)}"
