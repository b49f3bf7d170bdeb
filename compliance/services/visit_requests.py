"""What an enterprise writes to ask for a visit, and what is wrong with it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from compliance.errors import ComplianceError
from compliance.services.enterprise import Enterprise, EnterpriseError, text_problem

HALVES = ("上午", "下午", "都可以")
MAX_WISHES = 3
WISHES_WITHIN = 60
"""Days from today."""
_MAX_CONTACT, _MAX_PHONE = 100, 20


class VisitError(ComplianceError):
    """A request that can't be taken: `problems` says of each field, by name, what to mend."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems.values()))


@dataclass(frozen=True, slots=True)
class VisitRequest:
    """What an enterprise asks for. `wishes` are days with one of HALVES; `departments` those to come."""

    enterprise: Enterprise
    contact: str
    phone: str
    departments: tuple[str, ...]
    wishes: tuple[tuple[date, str], ...] = ()

    def validate(self, called_for: Sequence[str], today: date) -> "VisitRequest":
        """The request as it is kept; `called_for` are the departments to choose from. Raises VisitError."""
        enterprise, problems = _enterprise(self.enterprise)
        plain = replace(
            self,
            enterprise=enterprise,
            contact=self.contact.strip(),
            phone=unicodedata.normalize("NFKC", self.phone).replace(" ", ""),
            departments=tuple(each for each in called_for if each in self.departments),
            wishes=tuple(dict.fromkeys(self.wishes)),
        )
        checks = {
            "contact": _missing("联系人", plain.contact) or text_problem("联系人", plain.contact, _MAX_CONTACT),
            "phone": _phone_problem(plain.phone),
            "departments": _departments_problem(self.departments, called_for),
            "wishes": _wishes_problem(plain.wishes, today),
        }
        problems |= {name: problem for name, problem in checks.items() if problem}
        if problems:
            raise VisitError(problems)
        return plain


def _enterprise(given: Enterprise) -> tuple[Enterprise, dict[str, str]]:
    """The enterprise as it is kept, and what is wrong with it; a visit needs its name and its address."""
    needed = {"name": _missing("单位名称", given.name), "address": _missing("地址", given.address)}
    problems = {field: problem for field, problem in needed.items() if problem}
    try:
        return given.validate(), problems
    except EnterpriseError as error:
        return given, {**problems, **error.problems}


def _missing(label: str, said: str) -> str | None:
    return None if said.strip() else f"请填写{label}，上门要用"


def _phone_problem(plain: str) -> str | None:
    digits = plain.replace("-", "").removeprefix("+86")
    mobile = len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789"
    line = 10 <= len(digits) <= 12 and digits[0] == "0" and digits[1] != "0"
    if len(plain) <= _MAX_PHONE and digits.isascii() and digits.isdecimal() and (mobile or line):
        return None
    return "请填写能打通的电话：11 位手机号，或者带区号的座机，如 0571-87654321"


def _departments_problem(chosen: Sequence[str], called_for: Sequence[str]) -> str | None:
    if not chosen:
        return "请至少选一个部门"
    return "请从列出的部门里选" if set(chosen) - set(called_for) else None


def _wishes_problem(wishes: Sequence[tuple[date, str]], today: date) -> str | None:
    if len(wishes) > MAX_WISHES or any(half not in HALVES for _, half in wishes):
        return f"最多填 {MAX_WISHES} 个时间，并从“{'、'.join(HALVES)}”里选"
    if any(not today < day <= today + timedelta(WISHES_WITHIN) for day, _ in wishes):
        return f"希望上门的日期应在明天到 {WISHES_WITHIN} 天以内"
    return None
