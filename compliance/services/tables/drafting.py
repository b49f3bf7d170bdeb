"""From an office's list to a draft pack: what could be read, and a remark at each place where something couldn't."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from compliance.errors import ComplianceError
from compliance.services.rule_texts.yaml_text import citation_keys, fine_keys, flow, scalar, under
from compliance.services.tables.asking import Facts
from compliance.services.tables.grids import Grid, cleaned, read_grids
from compliance.services.tables.headings import HEADINGS, Column, Layout, layout_of
from compliance.services.tables.items import Defaults, DraftItem, Place, Unread, read_item

EXAMPLE_ROW = "示例"
"""In the number's column: the row shows how to fill the table in, and isn't read."""


class NothingToDraftError(ComplianceError):
    """A file with no list in it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the draft is to be called. `from_`: from which day it is to hold; None: nobody said."""

    id: str
    title: str
    from_: date | None = None
    defaults: Defaults = field(default_factory=Defaults)


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft's YAML text, how many items it has, and all that wasn't understood, in the file's order."""

    text: str
    items: int
    unread: tuple[Unread, ...]

    def lines(self, path: Path) -> Iterator[str]:
        """What wasn't understood, each with its place in the file."""
        for each in self.unread:
            place = each.place
            yield f"{path}，{place.table}，第 {place.row} 行，{place.heading}：{each.words}"


def draft_pack(path: Path, wanted: Wanted, today: date) -> Draft:
    """A draft of the list at `path`; raises TableFileError, NothingToDraftError."""
    return draft_grids(read_grids(path), path, wanted, today)


def draft_grids(grids: Iterable[Grid], path: Path, wanted: Wanted, today: date) -> Draft:
    """A draft of a list that was read of the file called `path`; raises NothingToDraftError."""
    items: list[DraftItem] = []
    remarks: list[Unread] = []
    tables: list[str] = []
    for grid in grids:
        tables.append(grid.name)
        read, unread = _read(grid, wanted.defaults)
        items += read
        remarks += unread
    if not items:
        raise NothingToDraftError(
            f"{path}：没有读到事项；要有一行列名，有「{HEADINGS['title']}」和别的列。可以用 packs template 做一张空表"
        )
    facts = Facts(items)
    questions = (f"  {scalar(name)}: {flow(asked)}" for name, asked in facts.questions())
    lines = [*_head(path, wanted, today, remarks), "questions:", *questions, "", "items:"]
    for number, item in enumerate(items, 1):
        first, *others = _item(f"{wanted.id}-{number:03}", path, item, facts)
        lines += [f"  - {first}", *(f"    {line}" for line in others), ""]
    unread = [*remarks, *(each for item in items for _, each in item.unread)]
    unread.sort(key=lambda each: (tables.index(each.place.table), each.place.row))
    return Draft("\n".join(lines[:-1]) + "\n", len(items), tuple(unread))


def _read(grid: Grid, defaults: Defaults) -> tuple[list[DraftItem], list[Unread]]:
    layout = layout_of(grid)
    if layout is None:
        row, cells = grid.rows[0]
        return [], [Unread(Place(grid.name, row, "列名"), " ".join(filter(None, cells)), "没有找到列名，这张表没有读")]
    items, remarks = [], []
    titles = next(at for at, column in layout.columns.items() if column == "title")
    numbers = next((at for at, column in layout.columns.items() if column == "number"), None)
    for row, cells in grid.rows[layout.row + 1 :]:
        if cells == grid.rows[layout.row][1]:
            continue  # the headings again, on the next page
        if numbers is not None and cells[numbers] == EXAMPLE_ROW:
            continue
        if cells[titles]:
            items.append(_with_formulas(grid, layout, read_item(grid.name, layout, row, cells, defaults)))
        else:
            said = " ".join(filter(None, cells))
            remarks.append(Unread(Place(grid.name, row, layout.heading("title")), said, "没有事项名称，这一行没有读"))
    return items, remarks


