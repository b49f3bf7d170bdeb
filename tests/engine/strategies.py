"""Random packs, discretion files, answer sheets and pairs of dates, valid by the rule language's text.

Everything is drawn from small domains, so that answers fall on thresholds, dates on the days when the law changes,
and the fines of two laws are often nearly the same. All choices are throws of one die each, as this is many times
faster than a strategy per part; the first of the values is what Hypothesis simplifies to.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from hypothesis import strategies as st

CHANGE = date(2026, 1, 1)
LONG_AGO = date(2020, 1, 1)
CHANGES = [CHANGE - timedelta(days=1), CHANGE, CHANGE + timedelta(days=1)]
NUMBERS = [0, 1, 2, 2.5, 3, 10, 0.3]
DAYS_COUNTED = [0, 1, 2, 30, 365]
LISTS = ["first_offence", "minor_list"]
LAWS = ["市容条例", "广告法"]
ITEM_IDS = ["p1-001", "p1-002", "p2-001", "p2-002"]
FACTS = {
    "有招牌": {"type": "boolean"},
    "有许可": {"type": "boolean"},
    "面积": {"type": "number", "unit": "平方米", "min": 0},
    "货值": {"type": "number", "unit": "元", "min": 0},
    "用途": {"type": "choice", "options": ["住", "商", "工"]},
    "设施": {"type": "choices", "options": ["灯", "箱", "牌"]},
    "发证日": {"type": "date"},
    "备注": {"type": "text"},
}
CIRCUMSTANCES = {
    "已改正": {"type": "boolean"},
    "后果": {"type": "choice", "options": ["无", "轻微", "严重"]},
    "次数": {"type": "number", "min": 0},
    "手段": {"type": "choices", "options": ["隐瞒", "拒查"]},
    "改正日": {"type": "date"},
    "说明": {"type": "text"},
}
ITEM_FACTS = {
    "item.severity": {"type": "choice", "options": ["minor", "general", "serious"]},
    "item.id": {"type": "choice", "options": ITEM_IDS},
    "item.lists": {"type": "choices", "options": LISTS},
    "item.laws": {"type": "choices", "options": LAWS},
    "item.articles": {"type": "choices", "options": ["市容条例 18", "市容条例 18-1", "广告法 18"]},
    "prior.same_item": {"type": "number"},
    "prior.any": {"type": "number"},
}
AMOUNTS = [500, 1000, 1000.5, 2000, 0]
TIMES = [0.1, 0.5, 1, 2, 3]
BARRED = ["time_barred", "no_penalty_required", "no_penalty_allowed", "mitigated", "lenient", "aggravated"]
VERDICTS = [*BARRED, *BARRED[1:], *BARRED[3:], "lenient", "ordinary", "refer"]
HARDLY_JOINED = ["aggravated", "mitigated", "lenient", "aggravated", "refer"]
STRENGTHS = ["declared", "evidenced", "verified"]


@dataclass
class Case:
    """One decision."""

    packs: list
    discretion: list
    sheet: dict
    as_of: date
    acted_on: date


@cache
def numbers_below(count):
    """A number from 0, below that one."""
    return st.integers(0, count - 1)


class Dice:
    """Draws choices from small domains."""

    def __init__(self, draw):
        self.draw = draw

    def one(self, values):
        """One of the values."""
        return values[self.draw(numbers_below(len(values)))]

    def chance(self, count):
        """True once in that many."""
        return self.draw(numbers_below(count)) == count - 1

    def some(self, values, most, least=1):
        """A few different values in any order."""
        left, taken = list(values), []
        for _ in range(min(self.one(range(least, most + 1)), len(left))):
            taken.append(left.pop(self.draw(numbers_below(len(left)))))
        return taken

    def pair(self, values):
        """A lower and a higher value, or the same twice."""
        return sorted([self.one(values), self.one(values)])

    def shuffled(self, values):
        """The values in another order."""
        return self.some(values, len(values), len(values)) if values else []


def day_near(dice, day):
    """A day around one."""
    return day + timedelta(days=dice.one([0, 1, -1, -2, -30, -31, -365, -366]))


def starts(dice, most):
    """When the entries of a dated list begin, mostly one of them long before."""
    return sorted(
        dice.some([LONG_AGO, *CHANGES], most) if dice.chance(3) else [LONG_AGO, *dice.some(CHANGES, most - 1)]
    )


# Conditions.


def number_test(dice, parameters):
    """All operators of a number, with literals and parameters."""
    operands = NUMBERS + [f"${name}" for name in parameters] * 2
    kind = dice.one(["one", "one", "two", "list", "literal"])
    if kind == "literal":
        return dice.one(operands)
    if kind == "list":
        return {dice.one(["in", "not_in"]): dice.some(operands, 4, least=0)}
    if kind == "two":
        return {"gte": dice.one(operands), "lt": dice.one(operands)}
    return {dice.one(["gt", "gte", "lt", "lte", "is", "is_not"]): dice.one(operands)}


def choice_test(dice, options):
    """All operators of a choice."""
    kind = dice.one(["literal", "one", "list"])
    if kind == "literal":
        return dice.one(options)
    if kind == "list":
        return {dice.one(["in", "not_in"]): dice.some(options, 2, least=0)}
    return {dice.one(["is", "is_not"]): dice.one(options)}


def choices_test(dice, options):
    """All operators of a set of choices."""
    kind = dice.one(["one", "list", "two"])
    if kind == "two":
        return {"includes": dice.one(options), "excludes": dice.one(options)}
    if kind == "list":
        return {dice.one(["includes_any", "includes_all"]): dice.some(options, 2, least=0)}
    return {dice.one(["includes", "excludes"]): dice.one(options)}


def date_test(dice, parameters):
    """All operators of a date."""
    kind = dice.one(["days", "one", "literal"])
    if kind == "literal":
        return day_near(dice, CHANGE)
    if kind == "days":
        counts = DAYS_COUNTED + [f"${name}" for name in parameters if name == "天数"] * 3
        return {dice.one(["within_days", "older_than_days"]): dice.one(counts)}
    return {dice.one(["is", "before", "after", "on_or_before", "on_or_after"]): day_near(dice, CHANGE)}


def fact_test(dice, question, parameters):
    """A test that fits the question's type."""
    if question["type"] == "boolean":
        value = dice.one([True, False])
        return {"is": value} if dice.chance(4) else value
    if question["type"] == "number":
        return number_test(dice, parameters)
    if question["type"] == "choice":
        return choice_test(dice, question["options"])
    if question["type"] == "choices":
        return choices_test(dice, question["options"])
    return date_test(dice, parameters)


