"""Publishing by two: one submits a text, another approves exactly that text; so too for withdrawing a pack."""

from dataclasses import replace
from datetime import date

from compliance.rulepacks.problems import ProblemsError
from compliance.rulepacks.signatures import SignatureError, check_demanded
from compliance.services.matters.people import MAX_REASON, Officer, lines_problem
from compliance.services.office import Office
from compliance.services.publishing.checking import check_fit, check_together, folders_of
from compliance.services.publishing.drafts import is_behind, newest_text
from compliance.services.publishing.errors import NoSuchDraft, NoSuchRules, NotYourDeed, RefusedError
from compliance.services.publishing.shelf import name_of
from compliance.services.publishing.standing import APPROVE, RETURN, SUBMIT, newest, open_submissions
from compliance.services.publishing.states import version_of
from compliance.store.database import Records
from compliance.store.deeds import Deed
from compliance.store.hashes import text_hash
from compliance.store.records.drafts import DraftRecord, PackStepRecord


def submit_draft(office: Office, officer: Officer, draft: str, rule_file: str) -> PackStepRecord:
    """Submits the draft's text, which has the hash `rule_file`, to be approved by another.

    Raises NotYourDeed, NoSuchDraft, RefusedError, and UnfitTextError for a text with errors or failing examples.
    """
    _check_role(officer, "legal", "提交")
    with office.store.writing() as records:
        number = records.packs.next_number()
        found = _draft(records, draft)
        _check_text(office, records, found, rule_file)
        steps = records.packs.steps(found.pack)
        if any(each.draft == draft and each.rule_file == rule_file for each in open_submissions(steps)):
            raise RefusedError("这一稿已经提交，正等着审核")
        version = _version_of(office, records, found)
        step = PackStepRecord(
            number, SUBMIT, number, found.pack, found.kind, draft, rule_file, version, False, officer.name, office.now()
        )
        records.packs.add_step(step)
        records.tell(office.now(), officer.actor, Deed.PACK_SUBMITTED, found.pack, **_told(step))
    return step


def check_submittable(office: Office, draft: str, rule_file: str) -> None:
    """Raises as submit_draft does where that would refuse the text of the hash `rule_file`; changes nothing."""
    with office.store.reading() as records:
        found = records.packs.draft(draft)
        if found is None:
            raise NoSuchDraft
        _check_text(office, records, found, rule_file)
        _version_of(office, records, found)


def submit_end(office: Office, officer: Officer, pack: str, reason: str) -> PackStepRecord:
    """Submits that the pack ends; from which day on says who approves.

    Raises NotYourDeed, NoSuchRules and RefusedError.
    """
    _check_role(officer, "legal", "提交撤下")
    said = _reason(reason)
    with office.store.writing() as records:
        number = records.packs.next_number()
        text = newest_text(office, records, pack)
        if text is None:
            raise NoSuchRules(f"没有编号为「{pack}」的规则，或者已经撤下")
        last, file = newest(records.packs.steps(pack), pack), folders_of(office).rule(pack)
        kind = last.kind if last else file.content.kind if file else ""
        version = last.version if last else version_of(file)
        name = records.packs.keep_text(text)
        step = PackStepRecord(
            number, SUBMIT, number, pack, kind, None, name, version, True, officer.name, office.now(), reason=said
        )
        records.packs.add_step(step)
        records.tell(office.now(), officer.actor, Deed.PACK_END_SUBMITTED, pack, **_told(step))
    return step


def approve(
    office: Office, officer: Officer, submission: int, rule_file: str, effective: date, signatures: bytes = b""
) -> PackStepRecord:
    """Approves what was submitted, which is about the text of the hash `rule_file`; it counts from `effective` on.

    `signatures` is the text's file of signatures, where an installation demands one and it wasn't imported with it.
    Raises NotYourDeed, RefusedError, SignatureError, and ProblemsError where the rules couldn't be brought together.
    """
    _check_role(officer, "reviewer", "审核")
    if effective < office.today():
        raise RefusedError("生效日期不能早于今天；请写今天或者以后的日期")
    with office.store.writing() as records:
        number = records.packs.next_number()
        asked = _open_submission(records, submission)
        if rule_file != asked.rule_file:
            raise RefusedError("这不是提交的那一稿；请刷新，看过现在的文字再审核")
        _check_other(records, officer, asked)
        _check_still(office, records, asked)
        step = replace(asked, number=number, deed=APPROVE, by=officer.name, at=office.now(), effective=effective)
        step = replace(step, signatures=_signed(records, step, signatures))
        _check_whole(office, records, step)
        records.packs.add_step(step)
        if step.draft:
            records.packs.set_base(step.draft, step.rule_file)
        deed = Deed.PACK_WITHDRAWN if step.withdraws else Deed.PACK_PUBLISHED
        records.tell(office.now(), officer.actor, deed, step.pack, **_told(step))
    return step


