"""What solving claims of all answers, held against the second reading of the rule language on random packs."""

import random
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.analysis.deep import deep_lint
from compliance.analysis.idle import NEVER, idle_parts
from compliance.analysis.mutants import mutants, place_of
from compliance.analysis.mutation import mutate
from compliance.analysis.never import can_be_violated
from compliance.analysis.packview import PackView
from compliance.analysis.places import replaced
from compliance.rulepacks.conditions import ALWAYS, All, Any_, Not, Parameter
from tests.engine import naive
from tests.engine.strategies import CHANGE, LONG_AGO, Dice, discretion_file, pack_of
from tests.packs import rule_file

SETTINGS = settings(derandomize=True, deadline=None, database=None, max_examples=100)
SHEETS = 25
NUMBERS = [0, 1, 2, 3, 10, 11, 9, 4, 5, "2.5", "2.4", "2.6", "0.3", "0.2", "0.4", "0.5", "2.1", "9.5", "10.5", 400]


@st.composite
def packs(draw):
    """A pack without examples, as data."""
    data = pack_of(Dice(draw), "p1")
    for each in data["items"]:
        each["examples"] = []
    return data


@st.composite
def discretions(draw):
    """A pack, and a discretion file of several rules."""
    dice = Dice(draw)
    return pack_of(dice, "p1"), discretion_file(dice, 0)


def seeded(seed):
    return random.Random(seed)  # noqa: S311  no secrets here


def answer(dice, question):
    """An answer near everything that the packs test."""
    options = question.get("options") or []
    return {
        "boolean": lambda: dice.choice([True, False]),
        "number": lambda: dice.choice(NUMBERS),
        "choice": lambda: dice.choice(options),
        "choices": lambda: dice.sample(options, dice.randrange(len(options) + 1)),
        "date": lambda: CHANGE + timedelta(dice.choice([0, 1, -1, 2, -2, -29, -30, -31, -32, -364, -365, -366, -367])),
        "text": lambda: "文字",
    }[question["type"]]()


def sheets(dice, questions):
    """Answer sheets, some with hardly any answer."""
    for _ in range(SHEETS):
        share = dice.choice([1, 1, 0.8, 0.4])
        yield {fact: answer(dice, question) for fact, question in questions.items() if dice.random() < share}


def days(dice, data, item):
    """Days around the changes of the law on which the item is in force."""
    near = [CHANGE + timedelta(step) for step in range(-3, 4)] + [LONG_AGO, date(2030, 1, 1)]
    return [day for day in near if naive.in_force(data, item, day)]


def status(data, item, answers, day):
    world = naive.world_of(data, {"answers": answers}, day, day)
    return naive.status_of(item, world)


def as_data(condition):
    """A condition in the words of the rule language."""
    match condition:
        case All(parts):
            return {"all": [as_data(part) for part in parts]}
        case Any_(parts):
            return {"any": [as_data(part) for part in parts]}
        case Not(part):
            return {"not": as_data(part)}
    operand = condition.operand
    plain = [written(each) for each in operand] if isinstance(operand, tuple) else written(operand)
    return {condition.fact: {condition.operator: plain}}


def written(operand):
    return f"${operand.name}" if isinstance(operand, Parameter) else operand


def mutated(data, mutant):
    """The data of the mutant's pack."""
    questions = {fact: dict(question) for fact, question in data["questions"].items()}
    for fact, question in mutant.pack.questions.items():
        if question.ask_when is not None:
            questions[fact]["ask_when"] = as_data(question.ask_when)
    items = [
        {**raw, "applies_when": as_data(item.applies_when), "violated_when": as_data(item.violated_when)}
        for raw, item in zip(data["items"], mutant.pack.items, strict=True)
    ]
    parameters = {
        name: [{"from": each.from_, "value": each.value} for each in entries]
        for name, entries in mutant.pack.parameters.items()
    }
    return {**data, "questions": questions, "items": items, "parameters": parameters}


def only_asked(data, answers, day):
    """The answers to questions that are shown."""
    world = naive.world_of(data, {"answers": answers}, day, day)
    return {fact: value for fact, value in answers.items() if fact in world.known}


@SETTINGS
@given(packs(), st.integers(0, 2**32))
def test_a_mutant_called_equivalent_is_never_told_apart(data, seed):
    dice = seeded(seed)
    for each in mutate(rule_file(data)).equivalent:
        other = mutated(data, each.mutant)
        for number in each.mutant.items:
            item, changed = data["items"][number], other["items"][number]
            for day in days(dice, data, item):
                for answers in sheets(dice, data["questions"]):
                    told = only_asked(data, answers, day) if each.reason == "not-asked" else answers
                    assert status(data, item, told, day) == status(other, changed, told, day), each


