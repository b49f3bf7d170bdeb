"""Visits: an enterprise hands a result over and asks to be shown on the spot what to do; the office answers."""

import re
import secrets
import unicodedata
from collections import Counter
from hmac import compare_digest

from compliance.errors import ComplianceError
from compliance.services.enterprise import text_problem
from compliance.services.office import Office
from compliance.services.read_assessment import Assessment
from compliance.services.self_check.keep import LETTERS, NoSuchSelfCheck, token_meant
from compliance.services.visit_requests import VisitError, VisitRequest
from compliance.store.database import Records
from compliance.store.deeds import ENTERPRISE, Actor, Deed
from compliance.store.records.checks import VisitRecord

STATUSES = {"requested": "已提交，等待安排", "planned": "已安排", "done": "已上门", "cancelled": "已取消"}
MAX_REMARK = 500
"""Characters."""
_DEEDS = {"planned": Deed.VISIT_PLANNED, "done": Deed.VISIT_DONE, "cancelled": Deed.VISIT_CANCELLED}


class NoSuchVisit(ComplianceError):
    """No visit has this number, or this number and this code."""

    def __init__(self, text: str = "没有找到这次预约；请核对回执上的编号和查询码") -> None:
        super().__init__(text)


class VisitStateError(ComplianceError):
    """What is wanted can't be done with the visit as it stands."""


def no_visit(number: str) -> NoSuchVisit:
    """What to tell who asks by the number alone."""
    return NoSuchVisit(f"没有编号为「{number}」的预约；请核对编号，特别是年份")


def departments_called_for(result: Assessment) -> tuple[str, ...]:
    """The departments of what is violated or not determined, that with most items first."""
    items = {item.id: item.department for pack in result.rulebook.packs for item in pack.items}
    found = result.decision.with_status("violation", "undetermined")
    return tuple(name for name, _ in Counter(items[each.item] for each in found).most_common())


def request_visit(office: Office, result: Assessment, request: VisitRequest) -> VisitRecord:
    """Hands the result over, with the evidence so far, and asks for a visit.

    Raises VisitError, VisitStateError where one is under way, and NoSuchSelfCheck where it was deleted meanwhile.
    """
    request = request.validate(departments_called_for(result), office.today())
    with office.store.writing() as records:
        _hold(office, records, result.token)
        if (there := records.visits.of(result.token)) and there.status != "done":
            raise VisitStateError(f"这次自查已经预约过（{there.number}），不用再预约")
        year = office.today().year
        number = _spelled(year, records.documents.count_on(f"visit {year}"))
        record = _requested(office, result, request, number)
        records.visits.add(result.token, record)
        records.tell(office.now(), ENTERPRISE, Deed.VISIT_REQUESTED, number)
    return record


def open_visit(office: Office, number: str, code: str) -> VisitRecord:
    """The visit that the receipt's number and code belong to, however they are typed; raises NoSuchVisit."""
    with office.store.reading() as records:
        found = records.visits.find(number_meant(number))
    if found is None or not compare_digest(found.code, token_meant(code)):
        raise NoSuchVisit
    return found


def number_meant(typed: str) -> str:
    """The number that somebody typed, in its plain form: whatever stands around its year and its count."""
    parts = re.findall("[0-9]+", unicodedata.normalize("NFKC", typed))
    return _spelled(*parts) if len(parts) == 2 else typed


def visit_of(office: Office, token: str) -> VisitRecord | None:
    """The self-check's visit, where it was handed over for one."""
    with office.store.reading() as records:
        return records.visits.of(token)


def not_handed_over(office: Office, result: Assessment, visit: VisitRecord) -> bool:
    """Whether the result, the newest one, or some of its evidence is newer than what was handed over for the visit."""
    with office.store.reading() as records:
        evidence = records.evidence.all(result.token)
    return result.id != visit.assessment or any(each.created_at > visit.handed_over_at for each in evidence)


