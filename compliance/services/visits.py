"""Visits: an enterprise hands a result over and asks to be shown on the spot what to do; the office answers."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hmac import compare_digest

from compliance.errors import ComplianceError
from compliance.services.enterprise import Enterprise, EnterpriseError, text_problem
from compliance.services.office import Office
from compliance.services.read_assessment import Assessment
from compliance.services.self_check.keep import LETTERS, token_meant
from compliance.store.records import VisitRecord

STATUSES = {"requested": "已提交，等待安排", "planned": "已安排", "done": "已上门", "cancelled": "已取消"}
HALVES = ("上午", "下午", "都可以")
MAX_WISHES = 3
WISHES_WITHIN = 60
"""Days from today."""
MAX_REMARK = 500
"""Characters."""


class VisitError(ComplianceError):
    """A request that can't be taken: `problems` says of each field, by name, what to mend."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems.values()))


class NoSuchVisit(ComplianceError):
    """No visit has this number and this code."""

    def __init__(self) -> None:
        super().__init__("没有找到这次预约；请核对回执上的编号和查询码")


class VisitStateError(ComplianceError):
    """What is wanted can't be done with the visit as it stands."""


@dataclass(frozen=True, slots=True)
class VisitRequest:
    """What an enterprise asks for. `wishes` are days with one of HALVES; `departments` those to come."""

    enterprise: Enterprise
    contact: str
    phone: str
    departments: tuple[str, ...]
    wishes: tuple[tuple[date, str], ...] = ()


def departments_called_for(result: Assessment) -> tuple[str, ...]:
    """The departments of what is violated or not determined, that with most items first."""
    items = {item.id: item.department for pack in result.rulebook.packs for item in pack.items}
    found = result.decision.with_status("violation", "undetermined")
    return tuple(name for name, _ in Counter(items[each.item] for each in found).most_common())


def request_visit(office: Office, result: Assessment, request: VisitRequest) -> VisitRecord:
    """Hands the result over and asks for a visit.

    Raises VisitError, and VisitStateError where one is under way.
    """
    request, enterprise = _checked(office, request, departments_called_for(result))
    now = office.now()
    with office.store.writing() as records:
        records.self_checks.find(result.token, to_change=True)
        if (there := records.visits.of(result.token)) and there.status != "done":
            raise VisitStateError(f"这次自查已经预约过（{there.number}），不用再预约")
        year = office.today().year
        number = f"约〔{year}〕{records.documents.count_on(f'visit {year}')}号"
        record = VisitRecord(
            number=number,
            code=_new_code(),
            assessment=result.id,
            requested_at=now,
            status="requested",
            status_at=now,
            departments=request.departments,
            wishes=tuple(f"{day.isoformat()} {half}" for day, half in request.wishes),
            enterprise_name=enterprise.name,
            credit_code=enterprise.credit_code,
            address=enterprise.address,
            contact=request.contact.strip(),
            phone=request.phone.strip(),
        )
        records.visits.add(result.token, record)
    return record


def open_visit(office: Office, number: str, code: str) -> VisitRecord:
    """The visit that the receipt's number and code belong to; raises NoSuchVisit."""
    with office.store.reading() as records:
        found = records.visits.find(number.strip())
    if found is None or not compare_digest(found.code, token_meant(code)):
        raise NoSuchVisit
    return found


def visit_of(office: Office, token: str) -> VisitRecord | None:
    """The self-check's visit, where it was handed over for one."""
    with office.store.reading() as records:
        return records.visits.of(token)


def hand_over_newer(office: Office, result: Assessment) -> None:
    """Puts the result in place of the one handed over; raises NoSuchVisit, VisitStateError where the visit is over."""
    with office.store.writing() as records:
        found = records.visits.of(result.token)
        if found is None:
            raise NoSuchVisit
        _must_be(found, "requested", "planned")
        records.visits.hand_over(found.number, result.id)


def cancel_visit(office: Office, number: str) -> None:
    """Takes the request back; what was handed over is the enterprise's alone again. Raises VisitStateError."""
    _move(office, number, "cancelled", "requested", "planned")