def mapping(dice, questions, parameters):
    """One or two facts, each tested."""
    testable = [fact for fact, question in questions.items() if question["type"] != "text"]
    if not testable:
        return {"all": []}
    facts = dice.some(testable, dice.one([1, 1, 2]))
    return {fact: fact_test(dice, questions[fact], parameters) for fact in facts}


def condition(dice, questions, parameters, depth=2):
    """All, any, not and mappings, nested; an all or any can be empty."""
    kind = dice.one(["facts", "facts", "facts", "all", "any", "not"]) if depth else "facts"
    if kind == "facts":
        return mapping(dice, questions, parameters)
    if kind == "not":
        return {"not": condition(dice, questions, parameters, depth - 1)}
    count = dice.one([2, 2, 2, 1, 3, 0])
    return {kind: [condition(dice, questions, parameters, depth - 1) for _ in range(count)]}


def asked(dice, pool, parameters, least, given=MappingProxyType({})):
    """Questions in any order, some shown only where one above, or a fact that is given, is as wanted."""
    questions = {}
    for name in dice.some(list(pool), 5, least):
        question = {"ask": f"{name}？", **pool[name]}
        readable = questions | given
        if readable and dice.chance(4):
            question["ask_when"] = condition(dice, readable, parameters, depth=1)
        questions[name] = question
    return questions


# Packs.


def effective_period(dice):
    """From, and sometimes to, near the day when the law changes."""
    period = {"from": dice.one([LONG_AGO, LONG_AGO, *CHANGES])}
    if dice.chance(3):
        period["to"] = max(period["from"], dice.one(CHANGES))
    return period


