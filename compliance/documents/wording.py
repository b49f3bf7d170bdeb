"""The words of pages and papers: citations, amounts, fines, states, verdicts."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from compliance.engine.decision import ElementState, FineRange
from compliance.rulepacks.models import ItemSeverity, Proof, Rule, Status, Verdict, When, Who
from compliance.rulepacks.values import plain_number

STATUSES: Mapping[Status, str] = {
    "violation": "违反",
    "undetermined": "尚不能确定",
    "compliant": "符合",
    "not_applicable": "不适用",
}
PROOFS: Mapping[Proof, str] = {"declared": "自述", "evidenced": "有材料", "verified": "经核实"}
SEVERITIES: Mapping[ItemSeverity, str] = {"minor": "轻微", "general": "一般", "serious": "严重"}
ELEMENT_STATES: Mapping[ElementState, str] = {
    "met": "具备",
    "claimed": "自述具备，待核实",
    "unmet": "不具备",
    "unknown": "不清楚",
}
VERDICTS: Mapping[Verdict, str] = {
    "time_barred": "已过追究时效，不再处罚",
    "no_penalty_required": "不予处罚",
    "no_penalty_allowed": "可以不予处罚",
    "mitigated": "减轻处罚",
    "lenient": "从轻处罚",
    "ordinary": "依法处罚（一般情形）",
    "aggravated": "从重处罚",
    "refer": "涉嫌犯罪，移送司法机关",
}
_BANDS: Mapping[Verdict, str] = {
    "lenient": "从轻的一般幅度",
    "ordinary": "一般情形的幅度",
    "aggravated": "从重的一般幅度",
}
SOURCES = {False: "贵单位自查时填写的情况", True: "执法人员核实的情况"}
"""Whence what was decided on is known: whether an officer verified it."""
PROVISIONAL = "（依自述，以执法机关核实为准）"
NOT_SURE = "（是否适用这一档取决于还没回答的问题）"
_WHEN: Mapping[When, str] = {"immediate": "", "uncorrected": "逾期不改正的，", "serious": "情节严重的，"}
_WHO: Mapping[Who, str] = {
    "any": "",
    "unit": "对单位",
    "individual": "对个人",
    "responsible": "对直接负责的主管人员和其他直接责任人员",
}
_HUNDRED_MILLION, _TEN_THOUSAND = Decimal(10**8), Decimal(10**4)


def money(amount: Decimal) -> str:
    """Yuan as they are read: 2000元, 1万元, 1.25万元."""
    for size, places, unit in ((_HUNDRED_MILLION, 8, "亿元"), (_TEN_THOUSAND, 4, "万元")):
        if amount >= size and amount % (size / 100) == 0:
            return plain_number(amount.scaleb(-places)) + unit
    return plain_number(amount) + "元"


@lru_cache(4096)  # many items are fined alike, and a result may tell of hundreds
def fine_text(fine: FineRange, condition: str = "") -> str:
    """«逾期不改正的，处1万元以上10万元以下罚款». `condition`: in words, when the grade applies."""
    case = _WHEN[fine.when] + (f"{condition}的，" if condition else "")
    threat = ("可以" if fine.may else "") + _WHO[fine.who] + (fine.per or "")
    return case + threat + _amount(fine) + ("" if fine.sure else NOT_SURE)


def _amount(fine: FineRange) -> str:
    if fine.of and fine.times:
        low, high = map(_multiple, fine.times)
        return f"按{fine.of}的{_between(low, high, fine.times[0])}处罚款"
    assert fine.min is not None
    assert fine.max is not None
    return f"处{_between(money(fine.min), money(fine.max), fine.min)}罚款"


def _between(low: str, high: str, lowest: Decimal) -> str:
    if low == high:
        return high
    return f"{low}以上{high}以下" if lowest else f"{high}以下"


def _multiple(times: Decimal) -> str:
    return f"{plain_number(times)}倍" if times >= 1 else f"{plain_number(times * 100)}%"


def verdict_text(verdict: Verdict, provisional: bool = False) -> str:
    return VERDICTS[verdict] + (PROVISIONAL if provisional else "")


def ruling_text(verdict: Verdict, fine: Decimal | None) -> str:
    """«依法处罚（一般情形），罚款2万元»: what was decided of a violation."""
    return VERDICTS[verdict] + (f"，罚款{money(fine)}" if fine is not None else "")


def band_text(verdict: Verdict, low: Decimal, high: Decimal, unverified: bool) -> str:
    """«从轻的一般幅度：1万元以上3.7万元以下（裁量基准未核对）»."""
    doubt = "（裁量基准未核对）" if unverified else ""
    return f"{_BANDS[verdict]}：{_between(money(low), money(high), low)}{doubt}"


def rule_verdict_text(rule: Rule) -> str:
    """What the rule brings about where it applies."""
    if rule.verdict and rule.may:
        return f"由执法机关决定，最轻「{VERDICTS[rule.verdict]}」"
    if rule.verdict:
        return VERDICTS[rule.verdict]
    return "排除" + "、".join(f"「{VERDICTS[each]}」" for each in rule.bars) if rule.bars else "只作说明"


def day_text(day: date) -> str:
    """«2026年1月5日»."""
    return f"{day.year}年{day.month}月{day.day}日"
