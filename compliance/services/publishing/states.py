"""How each rule file stands: what counts, what comes, what is being written, and all that was done with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from compliance.documents.wording import day_text
from compliance.rulepacks.lint import REVIEW_LASTS
from compliance.rulepacks.loader import RuleFile
from compliance.services.office import Office
from compliance.services.publishing.checking import folders_of
from compliance.services.publishing.errors import NoSuchRules
from compliance.services.publishing.standing import coming, in_force, is_done, open_submissions
from compliance.store.database import Records
from compliance.store.records.drafts import DraftRecord, PackStepRecord

KINDS = {"negative_list": "负面清单", "discretion": "裁量规则", "statutes": "法规登记"}


@dataclass(frozen=True, slots=True)
class PackState:
    """How one rule file stands today. `file`: what counts, None for a new one and one that was withdrawn.

    `published`: the approval that counts, None where what stands in the folders does. `drafts` are those whose text
    isn't published. `days`: since the last review, None where none is written down.
    """

    id: str
    kind: str
    file: RuleFile | None
    published: PackStepRecord | None
    coming: tuple[PackStepRecord, ...]
    submitted: tuple[PackStepRecord, ...]
    drafts: tuple[DraftRecord, ...]
    days: int | None

    @property
    def title(self) -> str:
        return self.file.content.title if self.file else self.id

    @property
    def version(self) -> str:
        return version_of(self.file)

    @property
    def origin(self) -> str:
        """Where what counts stands."""
        return "数据库" if self.published else "规则文件夹" if self.file else ""

    @property
    def past_review(self) -> bool:
        """Whether nobody held what counts against the law for longer than a review lasts."""
        return self.file is not None and (self.days is None or self.days > REVIEW_LASTS.days)

    @property
    def review(self) -> str:
        """How long ago somebody last held it against the law; empty where nothing counts."""
        if not self.file:
            return ""
        if self.days is None:
            return "没有写审核日期"
        return f"{self.days} 天没有再审核" if self.days > 0 else "刚审核过"

    def words(self) -> Iterator[str]:
        """All of it, in Chinese."""
        if self.published and self.published.effective:
            word = "撤下" if self.published.withdraws else "发布"
            yield f"{word}，{day_text(self.published.effective)}起（{self.published.by} 审核）"
        elif self.file:
            yield "现行"
        for each in self.coming:
            assert each.effective
            what = "撤下" if each.withdraws else f"改用 {each.version or '新的一版'}"
            yield f"{day_text(each.effective)}起{what}（{each.by} 已审核）"
        for each in self.submitted:
            yield f"{'撤下' if each.withdraws else each.version or '新的一版'}，{each.by} 已提交，等审核"
        for draft in self.drafts:
            if draft.id not in {each.draft for each in self.submitted if each.rule_file == draft.rule_file}:
                yield f"草稿（{draft.last.by}）"


@dataclass(frozen=True, slots=True)
class PackHistory:
    """A rule file with all that was done with it, the newest first; `shipped` is the one in the folders."""

    state: PackState
    steps: tuple[PackStepRecord, ...]
    shipped: RuleFile | None

    @property
    def shipped_version(self) -> str:
        return version_of(self.shipped)

    @property
    def versions(self) -> tuple[PackStepRecord, ...]:
        """The approvals of a text."""
        return tuple(each for each in self.steps if each.deed == "approve" and not each.withdraws)


def version_of(file: RuleFile | None) -> str:
    """The file's version; empty where it has none, as registers of statutes."""
    return str(getattr(file.content, "version", None) or "") if file else ""


def pack_states(office: Office) -> tuple[PackState, ...]:
    """All rule files: those of the folders in their order, then those that are only here."""
    with office.store.reading() as records:
        steps, drafts = records.packs.steps(), records.packs.drafts()
    known = [each.content.id for each in folders_of(office).rules]
    ids = dict.fromkeys([*known, *sorted({each.pack for each in steps} | {each.pack for each in drafts})])
    return tuple(_state(office, id, steps, drafts) for id in ids)


def pack_history(office: Office, pack: str) -> PackHistory:
    """Raises NoSuchRules."""
    shipped = folders_of(office).rule(pack)
    with office.store.reading() as records:
        steps, drafts = records.packs.steps(pack), records.packs.drafts(pack)
    if not (shipped or steps or drafts):
        raise NoSuchRules(f"没有编号为「{pack}」的规则；请从规则一览里选")
    return PackHistory(_state(office, pack, steps, drafts), steps[::-1], shipped)


def open_drafts(office: Office) -> dict[str, tuple[DraftRecord, ...]]:
    """By rule file, the drafts whose text isn't published, the last changed first."""
    with office.store.reading() as records:
        steps, drafts = records.packs.steps(), records.packs.drafts()
    written = [each for each in drafts if not is_done(each, steps)]
    return {pack: tuple(each for each in written if each.pack == pack) for pack in {each.pack for each in written}}


def open_submission(records: Records, draft: DraftRecord) -> PackStepRecord | None:
    """What was submitted of the draft as it stands, and waits."""
    waiting = open_submissions(records.packs.steps(draft.pack))
    return next((each for each in waiting if (each.draft, each.rule_file) == (draft.id, draft.rule_file)), None)


def waiting_for(office: Office, draft: DraftRecord) -> PackStepRecord | None:
    """The same, for a page."""
    with office.store.reading() as records:
        return open_submission(records, draft)


def published_file(office: Office, pack: str) -> RuleFile | None:
    """What counts today."""
    return next((each for each in office.library.rulebook.files if each.content.id == pack), None)


def states_in_words(states: Sequence[PackState]) -> str:
    """A line each: the id, the title, the version, where it stands, how, and when it was reviewed."""
    return "\n".join("　".join(filter(None, _cells(each))) for each in states)


def _cells(state: PackState) -> Iterator[str]:
    yield from (state.id, state.title if state.title != state.id else "", state.version, state.origin)
    yield "；".join(state.words())
    yield state.review


def _state(office: Office, pack: str, steps: Sequence[PackStepRecord], drafts: Sequence[DraftRecord]) -> PackState:
    own = tuple(each for each in steps if each.pack == pack)
    written = tuple(each for each in drafts if each.pack == pack)
    file = published_file(office, pack)
    kinds = [file.content.kind] if file else [*(each.kind for each in own), *(each.kind for each in written)]
    return PackState(
        id=pack,
        kind=kinds[0],
        file=file,
        published=in_force(own, office.today()).get(pack),
        coming=coming(own, office.today()),
        submitted=open_submissions(own),
        drafts=tuple(each for each in written if not is_done(each, own)),
        days=_days_since_review(file, office.today()),
    )


def _days_since_review(file: RuleFile | None, today: date) -> int | None:
    reviewed = file.content.reviewed if file else None
    return (today - reviewed.on).days if reviewed else None
