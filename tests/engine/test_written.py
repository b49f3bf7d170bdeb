"""Conditions written as Python say what the tree says, and nothing that a pack says becomes part of the text."""

import builtins
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.engine import written
from compliance.engine.durable import DurableReader
from compliance.engine.facts import ConditionSet, Facts, Gates, ItemSet
from compliance.engine.plain import PlainReader, needs_of, truth_of
from compliance.engine.written import bits_of, read_conditions, read_items, read_once
from compliance.rulepacks import conditions as c
from compliance.rulepacks.source import MAX_DEPTH

DAY = date(2026, 1, 10)
HOSTILE = (
    '";import os',
    "')\nraise SystemExit #",
    "\\",
    "{value}",
    "__import__('os')",
    "f0",
    "c0",
    "get",
    "t",
    "甲\u2028乙",
)
REPEATABLE = settings(derandomize=True, deadline=None, database=None, max_examples=300)


def yes(fact):
    return c.Test(fact, "is", True)


def a_test_of(fact):
    """Tests of one fact, whose name begins with its type's letter."""
    numbers, options, days = (
        st.sampled_from([Decimal(0), Decimal("1.5"), Decimal(3)]),
        st.sampled_from("子丑寅"),
        dates(),
    )
    several = st.lists(options, max_size=2).map(tuple)
    operands = {
        "b": {("is",): st.booleans()},
        "n": {("is", "is_not", "gt", "gte", "lt", "lte"): numbers | st.none(), ("in", "not_in"): st.tuples(numbers)},
        "c": {("is", "is_not"): options, ("in", "not_in"): several},
        "s": {("includes", "excludes"): options, ("includes_any", "includes_all"): several},
        "d": {
            ("is", "before", "after", "on_or_before", "on_or_after"): days,
            ("within_days", "older_than_days"): numbers.filter(lambda n: n == int(n)),
        },
    }[fact[0]]
    return st.one_of(st.builds(c.Test, st.just(fact), st.sampled_from(names), each) for names, each in operands.items())


def dates():
    return st.integers(-2, 5).map(lambda days: DAY - timedelta(days))


FACTS = [f"{kind}{n}" for kind in "bncsd" for n in range(3)]
CONDITIONS = st.recursive(
    st.sampled_from(FACTS).flatmap(a_test_of),
    lambda part: st.one_of(
        st.builds(c.Not, part),
        st.lists(part, max_size=4).map(tuple).map(c.All),
        st.lists(part, max_size=4).map(tuple).map(c.Any_),
    ),
    max_leaves=12,
)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        fact: {
            "b": st.booleans(),
            "n": st.sampled_from([Decimal(0), Decimal("1.5"), Decimal(2)]),
            "c": st.sampled_from("子丑卯"),
            "s": st.frozensets(st.sampled_from("子丑卯")),
            "d": dates(),
        }[fact[0]]
        for fact in FACTS
    },
)


def truth_by_the_book(condition, values):
    """Kleene's logic, and what an unknown condition needs, said once more."""
    match condition:
        case c.Not(part):
            truth, needs = truth_by_the_book(part, values)
            return (None if truth is None else not truth), needs
        case c.All(parts) | c.Any_(parts):
            decisive = isinstance(condition, c.Any_)
            read = [truth_by_the_book(part, values) for part in parts]
            truths = [truth for truth, _ in read]
            if decisive in truths:
                return decisive, set()
            needs = set().union(*(needs for truth, needs in read if truth is None))
            return (None if None in truths else not decisive), needs
    if condition.fact not in values:
        return None, {condition.fact}
    return truth_of(condition, Facts(values, DAY)), set()


@REPEATABLE
@given(st.lists(st.tuples(CONDITIONS, CONDITIONS), min_size=1, max_size=6), VALUES)
def test_functions_both_readers_and_the_tree_read_once_agree(items, values):
    every = [each for item in items for each in item]
    facts, reader = Facts(values, DAY), PlainReader()

    truths = reader.truths(ConditionSet(tuple(every)), facts)
    found = reader.findings(ItemSet(tuple(items)), facts)

    assert truths == [truth_by_the_book(each, values)[0] for each in every]
    assert truths == [truth_of(each, facts) for each in every]
    assert truths == DurableReader().truths(ConditionSet(tuple(every)), facts)
    assert reader.statuses(ItemSet(tuple(items)), facts) == DurableReader().statuses(ItemSet(tuple(items)), facts)
    for (applies, violated), said in zip(items, found, strict=True):
        if said > 0:
            assert needs_of(applies, violated, said) == truth_by_the_book(c.All((applies, violated)), values)[1]


