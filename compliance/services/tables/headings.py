"""What the columns of a list are called, and where its table begins."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from compliance.services.tables.grids import Grid

Column: TypeAlias = Literal[
    "number", "title", "department", "severity", "duty", "basis", "kinds", "standard", "how", "days"
]
HEADINGS: Mapping[Column, str] = {
    "number": "序号",
    "title": "事项",
    "department": "主管部门",
    "severity": "轻重",
    "duty": "违反条款",
    "basis": "处罚依据",
    "kinds": "处罚种类",
    "standard": "处罚标准",
    "how": "整改要求",
    "days": "整改期限",
}
"""As the template has them."""
_SYNONYMS: Mapping[Column, str] = {
    "number": "编号 项目编号 事项编号 号",
    "title": "事项名称 违法行为 负面事项 负面清单 负面清单事项 违法事项 违法情形 违法行为名称 违法行为描述 "
    "禁止行为 禁止事项 行为 标题 名称 违规行为 具体事项 具体行为 负面行为 问题",
    "department": "责任单位 责任部门 监管部门 执法部门 执法主体 实施主体 牵头部门 牵头单位 部门 主管单位 "
    "处罚主体 处罚机关",
    "severity": "轻重程度 严重程度 违法程度 程度 等级 风险等级",
    "duty": "违反的条款 违反条文 义务依据 违反的规定 违反规定 违反法条 义务条款 禁止性规定 违法依据 违反依据 "
    "违反的法律条款",
    "basis": "法律依据 处罚条款 罚则依据 行政处罚依据 依据 处罚法律依据 法律责任依据 处罚依据条款 处罚的依据",
    "kinds": "处罚措施 处理措施 处罚和处理措施 处罚方式 处罚类型 措施",
    "standard": "罚则 罚款 罚款幅度 处罚幅度 处罚内容 法律责任 法律后果 处罚规定 罚款标准 处罚",
    "how": "整改措施 整改办法 怎么改 整改 整改建议 整改内容 合规建议 合规要求 整改方法 改正措施 改正要求",
    "days": "改正期限 整改时限 改正时限 期限 时限 整改天数",
}
_COLUMNS: Mapping[str, Column] = {
    name: column for column, names in _SYNONYMS.items() for name in (HEADINGS[column], *names.split())
}
_ASIDE = re.compile(r"[（(【\[].*?[）)】\]]")
_NO_WORD = re.compile(r"[\s、，。：:/／*＊·\-]")
_FEWEST = 2
_LOOK_AT = 40  # rows: titles and explanations stand above


@dataclass(frozen=True, slots=True)
class Layout:
    """The place of the heading row among the grid's rows, its columns by place, and the headings of all places."""

    row: int
    columns: Mapping[int, Column]
    headings: tuple[str, ...]

    def heading(self, column: Column) -> str:
        """As the table writes it; as the template does where the table has none."""
        return next((self.headings[at] for at, each in self.columns.items() if each == column), HEADINGS[column])


def layout_of(grid: Grid) -> Layout | None:
    """Where most headings are known; None where no row has a title's heading and another's.

    The lower of two neighbours with as many: headings of one column may stand over those of two.
    """
    best: Layout | None = None
    for number, (_, cells) in enumerate(grid.rows[:_LOOK_AT]):
        columns = _columns(cells)
        needed = len(best.columns) + (best.row + 1 < number) if best else _FEWEST
        if "title" in columns.values() and len(columns) >= needed:
            best = Layout(number, columns, tuple(each.replace("\n", "") for each in cells))
    return best


def _columns(cells: tuple[str, ...]) -> dict[int, Column]:
    """Of two columns with the same meaning the first counts."""
    found: dict[int, Column] = {}
    for place, cell in enumerate(cells):
        column = _column(cell)
        if column and column not in found.values():
            found[place] = column
    return found


def _column(heading: str) -> Column | None:
    inside = [each[1:-1] for each in _ASIDE.findall(heading)]
    for name in (heading, _ASIDE.sub("", heading), *inside):
        if column := _COLUMNS.get(_NO_WORD.sub("", name)):
            return column
    return None
