"""Penalties as lists write them, «责令限期改正；逾期不改正的，处二百元以上二千元以下罚款», into measures and fines.

Only what is sure is read: a clause that isn't known makes the fines after it, up to the next semicolon, unread.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from compliance.rulepacks.models import Fine, When, Who
from compliance.rulepacks.numerals import NUMBER, read_number

_VERBS = "改正|整改|纠正|改|清除|清理|拆除|恢复|恢复原状|履行|办理|补办|备案|报告|登记|缴纳|治理|完成"
_CASE = re.compile(
    rf"(?P<uncorrected>(?:逾期仍?(?:不|未|拒不)|仍?拒不)(?:{_VERBS})的)|(?P<serious>(?:情节严重|造成严重后果|后果严重)的)"
)
_WHO = r"对(?:其?(?P<responsible>直接负责的主管人员和其他直接责任人员)|(?P<unit>单位)|(?P<individual>个人))"  # as who
_LED = re.compile(
    rf"(?:并|另|同时)?(?P<may>可以?)?(?:{_WHO})?(?P<can>可以?)?(?:按?(?P<per>每[\u4e00-\u9fff]{{1,15}}?)(?=[并单]?处|按|罚款))?[并单]?"
)
_FINE = re.compile(r"(?:处以?|给予)(?P<a>.+?)的?罚款|(?:处以?)?罚款(?P<b>.+)|按照?(?P<c>.+?)处以?罚款")
_TO = "(?:以上|至|到|-|—|~|～)"
_YUAN = re.compile(
    rf"(?P<low>{NUMBER})(?P<unit>元)?{_TO}(?P<high>{NUMBER})元(?:以下)?|(?P<most>{NUMBER})元以下|(?P<just>{NUMBER})元"
)
_ONE = rf"(?:{NUMBER}倍|百分之{NUMBER}|{NUMBER}[%％])"
_TIMES = re.compile(
    rf"(?P<of>.{{1,40}}?)的?(?:(?P<low>{_ONE}){_TO}(?P<high>{_ONE})(?:以下)?|(?P<most>{_ONE})以下|(?P<just>{_ONE}))"
)
_MEASURE = re.compile(r"警告|通报批评|罚款|(?:责令|没收|吊销|暂扣|撤销|收缴|降低资质).+|取缔")
_NO_MEASURE = re.compile(r".+罚款|[元倍]|逾期|拒不|严重|的$")  # a case, or a fine, that ran into the measure
_NO_BASE = re.compile(r"[0-9元或并]|以上|以下|不足|超过")
_MEASURE_LED = re.compile(r"(?:并|同时)?(?:给予|予以|处以?)?")
_BY = re.compile(r"由.+?(?=责令|给予|处|没收|吊销|暂扣|对|可)")
_BREACH = re.compile(rf"违反.*(?:规定|第{NUMBER}[条款项])的?")
_GRADE = re.compile(  # what tells one grade from another, not what the act is
    "情节|后果|危害|影响|初次|[再多两二三]次|轻|重|货值|所得|金额|面积|数量|[0-9元倍吨]|不足|不满|以上|以下|超过|逾期|拒不"
)
_AND_FINE = re.compile(r"(?<![，,；;。\n可以对])((?:可以?)?并处)")
_COUNTED = re.compile(rf"[（(]{NUMBER}[）)]|{NUMBER}[、．](?![0-9])|[0-9]+\.(?![0-9])")


@dataclass(frozen=True, slots=True)
class Threat:
    """What a text threatens, and the pieces of it that weren't understood."""

    measures: tuple[str, ...]
    fines: tuple[Fine, ...]
    rest: tuple[str, ...]


def read_threat(text: str) -> Threat:
    """Measures and fines in the text's order. The `of` of a fine in multiples is the text's word for what is taken."""
    reader = _Reader()
    plain = re.sub(r"[ \t\u3000]", "", re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))", "", text))
    for sentence in re.split("[。\n]", _AND_FINE.sub(r"，\1", plain)):
        counted = _COUNTED.match(sentence)
        reader.sentence(sentence[counted.end() :] if counted else sentence)
    return Threat(tuple(dict.fromkeys(reader.measures)), tuple(reader.fines), tuple(reader.rest))


def read_fine(text: str) -> Fine | None:
    """The one fine that the whole text says; None where it says anything else."""
    threat = read_threat(text)
    return threat.fines[0] if len(threat.fines) == 1 and not threat.rest and threat.measures == ("罚款",) else None


