"""One test for each way in which durable-rules goes wrong when used freely: the narrow use here must not."""

import ast
import json
import subprocess
import sys
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from compliance.engine import durable, symbols
from compliance.engine.durable import DurableReader, EngineFault
from compliance.engine.facts import ConditionSet, Facts
from compliance.engine.plain import PlainReader
from compliance.rulepacks import conditions as c
from compliance.rulepacks.problems import ProblemsError
from tests.packs import FIRST_OFFENCE, SIGN, decide, item, pack, question, status_of

DAY = date(2026, 1, 10)
SOURCE = Path(durable.__file__).read_text(encoding="utf-8")


def read(condition, values=None, reader=None):
    """What durable-rules says of one condition; the plain reading must say the same."""
    conditions = ConditionSet((condition,))
    facts = Facts(values or {}, DAY)
    (truth,) = (reader or DurableReader()).truths(conditions, facts)
    assert [truth] == PlainReader().truths(conditions, facts)
    return truth


def yes(fact):
    return c.Test(fact, "is", True)


def number(fact, operator, operand):
    return c.Test(fact, operator, Decimal(operand))


# ── Wrong answers, silent ──


def test_one_assessment_fires_every_rule_that_matches_and_not_only_one():
    conditions = ConditionSet(tuple(number("数", "gt", n) for n in range(10)))
    truths = DurableReader().truths(conditions, Facts({"数": Decimal(5)}, DAY))
    assert truths == [True] * 5 + [False] * 5


def test_history_counts_wherever_it_stands_in_the_sheet():
    sheet = {
        "answers": {"设有招牌": True, "招牌面积": 20, "取得许可": False},
        "circumstances": {"sign-001": {"危害后果": "无", "已改正": True}},
    }
    history = [{"item": "other", "on": date(2026, 1, 2)}, {"item": "sign-001", "on": date(2026, 3, 2)}]
    for order in (history, history[::-1]):
        outcome = decide(SIGN, FIRST_OFFENCE, sheet=sheet | {"history": order}).findings[0].outcome
        assert outcome.verdict == "ordinary"
    assert decide(SIGN, FIRST_OFFENCE, sheet=sheet).findings[0].outcome.verdict == "no_penalty_allowed"


def test_no_rule_rests_on_the_absence_of_a_fact_of_its_own():
    assert "none" not in {
        node.value
        for node in ast.walk(ast.parse(SOURCE))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert read(c.Not(yes("甲"))) is None


def test_alternatives_after_conjunctions_are_all_seen():
    condition = c.All((yes("甲"), c.Any_((yes("乙"), c.All((yes("丙"), c.Any_((yes("丁"), yes("戊")))))))))
    assert read(condition, {"甲": True, "乙": False, "丙": True, "丁": False, "戊": True}) is True
    assert read(condition, {"甲": True, "乙": False, "丙": True, "丁": False, "戊": False}) is False
    assert read(condition, {"甲": True, "乙": False, "丙": True, "丁": False}) is None


def test_groups_directly_in_groups_of_their_own_kind_are_not_lost():
    nested = c.Any_((yes("甲"), c.Any_((yes("乙"), c.Any_((yes("丙"), c.All((yes("丁"), c.All((yes("戊"),))))))))))
    assert read(nested, {"甲": False, "乙": False, "丙": False, "丁": True, "戊": True}) is True
    assert read(nested, {"甲": False, "乙": False, "丙": True}) is True


def test_no_join_is_ever_written():
    patterns = [
        node.value for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.Constant) and node.value == "all"
    ]
    assert len(patterns) == 2  # the init rule and the one-pattern rule
    assert '"all": [{"m":' in SOURCE.replace("'", '"')


def test_a_property_is_compared_with_constants_only_so_that_a_missing_one_takes_no_earlier_result():
    condition = c.All((number("甲", "gt", 1), number("乙", "gt", 1)))
    for values, expected in (
        ({"甲": 5, "乙": 5}, True),
        ({"甲": 5}, None),
        ({"乙": 5}, None),
        ({}, None),
        ({"乙": 0}, False),
    ):
        assert read(condition, {name: Decimal(value) for name, value in values.items()}) is expected


@pytest.mark.parametrize(
    ("type_", "answer"), [("number", "5"), ("number", True), ("boolean", 1), ("boolean", "true"), ("choice", 5)]
)
def test_an_answer_of_another_type_is_refused_before_the_engine_could_take_it_for_equal(type_, answer):
    asked = question(type_, **({"options": ["5", "6"]} if type_ == "choice" else {}))
    with pytest.raises(ProblemsError, match="「数」"):
        decide(pack({"数": asked}, item({"all": []})), sheet={"answers": {"数": answer}})


