"""The stored form of answers."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from immutabledict import immutabledict

from compliance.services.inputs import from_bytes, to_bytes

PLAIN = st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | st.text()
NESTED = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12)


@settings(max_examples=40)
@given(st.dictionaries(st.text(), NESTED))
def test_plain_values_come_back_as_they_were(value: dict[str, Any]) -> None:
    assert from_bytes(to_bytes(value)) == value


def test_a_decimal_keeps_its_digits() -> None:
    assert str(from_bytes(to_bytes({"数": Decimal("20.50")}))["数"]) == "20.50"


def test_dates_sets_and_frozen_mappings_become_plain() -> None:
    value = immutabledict({"何时": date(2026, 1, 2), "哪些": frozenset({"b", "a"})})

    assert from_bytes(to_bytes(value)) == {"何时": "2026-01-02", "哪些": ["a", "b"]}


def test_chinese_can_be_read_in_the_database() -> None:
    assert "招牌面积" in to_bytes({"招牌面积": 1}).decode()


def test_anything_else_is_refused() -> None:
    with pytest.raises(TypeError, match="plain"):
        to_bytes({"甲": object()})