@dataclass
class _Part:
    """Between two semicolons: the case and whom the clauses so far have named, and whether one wasn't understood.

    `under`: an earlier part of the sentence named a case, under which this one may be meant too, or not.
    """

    first: bool
    under: bool
    when: When = "immediate"
    case: str = ""
    who: Who = "any"
    breach: bool = False
    doubtful: bool = False


@dataclass
class _Reader:
    measures: list[str] = field(default_factory=list)
    fines: list[Fine] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    def sentence(self, sentence: str) -> None:
        under = False
        for number, text in enumerate(filter(None, re.split("[；;]", sentence))):
            part = _Part(number == 0, under)
            for clause in filter(None, re.split("[，,：:]", text)):
                self._clause(part, clause)
            if part.doubtful:
                self.rest.append(text)
            under = under or part.when != "immediate"

    def _clause(self, part: _Part, clause: str) -> None:
        if case := _CASE.match(clause):
            part.when = "uncorrected" if case["uncorrected"] else "serious"
            part.case, clause = case[0], clause[case.end() :]
        clause = _BY.sub("", clause, count=1) if _BY.match(clause) else clause
        if not clause or part.doubtful or self._known(part, clause):
            return
        part.doubtful = True

    def _known(self, part: _Part, clause: str) -> bool:
        if fine := _fine(clause, part):
            return self._add(fine, part)
        if whom := re.fullmatch(_WHO, clause):
            part.who = _who(whom)
            return True
        if part.first and _BREACH.fullmatch(clause):
            part.breach = True
            return True
        if (
            part.breach and clause.endswith("的") and not _GRADE.search(clause)
        ):  # the act itself, which the law names after what it breaches
            part.breach = False
            return True
        if measures := _measures(clause):
            self.measures += [each if each == "罚款" else part.case + each for each in measures]
            return True
        return False

    def _add(self, fine: Fine, part: _Part) -> bool:
        if part.under and part.when == "immediate":
            return False
        self.fines.append(fine)
        self.measures.append("罚款")
        return True


def _fine(clause: str, part: _Part) -> Fine | None:
    led = _LED.match(clause)
    assert led is not None
    found = _FINE.fullmatch(clause, led.end())
    amount = found and _amount(found["a"] or found["b"] or found["c"])
    if not amount:
        return None
    said: dict[str, Any] = {"when": part.when, "who": _who(led, part.who), "may": bool(led["may"] or led["can"])}
    try:
        return Fine(**said, per=led["per"], **amount)
    except ValidationError:
        return None


def _who(match: re.Match[str], otherwise: Who = "any") -> Who:
    named: tuple[Who, ...] = ("unit", "individual", "responsible")
    return next((who for who in named if match[who]), otherwise)


def _amount(text: str) -> dict[str, Any] | None:
    if found := _YUAN.fullmatch(text.removeprefix("人民币")):
        return _yuan(found)
    if found := _TIMES.fullmatch(text):
        low, high = _bounds(found, _multiple)
        sure = low is not None and high is not None and low <= high and not _NO_BASE.search(found["of"])
        return {"of": found["of"], "times": (low, high)} if sure else None
    return None


def _yuan(found: re.Match[str]) -> dict[str, Any] | None:
    """一至三万元 may be from 1 or from 10,000 yuan: not sure."""
    if found["low"] and not found["unit"] and re.search("[千万亿]", found["high"]):
        return None
    low, high = _bounds(found, read_number)
    return {"min": low, "max": high} if low is not None and high is not None and low <= high else None


def _bounds(found: re.Match[str], read: Any) -> tuple[Decimal | None, Decimal | None]:
    if found["just"]:
        return read(found["just"]), read(found["just"])
    if found["most"]:
        return Decimal(0), read(found["most"])
    return read(found["low"]), read(found["high"])


def _multiple(text: str) -> Decimal | None:
    number = read_number(text.removeprefix("百分之").rstrip("倍%％"))
    return number if number is None or text.endswith("倍") else number / 100


def _measures(clause: str) -> list[str]:
    led = _MEASURE_LED.match(clause)
    said = clause[led.end() :] if led else clause
    if _NO_MEASURE.search(said):
        return []
    parts = said.split("、")
    if "或" not in said and all(map(_MEASURE.fullmatch, parts)):
        return parts
    return [said] if _MEASURE.fullmatch(said) else []