@SETTINGS
@given(packs())
def test_a_suggested_example_always_tells(data):
    numbers = {item["id"]: number for number, item in enumerate(data["items"])}
    for each in mutate(rule_file(data)).alive:
        example, number = each.example, numbers[each.example.item]
        other, item = mutated(data, each.mutant), data["items"][number]
        first = max(data["effective"]["from"], item.get("effective", {}).get("from", date.min))
        day = example.day or first
        assert naive.in_force(data, item, day)
        given_ = {fact: list(value) if isinstance(value, frozenset) else value for fact, value in example.given.items()}
        assert only_asked(data, given_, day) == given_
        assert status(data, item, given_, day) == example.status
        assert status(other, other["items"][number], given_, day) == example.changed
        assert example.status != example.changed


@SETTINGS
@given(packs())
def test_every_mutant_is_accounted_for(data):
    file = rule_file(data)
    found = mutate(file)
    assert found.mutants == len(list(mutants(file))) == len(found.alive) + len(found.equivalent)


@SETTINGS
@given(packs(), st.integers(0, 2**32))
def test_an_item_that_can_never_be_violated_never_is(data, seed):
    dice = seeded(seed)
    file = rule_file(data)
    view = PackView(file, file.content)
    for raw, item in zip(data["items"], file.content.items, strict=True):
        if not can_be_violated(view, item):
            for day in days(dice, data, raw):
                for answers in sheets(dice, data["questions"]):
                    assert status(data, raw, answers, day) != "violation"


@SETTINGS
@given(packs(), st.integers(0, 2**32))
def test_a_part_that_never_matters_never_does(data, seed):
    dice = seeded(seed)
    file = rule_file(data)
    view = PackView(file, file.content)
    for number, item in enumerate(file.content.items):
        place = place_of(file, ("items", number, "violated_when"), item.violated_when)

        def effect(day, whole, item=item):
            return day.status(item.model_copy(update={"violated_when": whole}))

        for idle, value in idle_parts(place, list(view.days(item)), effect):
            raw = data["items"][number]
            changed = as_data(replaced(item.violated_when, idle.path, ALWAYS if value else NEVER))
            for day in days(dice, data, raw):
                for answers in sheets(dice, data["questions"]):
                    other = {**raw, "violated_when": changed}
                    assert status(data, raw, answers, day) == status(data, other, answers, day)


@SETTINGS
@given(packs(), packs(), st.integers(0, 2**32))
def test_items_called_violated_alike_are(one, other, seed):
    dice = seeded(seed)
    other = {**other, "id": "p2", "items": [{**each, "id": f"o-{each['id']}"} for each in other["items"]]}
    found = deep_lint([rule_file(one, "1.yaml"), rule_file(other, "2.yaml")])
    where = {item["id"]: (data, item) for data in (one, other) for item in data["items"]}
    questions = {**one["questions"], **other["questions"]}
    for problem in found:
        if problem.code == "same-violation":
            mine = where[problem.item]
            theirs = next(each for name, each in where.items() if f"（{name}）违反" in problem.message)
            for day in set(days(dice, *mine)) & set(days(dice, *theirs)):
                told = [
                    [status(*each, answers, day) == "violation" for each in (mine, theirs)]
                    for answers in sheets(dice, questions)
                ]
                if all(any(each) for each in zip(*told, strict=True)):  # else one can't be violated yet, or any more
                    assert all(one == other for one, other in told), (problem, day)


@SETTINGS
@given(discretions(), st.integers(0, 2**32))
def test_a_rule_that_never_applies_or_is_always_barred_never_counts(case, seed):
    dice = seeded(seed)
    pack, discretion = case
    found = deep_lint([rule_file(pack, "包.yaml"), rule_file(discretion, "裁量.yaml")])
    flawed = {problem.item: problem.code for problem in found if problem.code.startswith("rule-")}
    for item in pack["items"] if flawed else ():
        for answers in sheets(dice, discretion["circumstances"]):
            past = [CHANGE - timedelta(dice.choice([1, 2, 30, 31, 365, 366])) for _ in range(dice.randrange(4))]
            history = [{"item": dice.choice([item["id"], "elsewhere"]), "on": day} for day in past]
            sheet = {"circumstances": {item["id"]: answers}, "history": dice.choice([history, history, None])}
            day = CHANGE + timedelta(dice.choice([0, 1, -1, 30, 365]))
            read = [naive.read_rule(discretion, rule, item, sheet, day, day) for rule in discretion["rules"]]
            barred = {verdict for rule in read if rule["applies"] for verdict in rule["bars"]}
            for rule in read:
                if rule["applies"] and rule["id"] in flawed:
                    assert flawed[rule["id"]] == "rule-always-barred"
                    assert rule["verdict"] in barred
