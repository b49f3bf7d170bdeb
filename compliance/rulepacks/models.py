"""The typed, immutable values of rule files (schema 1), and what each checks of itself."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictBool,
)

from compliance.rulepacks.conditions import All
from compliance.rulepacks.parts import (
    Amount,
    Article,
    Changeable,
    ConditionField,
    Day,
    Flaw,
    Name,
    Number,
    OneOrMore,
    Part,
    Share,
    Text,
    Whole,
    frozen,
    listed,
    nothing,
)
from compliance.rulepacks.values import FactType

Status = Literal["violation", "undetermined", "not_applicable", "compliant"]
When = Literal["immediate", "uncorrected", "serious"]
Who = Literal["any", "unit", "individual", "responsible"]
ItemSeverity = Literal["minor", "general", "serious"]
Rank = Literal["法律", "行政法规", "部门规章", "地方性法规", "地方政府规章"]
Proof = Literal["declared", "evidenced", "verified"]
Verdict = Literal[
    "time_barred",
    "no_penalty_required",
    "no_penalty_allowed",
    "mitigated",
    "lenient",
    "ordinary",
    "aggravated",
    "refer",
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
"""Lightest first."""
PROOFS: tuple[Proof, ...] = get_args(Proof)
"""Weakest first."""
LEFT_TO_OFFICERS: tuple[Verdict, ...] = ("no_penalty_allowed", "mitigated", "lenient")
"""What a law that says 可以 may leave to the officer."""


class Period(Part):
    """When something is in force; both ends inclusive."""

    from_: Day = Field(alias="from", description="从哪天起生效（当天算在内）")
    to: Day | None = Field(None, description="到哪天为止（当天算在内）；不写为一直有效")

    def flaws(self) -> Iterator[Flaw]:
        if self.to and self.to < self.from_:
            yield Flaw(("to",), "bad-period", "结束日期早于开始日期")

    def covers(self, day: date) -> bool:
        return self.from_ <= day and (self.to is None or day <= self.to)


class Review(Part):
    """Who last checked the text against the law, and when."""

    on: Day = Field(description="审核日期")
    by: Text = Field(description="审核人或部门")


class Headed(Part):
    """A whole file: what all kinds begin with."""

    schema_: Literal[1] = Field(alias="schema", description="写 1")
    id: Name = Field(description="编号，全部文件里唯一")
    title: Text = Field(description="名称")
    reviewed: Review | None = Field(None, description="最近一次审核")
    unverified: tuple[Text, ...] = Field((), description="整个文件里没有核对过的内容，逐条写明")


class Question(Part):
    """A fact, and how an enterprise is asked for it."""

    ask: Text = Field(description="向企业提的问题，一句话")
    type: FactType = Field(
        description="boolean 是否题、number 数字、choice 单选、choices 多选、date 日期、text 文字（文字题不能作条件）"
    )
    unit: Text | None = Field(None, description="数字的单位，如 平方米")
    min: Number | None = Field(None, description="数字的最小值")
    max: Number | None = Field(None, description="数字的最大值")
    options: tuple[Text, ...] | None = Field(None, description="单选、多选的选项")
    ask_when: ConditionField | None = Field(None, description="什么时候才问；只能读排在上面的问题")
    help: Text | None = Field(None, description="给企业的一句说明")
    evidence: Text | None = Field(None, description="可以用什么材料证明")
    changeable: Changeable = Field(
        True,
        description="企业现在还改变不了的（过去的日期、做过的事、所在地）写 false；只改得到某些选项的，列出这些选项",
    )

    def flaws(self) -> Iterator[Flaw]:
        chooses = self.type in ("choice", "choices")
        if chooses and not self.options:
            yield Flaw(("type",), "missing-key", "单选、多选题要写 options")
        if self.options and not chooses:
            yield Flaw(("options",), "misplaced-key", "只有单选、多选题才有 options")
        if self.options and len(set(self.options)) < len(self.options):
            yield Flaw(("options",), "duplicate", "选项有重复")
        if isinstance(self.changeable, tuple) and not set(self.changeable) <= set(self.options or ()):
            yield Flaw(("changeable",), "bad-operand", "changeable 里列的应是 options 里的选项")
        for key in ("unit", "min", "max"):
            if getattr(self, key) is not None and self.type != "number":
                yield Flaw((key,), "misplaced-key", f"只有数字题才有 {key}")
        if self.min is not None and self.max is not None and self.min > self.max:
            yield Flaw(("max",), "bad-range", "max 小于 min")


Questions = Annotated[dict[Name, Question], AfterValidator(frozen)]


class DatedNumber(Part):
    """The value of a parameter from a day on."""

    from_: Day = Field(alias="from", description="从哪天起是这个数")
    value: Number = Field(description="数值")


class Citation(Part):
    """A place in a law."""

    law: Text = Field(description="法律、法规、规章的名称（可用简称）")
    article: Article = Field(description="第几条；第十八条之一写成 18-1")
    paragraph: Whole | None = Field(None, description="第几款")
    subitem: Whole | None = Field(None, description="第几项")
    unverified: Text | None = Field(None, description="没有核对过原文时，写明原因")


class Fine(Part):
    """One grade of a fine, in yuan; or in multiples (`times`) of a fact (`of`)."""

    when: When = Field(description="immediate 可直接罚、uncorrected 责令限期改正而逾期不改、serious 情节严重")
    who: Who = Field(
        description="any 不分、unit 单位、individual 个人、responsible 直接负责的主管人员和其他直接责任人员"
    )
    if_: ConditionField | None = Field(None, alias="if", description="只在什么情况下适用这一档")
    min: Amount = Field(Decimal(0), description="下限，元；不写为 0")
    max: Amount | None = Field(None, description="上限，元")
    of: Name | None = Field(None, description="按哪个数字事实的倍数罚，如 货值金额")
    times: tuple[Amount, Amount] | None = Field(None, description="倍数的下限和上限，如 [10, 20]")
    may: StrictBool = Field(False, description="原文是「可以」的写 true")
    per: Text | None = Field(None, description="按什么计，如 每辆、每人")

    def flaws(self) -> Iterator[Flaw]:
        if (self.of is None) != (self.times is None):
            yield Flaw((), "missing-key", "按倍数罚要同时写 of 和 times")
        elif self.times is None and self.max is None:
            yield Flaw((), "missing-key", "缺少 max（上限，元）")
        elif self.times and (self.max is not None or "min" in self.model_fields_set):
            yield Flaw((), "misplaced-key", "按倍数罚（of、times）时不写 min、max")
        if self.max is not None and self.min > self.max:
            yield Flaw(("max",), "bad-range", "max 小于 min")
        if self.times and self.times[0] > self.times[1]:
            yield Flaw(("times",), "bad-range", "倍数的上限小于下限")


class Penalty(Citation):
    """What the law threatens, from a day on."""

    from_: Day | None = Field(None, alias="from", description="从哪天起适用；有几个时期的，每一个都要写")
    measures: tuple[Text, ...] = Field(description="处罚和处理措施，如 责令限期改正、罚款")
    fines: tuple[Fine, ...] = Field((), description="罚款的档次；没有罚款的不写")


class Rectification(Part):
    """How to mend it, and by when."""

    how: Text = Field(description="怎么改，用自己的话写")
    within_days: Whole | None = Field(None, description="几天之内改好")


class Example(Part):
    """A case with a known answer; `test` runs it."""

    name: Text = Field(description="例子的名称")
    given: Annotated[dict[str, Any], AfterValidator(frozen)] = Field(description="各个事实的值")
    expect: Status = Field(description="应得的结果：violation、undetermined、not_applicable 或 compliant")
    as_of: Day | None = Field(None, description="按哪一天判断；不写为本项生效之日")


class Item(Part):
    """One thing that must not be done."""

    id: Name = Field(description="本项编号，全部规则包里唯一")
    title: Text = Field(description="标题，用自己的话写")
    department: Text = Field(description="主管部门")
    act: Text | None = Field(None, description="同一个行为；写同样文字的各项只罚一次（一事不再罚）")
    severity: ItemSeverity = Field(description="minor 轻微、general 一般、serious 严重")
    lists: tuple[Text, ...] = Field((), description="被哪些公布的清单列入，如 first_offence")
    effective: Period | None = Field(None, description="本项自己的生效期间；不写随规则包")
    duty: Annotated[tuple[Citation, ...], BeforeValidator(listed), OneOrMore()] = Field(
        description="义务出自哪里；一条或几条", min_length=1
    )
    applies_when: ConditionField = Field(default_factory=All, description="对谁、什么时候适用；不写为总是适用")
    violated_when: ConditionField = Field(description="什么情况是违反")
    penalty: Annotated[tuple[Penalty, ...], BeforeValidator(listed), OneOrMore()] = Field(
        description="处罚依据；一条，或按时期的几条", min_length=1
    )
    rectify: Rectification | None = Field(None, description="怎么整改")
    examples: tuple[Example, ...] = Field((), description="例子；至少一个 violation、一个 compliant")
    unverified: Text | None = Field(None, description="本项没有核对过原文时，写明原因")

    def flaws(self) -> Iterator[Flaw]:
        starts = [each.from_ for each in self.penalty]
        for i, start in enumerate(starts):
            if start is None and len(starts) > 1:
                yield Flaw(("penalty", i), "missing-key", "有几个时期的处罚，每一个都要写 from")
            if start is not None and start in starts[:i]:
                yield Flaw(("penalty", i, "from"), "duplicate", f"{start} 的处罚写了两次")

    @cached_property
    def laws(self) -> frozenset[str]:
        """The names of the laws that its duty and its penalties cite, as they are written."""
        return frozenset(each.law for each in (*self.duty, *self.penalty))

    @cached_property
    def articles(self) -> frozenset[str]:
        """The articles that its duty and its penalties cite: «食品安全法 124»."""
        return frozenset(f"{each.law} {each.article}" for each in (*self.duty, *self.penalty))

    @property
    def statuses_expected(self) -> frozenset[Status]:
        return frozenset(example.expect for example in self.examples)


class NegativeList(Headed):
    """A pack of kind negative_list."""

    kind: Literal["negative_list"] = Field(description="写 negative_list")
    version: Text = Field(description='版本，加引号，如 "2026.1"；发布后不再改')
    region: Text | None = Field(None, description="适用地区")
    effective: Period = Field(description="生效期间")
    questions: Questions = Field(default_factory=nothing, description="事实，以及怎么问企业")
    parameters: Annotated[dict[Name, tuple[DatedNumber, ...]], AfterValidator(frozen)] = Field(
        default_factory=nothing, description="随时间变动的数字"
    )
    items: tuple[Item, ...] = Field(description="各项")

    def in_force(self, item: Item, day: date) -> bool:
        return self.effective.covers(day) and (item.effective is None or item.effective.covers(day))


class Element(Part):
    """One of a rule's requirements (要件)."""

    id: Name = Field(description="要件编号，规则内唯一")
    title: Text = Field(description="要件名称")
    when: ConditionField = Field(description="什么情况算具备")
    proof: Proof = Field("declared", description="要证明到什么程度：declared 自述、evidenced 有材料、verified 经核实")
    curable: StrictBool = Field(False, description="现在去做还来得及具备的写 true")
    how: Text | None = Field(None, description="怎么具备")


