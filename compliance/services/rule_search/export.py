"""What was found, as a table to take away: CSV, or a workbook."""

from collections.abc import Iterator
from datetime import date

from compliance.documents.spreadsheet import TextSheet, texts_to_xlsx
from compliance.services.batch.folder import csv_bytes
from compliance.services.office import Office
from compliance.services.publishing.states import version_of
from compliance.services.rule_search.asked import Asked
from compliance.services.rule_search.entries import KINDS
from compliance.services.rule_search.finding import Found, Hit, find_rules
from compliance.services.rule_search.summary import summary

TITLE = "查到的规则"
_WIDTHS = {
    "编号": 30, "标题": 60, "种类": 18, "规则": 40, "版本": 18, "第几行": 15, "主管部门": 25, "轻重": 12, "依据": 60,
    "处罚和处理措施": 40, "罚款": 70, "怎么改": 60, "改正期限（天）": 20, "处理结论": 40,
}  # fmt: skip
"""The columns, each with its width in mm."""
_BOM = b"\xef\xbb\xbf"
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def export_csv(office: Office, asked: Asked) -> bytes:
    """All that was found, as spreadsheet programs open it; raises RuleSearchError."""
    rows = _rows(find_rules(office, asked), office.today())
    return _BOM + csv_bytes([tuple(_WIDTHS), *([_as_text(each) for each in row] for row in rows)])


def export_xlsx(office: Office, asked: Asked) -> bytes:
    """All that was found, as a workbook of texts; raises RuleSearchError."""
    rows = _rows(find_rules(office, asked), office.today())
    sheet = TextSheet(TITLE, tuple(_WIDTHS.values()), (tuple(_WIDTHS), *rows), heads=(0,))
    return texts_to_xlsx(TITLE, [sheet], office.today())


def _rows(found: Found, day: date) -> Iterator[tuple[str | int, ...]]:
    for hit in found.hits:
        said = dict(_cells(hit, day))
        yield tuple(said[column] for column in _WIDTHS)


def _cells(hit: Hit, day: date) -> Iterator[tuple[str, str | int]]:
    entry, file, said = hit.entry, hit.entry.file, summary(hit.entry, day)
    draft = f"（{hit.draft.last.by} 的草稿第 {hit.draft.revision} 稿）" if hit.draft else ""
    yield from (("编号", entry.of.id), ("标题", entry.of.title), ("种类", KINDS[entry.kind]))
    yield from (("规则", file.content.title + draft), ("版本", version_of(file)), ("第几行", entry.line))
    yield from (("主管部门", said.department), ("轻重", said.severity), ("依据", "、".join(said.cited)))
    yield from (("处罚和处理措施", "、".join(said.measures)), ("罚款", "；".join(said.fines)))
    yield from (("怎么改", said.how), ("改正期限（天）", "" if said.days is None else said.days))
    yield "处理结论", said.verdict


def _as_text(cell: str | int) -> str | int:
    """What spreadsheet programs wouldn't take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULAS) else cell
