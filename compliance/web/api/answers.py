"""What other programs get: the shapes that the OpenAPI description promises."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from compliance.engine.decision import Law
from compliance.rulepacks.models import (
    NegativeList,
    OneVisit,
    Period,
    Review,
    Status,
    Verdict,
    When,
    Who,
)
from compliance.rulepacks.parts import Amount, Day
from compliance.services.verify_document import State, Verified


class Answer(BaseModel):
    """A JSON object with these keys and no others."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PackSummary(Answer):
    """One pack in the list."""

    id: str
    title: str
    version: str
    region: str | None
    effective: Period
    reviewed: Review | None
    items: int = Field(ge=0, description="有几项")
    unverified: tuple[str, ...] = Field(description="整份清单里没有核对过的内容")
    unverified_items: int = Field(ge=0, description="有几项没有核对过原文")

    @classmethod
    def of(cls, pack: NegativeList) -> "PackSummary":
        """The summary of the pack."""
        return cls(
            id=pack.id,
            title=pack.title,
            version=pack.version,
            region=pack.region,
            effective=pack.effective,
            reviewed=pack.reviewed,
            items=len(pack.items),
            unverified=pack.unverified,
            unverified_items=sum(item.unverified is not None for item in pack.items),
        )


class Packs(Answer):
    """All packs, in order."""

    packs: tuple[PackSummary, ...]


class Pack(BaseModel):
    """A pack as it is written: its keys are those of rule files, which rules/README.md explains."""

    model_config = ConfigDict(extra="allow")

    id: str
    title: str
    version: str
    questions: dict[str, dict[str, Any]] = Field({}, description="问题：怎么问，什么类型，什么时候才问")
    items: list[dict[str, Any]] = Field(description="各项：义务和处罚的依据、条件、罚款、怎么改")


class StopAnswer(Answer):
    """A place on a walk."""

    title: str
    look: str | None
    items: tuple[str, ...]


class VisitAnswer(Answer):
    """Items of several packs that are looked at on one walk."""

    id: str
    title: str
    about: str | None
    reviewed: Review | None
    unverified: tuple[str, ...]
    stops: tuple[StopAnswer, ...]

    @classmethod
    def of(cls, visit: OneVisit) -> "VisitAnswer":
        """The visit."""
        stops = tuple(StopAnswer(title=stop.title, look=stop.look, items=stop.items) for stop in visit.stops)
        return cls(
            id=visit.id,
            title=visit.title,
            about=visit.about,
            reviewed=visit.reviewed,
            unverified=visit.unverified,
            stops=stops,
        )


class Visits(Answer):
    """All visits, in order."""

    visits: tuple[VisitAnswer, ...]


class FineAnswer(Answer):
    """A fine that the subject can meet, in yuan."""

    when: When
    who: Who
    min: Amount | None
    max: Amount | None
    may: bool
    sure: bool = Field(description="false：还不清楚适不适用这一档")
    per: str = Field("", description="按什么计，如每辆")
    of: str = Field("", description="按哪个数的倍数罚")
    times: list[Amount] = Field([], min_length=2, max_length=2, description="倍数的下限和上限")


class ReachableAnswer(Answer):
    """A lighter verdict still in reach."""

    rule: str
    verdict: Verdict
    open: list[str] = Field(description="还差的要件")


class OutcomeAnswer(Answer):
    """The verdict on one violation."""

    verdict: Verdict
    provisional: bool = Field(description="true：凭自己说的，还没有证明")
    applied: list[str]
    officer_decides: bool = Field(description="true：由执法机关决定")
    reachable: list[ReachableAnswer]


class FindingAnswer(Answer):
    """What was found of one item."""

    pack: str
    version: str
    item: str
    status: Status = Field(description="违反、不能确定、不适用或合规；不能确定不是合规")
    needs: list[str] = Field(description="不能确定时，还要回答的问题")
    law: Law
    officer_decides: bool
    fines: list[FineAnswer]
    outcome: OutcomeAnswer | None


class DecisionAnswer(Answer):
    """The decision, as `decide --json` prints it; what stands below `findings` only where it was asked for."""

    as_of: Day
    acted_on: Day
    findings: list[FindingAnswer]
    explanations: list[dict[str, Any]] = Field([], description="理由；见命令行的 schema --of explanation")
    next_questions: list[dict[str, Any]] = Field([], description="接着回答哪些题")
    exposure: dict[str, Any] = Field({}, description="罚款合计")


class Standing(Answer):
    """Whether a paper is ours, and in force."""

    number: str
    title: str
    issued_on: Day
    state: State = Field(description="in_force 有效、replaced 已被代替、withdrawn 已撤回")
    replaced_by: str | None
    withdrawn_on: Day | None
    signed: bool = Field(description="出具的文件带有电子签名")
    same: bool | None = Field(description="对照的文件和出具的一模一样；没有对照为 null")

    @classmethod
    def of(cls, found: Verified) -> "Standing":
        """The standing that was found."""
        return cls(**{name: getattr(found, name) for name in cls.model_fields})


class Flaw(Answer):
    """One thing to mend. `pointer`: where it is in the body, as a JSON pointer (RFC 6901) after a «#»."""

    detail: str
    pointer: str


class Problem(Answer):
    """What went wrong (RFC 9457)."""

    type: Literal["about:blank"] = "about:blank"
    title: str
    status: int
    detail: str = Field(description="怎么办")
    errors: tuple[Flaw, ...] = Field((), description="要改的各处")