def plan_visit(office: Office, number: str, when: str) -> None:
    """Tells the enterprise when somebody comes, in the office's words. Raises NoSuchVisit, VisitStateError."""
    if problem := text_problem("上门时间", when, 100) or ("" if when.strip() else "请写明什么时候上门"):
        raise VisitError({"planned_for": problem})
    _move(office, number, "planned", "requested", "planned", planned_for=when.strip())


def finish_visit(office: Office, number: str) -> None:
    """The visit was made. Raises NoSuchVisit, VisitStateError."""
    _move(office, number, "done", "requested", "planned")


def rate_visit(office: Office, number: str, stars: int, remark: str) -> None:
    """Keeps what the enterprise thinks of the visit, 1 to 5, instead of what it said before.

    Raises NoSuchVisit, VisitError, and VisitStateError before the visit was made.
    """
    problems = {} if 1 <= stars <= 5 else {"rating": "请从 1 到 5 里选一个"}
    if problem := text_problem("意见", remark.replace("\r", "").replace("\n", ""), MAX_REMARK):
        problems["remark"] = problem
    if problems:
        raise VisitError(problems)
    with office.store.writing() as records:
        found = records.visits.find(number)
        if found is None:
            raise NoSuchVisit
        _must_be(found, "done")
        records.visits.rate(number, stars, remark.strip())


def waiting_visits(office: Office) -> tuple[VisitRecord, ...]:
    """Those asked for and not made yet, the oldest first."""
    with office.store.reading() as records:
        return records.visits.waiting()


def _move(office: Office, number: str, status: str, *allowed: str, planned_for: str | None = None) -> None:
    with office.store.writing() as records:
        found = records.visits.find(number)
        if found is None:
            raise NoSuchVisit
        _must_be(found, *allowed)
        records.visits.move(number, status, office.now(), planned_for)


def _must_be(visit: VisitRecord, *allowed: str) -> None:
    if visit.status not in allowed:
        raise VisitStateError(f"预约 {visit.number} 现在是“{STATUSES[visit.status]}”，不能这样做")


def _new_code() -> str:
    """50 random bits, in the letters that token_meant understands."""
    return token_meant("".join(secrets.choice(LETTERS) for _ in range(10)))


def _checked(office: Office, request: VisitRequest, called_for: Sequence[str]) -> tuple[VisitRequest, Enterprise]:
    problems: dict[str, str] = {}
    enterprise = request.enterprise
    try:
        enterprise = enterprise.validate()
    except EnterpriseError as error:
        problems |= error.problems
    for name, label, said in (
        ("name", "单位名称", enterprise.name),
        ("address", "地址", enterprise.address),
        ("contact", "联系人", request.contact),
    ):
        if not said.strip():
            problems.setdefault(name, f"请填写{label}，上门要用")
    if problem := text_problem("联系人", request.contact, 100):
        problems["contact"] = problem
    if not _is_phone(request.phone):
        problems["phone"] = "请填写能打通的电话：11 位手机号，或者带区号的座机，如 0571-87654321"
    if not request.departments:
        problems["departments"] = "请至少选一个部门"
    elif set(request.departments) - set(called_for):
        problems["departments"] = "请从列出的部门里选"
    if problem := _wishes_problem(office.today(), request.wishes):
        problems["wishes"] = problem
    if problems:
        raise VisitError(problems)
    return request, enterprise


def _is_phone(text: str) -> bool:
    digits = text.strip().replace("-", "").replace(" ", "").removeprefix("+86")
    mobile = len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789"
    line = 10 <= len(digits) <= 12 and digits[0] == "0" and digits[1] != "0"
    return digits.isascii() and digits.isdecimal() and (mobile or line)


def _wishes_problem(today: date, wishes: Sequence[tuple[date, str]]) -> str | None:
    if len(wishes) > MAX_WISHES or any(half not in HALVES for _, half in wishes):
        return f"最多填 {MAX_WISHES} 个时间，并从“{'、'.join(HALVES)}”里选"
    if any(not today < day <= today + timedelta(WISHES_WITHIN) for day, _ in wishes):
        return f"希望上门的日期应在明天到 {WISHES_WITHIN} 天以内"
    return None