def test_numbers_at_the_limits_of_exactness_are_told_apart():
    for low, high in (
        ("999999999999998", "999999999999999"),
        ("0.100000000000001", "0.100000000000002"),
        ("99999999999999.8", "99999999999999.9"),
    ):
        assert read(number("数", "lt", high), {"数": Decimal(low)}) is True
        assert read(number("数", "is", high), {"数": Decimal(low)}) is False
        assert read(number("数", "is", high), {"数": Decimal(high)}) is True


def test_small_decimals_are_written_without_exponent():
    assert read(number("数", "is", "0.00001"), {"数": Decimal("1E-5")}) is True
    assert read(number("数", "gt", "0.000009"), {"数": Decimal("1E-5")}) is True


@pytest.mark.parametrize("answer", [1234567890123456, 10**15])
def test_numbers_that_the_engine_would_round_are_refused(answer):
    with pytest.raises(ProblemsError, match="15 位有效数字"):
        decide(pack({"数": question("number")}, item({"数": 1})), sheet={"answers": {"数": answer}})


def test_long_texts_are_refused():
    with pytest.raises(ProblemsError, match="4000"):
        decide(pack({"文": question("text")}, item({"all": []})), sheet={"answers": {"文": "长" * 70_000}})


def test_dates_are_ordered_as_days_and_not_as_text():
    before = c.Test("日", "before", date(1000, 1, 1))
    assert read(before, {"日": date(999, 12, 31)}) is True
    assert read(c.Test("日", "after", date(2025, 12, 31)), {"日": DAY}) is True


@pytest.mark.parametrize(
    ("days_ago", "within", "older"), [(-1, False, False), (0, True, False), (30, True, False), (31, False, True)]
)
def test_ages_are_counted_in_whole_days_from_the_day_of_the_decision(days_ago, within, older):
    day = date.fromordinal(DAY.toordinal() - days_ago)
    assert read(c.Test("日", "within_days", Decimal(30)), {"日": day}) is within
    assert read(c.Test("日", "older_than_days", Decimal(30)), {"日": day}) is older


def test_sets_are_read_right_when_empty_and_inside_alternatives():
    nothing, some = {"选": frozenset()}, {"选": frozenset({"甲", "丙"})}
    assert read(c.Test("选", "includes_all", ()), nothing) is True
    assert read(c.Test("选", "includes_any", ()), some) is False
    assert read(c.Test("选", "excludes", "甲"), nothing) is True
    assert read(c.Any_((c.Test("选", "includes", "乙"), c.Test("选", "includes_all", ("甲", "丙")))), some) is True
    assert read(c.Test("选", "includes_all", ()), {}) is None


def test_an_empty_list_of_options_is_known_false_for_a_known_fact_only():
    assert read(c.Test("数", "in", ()), {"数": Decimal(1)}) is False
    assert read(c.Test("数", "not_in", ()), {"数": Decimal(1)}) is True
    assert read(c.Test("数", "not_in", ())) is None


def test_no_two_names_in_a_ruleset_share_a_hash():
    names = symbols.free_names()
    hashes = [symbols.fnv1a(next(names)) for _ in range(5000)]
    assert len(set(hashes)) == 5000
    assert symbols.fnv1a("a") == 0xE40C292C  # the published test vector of FNV-1a


def test_every_rule_begins_with_the_kind_of_fact_it_reads(monkeypatch):
    seen = []
    create = durable.engine.create_ruleset
    monkeypatch.setattr(
        durable.engine, "create_ruleset", lambda name, rules: seen.append(json.loads(rules)) or create(name, rules)
    )
    read(c.Any_((yes("甲"), number("数", "is_not", 3))), {"甲": True})
    rules = [rule for ruleset in seen for name, rule in ruleset.items() if name != "~init"]
    assert rules
    assert all(rule["all"][0]["m"]["$and"][0] == {"$k": "ans"} and len(rule["all"]) == 1 for rule in rules)


def test_the_host_with_its_threads_is_never_loaded():
    code = "import sys, compliance.engine.decide; sys.exit(bool({'durable.lang', 'durable.engine'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(durable.__file__).parents[2])


