"""Definitions of printed checklists: which lists, columns and texts, in which order; read from YAML."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from compliance.documents import fields
from compliance.documents.placeholders import ITEM, LAW, MATTER, PLACEHOLDER, flaw_in
from compliance.errors import ComplianceError
from compliance.rulepacks.conditions import Scope
from compliance.rulepacks.finder import FINDER_FILE
from compliance.rulepacks.messages import validate
from compliance.rulepacks.models import Verdict
from compliance.rulepacks.parts import Flaw, Name, Part, Reading, Text, Whole
from compliance.rulepacks.problems import ProblemsError, Report, did_you_mean
from compliance.rulepacks.source import parse, read_bytes
from compliance.rulepacks.workflow import WORKFLOW_FILE

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
    "laws",
    "law_texts",
]
_FIELDS_OF: Mapping[str, Mapping[str, fields.Field]] = {
    "questions": fields.NEED_FIELDS,
    "answers": fields.ANSWER_FIELDS,
    "remarks": fields.REMARK_FIELDS,
    "laws": fields.LAW_FIELDS,
    "law_texts": fields.LAW_TEXT_FIELDS,
}
WIDTHS = {"portrait": 174, "landscape": 261}
OFFICIAL_WIDTH = 156
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
    """A part of the paper: a list in some layout, or running text; or running text that is repeated for each row."""

    title: Text | None = Field(None, description="小标题，序号自动加；只有 letter 版式可以不写")
    list: Rows | None = Field(None, description="列哪些内容；letter 版式不写就只印一遍")
    order: Literal["urgency", "pack", "severity", "department"] = Field("pack", description="排列顺序")
    group: Literal["deadline", "severity", "department", "stop"] | None = Field(None, description="按什么分组")
    layout: Literal["table", "cards", "notes", "letter"] = Field(
        description="版式：table 表格、cards 卡片、notes 条文、letter 行文"
    )
    explanation: Text | None = Field(None, description="小标题下的一句说明")
    when_empty: Text | None = Field(None, description="没有内容时印什么；不写则整节不印")
    columns: tuple[Column, ...] = Field((), description="各栏")
    paragraphs: tuple[Text, ...] = Field((), description="letter 版式的各段")

    def flaws(self) -> Iterator[Flaw]:
        yield from self._misfits()
        known = {"number", *self.fields}
        for i, column in enumerate(self.columns):
            for j, shown in enumerate(column.show):
                if shown.field not in known:
                    message = f"「{self.list}」里没有「{shown.field}」这个内容{did_you_mean(shown.field, known)}"
                    yield Flaw(("columns", i, "show", j, "field"), "unknown-field", message)

        if self.layout == "cards" and (odd := _lone_half(self.columns)) is not None:
            yield Flaw(("columns", odd, "half"), "lone-half", "占半行的栏要两个连着写")

    def _misfits(self) -> Iterator[Flaw]:
        """Keys that the layout needs and lacks, or has no use for."""
        needed, useless = ("paragraphs", "columns") if self.layout == "letter" else ("columns", "paragraphs")
        if not getattr(self, needed):
            yield Flaw((), "missing-key", f"{self.layout} 版式要写 {needed}")
        if getattr(self, useless):
            yield Flaw((useless,), "misplaced-key", f"{self.layout} 版式不写 {useless}")
        for key in () if self.layout == "letter" else ("title", "list"):
            if getattr(self, key) is None:
                yield Flaw((), "missing-key", f"{self.layout} 版式要写 {key}")
        if self.layout == "letter" and self.list in _FIELDS_OF and self.list != "laws":
            yield Flaw(("list",), "bad-value", "letter 版式只能列事项和法律法规")
        if self.group and (self.layout not in ("table", "cards") or self.list in _FIELDS_OF):
            yield Flaw(("group",), "misplaced-key", "只有表格、卡片里的事项可以分组")

    @property
    def fields(self) -> Mapping[str, fields.Field]:
        return _FIELDS_OF.get(self.list or "", fields.CARD_FIELDS)

    @property
    def placeholders(self) -> Mapping[str, str]:
        """What its paragraphs can say of each row, and the field that says it."""
        return {None: {}, "laws": LAW}.get(self.list, ITEM)


def _lone_half(columns: Iterable[Column]) -> int | None:
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


class Official(Part):
    """What makes a paper a formal notice: the parts around its text, in the order of GB/T 9704."""

    to: Text | None = Field(None, description="主送：写给谁")
    closing: Text | None = Field(None, description="结语，如 特此通知。")
    attachments: tuple[Text, ...] = Field((), description="附件说明，每个附件一条")
    contact: tuple[Text, ...] = Field((), description="附注，如联系人和电话")
    copies: tuple[Text, ...] = Field((), description="版记里的抄送，每个机关一条")
    receipt: Signature | None = Field(None, description="送达回证：沿线裁下的一条")

    def texts(self) -> Iterator[tuple[tuple[Any, ...], str]]:
        """Each text with its place."""
        yield from (((key,), text) for key in ("to", "closing") if (text := getattr(self, key)))
        for key in ("attachments", "contact", "copies"):
            yield from (((key, i), text) for i, text in enumerate(getattr(self, key)))


class InMatters(Part):
    """When a paper can be issued on a matter."""

    needs: Literal["result", "decision", "follow_up"] = Field(
        description="result：交出的自查结果或者执法人员的判断；decision：执法人员的判断；follow_up：判断和一次回访"
    )
    verdicts: tuple[Verdict, ...] = Field((), description="只写结论是这几种的违反事项，一项也没有就不出；不写就是全部")


class Definition(Part):
    """A printed checklist."""

    schema_: Literal[1] = Field(alias="schema", description="写 1")
    kind: Literal["checklist"] = Field(description="写 checklist")
    id: Name = Field(description="编号，与文件名相同")
    title: Text = Field(description="印在最上面的标题")
    made_for: Literal["enterprise", "public"] = Field(description="enterprise 给一家单位、public 不针对哪一家")
    decision: Literal["required", "violations", "optional", "none"] = Field(
        description="要不要自查结果；violations：要有，而且要查出了违反"
    )
    visit: Literal["required", "optional"] = Field("optional", description="要不要“一件事”清单")
    number: Text | None = Field(
        None, description="编号怎么写，如 清导〔{年}〕{序号}号；写了的，每一份出具时编号、登记，可以查验"
    )
    in_matters: InMatters | None = Field(None, description="事项里什么时候可以出；不写就不在事项里出")
    paper: Literal["portrait", "landscape"] = Field("portrait", description="portrait 竖排、landscape 横排")
    official: Official | None = Field(None, description="公文的各部分；写了就按公文格式印")
    introduction: tuple[Text, ...] = Field((), description="标题下的几段话")
    sections: tuple[Section, ...] = Field(description="各节，按印的顺序", min_length=1)
    statements: tuple[Text, ...] = Field((), description="最后的声明")
    signatures: tuple[Signature, ...] = Field((), description="签字栏")
    qr: Text | None = Field(None, description="二维码旁边的说明；不写就不印二维码")

    @property
    def plain_title(self) -> str:
        """The title without what is filled in."""
        return PLACEHOLDER.sub("", self.title).strip("：")

    def flaws(self) -> Iterator[Flaw]:
        if self.number is not None and set(PLACEHOLDER.findall(self.number)) != {"年", "序号"}:
            yield Flaw(("number",), "bad-number", "编号里要有 {年} 和 {序号}，不能有别的花括号")
        if self.in_matters and self.number is None:
            yield Flaw(("in_matters",), "misplaced-key", "事项里出的文书要编号；请写 number")
        if self.official and self.paper == "landscape":
            yield Flaw(("paper",), "misplaced-key", "公文只能竖排")
        for path, text, by_hand, known in self._texts():
            for name in PLACEHOLDER.findall(text):
                if message := flaw_in(name, known, by_hand):
                    yield Flaw(path, "unknown-placeholder", message)
        for i, section in enumerate(self.sections):
            if section.layout == "table" and (message := self._too_wide(section)):
                yield Flaw(("sections", i, "columns"), "too-wide", message)

    def _texts(self) -> Iterator[tuple[tuple[Any, ...], str, bool, tuple[str, ...]]]:
        """Each text with its place, whether blanks may stand in it, and the other placeholders that may."""
        yield ("title",), self.title, False, MATTER
        for key in ("introduction", "statements"):
            yield from (((key, i), text, False, MATTER) for i, text in enumerate(getattr(self, key)))
        for path, text in self.official.texts() if self.official else ():
            yield ("official", *path), text, True, MATTER
        for i, section in enumerate(self.sections):
            yield ("sections", i, "explanation"), section.explanation or "", False, MATTER
            known = (*MATTER, *section.placeholders)
            for j, text in enumerate(section.paragraphs):
                yield ("sections", i, "paragraphs", j), text, True, known

    def _too_wide(self, section: Section) -> str | None:
        most = OFFICIAL_WIDTH if self.official else WIDTHS[self.paper]
        total = sum(column.width or 0 for column in section.columns)
        return f"各栏宽度合计 {total} 毫米，纸面只有 {most} 毫米" if total > most else None


def read_definition(path: Path) -> Definition:
    """The checklist in the file; raises ProblemsError with everything that is wrong in it."""
    report = Report(str(path))
    definition = validate(Definition, parse(read_bytes(path), report), Reading(Scope({}, report), report))
    if definition is None or report.problems:
        raise ProblemsError(report.in_order())
    return definition


def definition_paths(checklists: Path) -> Mapping[str, Path]:
    """The files of the folder that define checklists, by the checklists' ids, sorted."""
    others = (FINDER_FILE, WORKFLOW_FILE)
    return {path.stem: path for path in sorted(checklists.glob("*.yaml")) if path.name not in others}


def find_definition(checklists: Path, kind: str) -> Definition:
    """The checklist `kind` of the folder; raises UnknownChecklistError, or ProblemsError where it is faulty."""
    known = definition_paths(checklists)
    if kind not in known:
        raise UnknownChecklistError(f"没有「{kind}」这种清单{did_you_mean(kind, known)}")
    return read_definition(known[kind])
