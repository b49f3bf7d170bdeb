"""Definitions of printed checklists: which lists, columns and texts, in which order; read from YAML."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from compliance.documents import fields
from compliance.errors import ComplianceError
from compliance.rulepacks.conditions import Scope
from compliance.rulepacks.messages import validate
from compliance.rulepacks.models import Flaw, Name, Part, Reading, Status, Text, Whole
from compliance.rulepacks.problems import ProblemsError, Report, did_you_mean
from compliance.rulepacks.source import parse, read_bytes

Rows = Literal[
    "violations",
    "undetermined",
    "compliant",
    "not_applicable",
    "applicable",
    "items",
    "questions",
    "answers",
    "remarks",
]
_FIELDS_OF: Mapping[str, Mapping[str, fields.Field]] = {
    "questions": fields.NEED_FIELDS,
    "answers": fields.ANSWER_FIELDS,
    "remarks": fields.REMARK_FIELDS,
}
PLACEHOLDERS = ("清单", "版本", "判断日期", "总数")
COUNT_PLACEHOLDERS: Mapping[str, Status] = {
    "违反": "violation",
    "尚不能确定": "undetermined",
    "符合": "compliant",
    "不适用": "not_applicable",
}
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
WIDTHS = {"portrait": 174, "landscape": 261}
"""What fits between the margins, in millimetres."""


class UnknownChecklistError(ComplianceError):
    """There is no checklist of that name."""


class Shown(Part):
    """One thing that a column shows."""

    field: Text = Field(description="显示什么，见 README 的字段表")
    label: Text | None = Field(None, description="印在前面的小标题")


class Column(Part):
    """A column of a table, or a row of a card."""

    title: Text = Field(description="栏目名称")
    width: Whole | None = Field(None, description="表格里的栏宽，毫米；留一栏不写，占余下的宽度")
    half: bool = Field(False, description="卡片里只占半行")
    show: tuple[Annotated[Shown, BeforeValidator(lambda raw: {"field": raw} if isinstance(raw, str) else raw)], ...] = (
        Field((), description="依次显示的内容；不写是留给手写的空白")
    )
    boxes: tuple[Text, ...] = Field((), description="打勾的方框；与结果同名的会自动勾上")
    when_empty: Text | None = Field(None, description="没有内容时印什么")


class Section(Part):
    """A titled part of the paper."""

    title: Text = Field(description="小标题，序号自动加")
    list: Rows = Field(description="列哪些内容")
    order: Literal["urgency", "pack", "severity", "department"] = Field("pack", description="排列顺序")
    layout: Literal["table", "cards", "notes"] = Field(description="版式：table 表格、cards 卡片、notes 条文")
    explanation: Text | None = Field(None, description="小标题下的一句说明")
    when_empty: Text | None = Field(None, description="没有内容时印什么；不写则整节不印")
    columns: tuple[Column, ...] = Field(description="各栏", min_length=1)

    def flaws(self) -> Iterator[Flaw]:
        known = {"number", *_FIELDS_OF.get(self.list, fields.CARD_FIELDS)}
        for i, column in enumerate(self.columns):
            for j, shown in enumerate(column.show):
                if shown.field not in known:
                    message = f"「{self.list}」里没有「{shown.field}」这个内容{did_you_mean(shown.field, known)}"
                    yield Flaw(("columns", i, "show", j, "field"), "unknown-field", message)

        if self.layout == "cards" and (odd := _lone_half(self.columns)) is not None:
            yield Flaw(("columns", odd, "half"), "lone-half", "占半行的栏要两个连着写")

    @property
    def fields(self) -> Mapping[str, fields.Field]:
        return _FIELDS_OF.get(self.list, fields.CARD_FIELDS)


def _lone_half(columns: tuple[Column, ...]) -> int | None:
    """The first of the half rows that has no other half beside it."""
    alone: int | None = None
    for i, column in enumerate(columns):
        if column.half:
            alone = i if alone is None else None
        elif alone is not None:
            return alone
    return alone


class Signature(Part):
    """A block that somebody signs."""

    title: Text = Field(description="谁签")
    lines: tuple[Text, ...] = Field(description="要填的各行")


class Definition(Part):
    """A printed checklist."""

    schema_: Literal[1] = Field(alias="schema", description="写 1")
    kind: Literal["checklist"] = Field(description="写 checklist")
    id: Name = Field(description="编号，与文件名相同")
    title: Text = Field(description="印在最上面的标题")
    made_for: Literal["enterprise", "public"] = Field(description="enterprise 给一家单位、public 不针对哪一家")
    decision: Literal["required", "optional", "none"] = Field(description="要不要自查结果")
    number: Text | None = Field(
        None, description="编号怎么写，如 清导〔{年}〕{序号}号；写了的，每一份出具时编号、登记，可以查验"
    )
    paper: Literal["portrait", "landscape"] = Field("portrait", description="portrait 竖排、landscape 横排")
    introduction: tuple[Text, ...] = Field((), description="标题下的几段话")
    sections: tuple[Section, ...] = Field(description="各节，按印的顺序", min_length=1)
    statements: tuple[Text, ...] = Field((), description="最后的声明")
    signatures: tuple[Signature, ...] = Field((), description="签字栏")
    qr: Text | None = Field(None, description="二维码旁边的说明；不写就不印二维码")

    def flaws(self) -> Iterator[Flaw]:
        if self.number is not None and set(PLACEHOLDER.findall(self.number)) != {"年", "序号"}:
            yield Flaw(("number",), "bad-number", "编号里要有 {年} 和 {序号}，不能有别的花括号")
        for path, text in self._texts():
            for name in PLACEHOLDER.findall(text):
                known = (*PLACEHOLDERS, *COUNT_PLACEHOLDERS)
                if name not in known:
                    yield Flaw(path, "unknown-placeholder", f"「{{{name}}}」不能用；可用的有：{'、'.join(known)}")
        for i, section in enumerate(self.sections):
            if section.layout == "table" and (message := self._too_wide(section)):
                yield Flaw(("sections", i, "columns"), "too-wide", message)

    def _texts(self) -> Iterator[tuple[tuple[Any, ...], str]]:
        yield ("title",), self.title
        yield from ((("introduction", i), text) for i, text in enumerate(self.introduction))
        yield from ((("statements", i), text) for i, text in enumerate(self.statements))
        for i, section in enumerate(self.sections):
            yield ("sections", i, "explanation"), section.explanation or ""

    def _too_wide(self, section: Section) -> str | None:
        total, most = sum(column.width or 0 for column in section.columns), WIDTHS[self.paper]
        return f"各栏宽度合计 {total} 毫米，纸面只有 {most} 毫米" if total > most else None


def read_definition(path: Path) -> Definition:
    """The checklist in the file; raises ProblemsError with everything that is wrong in it."""
    report = Report(str(path))
    definition = validate(Definition, parse(read_bytes(path), report), Reading(Scope({}, report), report))
    if definition is None or report.problems:
        raise ProblemsError(report.in_order())
    return definition


def find_definition(checklists: Path, kind: str) -> Definition:
    """The checklist `kind` of the folder; raises UnknownChecklistError, or ProblemsError where it is faulty."""
    known = {path.stem: path for path in sorted(checklists.glob("*.yaml"))}
    if kind not in known:
        raise UnknownChecklistError(f"没有「{kind}」这种清单{did_you_mean(kind, known)}")
    return read_definition(known[kind])
