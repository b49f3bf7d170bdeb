"""Tables of what came in, was found and went out."""

from dataclasses import replace

from compliance.services.matters.machine import OPEN_STATES
from compliance.services.numbers.cells import Cell, Table
from compliance.services.numbers.counting import Found
from compliance.services.numbers.of_violations import REPEATED, WHAT, in_month, repeated, total, violated
from compliance.services.office import Office


def overview(office: Office, found: Found) -> Table:
    wanted, span = found.scope.asked.wanted, found.scope.period.span
    still = [each for each in found.standing if each.state != "closed"]
    late = replace(wanted, states=OPEN_STATES, due_before=office.today())
    rows = (
        (Cell("受理"), Cell(sum(found.opened), replace(wanted, opened=span))),
        (Cell("认定有违反"), Cell(total(found).matters, violated(found))),
        (Cell("办结"), Cell(sum(found.closed), replace(wanted, closed=span))),
        (Cell("现在在办"), Cell(sum(each.matters for each in still), replace(wanted, states=OPEN_STATES))),
        (Cell("现在在办，已经超期"), Cell(sum(each.overdue for each in still), late)),
    )
    notes = (
        "都数事项（件）。前三行数统计的月份以内受理的、最近一次判断认定有违反的、办结而且没有重新办理的，彼此不是同一批。",
        "“现在在办”和统计的月份无关：数今天所有没有办结的。",
    )
    return Table("overview", "总的情况", ("", "件"), rows, notes)


def by_month(found: Found) -> Table:
    rows, wanted = [], found.scope.asked.wanted
    for place, month in enumerate(found.scope.period.months):
        span, here = month.span, in_month(found, place)
        rows.append(
            (
                Cell(month.chinese),
                Cell(found.opened[place], replace(wanted, opened=span)),
                Cell(here.matters, violated(found, span)),
                Cell(here.violations),
                Cell(repeated(found, place)),
                Cell(found.closed[place], replace(wanted, closed=span)),
            )
        )
    titles = ("月份", "受理（件）", "认定有违反（件）", "违反（项）", "其中再次（项）", "办结（件）")
    notes = ("受理、判断、办结各按自己的日期（北京时间）算在哪个月。", WHAT, REPEATED)
    return Table("months", "各月", titles, tuple(rows), notes, "columns", (1, 2, 5))