def _with_formulas(grid: Grid, layout: Layout, item: DraftItem) -> DraftItem:
    """What a formula gives isn't read: nobody knows when it was last worked out."""
    at = (column for row, column in sorted(grid.formulas) if row == item.row)
    places = (Place(grid.name, item.row, layout.headings[column] or "没有列名") for column in at)
    remarks = ((None, Unread(place, "", "这一格是公式，没有读；请改成文字")) for place in places)
    return replace(item, unread=(*item.unread, *remarks))


def _file(path: Path) -> str:
    return cleaned(path.name).replace("\n", "")


def _head(path: Path, wanted: Wanted, today: date, remarks: Iterable[Unread]) -> Iterator[str]:
    yield from ("schema: 1", "kind: negative_list", f"id: {scalar(wanted.id)}", f"title: {scalar(wanted.title)}")
    yield f'version: "草稿 {today}"   # 发布前改成版本号'
    if wanted.from_ is None:
        yield "# 没有写从哪天起生效：先写起草的这一天，发布前改成所依据的法律施行的日期"
    yield f"effective: {{from: {wanted.from_ or today}}}"
    yield "# 没有审核：审核以后在这里写 reviewed"
    yield ""
    doubts = [
        f"本草稿由「{_file(path)}」于 {today} 生成，法律名称、条款、罚款、部门、期限都没有对着原文核对。",
        "每一题都是照事项名称写的是否题，要改成企业答得出的事实；哪些事实现在还改得了，没有写（changeable）。",
    ]
    if wanted.from_ is None:
        doubts.append("生效日期没有核对，写的是起草的日期。")
    if wanted.defaults.severity:
        doubts.append("表里没有写轻重的，按起草时的选项统一填写，没有逐项核对。")
    yield from under("unverified", map(scalar, doubts))
    yield from (f"# {each.place.table}：{each}" for each in remarks)
    yield ""


def _item(identity: str, path: Path, item: DraftItem, facts: Facts) -> Iterator[str]:
    yield f"id: {scalar(identity)}"
    yield f"title: {scalar(item.title)}"
    yield from _remarks(item, "title")
    yield from _remarks(item, "department")
    if item.department:
        yield f"department: {scalar(item.department)}"
    yield from _remarks(item, "severity")
    if item.severity:
        yield f"severity: {item.severity}"
    yield f"unverified: {scalar(f'由「{_file(path)}」第 {item.row} 行起草，没有对着原文核对')}"
    yield from _remarks(item, "duty")
    duty = [flow(citation_keys(each)) for each in item.duty]
    if duty:
        yield from [f"duty: {duty[0]}"] if len(duty) == 1 else under("duty", duty)
    fact = facts.of_act(item)
    yield f"violated_when: {flow({fact: True})}"
    yield from _penalty(item, facts)
    yield from _remarks(item, "how", "days")
    if item.how:
        days = {} if item.days is None else {"within_days": item.days}
        yield f"rectify: {flow({'how': item.how, **days})}"
    yield from _remarks(item, None)
    cases = (("有这种行为", True, "violation"), ("没有这种行为", False, "compliant"))
    yield from under(
        "examples", (flow({"name": name, "given": {fact: done}, "expect": status}) for name, done, status in cases)
    )


def _penalty(item: DraftItem, facts: Facts) -> Iterator[str]:
    yield from _remarks(item, "basis", "kinds", "standard")
    if not (item.basis or item.measures or item.fines):
        return
    yield "penalty:"
    if item.basis:
        yield from (f"  {key}: {scalar(each)}" for key, each in citation_keys(item.basis).items())
    if item.measures:
        yield f"  measures: {flow(item.measures)}"
    if item.fines:
        fines = (flow(fine_keys(facts.of_fine(item, each))) for each in item.fines)
        yield from (f"  {line}" for line in under("fines", fines))


def _remarks(item: DraftItem, *columns: Column | None) -> Iterator[str]:
    yield from (f"# {each}" for column, each in item.unread if column in columns)