def test_threads_that_share_a_reader_do_not_mix_their_results():
    reader = DurableReader()
    conditions = ConditionSet(tuple(number("数", "gt", n) for n in range(40)))
    wrong = []

    def work(start):
        for value in range(start, start + 150):
            truths = reader.truths(conditions, Facts({"数": Decimal(value % 41)}, DAY))
            if truths != [value % 41 > n for n in range(40)]:
                wrong.append(value)

    threads = [threading.Thread(target=work, args=(start,)) for start in range(0, 41, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_engine_that_failed_is_compiled_anew_and_its_failure_is_no_answer(monkeypatch):
    reader, conditions = DurableReader(), ConditionSet((yes("甲"),))
    with monkeypatch.context() as broken:
        broken.setattr(durable.engine, "assert_fact", lambda *_: (2, 0))
        with pytest.raises(EngineFault):
            reader.truths(conditions, Facts({"甲": True}, DAY))
    assert reader.truths(conditions, Facts({"甲": True}, DAY)) == [True]


def test_an_engine_that_fails_later_is_compiled_anew(monkeypatch):
    reader, conditions = DurableReader(), ConditionSet((yes("甲"),))
    reader.truths(conditions, Facts({"甲": True}, DAY))
    first = reader._programs[conditions]
    with monkeypatch.context() as broken:
        broken.setattr(durable.engine, "complete_and_start_action", lambda *_: 1 / 0)
        with pytest.raises(EngineFault):
            reader.truths(conditions, Facts({"甲": True}, DAY))
    assert reader.truths(conditions, Facts({"甲": False}, DAY)) == [False]
    assert reader._programs[conditions] is not first


def test_contradicting_rules_are_a_fault(monkeypatch):
    monkeypatch.setattr(durable, "_drain", lambda *_: ["r10", "r11"])
    with pytest.raises(EngineFault, match="contradict"):
        DurableReader().truths(ConditionSet((yes("甲"),)), Facts({"甲": True}, DAY))


def test_nulls_and_strange_texts_survive():
    for option in ("招牌", '"', "\\", "😀", "a'b", "null", "\u2028"):
        assert read(c.Test("选", "is", option), {"选": option}) is True
        assert read(c.Test("选", "is", option), {"选": "别的"}) is False
    assert status_of({"数": {"gt": 1}}, {"数": question("number")}, {"数": None}) == "undetermined"


# ── Hangs, crashes, limits ──


def test_more_conditions_than_one_node_can_hold():
    condition = c.Any_(tuple(number("数", "is", n) for n in range(700)))
    assert read(condition, {"数": Decimal(699)}) is True
    assert read(condition, {"数": Decimal(700)}) is False


def test_more_rules_than_one_condition_can_bear():
    conditions = ConditionSet((yes("甲"),) * 600)
    assert DurableReader().truths(conditions, Facts({"甲": True}, DAY)) == [True] * 600


def test_more_properties_than_a_fact_can_have():
    condition = c.All(tuple(yes(f"事{n}") for n in range(600)))
    values = {f"事{n}": True for n in range(600)}
    assert read(condition, values) is True
    assert read(condition, values | {"事599": False}) is False
    assert read(condition, {name: value for name, value in values.items() if name != "事300"}) is None


def test_more_paths_than_the_engine_keeps():
    pairs = tuple(c.Any_((yes(f"左{n}"), yes(f"右{n}"))) for n in range(20))  # 2 to the 20 paths
    values = {f"左{n}": n % 2 == 0 for n in range(20)} | {f"右{n}": n % 2 == 1 for n in range(20)}
    assert read(c.All(pairs), values) is True
    assert read(c.All(pairs), values | {"右19": False}) is False


def test_nesting_as_deep_as_the_language_allows():
    condition = yes("底")
    for depth in range(60):
        side = yes(f"侧{depth}")
        condition = c.All((condition, side)) if depth % 2 else c.Any_((condition, side))
    values = {f"侧{depth}": depth % 2 == 1 for depth in range(60)}
    assert read(condition, values | {"底": True}) is True
    assert read(condition, values | {"底": False}) is False
    assert read(condition, values) is None


def test_a_ruleset_in_which_nothing_ever_fired_can_be_dropped():
    reader = DurableReader()
    for _ in range(50):
        conditions = ConditionSet((yes("甲"),))
        assert reader.truths(conditions, Facts({}, DAY)) == [None]
        del conditions
    assert len(reader._programs) == 0


def test_the_same_reader_gives_the_same_answer_again_and_again():
    reader, conditions = DurableReader(), ConditionSet((yes("甲"), number("数", "lte", 3)))
    for n in range(2000):
        values = {"甲": n % 2 == 0, "数": Decimal(n % 7)}
        assert reader.truths(conditions, Facts(values, DAY)) == [n % 2 == 0, n % 7 <= 3]
