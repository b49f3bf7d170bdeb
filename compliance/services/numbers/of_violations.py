"""Tables of the violations that were found and of how they were ruled on."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from compliance.documents.wording import VERDICTS
from compliance.services.matters.items import all_items
from compliance.services.numbers.cells import NONE, Cell, Table, share
from compliance.services.numbers.counting import Found
from compliance.services.office import Office
from compliance.store.matters import Wanted
from compliance.store.numbers import Violations
from compliance.store.spans import Span, Violated

TOP = 20
"""Items that a page shows where not all are asked for."""
WHAT = "只数事项最近一次判断认定的违反；判断的时间在统计的月份以内。撤回、重新判断以前的不数。"
TWO_COUNTS = "一件事项可以违反几项：“项”数每一项，“件”数事项，所以各行的件数加起来可以比总数多。"
REPEATED = "“再次”：这家单位同一项以前（违法日期更早）已经有记录，包括导入的旧案；没有写统一社会信用代码的看不出来。"
_EMPTY = Violations("", "", 0, 0)
_NO_PENALTY = ("no_penalty_required", "no_penalty_allowed")


def overview(found: Found) -> Table:
    whole = total(found)
    rows = (
        (Cell("认定有违反的事项（件）"), Cell(whole.matters, violated(found))),
        (Cell("违反（项）"), Cell(whole.violations)),
        (Cell("其中再次违反（项）"), Cell(repeated(found))),
    )
    return Table("overview", "认定的违反", ("", "数"), rows, (WHAT, REPEATED))


def by_month(found: Found) -> Table:
    rows = []
    for place, month in enumerate(found.scope.period.months):
        here = next((each for each in _by(found, "month") if each.value == str(place)), _EMPTY)
        matters = Cell(here.matters, violated(found, month.span))
        rows.append((Cell(month.chinese), matters, Cell(here.violations), Cell(repeated(found, place))))
    notes = ("按判断的日期（北京时间）算在哪个月。", WHAT, REPEATED)
    titles = ("月份", "件", "项", "其中再次（项）")
    return Table("months", "各月认定的违反", titles, tuple(rows), notes, "columns", (1, 2, 3))


def by_item(office: Office, found: Found) -> Table:
    titles = all_items(office.library)
    times, again = Counter[str](), Counter[str]()
    for each in found.violated:
        times[each.item] += each.violations
        again[each.item] += each.repeated
    rows = tuple(
        (
            Cell(titles[item].title if item in titles else item),
            Cell(times[item], violated(found, item=item)),
            Cell(again[item], violated(found, item=item, repeated=True)),
        )
        for item in sorted(times, key=lambda item: (-times[item], item))
    )
    notes = (WHAT, "一件事项里同一项只数一次，所以这里的项数就是件数。", REPEATED)
    return Table("items", "违反最多的内容", ("违反的内容", "件", "其中再次"), rows, notes, "bars", (1,), rest=TOP)


def by_place(found: Found) -> Iterator[Table]:
    """By department and by town."""
    departments = _most_first(found, "department")
    yield Table(
        "departments",
        "各部门认定的违反",
        ("部门", "件", "项"),
        tuple(_row(each, each.value, replace(violated(found), department=each.value)) for each in departments),
        (WHAT, "部门是事项现在的负责部门；移交以后算接收的部门。", "“件”数事项，“项”数每一项违反。"),
        "bars",
    )
    towns = _most_first(found, "town")
    yield Table(
        "towns",
        "各镇街认定的违反",
        ("镇街", "件", "项"),
        tuple(_row(each, each.value or "（没有写镇街）", _in_town(found, each.value)) for each in towns),
        (WHAT, "镇街是受理时写的。“件”数事项，“项”数每一项违反。"),
        "bars",
    )


def verdicts(found: Found) -> Table:
    ruled = {each.value: each for each in _by(found, "verdict")}
    computed = {each.value: each.violations for each in _by(found, "computed")}
    whole = total(found).violations
    rows = tuple(
        (
            Cell(title),
            Cell(ruled.get(verdict, _EMPTY).violations),
            Cell(share(ruled.get(verdict, _EMPTY).violations, whole)),
            Cell(computed.get(verdict, 0)),
            Cell(ruled.get(verdict, _EMPTY).matters, violated(found, verdict=verdict)),
        )
        for verdict, title in VERDICTS.items()
    )
    notes = (
        WHAT,
        f"占比的分母是执法人员下了结论的违反，共 {whole} 项。“推算”是程序按规则算出的，只作对照。",
        TWO_COUNTS,
    )
    return Table(
        "verdicts", "结论", ("结论", "判断（项）", "占判断的", "推算（项）", "涉及（件）"), rows, notes, "bars"
    )


def shares(found: Found) -> Table:
    whole, departing = total(found), one(found, "departs")
    unpunished = sum(each.violations for each in _by(found, "verdict") if each.value in _NO_PENALTY)
    rows = (
        _share("不予处罚和可以不予处罚", unpunished, whole.violations, None, None),
        _share(
            "结论和推算的不同",
            departing.violations,
            whole.violations,
            departing.matters,
            violated(found, departs=True),
        ),
        _share("再次违反", repeated(found), whole.violations, None, None),
    )
    notes = (WHAT, f"占比的分母是下了结论的违反，共 {whole.violations} 项。", REPEATED)
    return Table("shares", "不罚、改判、再犯", ("", "项", "占比", "涉及（件）"), rows, notes, "bars")


def total(found: Found) -> Violations:
    return one(found, "all")


def repeated(found: Found, *months: int) -> int:
    """How many violations are, of all or of the months at these places."""
    return sum(each.repeated for each in found.violated if not months or each.month in months)


def one(found: Found, name: str) -> Violations:
    return next(iter(_by(found, name)), _EMPTY)


def violated(found: Found, span: Span | None = None, **how: str | bool) -> Wanted:
    """The matters with a violation as told, decided on in the span; None: in the whole period."""
    told = Violated(pack=found.scope.asked.pack, **how)  # type: ignore[arg-type]  # each by its own name
    return replace(found.scope.asked.wanted, decided=span or found.scope.period.span, violated=told)


def _by(found: Found, name: str) -> Iterator[Violations]:
    return (each for each in found.violations if each.by == name)


def _most_first(found: Found, name: str) -> list[Violations]:
    return sorted(_by(found, name), key=lambda each: (-each.matters, each.value))


def _row(counted: Violations, title: str, wanted: Wanted) -> tuple[Cell, ...]:
    return Cell(title), Cell(counted.matters, wanted), Cell(counted.violations)


def _in_town(found: Found, town: str) -> Wanted:
    return replace(violated(found), **({"town": town} if town else {"without_town": True}))


def _share(title: str, part: int, whole: int, matters: int | None, wanted: Wanted | None) -> tuple[Cell, ...]:
    return Cell(title), Cell(part), Cell(share(part, whole)), Cell(NONE if matters is None else matters, wanted)