def parameter_list(dice, values):
    """A number that the law changes; sometimes it has no value before the change."""
    return [{"from": start, "value": dice.one(values)} for start in starts(dice, 3)]


def some_parameters(dice):
    """A number and a whole number of days, or one of them, or none."""
    parameters = {}
    if dice.chance(2):
        parameters["上限"] = parameter_list(dice, [0, 1, 2, 2.5, 3])
    if dice.chance(3):
        parameters["天数"] = parameter_list(dice, DAYS_COUNTED)
    return parameters


def fine_entry(dice, questions, parameters):
    """Amounts, or multiples of a number; sometimes with an if, a per or a may."""
    entry = {
        "when": dice.one(["immediate", "uncorrected", "serious"]),
        "who": dice.one(["any", "any", "unit", "individual", "responsible"]),
    }
    if dice.chance(4):
        entry["if"] = condition(dice, questions, parameters, depth=1)
    entry |= amounts(dice, questions)
    if dice.chance(6):
        entry["per"] = dice.one(["每辆", "每人"])
    if dice.chance(3):
        entry["may"] = dice.one([True, False])
    return entry


def amounts(dice, questions):
    """From nothing or a least amount to a greatest, or multiples."""
    numbers = [name for name, question in questions.items() if question["type"] == "number"]
    if numbers and dice.chance(2):
        return {"of": dice.one(numbers), "times": dice.pair(TIMES)}
    low, high = dice.pair(AMOUNTS)
    return {"max": high} if dice.chance(3) else {"min": low, "max": high}


def changed_fines(dice, old, questions, parameters):
    """The fines of the next law: some kept, some changed, some left out, some new, sometimes in another order."""
    new = []
    for entry in old:
        change = dice.one(["keep", "keep", "amount", "amount", "amount", "may", "per", "replace", "drop"])
        if change != "drop":
            new.append(changed_fine(dice, entry, change, questions, parameters))
    if dice.chance(6):
        new.append(fine_entry(dice, questions, parameters))
    return dice.shuffled(new) if dice.chance(3) else new


def changed_fine(dice, entry, change, questions, parameters):
    """The same entry, or one with another may or per, other amounts, or nothing in common."""
    if change == "replace":
        return fine_entry(dice, questions, parameters)
    if change == "may":
        return {**entry, "may": not entry.get("may", False)}
    if change == "per":
        return {**entry, "per": dice.one(["每辆", "每人"])}
    if change == "amount" and "of" in entry:
        return {**entry, "times": dice.pair(TIMES)}
    if change == "amount":
        low, high = dice.pair(AMOUNTS)
        return {**entry, "min": low, "max": high}
    return dict(entry)


def penalty(dice, questions, parameters):
    """One penalty, or dated ones of which each is like the one before."""
    entries = [fine_entry(dice, questions, parameters) for _ in range(dice.one([1, 1, 2, 2, 3, 0]))]
    measures = dice.one([["罚款"], ["责令限期改正", "罚款"]])
    if dice.chance(6):
        return {"law": "市容条例", "article": 18, "measures": measures, "fines": entries}
    dated = []
    for start in starts(dice, 3):
        dated.append({"from": start, "law": "市容条例", "article": 18, "measures": list(measures)})
        if entries or dice.chance(2):
            dated[-1]["fines"] = entries
        entries = changed_fines(dice, entries, questions, parameters)
        if dice.chance(6):
            measures = dice.one([["罚款"], ["罚款", "责令限期改正"], ["罚款", "吊销许可证"]])
    return dated


def item_of(dice, item_id, questions, parameters):
    """One item; some are always violated."""
    always = dice.chance(5)
    item = {
        "id": item_id,
        "title": "未经许可设置招牌",
        "department": "综合行政执法",
        "severity": dice.one(["minor", "general", "serious"]),
        "duty": {"law": dice.one(LAWS), "article": dice.one(["18-1", 18])},
        "violated_when": {"all": []} if always else condition(dice, questions, parameters, dice.one([2, 2, 2, 4])),
        "penalty": penalty(dice, questions, parameters),
        "rectify": {"how": "拆除", "within_days": 15},
        "examples": [
            {"name": "违反", "given": {}, "expect": "violation"},
            {"name": "不违反", "given": {}, "expect": "compliant"},
        ],
    }
    if dice.chance(2):
        item["lists"] = dice.some(LISTS, 2, least=0)
    if not always and dice.chance(2):
        item["applies_when"] = condition(dice, questions, parameters, depth=1)
    if dice.chance(8):
        item["effective"] = effective_period(dice)
    return item