class Rule(Part):
    """A ground for a verdict, or against some."""

    id: Name = Field(description="编号，全部裁量文件里唯一")
    title: Text = Field(description="名称，如 首违不罚")
    verdict: Verdict | None = Field(None, description="具备全部要件时的处理结论")
    may: StrictBool = Field(
        False, description="原文是「可以从轻、减轻……」的写 true：给不给由执法机关决定；verdict 写其中最轻的"
    )
    basis: Annotated[tuple[Citation, ...], BeforeValidator(listed), OneOrMore()] = Field(
        description="依据；一条或几条", min_length=1
    )
    lookback_days: Whole | None = Field(None, description="往前看几天的违法记录；不写为全部")
    elements: tuple[Element, ...] = Field(description="要件")
    bars: tuple[Verdict, ...] = Field((), description="具备全部要件时排除哪些结论")
    note: Text | None = Field(None, description="具备全部要件时给出的说明，如由执法机关决定的事")
    unverified: Text | None = Field(None, description="没有核对过原文时，写明原因")

    def flaws(self) -> Iterator[Flaw]:
        if self.verdict is None and not self.bars and self.note is None:
            yield Flaw((), "missing-key", "规则要写 verdict（结论）、bars（排除的结论）或 note（只作说明）")
        if self.may and self.verdict not in LEFT_TO_OFFICERS:
            yield Flaw(("may",), "misplaced-key", f"may 只用于 verdict 是 {'、'.join(LEFT_TO_OFFICERS)} 的规则")
        ids = [element.id for element in self.elements]
        for i, each in enumerate(ids):
            if each in ids[:i]:
                yield Flaw(("elements", i, "id"), "duplicate", f"要件编号「{each}」重复")


