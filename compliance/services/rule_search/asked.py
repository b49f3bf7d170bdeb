"""What a search of the rules asks for: as it stands in an address, and as it is meant."""

from collections.abc import Callable, Container
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from compliance.documents.wording import SEVERITIES, VERDICTS
from compliance.errors import ComplianceError
from compliance.rulepacks.models import Verdict
from compliance.rulepacks.numerals import read_number
from compliance.services.find_packs import check_length, words_of
from compliance.services.law_uses import article_named, uses_of
from compliance.services.office import Office
from compliance.services.rule_search.entries import KINDS
from compliance.services.rule_search.grounds import Ground, Grounds
from compliance.statutes.uses import Register

Value = TypeVar("Value")


class RuleSearchError(ComplianceError):
    """What was asked for can't be looked for: `problems` says of each field, by name, what to mend."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems.values()))


@dataclass(frozen=True, slots=True)
class Asked:
    """As it was typed; what is empty isn't asked for. `least` and `most`: between what a fine's upper limit is to lie.

    `ground`: a verdict or the id of a rule of discretion that is to be possible; `drafts`: whether drafts count, too.
    """

    q: str = ""
    law: str = ""
    article: str = ""
    department: str = ""
    least: str = ""
    most: str = ""
    severity: str = ""
    ground: str = ""
    kind: str = ""
    drafts: str = ""


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is meant. `laws`: all names of the law wanted; amounts in yuan; `grounds` None where none is asked for."""

    words: tuple[str, ...]
    laws: frozenset[str]
    article: str
    department: str
    least: Decimal | None
    most: Decimal | None
    severity: str
    grounds: tuple[Ground, ...] | None
    discretion: Grounds
    kind: str
    drafts: bool

    @property
    def by_amount(self) -> bool:
        return self.least is not None or self.most is not None

    @property
    def of_items(self) -> bool:
        """Whether anything is asked for that only items have."""
        return bool(self.by_amount or self.department or self.severity or self.grounds is not None)


def criteria_of(office: Office, asked: Asked) -> Criteria:
    """What is meant today; raises RuleSearchError."""
    problems: dict[str, str] = {}

    def read(name: str, reading: Callable[[str], Value], otherwise: Value) -> Value:
        text = getattr(asked, name).strip()
        try:
            return reading(text) if text else otherwise
        except ComplianceError as error:
            problems[name] = str(error)
            return otherwise

    discretion = Grounds(office.library.rulebook.discretion, office.today())
    meant = Criteria(
        words=read("q", _words, ()),
        laws=read("law", lambda text: _laws(office, text), frozenset[str]()),
        article=read("article", article_named, ""),
        department=asked.department,
        least=read("least", _amount, None),
        most=read("most", _amount, None),
        severity=read("severity", lambda text: _known(text, SEVERITIES), ""),
        grounds=read("ground", lambda text: _grounds(discretion, text), None),
        discretion=discretion,
        kind=read("kind", lambda text: _known(text, KINDS), ""),
        drafts=bool(asked.drafts),
    )
    if meant.article and not meant.laws and "law" not in problems:
        problems["law"] = "写了第几条，也要写是哪一部法律"
    if meant.least is not None and meant.most is not None and meant.least > meant.most:
        problems["most"] = "最多应不少于最少"
    if problems:
        raise RuleSearchError(problems)
    return meant


def _words(text: str) -> tuple[str, ...]:
    check_length(text)
    return words_of(text)


def _laws(office: Office, text: str) -> frozenset[str]:
    """Every name by which the law may be cited; raises UnknownLawError."""
    name = text.removeprefix("《").removesuffix("》")
    found = uses_of(office.library.rulebook, name)
    return frozenset(Register.of(office.library.rulebook.files).names(found.name)) | {name}


def _amount(text: str) -> Decimal:
    number = read_number(text.replace(",", "").replace("，", "").removesuffix("元"))
    if number is None or number < 0:
        raise ComplianceError(f"「{text[:40]}」不是金额；写成 50000 或者 5万")
    return number


def _known(text: str, known: Container[str]) -> str:
    if text not in known:
        raise ComplianceError("请从列出来的里面选一个")
    return text


def _grounds(discretion: Grounds, text: str) -> tuple[Ground, ...]:
    found = tuple(discretion.leading_to(text))
    if not found:
        raise ComplianceError("现在没有这样的裁量规则；请从列出来的里面选一个")
    return found


def ground_choices(office: Office) -> tuple[tuple[str, str], ...]:
    """What can be chosen as `ground`: the verdicts that any rule brings about, the lightest first, then each rule."""
    rules = Grounds(office.library.rulebook.discretion, office.today()).rules
    led_to: set[Verdict] = {rule.verdict for rule in rules if rule.verdict}
    verdicts = ((each, f"结论：{text}") for each, text in VERDICTS.items() if each in led_to)
    return (*verdicts, *((rule.id, f"规则：{rule.title}") for rule in rules))