@REPEATABLE
@given(st.lists(CONDITIONS, min_size=1, max_size=8), VALUES)
def test_both_readers_show_what_layer_after_layer_shows(conditions, values):
    """The gates are those of the facts in their order; each reads what stands before it."""
    order = FACTS[-len(conditions) :]
    gates = {
        fact: c.map_tests(each, lambda test, n=n: test if test.fact in FACTS[: n - len(order)] else c.Any_())
        for n, (fact, each) in enumerate(zip(order, conditions, strict=True))
    }
    shown, counted = [], {name: value for name, value in values.items() if name not in gates}
    for fact, gate in gates.items():
        shown.append(truth_by_the_book(gate, counted)[0] is True)
        if shown[-1] and fact in values:
            counted[fact] = values[fact]

    assert PlainReader().shown(Gates(gates), Facts(values, DAY)) == shown
    assert DurableReader().shown(Gates(gates), Facts(values, DAY)) == shown


@pytest.mark.parametrize("strange", HOSTILE)
def test_strange_names_and_texts_are_only_values(strange):
    condition = c.All((c.Test(strange, "is", strange), c.Test(strange, "in", (strange, "别的"))))
    items, gates = (
        ItemSet(((c.ALWAYS, condition), (condition, condition))),
        Gates({strange + "问": condition, "乙": yes(strange + "问")}),
    )
    for value, status, shown in ((strange, "violation", [True, True]), ("别的", "compliant", [False, False])):
        facts = Facts({strange: value, strange + "问": True}, DAY)
        assert PlainReader().statuses(items, facts)[0] == status
        assert PlainReader().shown(gates, facts) == shown
    (said, _) = PlainReader().findings(items, Facts({}, DAY))
    assert needs_of(*items.items[0], said) == {strange}


def test_nothing_of_a_pack_stands_in_the_text(monkeypatch):
    texts = []
    monkeypatch.setattr(
        written, "compile", lambda text, *rest: texts.append(text) or builtins.compile(text, *rest), raising=False
    )
    operands = (
        ("n", "gt", Decimal("98765")),
        ("d", "before", date(1987, 6, 5)),
        ("c", "is", "招牌"),
        ("s", "includes_any", ("油烟",)),
    )
    read_conditions([c.Test(f"事实{fact}", operator, operand) for fact, operator, operand in operands])
    (text,) = texts
    assert text.isascii()
    assert not [word for word in ("98765", "1987", "事实", "招牌", "油烟") if word in text]


def test_conditions_may_be_as_deep_and_as_wide_as_can_be():
    deep, facts = yes("底"), {"底": True}
    for depth in range(2 * MAX_DEPTH):
        deep = c.Not(c.All((deep, yes(f"侧{depth}")))) if depth % 2 else c.Any_((deep, c.Not(yes(f"侧{depth}"))))
        facts[f"侧{depth}"] = True
    wide = c.All(tuple(yes(f"事{n}") for n in range(5000)))
    facts |= {f"事{n}": True for n in range(5000)}
    read = read_conditions([deep, wide])
    assert read(facts.get, DAY) == [read_once(deep, facts.get, DAY, bits_of(deep)), written.TRUE]
    assert read({**facts, "事4999": False}.get, DAY)[1] == written.FALSE
    del facts["事4999"]
    assert read(facts.get, DAY)[1] > 0


def test_many_items_are_cut_into_several_functions():
    items = [(yes(f"甲{n}"), yes(f"乙{n}")) for n in range(3 * written.MOST_TOGETHER + 1)]
    values = {f"{fact}{n}": n % 2 == 0 for n in range(len(items)) for fact in "甲乙"}
    assert read_items(items)(values.get, DAY) == [
        written.TRUE if n % 2 == 0 else written.OUTSIDE for n in range(len(items))
    ]
    assert read_items([])(values.get, DAY) == []


def test_a_gate_that_can_never_hold_closes_what_reads_behind_it():
    gates = Gates({"甲": c.Test("数", "gt", None), "乙": yes("甲"), "丙": c.Not(yes("乙")), "丁": c.ALWAYS})
    values = {"数": Decimal(5), "甲": True, "乙": False, "丙": True}
    for reader in (PlainReader(), DurableReader()):
        assert reader.shown(gates, Facts(values, DAY)) == [False, False, False, True]


def test_gates_that_branch_at_every_question_are_not_written_out_in_full():
    gates = {"问0": yes("底"), "问1": yes("底")}
    for n in range(2, 40):
        gates[f"问{n}"] = c.Any_((yes(f"问{n - 1}"), yes(f"问{n - 2}")))  # 2 to the 20 ways and more
    values = {"底": True} | dict.fromkeys(gates, True)
    for reader in (PlainReader(), DurableReader()):
        assert reader.shown(Gates(gates), Facts(values, DAY)) == [True] * 40
        assert reader.shown(Gates(gates), Facts(values | {"底": False}, DAY)) == [False] * 40
