"""Tables of the violations that were found and of how they were ruled on."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from compliance.documents.wording import VERDICTS
from compliance.services.matters.items import all_items
from compliance.services.numbers.cells import NONE, Cell, Table, share
from compliance.services.numbers.counting import Counted
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


def by_item(office: Office, counted: Counted) -> Table:
    titles = all_items(office.library)
    found, again = Counter[str](), Counter[str]()
    for each in counted.violated:
        found[each.item] += each.violations
        again[each.item] += each.repeated
    rows = tuple(
        (
            Cell(titles[item].title if item in titles else item),
            Cell(found[item], violated(counted, item=item)),
            Cell(again[item], violated(counted, item=item, repeated=True)),
        )
        for item in sorted(found, key=lambda item: (-found[item], item))
    )
    notes = (WHAT, "一件事项里同一项只数一次，所以这里的项数就是件数。", REPEATED)
    return Table("items", "违反最多的内容", ("违反的内容", "件", "其中再次"), rows, notes, "bars", (1,), rest=TOP)


def by_place(counted: Counted) -> Iterator[Table]:
    """By department and by town."""
    departments = _most_first(counted, "department")
    yield Table(
        "departments",
        "各部门认定的违反",
        ("部门", "件", "项"),
        tuple(_row(each, each.value, replace(violated(counted), department=each.value)) for each in departments),
        (WHAT, "部门是事项现在的负责部门；移交以后算接收的部门。", "“件”数事项，“项”数每一项违反。"),
        "bars",
    )
    towns = _most_first(counted, "town")
    yield Table(
        "towns",
        "各镇街认定的违反",
        ("镇街", "件", "项"),
        tuple(_row(each, each.value or "（没有写镇街）", _in_town(counted, each.value)) for each in towns),
        (WHAT, "镇街是受理时写的。“件”数事项，“项”数每一项违反。"),
        "bars",
    )


def verdicts(counted: Counted) -> Table:
    ruled = {each.value: each for each in _by(counted, "verdict")}
    computed = {each.value: each.violations for each in _by(counted, "computed")}
    whole = total(counted).violations
    rows = tuple(
        (
            Cell(title),
            Cell(ruled.get(verdict, _EMPTY).violations),
            Cell(share(ruled.get(verdict, _EMPTY).violations, whole)),
            Cell(computed.get(verdict, 0)),
            Cell(ruled.get(verdict, _EMPTY).matters, violated(counted, verdict=verdict)),
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


def shares(counted: Counted) -> Table:
    whole, departing = total(counted), one(counted, "departs")
    unpunished = sum(each.violations for each in _by(counted, "verdict") if each.value in _NO_PENALTY)
    rows = (
        _share("不予处罚和可以不予处罚", unpunished, whole.violations, None, None),
        _share(
            "结论和推算的不同",
            departing.violations,
            whole.violations,
            departing.matters,
            violated(counted, departs=True),
        ),
        _share("再次违反", repeated(counted), whole.violations, None, None),
    )
    notes = (WHAT, f"占比的分母是下了结论的违反，共 {whole.violations} 项。", REPEATED)
    return Table("shares", "不罚、改判、再犯", ("", "项", "占比", "涉及（件）"), rows, notes, "bars")


def total(counted: Counted) -> Violations:
    return one(counted, "all")


def repeated(counted: Counted, *months: int) -> int:
    """How many violations are, of all or of the months at these places."""
    return sum(each.repeated for each in counted.violated if not months or each.month in months)


def one(counted: Counted, name: str) -> Violations:
    return next(iter(_by(counted, name)), _EMPTY)


def violated(counted: Counted, span: Span | None = None, **how: str | bool) -> Wanted:
    """The matters with a violation as told, decided on in the span; None: in the whole period."""
    told = Violated(pack=counted.asked.pack, **how)  # type: ignore[arg-type]  # each by its own name
    return replace(counted.asked.wanted, decided=span or counted.period.span, violated=told)


def in_month(counted: Counted, place: int) -> Violations:
    return next((each for each in _by(counted, "month") if each.value == str(place)), _EMPTY)


def _by(counted: Counted, name: str) -> Iterator[Violations]:
    return (each for each in counted.violations if each.by == name)


def _most_first(counted: Counted, name: str) -> list[Violations]:
    return sorted(_by(counted, name), key=lambda each: (-each.matters, each.value))


def _row(found: Violations, title: str, wanted: Wanted) -> tuple[Cell, ...]:
    return Cell(title), Cell(found.matters, wanted), Cell(found.violations)


def _in_town(counted: Counted, town: str) -> Wanted:
    return replace(violated(counted), **({"town": town} if town else {"without_town": True}))


def _share(title: str, part: int, whole: int, matters: int | None, wanted: Wanted | None) -> tuple[Cell, ...]:
    return Cell(title), Cell(part), Cell(share(part, whole)), Cell(NONE if matters is None else matters, wanted)
