"""Reports before publishing: asked for at the desk or the command line, made elsewhere (making.py), kept for a while.

A report is a folder. What it is about stands in its manifest, the text beside it; each section and each part of the
replay is a file of its own, whole or not there. So whoever looks sees how far it is, and after a restart it goes on.

<data>/reports/<id>/   manifest.json, text.yaml, plan.json, sections/, parts/, changes/, over.json when it is over
"""

import json
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from compliance.errors import ComplianceError
from compliance.services.batch.folder import sync, write_whole
from compliance.services.office import Office
from compliance.services.replaying.order import Change
from compliance.services.replaying.proposals import Proposal, held_against
from compliance.services.replaying.tally import Tally, Told, told
from compliance.store.deeds import Actor, Deed

KEEP_DAYS = 30
_ID = re.compile("[0-9a-f]{16}")
_MANIFEST, _TEXT, _PLAN, _OVER = "manifest.json", "text.yaml", "plan.json", "over.json"
_SECTIONS, _PARTS, _CHANGES = "sections", "parts", "changes"


class NoSuchReport(ComplianceError):
    """There is no report on that."""

    def __init__(self) -> None:
        super().__init__(f"还没有这样的报告：可能没有做过，或者过了 {KEEP_DAYS} 天，已经删除。请回到草稿，再做一份")


@dataclass(frozen=True, slots=True)
class Section:
    """One of the checks. `fit`: whether it lets the text be submitted, None where it doesn't say; `said` in short,
    `lines` in full."""

    name: str
    title: str
    fit: bool | None
    said: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A case that changed and that the office may look at: what was handed over for a visit (step 0), or decided on a
    matter at its step; `changes` are those of its items."""

    number: str
    step: int
    current: bool
    changes: Mapping[str, Change]


@dataclass(frozen=True, slots=True)
class ReportFolder:
    """The folder of one report."""

    path: Path

    def prepare(self) -> None:
        """Makes room, and sweeps away what a kill left half done."""
        for name in (_SECTIONS, _PARTS, _CHANGES):
            (self.path / name).mkdir(exist_ok=True)
            for left in (self.path / name).glob(".*.new"):
                left.unlink()

    def manifest(self) -> dict[str, Any]:
        return dict(_read(self.path / _MANIFEST))

    def proposal(self) -> Proposal:
        """What it is about."""
        asked = self.manifest()
        return Proposal(asked["draft"], asked["pack"], asked["kind"], (self.path / _TEXT).read_bytes())

    def plan(self) -> Mapping[str, int] | None:
        """In how many parts how many cases are replayed, and how many sections there are; None before it is known."""
        with suppress(FileNotFoundError):
            return dict(_read(self.path / _PLAN))
        return None

    def keep_plan(self, **plan: int) -> None:
        _write(self.path / _PLAN, plan)

    def sections(self) -> dict[str, Section]:
        """Those that are complete."""
        found = (_read(each) for each in (self.path / _SECTIONS).glob("*.json"))
        return {each["name"]: Section(**{**each, "lines": tuple(each["lines"])}) for each in found}

    def keep_section(self, section: Section) -> None:
        said = {"name": section.name, "title": section.title, "fit": section.fit}
        _write(self.path / _SECTIONS / f"{section.name}.json", {**said, "said": section.said, "lines": section.lines})

    def parts(self) -> dict[int, int]:
        """How many cases each complete part of the replay has, by its number."""
        names = (each.stem.split("-") for each in (self.path / _PARTS).glob("*.json"))
        return {int(number): int(cases) for number, cases in names}

    def keep_part(self, number: int, cases: int, tally: Tally, lines: list[dict[str, Any]]) -> None:
        """A complete part; in its lines the office finds cases again, so that none is there that it may not see."""
        _write(self.path / _PARTS / f"{number:05}-{cases}.json", {"tally": tally.as_json(), "lines": lines})

    def finish(self, fault: str) -> None:
        """Puts the parts together; `fault`: what kept the whole from being made."""
        tally, lines = Tally(), list[dict[str, Any]]()
        for path in sorted((self.path / _PARTS).glob("*.json")):
            part = _read(path)
            tally.add(Tally.of(part["tally"]))
            lines += part["lines"]
        lines.sort(key=lambda each: (not each["current"], each["number"], each["step"]))
        for change in {each["change"] for each in lines}:
            chosen = (each for each in lines if each["change"] == change)
            text = (json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in chosen)
            write_whole(self.path / _CHANGES / f"{change}.jsonl", text)
        _write(self.path / _OVER, {"fault": fault, "tally": tally.as_json()})
        sync(self.path)

    def over(self) -> tuple[str, Tally] | None:
        """The fault and what was counted; None where it isn't over."""
        with suppress(FileNotFoundError):
            raw = _read(self.path / _OVER)
            return raw["fault"], Tally.of(raw["tally"])
        return None

    def listed(self, change: Change, skip: int, most: int) -> tuple[Listed, ...]:
        """Some of the cases that came to this, those decided by today's rules first."""
        with suppress(FileNotFoundError), (self.path / _CHANGES / f"{change}.jsonl").open("rb") as lines:
            found = map(json.loads, islice(lines, skip, skip + most))
            return tuple(Listed(each["number"], each["step"], each["current"], each["items"]) for each in found)
        return ()


