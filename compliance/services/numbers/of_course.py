"""Tables of how matters go: what came in and went out, what was mended in time, how long each step took."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from compliance.rulepacks.workflow import State
from compliance.services.matters.machine import OPEN_STATES
from compliance.services.matters.people import workflow_of
from compliance.services.numbers.cells import NONE, Cell, Table, mean, median, share
from compliance.services.numbers.counting import Course
from compliance.services.office import Office
from compliance.store.matters import Wanted
from compliance.store.numbers import Standing
from compliance.store.spans import MENDINGS, Mended, Mending

MENDED: Mapping[Mending, str] = {
    "in_time": "期限以内报告整改完成",
    "late": "过了期限才报告",
    "overdue": "过了期限还没有报告",
    "running": "还在期限以内",
    "referred": "没有整改，移送了",
    "undated": "没有期限",
}
_DUE: tuple[Mending, ...] = ("in_time", "late", "overdue")


def in_and_out(office: Office, course: Course) -> Table:
    wanted, span = course.scope.asked.wanted, course.scope.period.span
    still = [each for each in course.standing if each.state != "closed"]
    late = replace(wanted, states=OPEN_STATES, due_before=office.today())
    rows = (
        (Cell("受理"), Cell(sum(course.opened), replace(wanted, opened=span))),
        (Cell("办结"), Cell(sum(course.closed), replace(wanted, closed=span))),
        (Cell("现在在办"), Cell(sum(each.matters for each in still), replace(wanted, states=OPEN_STATES))),
        (Cell("现在在办，已经超期"), Cell(sum(each.overdue for each in still), late)),
    )
    notes = (
        "都数事项（件）。前两行数统计的月份以内受理的、办结而且没有重新办理的，彼此不是同一批。",
        "“现在在办”和统计的月份无关：数今天所有没有办结的。",
    )
    return Table("course", "受理和办结", ("", "件"), rows, notes)


def in_and_out_by_month(course: Course) -> Table:
    wanted = course.scope.asked.wanted
    rows = tuple(
        (Cell(month.chinese), Cell(opened, replace(wanted, opened=span)), Cell(closed, replace(wanted, closed=span)))
        for month, span, opened, closed in zip(
            course.scope.period.months, course.scope.period.spans, course.opened, course.closed, strict=True
        )
    )
    notes = ("受理、办结各按自己的日期（北京时间）算在哪个月。",)
    return Table(
        "course-months", "各月受理和办结", ("月份", "受理（件）", "办结（件）"), rows, notes, "columns", (1, 2)
    )


def mended(office: Office, course: Course) -> Table:
    asked = Mended(course.scope.period.span, office.today())
    due = sum(course.mended.get(each, 0) for each in _DUE)
    rows = []
    for outcome in reversed(MENDINGS):
        count = course.mended.get(outcome, 0)
        wanted = replace(course.scope.asked.wanted, mended=replace(asked, outcome=outcome))
        rows.append((Cell(MENDED[outcome]), Cell(count, wanted), Cell(share(count, due) if outcome in _DUE else NONE)))
    notes = (
        "数统计的月份以内责令整改、退回重新整改的事项（件）；退回几次的只数一件，按其中最差的一次算。",
        "期限是责令、退回时定的最后一天，当天报告算期限以内。",
        f"占比的分母是已经报告的和已经到期的，共 {due} 件；还在期限以内的、移送的、没有期限的不算在里面。",
    )
    return Table("mended", "按期整改", ("", "件", "占到期的"), tuple(rows), notes, "parts")


def standing(office: Office, course: Course) -> Table:
    found = {each.state: each for each in course.standing}
    rows = tuple(_open(office, course.scope.asked.wanted, state, found.get(state)) for state in OPEN_STATES)
    notes = (
        "数今天所有没有办结的事项（件），和统计的月份无关。",
        "超期：这一步的最后一天已经过去；占比的分母是同一行的在办。",
    )
    return Table("standing", "现在在办", ("办到哪一步", "在办", "其中超期", "超期占"), rows, notes, "bars", (1, 2))


def lasted(office: Office, course: Course) -> Table:
    days: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for each in course.lasted:
        days[each.state][each.days] += each.matters
    states, rows = workflow_of(office).states, []
    for state in (each for each in OPEN_STATES if days[each]):
        wanted = replace(course.scope.asked.wanted, closed=course.scope.period.span, has_been=state)
        count = Cell(sum(days[state].values()), wanted)
        rows.append((Cell(states[state].title), count, Cell(mean(days[state])), Cell(median(days[state]))))
    notes = (
        "数统计的月份以内办结、现在仍是办结的事项（件）里，到过这一步的。",
        "天数是自然日，从到这一步的那天算起，当天离开算 0 天；一件事项几次到同一步的，天数加在一起。",
        "中位数：一半的事项不比它多，一半不比它少；中间有两件时取两件的平均。",
    )
    return Table(
        "lasted", "每一步用了几天", ("哪一步", "件", "平均（天）", "中位数（天）"), tuple(rows), notes, "bars", (2,)
    )


def _open(office: Office, wanted: Wanted, state: State, found: Standing | None) -> tuple[Cell, ...]:
    count, late = (found.matters, found.overdue) if found else (0, 0)
    here = replace(wanted, states=(state,))
    return (
        Cell(workflow_of(office).states[state].title),
        Cell(count, here),
        Cell(late, replace(here, due_before=office.today())),
        Cell(share(late, count)),
    )
