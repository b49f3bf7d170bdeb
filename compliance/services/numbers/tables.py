"""All tables of numbers, in the order in which they are shown, on a page and in a spreadsheet for each part."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from compliance.services.numbers.cells import Table
from compliance.services.numbers.counting import Scope, count_course, count_found
from compliance.services.numbers.of_course import in_and_out, in_and_out_by_month, lasted, mended, standing
from compliance.services.numbers.of_violations import by_item, by_month, by_place, overview, shares, verdicts
from compliance.services.numbers.of_visits import of_visits
from compliance.services.office import Office


class Part(NamedTuple):
    """Numbers that are shown together; `tables` counts what is in the scope, and nothing for another part."""

    title: str
    tables: Callable[[Office, Scope], tuple[Table, ...]]


def _found(office: Office, scope: Scope) -> tuple[Table, ...]:
    found = count_found(office, scope)
    return (
        overview(found),
        by_month(found),
        by_item(office, found),
        *by_place(found),
        verdicts(found),
        shares(found),
    )


def _course(office: Office, scope: Scope) -> tuple[Table, ...]:
    course = count_course(office, scope)
    return (
        in_and_out(office, course),
        in_and_out_by_month(course),
        mended(office, course),
        standing(office, course),
        lasted(office, course),
        *of_visits(course),
    )


PARTS: Mapping[str, Part] = {"found": Part("违反和处理", _found), "course": Part("办理和上门", _course)}
