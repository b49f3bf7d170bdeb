"""What lawyers changed in a pack's table goes back into the pack's text, and nothing else; all of it, or nothing."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from compliance.errors import ComplianceError
from compliance.rulepacks.loader import RuleFile, parse_rule_file, read_rule_file
from compliance.rulepacks.models import NegativeList
from compliance.rulepacks.problems import ProblemsError
from compliance.services.comparing import Comparison, compare
from compliance.services.rule_texts.edits import CannotEditError, Edits, value_of
from compliance.services.tables import pack_table as table
from compliance.services.tables.grids import Grid, TableFileError, cleaned, read_grids
from compliance.services.tables.takers import TAKERS, ChangedCell


class NotTakenBackError(ComplianceError):
    """Cells whose change can't be written into the pack, each with its reason, one a line."""


def take_back(path: Path, spreadsheet: Path) -> tuple[bytes, Comparison]:
    """The pack's text with the table's changes in it, and what it says otherwise than before.

    Raises TableFileError, NotAPackError, NotTakenBackError, ProblemsError for a pack that can't be read.
    """
    return taken_into(read_rule_file(path, draft=True), read_grids(spreadsheet), spreadsheet)


def taken_into(old: RuleFile, grids: Iterable[Grid], spreadsheet: Path) -> tuple[bytes, Comparison]:
    """The same, of a table that was read of the file called `spreadsheet`.

    Raises TableFileError, NotAPackError, NotTakenBackError.
    """
    cells = tuple(_changed_cells(old, grids, spreadsheet))
    if not cells:
        return old.text, compare(old, old)
    text = _edited(old, cells)
    new = _read_again(old, text, cells)
    return text, compare(old, new)


def made_from(grids: Iterable[Grid], spreadsheet: Path) -> dict[str, str]:
    """What the table says of itself: the hash of the text that it was made from, and of which draft; raises
    TableFileError where it says nothing."""
    notes = {grid.name: grid for grid in grids}.get(_sheet(table.NOTES_SHEET))
    said = {cells[0]: cells[1] for _, cells in notes.rows if len(cells) > 1} if notes else {}
    if table.FINGERPRINT not in said:
        raise TableFileError(
            f"{spreadsheet}：要用由规则包做成的表，有「{table.ITEMS_SHEET}」和「{table.NOTES_SHEET}」两张工作表"
            "（packs to-xlsx）；别人做的清单，请另外起草"
        )
    return said


def _changed_cells(file: RuleFile, grids: Iterable[Grid], spreadsheet: Path) -> Iterator[ChangedCell]:
    """Raises TableFileError where the table isn't of this pack as it stands."""
    grids = tuple(grids)
    made = made_from(grids, spreadsheet)
    items = {grid.name: grid for grid in grids}.get(_sheet(table.ITEMS_SHEET))
    if items is None:
        raise TableFileError(f"{spreadsheet}：没有「{table.ITEMS_SHEET}」这张工作表；请重新做表再改")
    if made[table.FINGERPRINT] != file.sha256:
        raise TableFileError(
            f"{spreadsheet}：不是由 {file.name} 现在的文本做的，写回去会盖掉别人的改动；请用 packs to-xlsx 重新做表再改"
        )
    before = table.table_of(file)
    for row, place, said in _rows(items, before, spreadsheet):
        for column, old in before[said[table.ID]].items():
            if (new := said[column]) != cleaned(old):
                yield ChangedCell(f"{place[column]}{row}「{column}」", said[table.ID], column, cleaned(old), new)


def _sheet(name: str) -> str:
    return f"工作表「{name}」"


def _rows(grid: Grid, before: Mapping[str, object], path: Path) -> Iterator[tuple[int, dict[str, str], dict[str, str]]]:
    """Each item's row: its number, the letter of each column, and what stands in it."""
    (top, headings), *rows = grid.rows
    if sorted(filter(None, headings)) != sorted(table.WIDTHS) or grid.formulas:
        where = "，".join(f"{_letter(place)}{row}" for row, place in sorted(grid.formulas))
        why = f"{where} 是公式，请改成文字" if grid.formulas else f"第 {top} 行的列名和 packs to-xlsx 做的不一样"
        raise NotTakenBackError(f"{path}：{why}；没有写回任何改动")
    for row, cells in rows:
        if odd := [place for place, cell in enumerate(cells) if cell and not headings[place]]:
            raise NotTakenBackError(
                f"{path}：{_letter(odd[0])}{row} 不在任何一列里，写不回去；请删去。没有写回任何改动"
            )
    letters = {name: _letter(place) for place, name in enumerate(headings) if name}
    found = [(row, letters, dict(zip(headings, cells, strict=True))) for row, cells in rows]
    ids = [said[table.ID] for _, _, said in found]
    if sorted(ids) != sorted(before):
        unmatched = sorted({each for each in ids if ids.count(each) > 1} | (set(ids) ^ set(before)))
        raise NotTakenBackError(
            f"{path}：编号和规则包里的不一样（多了、少了或者重复）：{'、'.join(each or '空的' for each in unmatched)}；"
            "新增、删去事项请在规则文件里改；没有写回任何改动"
        )
    yield from found


def _letter(place: int) -> str:
    """The name of the column at this place, from 0."""
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)


def _edited(file: RuleFile, cells: tuple[ChangedCell, ...]) -> bytes:
    mark, text = ("\ufeff", file.text[3:]) if file.text.startswith(b"\xef\xbb\xbf") else ("", file.text)
    edits = Edits(text.decode())
    nodes = {value_of(node, "id").value: node for node in value_of(edits.root, "items").value}
    refused = []
    for cell in cells:
        try:
            TAKERS[cell.column](edits, nodes[cell.item], cell)
        except CannotEditError as error:
            refused.append(cell.refused(str(error)))
    if refused:
        raise NotTakenBackError("\n".join([*refused, "没有写回任何改动。"]))
    return (mark + edits.result()).encode()


def _read_again(old: RuleFile, text: bytes, cells: tuple[ChangedCell, ...]) -> RuleFile:
    """The new text, read as any pack is, after holding its table against the one that was given."""
    try:
        new = parse_rule_file(text, old.name)
    except ProblemsError as error:
        raise NotTakenBackError(f"改了以后规则包读不了，没有写回任何改动：\n{error}") from None
    wanted = {(cell.item, cell.column): cell for cell in cells}
    before, after = table.table_of(old), table.table_of(new)
    refused = [
        wanted[item, column].refused(f"写回去会变成「{cleaned(said)}」；请换一种写法，或者在规则文件里改")
        if (item, column) in wanted
        else f"{item}「{column}」会跟着变，请在规则文件里改"
        for item, row in after.items()
        for column, said in row.items()
        if cleaned(said) != (wanted[item, column].new if (item, column) in wanted else cleaned(before[item][column]))
    ]
    if refused or _beside(old) != _beside(new):
        raise NotTakenBackError("\n".join([*refused, "没有写回任何改动。"]))
    return new


def _beside(file: RuleFile) -> object:
    """What the table doesn't show."""
    pack = file.content
    assert isinstance(pack, NegativeList)
    items = [(each.applies_when, each.violated_when, each.examples, each.lists, each.effective) for each in pack.items]
    return pack.model_copy(update={"items": ()}), items
