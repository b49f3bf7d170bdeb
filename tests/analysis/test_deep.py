"""What solving finds wrong with rule files: each finding made to appear, and to go away."""

import pytest

from compliance.analysis.deep import deep_lint
from tests.packs import CITATION, FIRST_OFFENCE, SIGN, changed, item, pack, question, rule_file

YES_NO = {name: question("boolean") for name in "甲乙丙"}


def found(*data):
    problems = deep_lint([rule_file(each, f"{each['id']}.yaml") for each in data])
    return {problem.code: problem.message for problem in problems}


def codes(*data):
    return set(found(*data))


def numbered(number, condition, **more):
    return item(condition, id=f"sign-00{number}", title=f"事项{number}", **more)


def simple(condition, questions=None, **more):
    return pack(questions or YES_NO, item(condition, **more))


def test_a_sound_pack_has_no_findings():
    assert codes(SIGN) == set()


# Items that can never be violated.


@pytest.mark.parametrize(
    ("questions", "condition", "applies"),
    [
        ({"数": question("number")}, {"数": {"gt": 8, "lt": 5}}, {"all": []}),
        ({"数": question("number", min=0)}, {"数": {"lt": 0}}, {"all": []}),
        ({"类": question("choice", options=["一", "二"])}, {"类": "一"}, {"类": {"not_in": ["一"]}}),
        ({"项": question("choices", options=["一", "二"])}, {"项": {"includes": "一", "excludes": "一"}}, {"all": []}),
        ({"日": question("date")}, {"日": {"within_days": 3, "older_than_days": 3}}, {"all": []}),
        ({"甲": question("boolean"), "乙": question("boolean", ask_when={"甲": True})}, {"乙": True}, {"甲": False}),
    ],
)
def test_an_item_that_can_never_be_violated(questions, condition, applies):
    assert "never-violated" in codes(simple(condition, questions, applies_when=applies))


@pytest.mark.parametrize(
    ("questions", "condition", "applies"),
    [
        ({"数": question("number")}, {"数": {"gt": 5, "lt": 5.1}}, {"all": []}),
        ({"数": question("number", min=0)}, {"数": {"lte": 0}}, {"all": []}),
        ({"日": question("date")}, {"日": {"within_days": 3, "older_than_days": 2}}, {"all": []}),
        ({"甲": question("boolean"), "乙": question("boolean", ask_when={"甲": True})}, {"乙": True}, {"甲": True}),
    ],
)
def test_an_item_that_can_be_violated(questions, condition, applies):
    assert "never-violated" not in codes(simple(condition, questions, applies_when=applies))


@pytest.mark.parametrize("days", [{"within_days": 3}, {"older_than_days": 3}])
@pytest.mark.parametrize("written", [{"before": "2027-02-01"}, {"after": "2027-02-01"}])
def test_a_written_date_is_held_against_a_count_of_days_on_later_days_too(days, written):
    """On the first day some of these can't be violated, and some written dates don't matter; later they do."""
    assert codes(simple({"日": {**written, **days}}, {"日": question("date")})) == set()


def test_the_conflicting_parts_are_told_and_no_others():
    questions = {"甲": question("boolean"), "乙": question("boolean", ask_when={"甲": True}), "丙": question("boolean")}
    message = found(simple({"all": [{"丙": True}, {"乙": True}]}, questions, applies_when={"甲": False}))[
        "never-violated"
    ]
    assert "「甲」为否" in message
    assert "「乙」为是" in message
    assert "「乙」只在「甲」为是时才问" in message
    assert "丙" not in message


def test_a_penalty_that_begins_after_the_item_ends_makes_no_violation():
    late = {**CITATION, "measures": ["罚款"], "from": "2027-01-01"}
    data = simple({"甲": True}, {"甲": question("boolean")}, penalty=late)
    assert "never-violated" in codes({**data, "effective": {"from": "2026-01-01", "to": "2026-12-31"}})
    assert codes(data) == set()


# Parts that never matter.


