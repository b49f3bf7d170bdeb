"""An empty table to write a list into, which packs draft reads."""

from collections.abc import Mapping
from datetime import date

from compliance.documents.spreadsheet import TextSheet, texts_to_xlsx
from compliance.services.tables.drafting import EXAMPLE_ROW
from compliance.services.tables.headings import HEADINGS, Column

_WIDTHS: Mapping[Column, int] = {
    "number": 14, "title": 45, "department": 28, "severity": 14, "duty": 50, "basis": 50, "kinds": 28, "standard": 60,
    "how": 45, "days": 20,
}  # fmt: skip
_EXAMPLE: Mapping[Column, str] = {
    "number": EXAMPLE_ROW,
    "title": "未经许可设置大型招牌",
    "department": "综合行政执法局",
    "severity": "轻微",
    "duty": "《示例市招牌管理办法》第五条第一款、第六条",
    "basis": "《示例市招牌管理办法》第二十条",
    "kinds": "",
    "standard": "责令限期改正；逾期不改正的，处一千元以上五千元以下罚款",
    "how": "补办许可或者自行拆除",
    "days": "15",
}
_NOTES = (
    f"一行写一项。第 2 行是示例，{HEADINGS['number']}写着“{EXAMPLE_ROW}”的行不读，可以删去。",
    "列可以换位置，可以少；上面可以加标题，可以合并单元格，可以有几张工作表。",
    f"{HEADINGS['title']}写一件不能做的事，会做成“有没有……？”的一题。",
    f"{HEADINGS['duty']}、{HEADINGS['basis']}写成《某条例》第十八条第二款第三项；几处之间用顿号。{HEADINGS['basis']}只写一处。",
    f"{HEADINGS['standard']}照条文写：责令限期改正；逾期不改正的，处一千元以上五千元以下罚款；情节严重的，处……。",
    f"{HEADINGS['severity']}写轻微、一般或者严重；{HEADINGS['days']}写天数。",
    "没有写的、写得不清楚的，程序不猜，在草稿里注明。做成草稿以后，每一处都要对着原文核对。",
)


def template_xlsx(made_on: date) -> bytes:
    """The table, with an example and notes."""
    rows = (tuple(HEADINGS.values()), tuple(_EXAMPLE[column] for column in HEADINGS))
    sheets = (
        TextSheet("清单", tuple(_WIDTHS[column] for column in HEADINGS), rows, (0,)),
        TextSheet("说明", (200,), tuple((note,) for note in _NOTES)),
    )
    return texts_to_xlsx("负面清单（空表）", sheets, made_on)
