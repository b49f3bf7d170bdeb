"""What the form shows of an item, of a fact and of an example, in its order: which keys, under which labels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from compliance.documents.wording import SEVERITIES, STATUSES
from compliance.services.item_form import boxes
from compliance.services.item_form.boxes import Reader, Shower

FACT_TYPES: Mapping[str, str] = {
    "boolean": "是否题",
    "number": "数字",
    "choice": "单选",
    "choices": "多选",
    "date": "日期",
    "text": "文字（只作记录，不能作条件）",
}


@dataclass(frozen=True, slots=True)
class Box:
    """One control. `choices`: its values with their words; `known`: whose known values it offers beside others."""

    label: str
    read: Reader = boxes.text
    kind: Literal["line", "area", "pick"] = "line"
    help: str = ""
    choices: Mapping[Any, str] = field(default_factory=dict)
    known: Literal["", "departments", "laws", "numbers"] = ""
    show: Shower = boxes.shown


@dataclass(frozen=True, slots=True)
class Tree:
    """A condition."""

    label: str
    help: str = ""
    kind: Literal["tree"] = "tree"


@dataclass(frozen=True, slots=True)
class Given:
    """An example's answers: a control for each fact that the item asks for."""

    label: str
    kind: Literal["given"] = "given"


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping. `folded`: shown when it is opened."""

    label: str
    keys: Mapping[str, "Shape"]
    kind: Literal["fields"] = "fields"


@dataclass(frozen=True, slots=True)
class Rows:
    """A list. `alone`: a single entry stands without its list."""

    label: str
    row: Fields
    add: str
    alone: bool = False
    help: str = ""
    kind: Literal["rows"] = "rows"


Shape: TypeAlias = Box | Tree | Given | Fields | Rows

_PLACE: Mapping[str, Shape] = {
    "law": Box("法律、法规、规章", known="laws"),
    "article": Box("第几条", boxes.article, help="第十八条之一写成 18-1"),
    "paragraph": Box("第几款", boxes.whole),
    "subitem": Box("第几项", boxes.whole),
    "unverified": Box("没有核对原文的，写明原因"),
}
FINE = Fields(
    "这一档",
    {
        "when": Box(
            "什么时候罚",
            kind="pick",
            choices={"immediate": "可以直接罚", "uncorrected": "责令限期改正，逾期不改正才罚", "serious": "情节严重的"},
        ),
        "who": Box(
            "罚谁",
            kind="pick",
            choices={
                "any": "不分单位、个人",
                "unit": "单位",
                "individual": "个人",
                "responsible": "直接负责的主管人员和其他直接责任人员",
            },
        ),
        "may": Box(
            "应当还是可以",
            boxes.ticked,
            "pick",
            choices={"": "应当罚", "true": "可以罚（条文写“可以”）"},
            show=boxes.show_ticked,
        ),
        "min": Box("从多少元", boxes.number, help="没有下限不填"),
        "max": Box("到多少元", boxes.number, help="可以写 1万"),
        "per": Box("按什么计", help="如 每辆、每人；没有不填"),
        "of": Box("按倍数罚的：按哪个数", known="numbers"),
        "times": Box(
            "按倍数罚的：几倍至几倍",
            boxes.multiples,
            help="如 10 至 20；1% 至 5%。按数额罚的不填",
            show=boxes.show_multiples,
        ),
        "if": Tree("只在这种情形罚这一档", "不加条件：都罚这一档"),
    },
)
EXAMPLE = Fields(
    "这个例子",
    {
        "name": Box("名称"),
        "given": Given("答案"),
        "expect": Box("应得的结果", kind="pick", choices=STATUSES),
        "as_of": Box("按哪一天判断", boxes.day, help="如 2026-01-31；不填为本项生效那天"),
    },
)
ITEM = Fields(
    "事项",
    {
        "title": Box("标题", help="用自己的话写，短一些"),
        "department": Box("主管部门", known="departments"),
        "act": Box("同一个行为", help="几项罚的是同一个行为，就写同样的文字；不是的不填"),
        "severity": Box("轻重", kind="pick", choices=SEVERITIES),
        "lists": Box("列入的名单", boxes.lines, "area", "一行一个，如 first_offence（首违不罚清单）；没有不填"),
        "duty": Rows("违反的规定", Fields("这一处", _PLACE), "加一处规定", alone=True),
        "applies_when": Tree("什么时候适用", "不加条件：总是适用"),
        "violated_when": Tree("什么情况是违反"),
        "penalty": Fields(
            "罚则",
            {
                **_PLACE,
                "measures": Box("处罚和处理措施", boxes.lines, "area", "一行一种，如 责令限期改正、罚款"),
                "fines": Rows("罚款", FINE, "加一档罚款"),
            },
        ),
        "rectify": Fields(
            "整改",
            {"how": Box("怎么改", kind="area"), "within_days": Box("几天之内改好", boxes.whole)},
        ),
        "unverified": Box("本项没有核对的，写明原因", kind="area"),
        "examples": Rows("例子", EXAMPLE, "加一个例子", help="至少一个违反、一个符合；有适用条件的再写一个不适用的"),
    },
)
FACT = Fields(
    "这个事实",
    {
        "ask": Box("怎样问企业", help="一句话，问事实，不问是否违法"),
        "type": Box("题型", kind="pick", choices=FACT_TYPES),
        "unit": Box("单位", help="只用于数字，如 平方米、元"),
        "min": Box("最小值", boxes.number, help="只用于数字"),
        "max": Box("最大值", boxes.number, help="只用于数字"),
        "options": Box("选项", boxes.lines, "area", "只用于单选、多选，一行一个"),
        "ask_when": Tree("什么时候才问", "不加条件：总是问。只能用排在上面的事实"),
        "help": Box("给企业的说明"),
        "evidence": Box("可以用什么材料证明"),
        "changeable": Box(
            "企业现在能不能改变",
            boxes.changeable,
            "area",
            "不填为能；过去的事写“不能”；只改得到某些选项的，一行写一个选项",
            show=boxes.show_changeable,
        ),
    },
)