@dataclass(frozen=True, slots=True)
class Report:
    """A report, and how far it is. `text` names the text it is about, `until` when it was asked for: what was stored
    later isn't in it. `total` and `done` count stored cases, `total` None as long as nobody knows.

    `told` is what was counted, None until it is over; `fault` what kept the whole from being made.
    """

    id: str
    draft: str
    pack: str
    kind: str
    text: str
    rules: str
    until: datetime
    by: str
    total: int | None
    done: int
    sections: Mapping[str, Section]
    is_over: bool
    fault: str
    told: Told | None

    @property
    def obstacles(self) -> tuple[str, ...]:
        """What keeps the text from being submitted, as far as it is known."""
        found = [f"{each.title}：{each.said}" for each in self.sections.values() if each.fit is False]
        if self.fault:
            found.append(f"报告没有做完：{self.fault}")
        if self.told and self.told.failed:
            found.append(f"重放：有 {self.told.failed} 件程序出错，没有判断出来")
        return tuple(found)

    @property
    def fit(self) -> bool | None:
        """Whether the text can be submitted; None as long as that isn't known."""
        if self.obstacles:
            return False
        return True if self.is_over else None


def ask(office: Office, actor: Actor, proposal: Proposal) -> str:
    """Asks for a report, and gives its id: that of one that isn't over, where it is on the same text and rules."""
    rules = held_against(office)
    _sweep(office)
    for each in all_reports(office):
        if (each.text, each.draft, each.rules) == (proposal.sha256, proposal.draft, rules) and not each.is_over:
            return each.id
    id = secrets.token_hex(8)
    about = {"draft": proposal.draft, "pack": proposal.pack, "kind": proposal.kind, "text": proposal.sha256}
    _keep(reports_root(office) / id, proposal.text, {**about, "rules": rules, "by": actor.name, **_moment(office)})
    with office.store.writing() as records:
        records.tell(office.now(), actor, Deed.REPORT_ASKED_FOR, proposal.pack, report=id, text=proposal.sha256)
    return id


def all_reports(office: Office) -> Iterator[Report]:
    """Every report, the newest first."""
    found = []
    for path in reports_root(office).glob(f"*/{_MANIFEST}"):
        with suppress(FileNotFoundError):  # swept away meanwhile
            found.append(_report(path.parent))
    yield from sorted(found, key=lambda each: each.until, reverse=True)


def report_on(office: Office, draft: str, text: str = "") -> Report | None:
    """The newest report on the draft, or on this very text of it."""
    found = ((path.parent, _read(path)) for path in reports_root(office).glob(f"*/{_MANIFEST}"))
    own = [(asked["until"], path) for path, asked in found if asked["draft"] == draft and text in ("", asked["text"])]
    return _report(max(own)[1]) if own else None


def read_report(office: Office, id: str) -> Report:
    """Raises NoSuchReport."""
    if _ID.fullmatch(id):
        with suppress(FileNotFoundError):
            return _report(reports_root(office) / id)
    raise NoSuchReport


@dataclass(frozen=True, slots=True)
class Freshness:
    """Whether a report still says what one made now would: of the same text, held against the same rules, and how many
    stored cases came since."""

    same_text: bool
    same_rules: bool
    newer: int


def freshness(office: Office, report: Report, text: str) -> Freshness:
    """How the report stands to the text of this hash, to the rules of today, and to what is stored by now."""
    with office.store.reading() as records:
        newer = records.stored_cases.count_since(report.until)
    return Freshness(report.text == text, report.rules == held_against(office), newer)


def folder_of(office: Office, report: Report) -> ReportFolder:
    return ReportFolder(reports_root(office) / report.id)


def reports_root(office: Office) -> Path:
    """The folder of all reports, which the owner alone can read."""
    root = office.settings.own_data / "reports"
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root


def _moment(office: Office) -> dict[str, str]:
    return {"until": office.now().isoformat()}


def _report(path: Path) -> Report:
    folder = ReportFolder(path)
    asked, plan, over = folder.manifest(), folder.plan(), folder.over()
    names = ("draft", "pack", "kind", "text", "rules", "by")
    return Report(
        id=path.name,
        **{name: asked[name] for name in names},
        until=datetime.fromisoformat(asked["until"]),
        total=plan["cases"] if plan else None,
        done=sum(folder.parts().values()),
        sections=folder.sections(),
        is_over=over is not None,
        fault=over[0] if over else "",
        told=told(over[1]) if over else None,
    )


def _keep(path: Path, text: bytes, manifest: Mapping[str, str]) -> None:
    path.mkdir(mode=0o700)
    ReportFolder(path).prepare()
    write_whole(path / _TEXT, [text])
    _write(path / _MANIFEST, manifest)
    sync(path)


def _sweep(office: Office) -> None:
    """Deletes what was kept long enough."""
    last = office.now() - timedelta(KEEP_DAYS)
    for each in list(all_reports(office)):
        if each.until < last:
            shutil.rmtree(reports_root(office) / each.id, ignore_errors=True)


def _read(path: Path) -> Any:
    return json.loads(path.read_bytes())


def _write(path: Path, value: Any) -> None:
    write_whole(path, [json.dumps(value, ensure_ascii=False).encode()])