class Band(Part):
    """Which part of a fine's range a department's benchmark has for a verdict, from a day on."""

    department: Text | None = Field(None, description="哪个部门的裁量基准；不写为没有另定的各部门")
    verdict: Literal["lenient", "ordinary", "aggravated"] = Field(
        description="哪种处理结论：lenient 从轻、ordinary 一般、aggravated 从重"
    )
    from_: Day = Field(alias="from", description="从哪天起适用")
    share: tuple[Share, Share] = Field(
        description="占罚款上下限之差的份额，从下限算起，如 [0, 0.3] 是最低的百分之三十；两头都含"
    )
    basis: Annotated[tuple[Citation, ...], BeforeValidator(listed), OneOrMore()] = Field(
        (), description="依据；一条或几条，没有的写 unverified"
    )
    unverified: Text | None = Field(None, description="没有核对过裁量基准原文时，写明原因")

    def flaws(self) -> Iterator[Flaw]:
        if self.share[0] > self.share[1]:
            yield Flaw(("share",), "bad-range", "份额的上限小于下限")
        if not self.basis and self.unverified is None:
            yield Flaw((), "missing-key", "要写 basis（裁量基准的出处），没有核对原文的写 unverified（原因）")


class Discretion(Headed):
    """A file of kind discretion."""

    kind: Literal["discretion"] = Field(description="写 discretion")
    version: Text | None = Field(None, description="版本，加引号")
    region: Text | None = Field(None, description="适用地区")
    circumstances: Questions = Field(default_factory=nothing, description="对每一处违反要问的情节")
    rules: tuple[Rule, ...] = Field(description="裁量规则")
    bands: tuple[Band, ...] = Field((), description="裁量幅度：各部门的裁量基准把从轻、一般、从重各定在罚款的哪一段")


