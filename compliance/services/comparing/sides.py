"""What can be held side by side: what counts today, every version that was published, and every draft's revisions.

Each goes by a word that stands in an address, so that a comparison can be passed on within the office. A word that
means «today» is answered with the one of that version, which means the same tomorrow.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from compliance.documents.wording import day_text
from compliance.rulepacks.loader import RuleFile, parse_rule_file
from compliance.rulepacks.models import Discretion, NegativeList
from compliance.rulepacks.problems import ProblemsError
from compliance.services.comparing.changes import NotComparableError
from compliance.services.office import Office
from compliance.services.publishing.errors import NoSuchDraft, NoSuchRules
from compliance.services.publishing.standing import APPROVE
from compliance.services.publishing.states import PackState, pack_states, published_file, version_of
from compliance.store.records.drafts import PackStepRecord

TODAY, VERSION, DRAFT = "today", "version", "draft"
COMPARABLE = ("negative_list", "discretion")
"""The kinds of rule files whose parts are said in words."""


@dataclass(frozen=True, slots=True)
class Side:
    """A rule file; `ref` names exactly this text, and is empty for one that isn't kept here; `name` is in Chinese."""

    ref: str
    name: str
    file: RuleFile


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen of one pack: refs, each with what it is called."""

    pack: str
    title: str
    refs: tuple[tuple[str, str], ...]


def today_ref(pack: str) -> str:
    """The word for what counts of the pack today."""
    return f"{TODAY}.{pack}"


def version_ref(rule_file: str, pack: str) -> str:
    """The word for the published text of this hash."""
    return f"{VERSION}.{rule_file}.{pack}"


def draft_ref(draft: str, revision: int) -> str:
    """The word for one revision of a draft."""
    return f"{DRAFT}.{revision}.{draft}"


def side_of(office: Office, ref: str) -> Side:
    """What the word means; raises NoSuchRules, NoSuchDraft, and NotComparableError for a text with errors."""
    kind, _, rest = ref.partition(".")
    if kind == TODAY and (file := published_file(office, rest)):
        return _side(version_ref(file.sha256, rest), file)
    middle, _, last = rest.partition(".")
    if kind == VERSION:
        return _side(ref, _published(office, middle, last))
    if kind == DRAFT and middle.isascii() and middle.isdecimal():
        return _revision(office, last, int(middle))
    raise NoSuchRules("没有要比较的规则，或者已经撤下；请重新选择")


def uploaded_side(name: str, text: bytes) -> Side:
    """A file that somebody has at hand, which isn't kept; raises NotComparableError for one with errors."""
    return Side("", f"上传的 {name}", _read(text, name))


def choices(office: Office) -> tuple[Choice, ...]:
    """All that can be chosen, by pack; of a draft its newest revision."""
    with office.store.reading() as records:
        steps = [each for each in records.packs.steps() if each.deed == APPROVE and not each.withdraws]
    shipped = {each.content.id: each for each in office.folders.rules} if office.folders else {}
    return tuple(
        Choice(state.id, state.title, tuple(dict(_refs(state, steps, shipped.get(state.id))).items()))
        for state in pack_states(office)
        if state.kind in COMPARABLE
    )


def revisions_of(office: Office, side: Side) -> tuple[tuple[str, str], ...]:
    """The other revisions of the side's draft, the newest first; nothing for what is no draft."""
    kind, _, rest = side.ref.partition(".")
    if kind != DRAFT:
        return ()
    number, _, draft = rest.partition(".")
    with office.store.reading() as records:
        found = records.packs.revisions(draft)
    return tuple(
        (draft_ref(draft, each.number), f"第 {each.number} 稿") for each in found[::-1] if each.number != int(number)
    )


def _refs(state: PackState, steps: list[PackStepRecord], shipped: RuleFile | None) -> Iterator[tuple[str, str]]:
    """Words with what they are called; where one text stands in several places, the last name of it counts."""
    if shipped:
        yield version_ref(shipped.sha256, state.id), f"{version_of(shipped) or '没有版本号的一版'}，规则文件夹里的"
    for step in steps:
        if step.pack == state.id and step.effective:
            said = f"{step.version or '没有版本号的一版'}，{day_text(step.effective)}起"
            yield version_ref(step.rule_file, state.id), said
    if state.file:
        yield version_ref(state.file.sha256, state.id), f"{state.version or '没有版本号的一版'}，现在用的"
    for draft in state.drafts:
        yield draft_ref(draft.id, draft.revision), f"草稿，{draft.last.by} 的第 {draft.revision} 稿"


def _published(office: Office, rule_file: str, pack: str) -> RuleFile:
    """The published text, or that of the folders; raises NoSuchRules."""
    shipped = office.folders.rule(pack) if office.folders else None
    if shipped and shipped.sha256 == rule_file:
        return shipped
    with office.store.reading() as records:
        known = any(each.deed == APPROVE and each.rule_file == rule_file for each in records.packs.steps(pack))
        text = records.packs.text(rule_file) if known else None
    if text is None:
        raise NoSuchRules(f"「{pack}」没有发布过这一版；请重新选择")
    return _read(text, pack, office.library.file_with)


def _revision(office: Office, draft: str, revision: int) -> Side:
    with office.store.reading() as records:
        found = records.packs.draft(draft)
        names = {each.number: each.rule_file for each in records.packs.revisions(draft)}
        if found is None or revision not in names:
            raise NoSuchDraft
        text = records.packs.text(names[revision])
    file = _read(text, f"{found.pack} 的草稿第 {revision} 稿")
    return Side(draft_ref(draft, revision), f"{file.content.title}，{found.last.by} 的草稿第 {revision} 稿", file)


def _side(ref: str, file: RuleFile) -> Side:
    version = version_of(file)
    return Side(ref, f"{file.content.title}{f'，{version}' if version else ''}", file)


def _read(text: bytes, name: str, parse: Callable[[bytes, str], RuleFile] = parse_rule_file) -> RuleFile:
    try:
        file = parse(text, name)
    except ProblemsError as error:
        raise NotComparableError(f"{name}：有错误，改好以后才能比较。\n{error}") from None
    if not isinstance(file.content, NegativeList | Discretion):
        raise NotComparableError(f"{name}：能比较的是负面清单和裁量规则，不能是 {file.content.kind}")
    return file
