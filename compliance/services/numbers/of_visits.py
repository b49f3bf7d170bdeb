"""Tables of the visits that enterprises asked for, and of how they were rated."""

from collections.abc import Iterator
from dataclasses import replace

from compliance.services.numbers.cells import NONE, Cell, Table, mean, share
from compliance.services.numbers.counting import Course, VisitNumbers
from compliance.services.visits import STATUSES
from compliance.store.matters import Wanted
from compliance.store.spans import Visited

STARS = (5, 4, 3, 2, 1)
_WHICH = (
    "数统计的月份以内提交、没有取消的预约；每次预约都交出一次自查。没有交出的自查不看，也不数。",
    "预约不写镇街，也不分行业：选了镇街或者行业，或者您的账户只管一个镇街，就只数已经成为那里的事项的。",
)


def of_visits(course: Course) -> Iterator[Table]:
    """Nothing where visits aren't to be seen."""
    if course.visits:
        yield _visits(course, course.visits)
        yield _ratings(course, course.visits)


def _visits(course: Course, numbers: VisitNumbers) -> Table:
    whole = sum(each.visits for each in numbers.visits)
    rows = [(Cell("提交的预约（交出的自查）"), Cell(whole), Cell(sum(numbers.matters.values()), _of(course)))]
    for status in ("requested", "planned", "done"):
        count = sum(each.visits for each in numbers.visits if each.status == status)
        rows.append((Cell(f"其中{STATUSES[status]}"), Cell(count), Cell(NONE)))
    notes = (*_WHICH, "“成为事项的”是您能看的事项里，由这些预约来的。")
    return Table("visits", "预约上门", ("", "次", "成为事项的（件）"), tuple(rows), notes)


def _ratings(course: Course, numbers: VisitNumbers) -> Table:
    given = {star: sum(each.visits for each in numbers.visits if each.rating == star) for star in STARS}
    made = sum(each.visits for each in numbers.visits if each.status == "done")
    rated = sum(given.values())
    rows = [
        (Cell(f"{star} 分"), Cell(given[star]), Cell(share(given[star], rated)), _matters(course, numbers, star))
        for star in STARS
    ]
    average = f"，平均 {mean(given)} 分" if rated else ""
    notes = (*_WHICH, f"已上门 {made} 次，其中评了分的 {rated} 次{average}；占比和平均的分母是评了分的。")
    return Table("ratings", "对上门的评价", ("", "次", "占评价的", "成为事项的（件）"), tuple(rows), notes, "bars")


def _matters(course: Course, numbers: VisitNumbers, star: int) -> Cell:
    return Cell(numbers.matters.get(star, 0), _of(course, star))


def _of(course: Course, star: int = 0) -> Wanted:
    return replace(course.scope.asked.wanted, visited=Visited(course.scope.period.span, star))