def pack_of(dice, pack_id):
    """One negative list."""
    parameters = some_parameters(dice)
    questions = asked(dice, FACTS, list(parameters), least=2)
    items = [
        item_of(dice, f"{pack_id}-00{number}", questions, list(parameters)) for number in range(1, dice.one([2, 3]))
    ]
    return pack_of_items(dice, pack_id, questions, parameters, items)


def pack_of_items(dice, pack_id, questions, parameters, items):
    """A negative list of these items."""
    pack = {
        "schema": 1,
        "kind": "negative_list",
        "id": pack_id,
        "title": "招牌设置负面清单",
        "version": "2026.1",
        "region": "浙江省",
        "effective": effective_period(dice) if dice.chance(8) else {"from": LONG_AGO},
        "reviewed": {"on": CHANGE, "by": "法制审核"},
        "questions": questions,
        "items": items,
    }
    return pack | ({"parameters": parameters} if parameters else {})


# Discretion.


def element_condition(dice, circumstances):
    """A condition on anything that can be read, or a plain one on the history or on one of two facts."""
    kind = dice.one(["any fact", "any fact", "history", "either"])
    if kind == "history":
        return {dice.one(["prior.same_item", "prior.any"]): dice.one([0, {"gte": 1}, {"lt": 2}])}
    if kind == "either":
        return {"any": [mapping(dice, circumstances, []), mapping(dice, circumstances | ITEM_FACTS, [])]}
    return condition(dice, circumstances | ITEM_FACTS, [], depth=1)


def element_of(dice, element_id, circumstances):
    """One element of a rule."""
    element = {"id": element_id, "title": "要件", "when": element_condition(dice, circumstances)}
    if dice.chance(2):
        element["proof"] = dice.one(STRENGTHS)
    if dice.chance(2):
        element |= {"curable": True, "how": "限期改正"}
    return element


def rule_of(dice, rule_id, circumstances, verdicts):
    """A rule with one of the verdicts, with bars, or with both."""
    rule = {"id": rule_id, "title": "规则", "basis": {"law": "行政处罚法", "article": 33, "paragraph": 1}}
    bars_only = dice.chance(8)
    if not bars_only:
        rule["verdict"] = dice.one(verdicts)
        if rule["verdict"] in ("no_penalty_allowed", "mitigated", "lenient") and dice.chance(3):
            rule["may"] = True
    if bars_only or dice.chance(5):
        rule["bars"] = dice.some([*BARRED, "refer"], 3)
    if dice.chance(2):
        rule["lookback_days"] = dice.one([1, 30, 365])
    count = dice.one([1, 1, 1, 1, 2, 2, 3, 0])
    return rule | {"elements": [element_of(dice, f"e{number}", circumstances) for number in range(count)]}


def discretion_file(dice, number):
    """One discretion file."""
    circumstances = asked(dice, CIRCUMSTANCES, [], least=1, given=ITEM_FACTS)
    verdicts = dice.one([VERDICTS, VERDICTS, HARDLY_JOINED])
    count = dice.one([3, 2, 4, 1])
    return {
        "schema": 1,
        "kind": "discretion",
        "id": f"d{number}",
        "title": "裁量规则",
        "circumstances": circumstances,
        "rules": [rule_of(dice, f"d{number}-r{index}", circumstances, verdicts) for index in range(count)],
    }


# Answers.


def answer_to(dice, question):
    """An answer of the question's type, often on a threshold."""
    if question["type"] == "boolean":
        return dice.one([True, False])
    if question["type"] == "number":
        return dice.one(NUMBERS)
    if question["type"] == "choice":
        return dice.one(question["options"])
    if question["type"] == "choices":
        return dice.some(question["options"], 2, least=0)
    if question["type"] == "date":
        return day_near(dice, CHANGE).isoformat()
    return "说明文字"


