"""The benchmarks time only what finds the same; here for what is installed with the project itself."""

from pathlib import Path

import pytest

from benchmarks.field import FLOOR, OURS, Unequal, compare, gather
from benchmarks.work import Found


def test_the_engine_and_the_closures_find_the_same_on_a_small_made_up_pack(tmp_path: Path) -> None:
    field = gather(12, tmp_path, (OURS, "ours:OursWithDiscretion", FLOOR))

    compared = compare(field, 25)

    assert list(compared.values()) == [25, 25, 25]


def test_a_contestant_that_finds_something_else_is_not_timed(tmp_path: Path) -> None:
    field = gather(12, tmp_path, (OURS, FLOOR))
    floor = field.contestants[1]
    right = floor.assess

    def one_need_too_many(native: object) -> list[Found]:
        status, needs = right(native)[-1]
        return [*right(native)[:-1], (status, (*needs, "another"))]

    floor.assess = one_need_too_many  # type: ignore[method-assign]

    with pytest.raises(Unequal, match="differ in 1 items"):
        compare(field, 1)


def test_the_made_up_sheets_reach_every_status(tmp_path: Path) -> None:
    field = gather(20, tmp_path, (OURS,))
    (ours,) = field.contestants

    found = {status for sheet in field.sheets(20) for status, _ in ours.assess(ours.native(sheet))}

    assert found == {"violation", "undetermined", "not_applicable", "compliant"}
