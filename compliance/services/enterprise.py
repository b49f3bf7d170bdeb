"""Who an assessment is about, as far as somebody cares to say."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from stdnum.cn import uscc

from compliance.errors import ComplianceError

MAX_NAME = 100
MAX_ADDRESS = 200
# Registering authority and kind, region, then the organisation and the check character; no I, O, S, V or Z.
_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


class EnterpriseError(ComplianceError):
    """Entries that can't be used: `problems` says of each field, by name, what to mend."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("\n".join(self.problems.values()))


@dataclass(frozen=True, slots=True)
class Enterprise:
    """An enterprise. Every field may be empty."""

    name: str = ""
    credit_code: str = ""
    address: str = ""

    def validate(self) -> "Enterprise":
        """The enterprise as it is kept: no spaces around, the code in its plain form; raises EnterpriseError."""
        name, address = self.name.strip(), self.address.strip()
        code = uscc.compact(unicodedata.normalize("NFKC", self.credit_code))
        problems = {
            "name": text_problem("单位名称", name, MAX_NAME),
            "credit_code": _code_problem(code),
            "address": text_problem("地址", address, MAX_ADDRESS),
        }
        if found := {field: problem for field, problem in problems.items() if problem}:
            raise EnterpriseError(found)
        return Enterprise(name, code, address)


def text_problem(label: str, text: str, most: int) -> str | None:
    """What keeps a line from being stored, in Chinese; `most` is in characters."""
    if len(text) > most:
        return f"{label}最多 {most} 个字，现在有 {len(text)} 个"
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
        return f"{label}里有无法保存的字符（如换行）；请删去后重新填写"
    return None


def _code_problem(code: str) -> str | None:
    if not code:
        return None
    if len(code) != 18:
        return f"统一社会信用代码应为 18 位，现在有 {len(code)} 位；请对照营业执照，不填也可以"
    if not _CODE.fullmatch(code) or code[-1] != uscc.calc_check_digit(code):
        return "统一社会信用代码不对，可能抄错了一位；请对照营业执照，不填也可以"
    return None