def answered(dice, questions):
    """Most facts are answered, shown or not, at times only half of them; the others are missing or null."""
    answers = {}
    hows = ["answered"] * dice.one([8, 8, 2]) + ["missing", "null"]
    for fact, question in questions.items():
        how = dice.one(hows)
        if how != "missing":
            answers[fact] = answer_to(dice, question) if how == "answered" else None
    return answers


def sheet_of(dice, packs, discretion, acted_on):
    """An answer sheet to all of them."""
    questions = {fact: question for pack in packs for fact, question in pack["questions"].items()}
    circumstances = {name: question for file in discretion for name, question in file["circumstances"].items()}
    item_ids = [item["id"] for pack in packs for item in pack["items"]]
    sheet = {"answers": answered(dice, questions)}
    if circumstances and not dice.chance(8):
        sheet["circumstances"] = {item_id: answered(dice, circumstances) for item_id in dice.some(item_ids, 4)}
    if circumstances and dice.chance(2):
        sheet["circumstance_provenance"] = {item_id: provenance(dice, circumstances) for item_id in item_ids}
    if dice.chance(2):
        sheet["subject"] = dice.one(["unit", "individual"])
    if questions and dice.chance(4):
        sheet["provenance"] = provenance(dice, questions)
    if dice.chance(2):
        sheet["history"] = history(dice, item_ids, acted_on)
    if dice.chance(3):
        sheet["history_source"] = dice.one(["declared", "verified", "verified"])
    return sheet


def provenance(dice, questions):
    """Where some of the answers come from."""
    return {fact: dice.one([*STRENGTHS, "verified"]) for fact in dice.some(list(questions), 5)}


def history(dice, item_ids, acted_on):
    """Not known, or earlier penalties, some of them on or after the day of the act, some just outside a lookback."""
    if dice.chance(6):
        return None
    entries = range(dice.one([1, 2, 3]))
    return [
        {"item": dice.one([*item_ids, "elsewhere-001"]), "on": day_near(dice, acted_on).isoformat()} for _ in entries
    ]


@st.composite
def cases(draw):
    """One decision: packs, discretion files, a sheet, and two dates mostly on two sides of a change of the law."""
    dice = Dice(draw)
    packs = [pack_of(dice, f"p{number}") for number in range(1, dice.one([2, 2, 3]))]
    discretion = [discretion_file(dice, number) for number in range(dice.one([1, 1, 1, 2, 0]))]
    first, second = dice.pair([CHANGE + timedelta(days=offset) for offset in (0, -1, 1, -2, 2)])
    return Case(packs, discretion, sheet_of(dice, packs, discretion, first), as_of=second, acted_on=first)


@st.composite
def cases_of_two_laws(draw):
    """One item that is always violated, before and after its penalty changes."""
    dice = Dice(draw)
    parameters = some_parameters(dice)
    questions = asked(dice, FACTS, list(parameters), least=2)
    item = item_of(dice, "p1-001", questions, list(parameters)) | {"violated_when": {"all": []}}
    item.pop("applies_when", None)
    pack = pack_of_items(dice, "p1", questions, parameters, [item])
    first, second = CHANGE - timedelta(days=dice.one([2, 1])), CHANGE + timedelta(days=dice.one([1, 0]))
    return Case([pack], [], sheet_of(dice, [pack], [], first), as_of=second, acted_on=first)


@st.composite
def cases_of_discretion(draw):
    """One or two items that are always violated, and one or two discretion files."""
    dice = Dice(draw)
    items = [item_of(dice, f"p1-00{number}", {}, []) for number in range(1, dice.one([2, 3]))]
    for item in items:
        item["violated_when"] = {"all": []}
        item["penalty"] = {"law": "市容条例", "article": 18, "measures": ["警告"]}
    pack = pack_of_items(dice, "p1", {}, {}, items)
    discretion = [discretion_file(dice, number) for number in range(dice.one([1, 2]))]
    acted_on = CHANGE - timedelta(days=dice.one([0, 1]))
    return Case([pack], discretion, sheet_of(dice, [pack], discretion, acted_on), as_of=CHANGE, acted_on=acted_on)
