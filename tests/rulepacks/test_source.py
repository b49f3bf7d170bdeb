"""How texts are read: exactly, bounded, with places."""

from datetime import date
from decimal import Decimal

import pytest

from compliance.rulepacks.problems import Mark, ProblemsError, Report
from compliance.rulepacks.source import MAX_BYTES, BadScalar, locate, parse, read_bytes


def read(text: str, name: str = "a.yaml"):
    report = Report(name)
    return parse(text.encode(), report), report.problems


def refused(text: str | bytes, name: str = "a.yaml"):
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(ProblemsError) as caught:
        parse(content, Report(name))
    return caught.value.problems[-1]


def test_numbers_keep_their_digits():
    value, _ = read("a: 0.1\nb: 10_000\nc: -3")
    assert value == {"a": Decimal("0.1"), "b": 10000, "c": -3}


def test_keys_are_texts_even_where_yaml_would_read_something_else():
    value, _ = read("on: 2026-03-01\n10: x\nyes: true")
    assert value == {"on": date(2026, 3, 1), "10": "x", "yes": True}


@pytest.mark.parametrize("text", ["12:30", "010", "0x1F", ".inf", ".nan", "2026-02-30", "2026-01-01 10:00:00"])
def test_scalars_that_yaml_would_read_as_something_odd_are_kept_for_whoever_meets_them(text):
    value, _ = read(f"a: {text}")
    assert isinstance(value["a"], BadScalar)
    assert text in value["a"].message


def test_quoted_scalars_are_texts():
    value, _ = read("a: '10'\nb: \"true\"\nc: '2026-01-01'")
    assert value == {"a": "10", "b": "true", "c": "2026-01-01"}


def test_a_duplicate_key_is_reported_where_it_stands():
    _, (problem,) = read("甲: 1\n乙: 2\n  \n甲: 3")
    assert (problem.line, problem.column, problem.code) == (4, 1, "duplicate-key")
    assert "第 1 行" in problem.message


def test_every_value_has_its_place():
    value, _ = read("items:\n  - id: 甲\n    title: 乙")
    assert locate(value, ("items", 0, "title")) == Mark(3, 12)
    assert locate(value, ("items", 0, "nowhere")) == Mark(2, 5)


def test_nesting_of_64_is_read_and_of_65_refused():
    assert read("[" * 64 + "]" * 64)[1] == []
    assert refused("[" * 65 + "]" * 65).code == "too-deep"
    assert refused("[" * 100_000).code == "too-deep"


def test_json_nesting_is_bounded_alike():
    assert read('{"a":' + "[" * 63 + "]" * 63 + "}", "a.json")[1] == []
    assert refused('{"a":' + "[" * 64 + "]" * 64 + "}", "a.json").code == "too-deep"
    assert refused('{"a":' * 100_000, "a.json").code == "too-deep"


def test_aliases_are_bounded():
    few = "a: &a x\n" + "".join(f"b{i}: *a\n" for i in range(50))
    assert read(few)[0]["b49"] == "x"
    assert refused(few + "c: *a\n").code == "too-many-aliases"


def test_aliases_that_blow_up_are_refused():
    lines = ["a0: &a0 [" + ",".join("x" * 1 for _ in range(1000)) + "]"]
    lines += [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]" for i in range(1, 15)]
    assert refused("\n".join(lines)).code == "too-many-aliases"


def test_an_alias_of_what_is_not_finished_is_refused():
    assert refused("a: &a [*a]").code == "syntax"


def test_a_file_over_two_megabytes_is_refused_before_it_is_parsed(tmp_path):
    path = tmp_path / "big.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(ProblemsError) as caught:
        read_bytes(path)
    assert caught.value.problems[0].code == "too-large"
    path.write_bytes(b"#" * MAX_BYTES)
    assert len(read_bytes(path)) == MAX_BYTES


def test_tags_are_refused():
    problem = refused("a: 1\nb: !!python/object/apply:os.system [ls]")
    assert (problem.line, problem.code) == (2, "tag")


def test_a_tab_is_named():
    problem = refused("a:\n\tb: 1")
    assert "Tab" in problem.message
    assert problem.line == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: [1, 2", 2), ("a: b: c", 1), ("a: 'x\n", 2), ("---\na: 1\n---\nb: 2", 3)],
)
def test_syntax_errors_have_a_place(text, line):
    problem = refused(text)
    assert problem.code == "syntax"
    assert abs(problem.line - line) <= 1


def test_another_encoding_is_named():
    problem = refused("a: 1\nb: 招牌".encode("gbk"))
    assert problem.code == "encoding"
    assert problem.line == 2


def test_a_byte_order_mark_is_no_part_of_the_first_key():
    assert parse(b"\xef\xbb\xbfa: 1", Report("a.yaml")) == {"a": 1}


def test_an_empty_file_is_refused():
    assert refused("# nothing\n").code == "empty"


def test_json_keeps_surrogate_pairs_and_exact_numbers():
    value, _ = read('{"a": "\\ud83d\\ude00", "b": 0.10, "c": 1e3}', "a.json")
    assert value == {"a": "😀", "b": Decimal("0.10"), "c": Decimal(1000)}


def test_json_duplicates_and_constants_are_refused():
    assert read('{"a": 1, "a": 2}')[1][0].code == "duplicate-key"
    assert refused('{"a": NaN}', "a.json").code == "bad-number"
    assert refused('{"a": }', "a.json").code == "syntax"