def test_a_part_that_another_implies():
    numbers = {"数": question("number")}
    assert codes(simple({"数": {"gt": 8, "gte": 5}}, numbers)) == {"idle-part"}
    assert codes(simple({"数": {"gt": 5, "lte": 8}}, numbers)) == set()


def test_the_witness_shows_the_part_not_so_and_nothing_changed():
    message = found(simple({"数": {"gt": 8, "gte": 5}}, {"数": question("number")}))["idle-part"]
    assert "「数」大于或等于 5不起作用" in message
    assert "时它不成立，有它没它都是「合规」" in message


def test_a_part_that_always_holds():
    message = found(
        simple({"数": {"gte": 0}, "甲": True}, {"数": question("number", min=0), "甲": question("boolean")})
    )
    assert "idle-part" not in message  # unanswered, it is unknown: that matters
    guarded = {"any": [{"数": {"gte": 0}}, {"数": {"lt": 0}}, {"甲": True}]}
    assert "idle-part" in found(simple(guarded, {"数": question("number", min=0), "甲": question("boolean")}))


def test_what_keeps_an_item_from_being_undetermined_matters():
    questions = {"甲": question("boolean"), "乙": question("boolean", ask_when={"甲": True})}
    assert codes(simple({"乙": False}, questions, applies_when={"甲": True})) == set()


def test_a_part_of_an_ask_when_that_hides_nothing_more():
    questions = {
        "甲": question("boolean"),
        "乙": question("boolean", ask_when={"甲": True}),
        "丙": question("boolean", ask_when={"甲": True, "乙": True}),
    }
    whole = {"any": [{"乙": True}, {"丙": False}]}
    data = simple(whole, questions, applies_when={"甲": True})
    assert "「丙」的 ask_when里的「甲」为是不起作用" in found(data)["idle-part"]
    questions["丙"]["ask_when"] = {"乙": True}
    assert "idle-part" not in codes(
        simple({"any": [{"乙": True}, {"丙": False}]}, questions, applies_when={"甲": True})
    )


def test_a_fine_that_the_violation_rules_out():
    def with_if(condition):
        fine = {"when": "immediate", "who": "any", "max": 100, "if": condition}
        return simple(
            {"数": {"gt": 8}}, {"数": question("number")}, penalty={**CITATION, "measures": ["罚款"], "fines": [fine]}
        )

    assert "罚款档次的 if" in found(with_if({"数": {"lt": 5}}))["idle-part"]
    assert codes(with_if({"数": {"lt": 10}})) == set()


# Questions that nothing reads.


def test_a_question_that_nothing_reads():
    assert codes(simple({"甲": True, "乙": True})) == {"unread-question"}
    assert codes(simple({"甲": True, "乙": True, "丙": True})) == set()


def test_texts_multiples_and_parents_of_what_is_read_are_read():
    questions = {
        "甲": question("boolean"),
        "货值": question("number", unit="元", min=0, ask_when={"甲": True}),
        "乙": question("boolean"),
        "说明": question("text"),
    }
    fine = {"when": "immediate", "who": "any", "of": "货值", "times": [1, 2]}
    penalty = {**CITATION, "measures": ["罚款"], "fines": [fine]}
    assert codes(simple({"乙": True}, questions, penalty=penalty)) == set()


def test_a_circumstance_that_nothing_reads():
    data = changed(FIRST_OFFENCE, "circumstances", "多余", to=question("boolean"))
    assert codes(data) == {"unread-question"}


# Items violated alike.


def twins(one, other, **more):
    numbers = {"数": question("number"), "甲": question("boolean")}
    return pack(numbers, numbered(1, one, **more), numbered(2, other, **more), numbered(3, {"甲": True}, **more))


def test_items_violated_in_exactly_the_same_cases():
    message = found(twins({"数": {"gt": 8}}, {"not": {"数": {"lte": 8}}}))["same-violation"]
    assert "sign-001" in message
    assert "例如「数」9" in message
    assert "same-violation" not in codes(twins({"数": {"gt": 8}}, {"not": {"数": {"lt": 8}}}))


