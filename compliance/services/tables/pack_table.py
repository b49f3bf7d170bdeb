"""A pack as a table that lawyers edit: a row for each item, a column for each thing that is said in words."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from compliance.documents.aloud import read_aloud
from compliance.documents.cards import fine_threatened
from compliance.documents.spreadsheet import TextSheet, texts_to_xlsx
from compliance.documents.wording import SEVERITIES, day_text
from compliance.errors import ComplianceError
from compliance.rulepacks.citations import citation_text
from compliance.rulepacks.loader import RuleFile, read_rule_file
from compliance.rulepacks.models import Item, NegativeList, Penalty

ID, TITLE, DEPARTMENT, SEVERITY, ACT = "编号", "标题", "主管部门", "轻重", "同一个行为"
DUTY, BASIS, MEASURES, FINES = "违反的规定", "处罚依据", "处罚和处理措施", "罚款"
HOW, DAYS, UNVERIFIED = "怎么改", "改正期限（天）", "没有核对的"
WIDTHS: Mapping[str, int] = {
    ID: 26, TITLE: 45, DEPARTMENT: 28, SEVERITY: 12, ACT: 28, DUTY: 50, BASIS: 50, MEASURES: 35, FINES: 60, HOW: 45,
    DAYS: 16, UNVERIFIED: 50,
}  # fmt: skip
"""The columns, and how wide each is, in mm."""
ITEMS_SHEET, NOTES_SHEET = "事项", "说明"
FINGERPRINT, DRAFT = "规则文件的指纹", "哪一份草稿"
_NOTES = (
    "一行是一项，按编号认；行的先后不要紧，不能加行、删行，不能改编号和列名。新增、删去事项，请在规则文件里改。",
    f"一格里有几处的，一行写一处（在格子里换行）：{DUTY}、{MEASURES}、{FINES}。",
    "法条写成《某条例》第十八条第二款第三项。",
    "罚款写成：逾期不改正的，对单位处1万元以上10万元以下罚款。可以处的写“可以”，情节严重的写“情节严重的，”。",
    f"{SEVERITY}写{'、'.join(SEVERITIES.values())}；{DAYS}只写数字。",
    "问题、条件、例子、有几个时期的罚则不在表里，请在规则文件里改。",
    "改好以后在办公桌的“规则和表格”上传，或者用 packs from-xlsx 写回。有一格写不回去，就什么也不改，并说明为什么。",
)


class NotAPackError(ComplianceError):
    """A rule file of another kind."""


def pack_to_xlsx(path: Path, made_on: date) -> bytes:
    """The pack at `path` as .xlsx; raises ProblemsError, NotAPackError."""
    return file_to_xlsx(read_rule_file(path, draft=True), made_on)


def file_to_xlsx(file: RuleFile, made_on: date, draft: str = "") -> bytes:
    """The pack as .xlsx; `draft` is the id of the draft that the text is of. Raises NotAPackError."""
    items = tuple(tuple(_typed(*each) for each in row.items()) for row in table_of(file).values())
    notes = (
        ("这张表由规则文件做成，改了可以写回去。", ""),
        *((note, "") for note in _NOTES),
        (FINGERPRINT, file.sha256),
        *([(DRAFT, draft)] if draft else ()),
    )
    sheets = (
        TextSheet(ITEMS_SHEET, tuple(WIDTHS.values()), (tuple(WIDTHS), *items), (0,)),
        TextSheet(NOTES_SHEET, (150, 140), notes),
    )
    return texts_to_xlsx(pack_of(file).title, sheets, made_on)


def pack_of(file: RuleFile) -> NegativeList:
    """Raises NotAPackError."""
    if not isinstance(file.content, NegativeList):
        raise NotAPackError(f"{file.name}：能做成表的是负面清单，不能是 {file.content.kind}")
    return file.content


def table_of(file: RuleFile) -> dict[str, dict[str, str]]:
    """By the items' ids, what stands in each column; raises NotAPackError."""
    pack = pack_of(file)
    return {item.id: _row(item, pack) for item in pack.items}


def _typed(column: str, text: str) -> str | int:
    return int(text) if column == DAYS and text else text


def _row(item: Item, pack: NegativeList) -> dict[str, str]:
    days = item.rectify.within_days if item.rectify else None
    return {
        ID: item.id,
        TITLE: item.title,
        DEPARTMENT: item.department,
        SEVERITY: SEVERITIES[item.severity],
        ACT: item.act or "",
        DUTY: "\n".join(map(citation_text, item.duty)),
        BASIS: _dated(item, citation_text),
        MEASURES: _dated(item, lambda penalty: "\n".join(penalty.measures)),
        FINES: _dated(item, lambda penalty: "\n".join(fine_lines(penalty, pack))),
        HOW: item.rectify.how if item.rectify else "",
        DAYS: "" if days is None else str(days),
        UNVERIFIED: item.unverified or "",
    }


def _dated(item: Item, say: Callable[[Penalty], str]) -> str:
    """What is said of the one penalty; of several, each after the day from which it holds."""
    if len(item.penalty) == 1:
        return say(item.penalty[0])
    return "\n".join(f"{day_text(each.from_)}起：\n{say(each)}" for each in item.penalty if each.from_)


def fine_lines(penalty: Penalty, pack: NegativeList) -> list[str]:
    """Each grade in words, with the case in which alone it applies."""
    return [fine_threatened(fine, lambda case: read_aloud(case, pack.questions)) for fine in penalty.fines]
