"""Whatever is written in a file, it loads or is refused with reasons in Chinese: it never breaks the program."""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.engine.decide import Engine
from compliance.engine.sheet import parse_sheet, read_sheet
from compliance.rulepacks.loader import parse_rule_file
from compliance.rulepacks.problems import ProblemsError
from compliance.rulepacks.rulebook import bring_together
from tests.engine.strategies import Dice, discretion_file, pack_of, sheet_of

REPEATABLE = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=300,
)
DAY = date(2026, 1, 1)
CHINESE = re.compile("[\u4e00-\u9fff]")
KEYS = ["all", "any", "not", "is", "gt", "in", "if", "of", "times", "from", "to", "min", "max", "bars", "when", "per"]
NAMES = [
    "",
    " ",
    "有招牌",
    "面积",
    "面积 ",
    "面\u0000积",
    "\ud800",
    "$上限",
    "item.id",
    "prior.any",
    "x" * 300,
    "甲" * 5000,
]
ODD_VALUES = [
    None,
    True,
    0,
    -1,
    2.5,
    1e400,
    float("nan"),
    1e-10,
    10**15 - 1,
    10**15,
    10**400,
    0.1234567890123456,
    DAY,
    date.max,
    date.min,
    datetime(2026, 1, 1, 12, 30),  # noqa: DTZ001  a time in YAML has none
    b"bytes",
    [],
    {},
    [[]],
    [None],
    {"": ""},
    {"all": []},
    {"any": [{"not": {}}]},
    {"gt": "$没有"},
    "2026-02-30",
    "18-1",
    *NAMES,
]
ODD_SCALARS = [
    "12:30", "190:20:30", "010", "0o17", "0x1F", "0b11", "1_000", "1__0", "+1", "-0", "-0.0", "1.", ".5", "1e5",
    "1.e+5", "1.5e400", "1.5e99999999999999999999", "1e-400", "1.0e-400", ".inf", "-.Inf", ".nan", "NaN",
    "2026-02-30", "2026-1-1", "0000-01-01", "9999-12-31", "10000-01-01", "20260101", "2026-01-01T12:00:00Z",
    "2026-W01-1", "~", "null", "NULL", "yes", "No", "ON", "off", "y", "TRUE", "<<", "=", "%", "@", "`", "-", "?",
    ":", "|", ">", "*a", "&a", "&a*a", "!tag", "!!int", "!!python/object:os.system", "!!binary", "!!set", "{{}}",
    "{}", "[]", "[", "]", "}", "{", ",", "#", "\"\\ud800\"", "\"\\0\"", "\"\\uFEFF\"", "\"\\x85\"",
    "\"\\U0010FFFF\"", '"', "'", "\ufffe", "\u0007", "99999999999999999999999999999999999999999999999999.5",
    "0.0000000000000000000000000000000000001", "\uff11\uff12", "٣", "²", "\u0085", "\u2028", "\u0000",
]  # fmt: skip
MARKER = "替换这里"


def refused(read):
    """The problems of what can't be read; none where it can."""
    try:
        read()
    except ProblemsError as error:
        problems = error.problems
    else:
        return ()
    assert problems
    assert all(CHINESE.search(problem.message) for problem in problems), problems
    assert not [problem for problem in problems if "Input should" in problem.message]
    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)
    return problems


# Mutations.