def hand_over_newer(office: Office, result: Assessment) -> None:
    """Puts the result in place of the one handed over, with the evidence so far.

    Raises NoSuchSelfCheck, NoSuchVisit, and VisitStateError where the visit is over.
    """
    with office.store.writing() as records:
        _hold(office, records, result.token)
        found = records.visits.of(result.token)
        if found is None:
            raise NoSuchVisit("这次自查没有预约，或者已经取消")
        _to_change(records, found.number, "requested", "planned")
        records.visits.hand_over(found.number, result.id, office.now())
        records.tell(office.now(), ENTERPRISE, Deed.VISIT_HANDED_OVER_NEWER, found.number)


def cancel_visit(office: Office, actor: Actor, number: str) -> None:
    """Takes the request back; what was handed over is the enterprise's alone again.

    Raises NoSuchVisit, VisitStateError.
    """
    _move(office, actor, number, "cancelled")


def plan_visit(office: Office, actor: Actor, number: str, when: str) -> None:
    """Tells the enterprise when somebody comes, in the office's words.

    Raises VisitError, NoSuchVisit, VisitStateError.
    """
    if problem := text_problem("上门时间", when, 100) or ("" if when.strip() else "请写明什么时候上门"):
        raise VisitError({"planned_for": problem})
    _move(office, actor, number, "planned", planned_for=when.strip())


def finish_visit(office: Office, actor: Actor, number: str) -> None:
    """The visit was made. Raises NoSuchVisit, VisitStateError."""
    _move(office, actor, number, "done")


def rate_visit(office: Office, number: str, stars: int, remark: str) -> None:
    """Keeps what the enterprise thinks of the visit, 1 to 5, instead of what it said before.

    Raises NoSuchVisit, VisitError, and VisitStateError before the visit was made.
    """
    said = remark.replace("\r\n", "\n").strip()
    problems = {} if 1 <= stars <= 5 else {"rating": "请从 1 到 5 里选一个"}
    if problem := text_problem("意见", said.replace("\n", " "), MAX_REMARK):
        problems["remark"] = problem
    if problems:
        raise VisitError(problems)
    with office.store.writing() as records:
        _to_change(records, number, "done")
        records.visits.rate(number, stars, said)
        records.tell(office.now(), ENTERPRISE, Deed.VISIT_RATED, number)


def _hold(office: Office, records: Records, token: str) -> None:
    if not records.self_checks.hold(token, office.now()):
        raise NoSuchSelfCheck


def _move(office: Office, actor: Actor, number: str, status: str, planned_for: str | None = None) -> None:
    """From what is under way."""
    with office.store.writing() as records:
        _to_change(records, number, "requested", "planned")
        records.visits.move(number, status, office.now(), planned_for)
        records.tell(office.now(), actor, _DEEDS[status], number)


def _to_change(records: Records, number: str, *allowed: str) -> None:
    """Sees that the visit is there and stands so, and stays so until the transaction is through."""
    visit = records.visits.find(number, to_change=True)
    if visit is None:
        raise no_visit(number)
    if visit.status not in allowed:
        raise VisitStateError(f"预约 {visit.number} 现在是“{STATUSES[visit.status]}”，不能这样做")


def _spelled(year: int | str, count: int | str) -> str:
    return f"约〔{year}〕{count}号"


def _new_code() -> str:
    """50 random bits, in the letters that token_meant understands."""
    return token_meant("".join(secrets.choice(LETTERS) for _ in range(10)))


def _requested(office: Office, result: Assessment, request: VisitRequest, number: str) -> VisitRecord:
    now, enterprise = office.now(), request.enterprise
    return VisitRecord(
        number=number,
        code=_new_code(),
        assessment=result.id,
        requested_at=now,
        handed_over_at=now,
        status="requested",
        status_at=now,
        departments=request.departments,
        wishes=tuple(f"{day.isoformat()} {half}" for day, half in request.wishes),
        enterprise_name=enterprise.name,
        credit_code=enterprise.credit_code,
        address=enterprise.address,
        contact=request.contact,
        phone=request.phone,
    )