class Stop(Part):
    """A place where a walk stops, and what is looked at there."""

    title: Text = Field(description="走到哪里，如 后厨、门口")
    look: Text | None = Field(None, description="在这里看什么，一句话")
    items: tuple[Name, ...] = Field(description="看哪几项，写各项的编号，按看的先后", min_length=1)


class OneVisit(Headed):
    """A file of kind one_visit: items of several packs and departments, walked in one go (一件事)."""

    kind: Literal["one_visit"] = Field(description="写 one_visit")
    about: Text | None = Field(None, description="给企业的一句说明：适合谁，查什么")
    stops: tuple[Stop, ...] = Field(description="各站，按走的先后", min_length=1)

    def flaws(self) -> Iterator[Flaw]:
        seen: set[str] = set()
        for i, stop in enumerate(self.stops):
            for j, item in enumerate(stop.items):
                if item in seen:
                    yield Flaw(("stops", i, "items", j), "duplicate", f"「{item}」写了两次；一项只在一站看")
                seen.add(item)


class Statute(Part):
    """A law, regulation or rule that rule files cite."""

    id: Name = Field(description="规则文件引用时写的名称，一般是不带“中华人民共和国”的全称")
    title: Text = Field(description="全称")
    short: tuple[Text, ...] = Field((), description="别的简称")
    rank: Rank = Field(description="法律、行政法规、部门规章、地方性法规（设区的市的也写这一种）、地方政府规章")
    issuer: Text | None = Field(None, description="制定机关")
    version: Day = Field(description="规则所依据的文本是哪一天通过或者最后修改的")
    effective: Day = Field(description="从哪天起施行；修改过的，写这一文本施行的日期")
    repealed: Day | None = Field(None, description="哪一天废止；没有废止的不写")
    unverified: Text | None = Field(None, description="没有核对过的，写明原因")

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that may stand in a citation."""
        return (self.id, self.title, self.title.removeprefix("中华人民共和国"), *self.short)

    def flaws(self) -> Iterator[Flaw]:
        if self.repealed and self.repealed < self.effective:
            yield Flaw(("repealed",), "bad-period", "废止日期早于施行日期")


class Statutes(Headed):
    """The register of what the rule files cite."""

    kind: Literal["statutes"] = Field(description="写 statutes")
    statutes: tuple[Statute, ...] = Field(description="各部法律、法规、规章")

    def flaws(self) -> Iterator[Flaw]:
        seen: dict[str, str] = {}
        for number, each in enumerate(self.statutes):
            for name in dict.fromkeys(each.names):
                if seen.setdefault(name, each.id) != each.id:
                    yield Flaw(
                        ("statutes", number), "duplicate", f"「{name}」也是「{seen[name]}」的名称；一个名称只能指一部"
                    )


class GivenFact(NamedTuple):
    """A fact that discretion may read of the case, the item or the history, not asked of anybody for a violation."""

    type: FactType
    options: tuple[str, ...] | None = None
    min: Decimal | None = None
    max: Decimal | None = None


GIVEN_FACTS: dict[str, GivenFact] = {
    "case.subject": GivenFact("choice", ("unit", "individual")),
    "item.severity": GivenFact("choice", ("minor", "general", "serious")),
    "item.lists": GivenFact("choices"),
    "item.id": GivenFact("choice"),
    "item.laws": GivenFact("choices"),
    "item.articles": GivenFact("choices"),
    "prior.same_item": GivenFact("number"),
    "prior.any": GivenFact("number"),
}