def places(data, path=()):
    """The paths of all values in the data, the data itself left out."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield (*path, key)
        yield from places(value, (*path, key))


def around(data, path):
    """What the value at the path stands in."""
    for step in path[:-1]:
        data = data[step]
    return data


def mutate(dice, data):
    """One thing wrong: a value replaced, swapped, deleted or wrapped, a key renamed or added."""
    listed = list(places(data))
    if not listed:
        return
    path = dice.one(listed)
    where, key = around(data, path), path[-1]
    kind = dice.one(["replace", "replace", "mark", "mark", "swap", "delete", "rename", "add", "repeat", "wrap"])
    if kind == "replace":
        where[key] = copied(dice.one(ODD_VALUES))
    elif kind == "mark":
        where[key] = MARKER
    elif kind == "swap":
        other = dice.one(listed)
        where[key] = copied(around(data, other)[other[-1]])
    elif kind == "delete":
        del where[key]
    elif kind == "rename" and isinstance(where, dict):
        where[dice.one([*KEYS, *NAMES, 1, None, True, DAY, MARKER])] = where.pop(key)
    elif kind == "add" and isinstance(where[key], dict):
        where[key][dice.one([*KEYS, *NAMES, MARKER])] = copied(dice.one(ODD_VALUES))
    elif kind == "repeat" and isinstance(where[key], list):
        where[key] += copied(where[key]) * dice.one([1, 2, 80])
    else:
        where[key] = wrapped(dice, where[key])


def wrapped(dice, value):
    """The value, deep inside."""
    for _ in range(dice.one([1, 20, 60, 100])):
        value = dice.one([{"not": value}, [value], {"all": [value]}])
    return value


def copied(data):
    """The data with nothing shared."""
    if isinstance(data, dict):
        return {key: copied(value) for key, value in data.items()}
    return [copied(value) for value in data] if isinstance(data, list) else data


def spoiled(dice, data):
    """The data with a few things wrong, none of them shared."""
    data = copied(data)
    for _ in range(dice.one([1, 1, 1, 2, 3, 0])):
        mutate(dice, data)
    return data


def as_text(dice, data):
    """The data in YAML or JSON, with odd scalars at the marked places, and at times a slip of the hand."""
    if dice.chance(4):
        text = json.dumps(named_by_text(data), ensure_ascii=dice.one([True, False]), default=str)
    else:
        text = yaml.safe_dump(
            data, allow_unicode=True, sort_keys=False, default_flow_style=dice.one([False, None, True])
        )
    while MARKER in text:
        text = text.replace(MARKER, dice.one(ODD_SCALARS), 1)
    if dice.chance(4):
        text = slipped(dice, text)
    return text.encode("utf-8", "surrogatepass")


def named_by_text(data):
    """The data as JSON can have it."""
    if isinstance(data, dict):
        return {str(key): named_by_text(value) for key, value in data.items()}
    return [named_by_text(value) for value in data] if isinstance(data, list) else data


def slipped(dice, text):
    """A text cut off, a line lost, doubled or moved, or a character too many."""
    lines = text.split("\n")
    place = dice.one(range(len(lines)))
    kind = dice.one(["cut", "lose", "double", "indent", "type"])
    if kind == "cut":
        return "\n".join(lines[: place + 1])
    if kind == "lose":
        return "\n".join(lines[:place] + lines[place + 1 :])
    if kind == "double":
        return "\n".join([*lines[:place], lines[place], *lines[place:]])
    if kind == "indent":
        return "\n".join([*lines[:place], dice.one([" ", "   ", "\t"]) + lines[place], *lines[place + 1 :]])
    column = dice.one(range(len(lines[place]) + 1))
    lines[place] = lines[place][:column] + dice.one(ODD_SCALARS) + lines[place][column:]
    return "\n".join(lines)


# What a lawyer could have written.


RULES = Path(__file__).parents[2] / "rules"
SHIPPED = [yaml.safe_load(path.read_bytes()) for path in sorted(RULES.rglob("*.yaml"))]


def a_rule_file(dice):
    """A pack or a discretion file, made up, or any file of those that are delivered, with few items."""
    kind = dice.one(["pack", "discretion", "delivered"])
    if kind == "pack":
        return pack_of(dice, "p1")
    if kind == "discretion":
        return discretion_file(dice, 0)
    whole = dice.one(SHIPPED)
    key = next(each for each in ("items", "rules", "statutes") if each in whole)
    first = dice.one(range(len(whole[key])))
    return {**whole, key: whole[key][first : first + 2]}


@st.composite
def bad_rule_files(draw):
    """The text of a rule file in which a few things are wrong."""
    dice = Dice(draw)
    return as_text(dice, spoiled(dice, a_rule_file(dice)))


@st.composite
def bad_sheets(draw):
    """A rulebook, a sheet in which a few things are wrong, and its text."""
    dice = Dice(draw)
    packs, discretion = [pack_of(dice, "p1")], [discretion_file(dice, 0)]
    files = [parse_rule_file(yaml.safe_dump(data, sort_keys=False).encode(), data["id"]) for data in packs + discretion]
    sheet = spoiled(dice, sheet_of(dice, packs, discretion, DAY))
    return bring_together(files), sheet, as_text(dice, sheet)


@REPEATABLE
@given(bad_rule_files())
def test_a_bad_rule_file_is_refused_with_reasons_and_a_good_one_can_be_decided(text):
    read = []
    if not refused(lambda: read.append(parse_rule_file(text, "规则.yaml"))):
        rulebook = bring_together(read)
        Engine(rulebook).decide(read_sheet({}, rulebook), DAY)


@REPEATABLE
@given(bad_sheets())
def test_a_bad_answer_sheet_is_refused_with_reasons_and_a_good_one_can_be_decided(rulebook_sheet_text):
    rulebook, sheet, text = rulebook_sheet_text
    read = []
    refused(lambda: read.append(parse_sheet(text, "答卷.yaml", rulebook)))
    refused(lambda: read.append(read_sheet(sheet, rulebook)))
    for each in read:
        Engine(rulebook).decide(each, DAY)


@REPEATABLE
@given(st.one_of(st.binary(max_size=40), st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_bytes_are_refused_with_reasons(content):
    assert refused(lambda: parse_rule_file(content, "规则.yaml"))
    refused(lambda: parse_sheet(content, "答卷.yaml", bring_together([])))


@REPEATABLE
@given(st.lists(st.sampled_from([*ODD_SCALARS, "\n", "\n  ", " ", "- ", "kind: ", "negative_list"]), max_size=12))
def test_any_heap_of_odd_scalars_is_refused_with_reasons(words):
    content = "".join(words).encode()
    assert refused(lambda: parse_rule_file(content, "规则.yaml"))
    assert refused(lambda: parse_rule_file(content, "规则.json"))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{" * 100_000,
        '{"a":' * 100_000,
        "- " * 10_000,
        '{"a":' + "[" * 500 + "]" * 500 + "}",
        '{"a": ' + "9" * 10_000 + "}",
        "a: " + "9" * 10_000,
        "a: 1." + "9" * 10_000,
        "a: &a [*a]",
        "a: &a {*a : 1}",
        "a: &a [x, x]\n" + "".join(f"b{n}: [*a, *a]\n" for n in range(100)),
        "? [a]\n: 1",
        "{kind: negative_list, kind: discretion}",
        '{"kind": "negative_list", "\\ud800": "\\udfff"}',
        "%YAML 9.9\n---\nkind: negative_list",
        "---\n---\n",
        "\ufeff",
        "",
        "#",
        "a" * (3 * 1024 * 1024),
    ],
)
def test_what_would_break_a_parser_is_refused_with_reasons(text):
    content = text.encode("utf-8", "surrogatepass")
    assert refused(lambda: parse_rule_file(content, "规则.yaml"))
    assert refused(lambda: parse_rule_file(content, "规则.json"))
    assert refused(lambda: parse_sheet(content, "答卷.yaml", bring_together([])))


@pytest.mark.parametrize(
    "text",
    [
        '{"kind": "\\ud800"}',
        '{"schema": 1, "kind": "discretion", "id": "d", "title": "裁量", "rules": [], "\\ud800": 1}',
        '{"schema": 1, "kind": "discretion", "id": "d", "rules": [{"id": "\\ud800"}, {"id": "\\ud800"}]}',
        '{"answers": {"\\ud800": "\\ud800"}}',
    ],
)
def test_reasons_can_be_shown_whatever_was_written(text):
    problems = refused(lambda: parse_rule_file(text.encode(), "规则.json"))
    problems += refused(lambda: parse_sheet(text.encode(), "答卷.json", bring_together([])))
    problems += refused(lambda: read_sheet(json.loads(text), bring_together([])))
    for problem in problems:
        assert str(problem).encode()
        assert json.dumps(problem.as_dict(), ensure_ascii=False).encode()


def asking_for(kind):
    """A rulebook that asks one question and reads the answer."""
    test = {"boolean": True, "number": {"gt": 1}, "choices": {"includes": "甲"}, "date": {"within_days": 1}}
    question = {"ask": "问？", "type": kind} | ({"options": ["甲"]} if kind.startswith("choice") else {})
    citation = {"law": "市容条例", "article": 18}
    item = {"id": "p-1", "title": "项", "department": "部门", "severity": "minor", "duty": citation}
    item["penalty"] = {**citation, "measures": ["罚款"]}
    item["violated_when"] = {"any": []} if kind == "text" else {"题": test.get(kind, "甲")}
    pack = {
        "schema": 1,
        "kind": "negative_list",
        "id": "p",
        "title": "清单",
        "version": "1",
        "effective": {"from": DAY},
    }
    pack |= {"questions": {"题": question}, "items": [item]}
    return bring_together([parse_rule_file(yaml.safe_dump(pack, sort_keys=False).encode(), "p.yaml")])


ODD_ANSWERS = {
    "a huge number": 10**5000,
    "a float": 2.5,
    "not a number": float("nan"),
    "not a decimal": Decimal("NaN"),
    "a signalling decimal": Decimal("sNaN"),
    "infinity": Decimal("Infinity"),
    "a huge decimal": Decimal("1E+999999"),
    "a time": datetime(2026, 1, 1, 12, 30),  # noqa: DTZ001
    "bytes": b"\xff",
    "a surrogate": "\ud800",
}


@pytest.mark.parametrize("value", ODD_ANSWERS.values(), ids=ODD_ANSWERS)
@pytest.mark.parametrize("kind", ["boolean", "number", "choice", "choices", "date", "text"])
def test_an_odd_answer_is_refused_with_reasons_or_read(kind, value):
    rulebook = asking_for(kind)
    read = []
    if not refused(lambda: read.append(read_sheet({"answers": {"题": value}}, rulebook))):
        Engine(rulebook).decide(read[0], DAY)