def return_submission(office: Office, officer: Officer, submission: int, reason: str) -> PackStepRecord:
    """Gives it back, unapproved: by a reviewer, or by who submitted it. Raises NotYourDeed and RefusedError."""
    said = _reason(reason)
    with office.store.writing() as records:
        number = records.packs.next_number()
        asked = _open_submission(records, submission)
        if officer.name != asked.by:
            _check_role(officer, "reviewer", "退回")
        step = replace(asked, number=number, deed=RETURN, by=officer.name, at=office.now(), reason=said)
        records.packs.add_step(step)
        records.tell(office.now(), officer.actor, Deed.PACK_RETURNED, step.pack, **_told(step))
    return step


def _told(step: PackStepRecord) -> dict[str, int | str]:
    """What the audit log is told of a step, beside the pack."""
    day = {"effective": str(step.effective)} if step.effective else {}
    return {"step": step.number, "submission": step.about, "text": step.rule_file, **day}


def _check_role(officer: Officer, role: str, deed: str) -> None:
    if officer.role != role:
        who = {"legal": "法制人员", "reviewer": "审核人员"}[role]
        raise NotYourDeed(f"只有{who}能{deed}规则；请交给{who}")


def _check_other(records: Records, officer: Officer, asked: PackStepRecord) -> None:
    """Two must have seen it: who submitted it or wrote any of it can't be the second."""
    wrote = {each.by for each in records.packs.revisions(asked.draft)} if asked.draft else set()
    if officer.name in wrote | {asked.by}:
        raise NotYourDeed("自己写的或者提交的，要由另一个人审核")


def _check_text(office: Office, records: Records, draft: DraftRecord, rule_file: str) -> None:
    """Raises RefusedError where the draft has another text by now, or doesn't go out from what was published last."""
    if draft.rule_file != rule_file:
        raise RefusedError("草稿又改过了，和这一稿不一样；请刷新，看过现在的文字再做")
    if is_behind(office, records, draft):
        raise RefusedError("开始写这份草稿以后，又发布了新的一版；请先把它并入草稿，免得盖掉别人的修改")


def _check_still(office: Office, records: Records, asked: PackStepRecord) -> None:
    """Raises RefusedError where what was submitted isn't what would be published or withdrawn any more."""
    if asked.draft:
        found = _draft(records, asked.draft)
        _check_text(office, records, found, asked.rule_file)
        _check_version(office, records.packs.steps(asked.pack), asked)
    else:
        text = newest_text(office, records, asked.pack)
        if text is None or text_hash(text) != asked.rule_file:
            raise RefusedError("提交撤下以后，又发布了新的一版，或者已经撤下；请退回这次提交")


def _version_of(office: Office, records: Records, draft: DraftRecord) -> str:
    """The version of a draft that is fit to be published; raises UnfitTextError and RefusedError."""
    text = records.packs.text(draft.rule_file)
    version = version_of(check_fit(office, draft, text))
    if newest_text(office, records, draft.pack) == text:
        raise RefusedError("和已经发布的一字不差，不用再发布")
    steps = records.packs.steps(draft.pack)
    about = PackStepRecord(
        0, SUBMIT, 0, draft.pack, draft.kind, draft.id, draft.rule_file, version, False, "", office.now()
    )
    _check_version(office, steps, about)
    return version


def _check_version(office: Office, steps: tuple[PackStepRecord, ...], about: PackStepRecord) -> None:
    """Raises RefusedError where another text of the pack was published under the version."""
    file = folders_of(office).rule(about.pack)
    used = {each.rule_file for each in steps if each.deed == APPROVE and each.version == about.version}
    if file and version_of(file) == about.version:
        used.add(file.sha256)
    if about.version and used - {about.rule_file}:
        raise RefusedError(f"版本「{about.version}」已经发布过别的文字，发布后不再改；请在 version 里写一个新的版本")


def _signed(records: Records, step: PackStepRecord, given: bytes) -> bytes:
    """The signatures on the text: those given, or else those that came with it; raises SignatureError."""
    if step.withdraws:
        return b""
    came = (each for each in records.packs.revisions(step.draft or "") if each.rule_file == step.rule_file)
    signatures = given or b"".join(each.signatures for each in came)
    name = name_of(step.pack, step.version)
    try:
        check_demanded(name, records.packs.text(step.rule_file), lambda: signatures)
    except SignatureError as error:
        raise SignatureError(
            f"{error}（本单位只用签过名的规则：请用 packs sign 签好，把 .sig 文件的内容一起交）"
        ) from None
    return signatures


def _check_whole(office: Office, records: Records, step: PackStepRecord) -> None:
    assert step.effective
    try:
        check_together(office, records, (*records.packs.steps(), step), step.effective)
    except ProblemsError as error:
        raise RefusedError(f"和别的规则合不到一起，没有发布：\n{error}") from error


def _open_submission(records: Records, number: int) -> PackStepRecord:
    for each in open_submissions(records.packs.steps()):
        if each.number == number:
            return each
    raise RefusedError("没有等着审核的这一次提交：可能已经审核、退回，或者又提交了新的一稿；请刷新")


def _draft(records: Records, draft: str) -> DraftRecord:
    found = records.packs.draft(draft, to_change=True)
    if found is None:
        raise NoSuchDraft
    return found


def _reason(reason: str) -> str:
    said = reason.strip()
    if problem := lines_problem("理由", said, MAX_REASON) or (None if said else "请写明理由"):
        raise RefusedError(problem)
    return said
