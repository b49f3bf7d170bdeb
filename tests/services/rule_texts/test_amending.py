"""Texts are made to say something else, and only what differs is written."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.services.rule_texts.amending import amend, read_whole, same
from compliance.services.rule_texts.edits import CannotEditError
from compliance.services.rule_texts.yaml_text import block, flow
from tests.packs import dumped

leaves = st.one_of(
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))),
    st.dates(),
)
keys = st.text("abcd甲乙", min_size=1, max_size=3)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)
roots = st.dictionaries(keys, values, min_size=1, max_size=5)


def amended(text: str, **changes: Any) -> str:
    root = read_whole(text.encode())
    new = {key: each for key, each in {**root, **changes}.items() if each is not None}
    return amend(text.encode(), new).decode()


@given(roots, roots, st.sampled_from(["dumped", "block", "flow"]))
@settings(deadline=None)
def test_whatever_is_to_be_said_is_said_or_refused(old: Any, new: Any, style: str) -> None:
    text = {"dumped": dumped(old), "block": "\n".join(block(old)).encode(), "flow": flow(old).encode()}[style]
    try:
        assert same(read_whole(text), old)
        assert same(read_whole(amend(text, new)), new)
    except CannotEditError:
        pass


@given(roots)
def test_what_is_the_same_is_not_touched(root: Any) -> None:
    assert amend(dumped(root), read_whole(dumped(root))) == dumped(root)


TEXT = """\
# 开头
a: 1   # 一
list:  # 单子
  # 第一条
  - {x: 1, y: "二"}   # 行末
  - x: 3
    y: 四

tail: 'quoted'
"""


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({"a": 2}, "a: 1 ", "a: 2 "),
        ({"tail": "other"}, "'quoted'", "'other'"),
        ({"list": [{"x": 9, "y": "二"}, {"x": 3, "y": "四"}]}, "{x: 1,", "{x: 9,"),
        ({"list": [{"x": 1, "y": "二"}, {"x": 3, "y": "四", "z": 5}]}, "y: 四\n", "y: 四\n    z: 5\n"),
        ({"list": [{"x": 1, "y": "二", "z": 5}, {"x": 3, "y": "四"}]}, '"二"}', '"二", z: 5}'),
        ({"list": [{"y": "二"}, {"x": 3, "y": "四"}]}, '{x: 1, y: "二"}', '{y: "二"}'),
        ({"list": [{"x": 1, "y": "二"}]}, "  - x: 3\n    y: 四\n", ""),
        (
            {"list": [{"x": 1, "y": "二"}, {"x": 2}, {"x": 3, "y": "四"}]},
            "# 行末\n",
            "# 行末\n  - {x: 2}\n",
        ),
        ({"b": {"c": [1, 2]}}, "'quoted'\n", "'quoted'\nb:\n  c: [1, 2]\n"),
    ],
)
def test_only_what_differs_is_written(changes: dict[str, Any], old: str, new: str) -> None:
    assert TEXT.count(old) == 1
    assert amended(TEXT, **changes) == TEXT.replace(old, new)


def test_lines_end_as_the_text_ends_them() -> None:
    text = TEXT.replace("\n", "\r\n")
    assert amended(text, b=1) == text + "b: 1\r\n"


def test_a_text_keeps_its_byte_order_mark() -> None:
    assert amend(b"\xef\xbb\xbfa: 1\n", {"a": 2}) == b"\xef\xbb\xbfa: 2\n"


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("a: &here {x: 1}\nb: *here\n", {"b": {"x": 2}}),
        ("a: &here {x: 1}\nb: *here\n", {"a": {"x": 2}}),
        ("a: 1\nlist:\n  # 记着\n  - {x: 1}\n", {"list": None}),
        ("list:\n  - {x: 1}   # 记着\n  - {x: 2}\n", {"list": [{"x": 2}]}),
        ("list:\n  # 记着\n  - {x: 1}\n", {"list": []}),
    ],
)
def test_what_would_lose_a_remark_or_change_something_else_is_refused(text: str, changes: dict[str, Any]) -> None:
    with pytest.raises(CannotEditError):
        amended(text, **changes)