def test_items_that_share_an_act_are_right():
    assert codes(twins({"数": {"gt": 8}}, {"数": {"gt": 8}}, act="一事")) == set()


def test_items_of_two_packs_are_held_against_each_other():
    one = pack({"数": question("number")}, numbered(1, {"数": {"gt": 8}}))
    other = pack({"数": question("number")}, numbered(2, {"数": {"gt": 8}}), id="other")
    assert codes(one, other) == {"same-violation"}


def test_an_item_whose_violation_implies_that_of_another_under_the_same_article():
    message = found(twins({"数": {"gt": 8}}, {"数": {"gt": 5}}))["implied-violation"]
    assert "「事项1」（sign-001）违反时，「事项2」（sign-002）一定也违反" in message
    law = {"duty": {"law": "别的", "article": 1}, "penalty": {"law": "别的", "article": 2, "measures": ["警告"]}}
    elsewhere = pack({"数": question("number")}, numbered(1, {"数": {"gt": 8}}), numbered(2, {"数": {"gt": 5}}, **law))
    assert codes(elsewhere) == set()


def test_items_in_force_one_after_the_other_are_no_twins():
    numbers = {"数": question("number")}
    data = pack(
        numbers,
        numbered(1, {"数": {"gt": 8}}, effective={"from": "2026-01-01", "to": "2026-06-30"}),
        numbered(2, {"数": {"gt": 8}}, effective={"from": "2026-07-01"}),
    )
    assert codes(data) == set()


# Discretion rules.


def rules(*conditions, **more):
    elements = [{"id": f"e{n}", "title": f"要件{n}", "when": each} for n, each in enumerate(conditions)]
    base = {**FIRST_OFFENCE["rules"][0], "elements": elements, **more}
    reading = {**base, "id": "reads-all", "elements": FIRST_OFFENCE["rules"][0]["elements"]}
    return {**FIRST_OFFENCE, "rules": [base, reading]}


@pytest.mark.parametrize(
    "conditions",
    [
        [{"危害后果": "无"}, {"危害后果": "严重"}],
        [{"item.severity": "serious"}],  # the only item is minor
        [{"prior.same_item": {"gte": 2}}, {"prior.any": {"lt": 2}}],
        [{"prior.same_item": {"lt": 0}}],
        [{"case.subject": "unit"}, {"case.subject": "individual"}],
    ],
)
def test_a_rule_whose_elements_cannot_be_met_together(conditions):
    assert "rule-never-applies" in codes(SIGN, rules(*conditions))


@pytest.mark.parametrize(
    "conditions",
    [
        [{"危害后果": "无"}, {"已改正": True}],
        [{"item.severity": "minor"}],
        [{"prior.same_item": {"gte": 1}}, {"prior.any": {"gte": 3}}],
        [{"case.subject": "individual"}],
    ],
)
def test_a_rule_whose_elements_can_be_met(conditions):
    assert codes(SIGN, rules(*conditions)) == set()


def test_without_packs_an_item_can_be_anything():
    assert codes(rules({"item.severity": "serious"}, {"item.lists": {"includes": "x"}})) == set()


def barring(condition):
    bar = {**FIRST_OFFENCE["rules"][0], "id": "bar", "title": "除外", "bars": ["no_penalty_allowed"]}
    del bar["verdict"]
    bar["elements"] = [{"id": "e", "title": "要件", "when": condition}]
    return {**FIRST_OFFENCE, "rules": [FIRST_OFFENCE["rules"][0], bar]}


def test_a_rule_that_another_always_bars():
    assert "「除外」（bar）" in found(SIGN, barring({"已改正": True}))["rule-always-barred"]
    assert codes(SIGN, barring({"已改正": False})) == set()


def test_a_history_that_nobody_knows_bars_nothing():
    corrected = {"id": "e", "title": "要件", "when": {"已改正": True}}
    harmless = {"id": "f", "title": "要件", "when": {"危害后果": "无"}}
    data = barring({"prior.any": {"gte": 0}})
    data["rules"][0] = {**data["rules"][0], "elements": [corrected, harmless]}
    assert codes(SIGN, data) == set()
