"""What other programs send."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictStr,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from compliance.rulepacks.models import PROOFS
from compliance.rulepacks.parts import Day, Name
from compliance.rulepacks.values import ValueFlaw, case_day
from compliance.services.answer_portals import Case, Wanted
from compliance.services.enterprise import MAX_ADDRESS, MAX_NAME, Enterprise

Suffix: TypeAlias = Literal["pdf", "xlsx", "docx"]
MAX_CHOSEN = 200


def _mapping(values: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a mapping by facts or items, or null."""
    return {"anyOf": [{"type": "object", "additionalProperties": values}, {"type": "null"}]}


_PROOF = {"type": "string", "enum": list(PROOFS)}
_PRIOR = {
    "type": "object",
    "properties": {
        "item": {"type": "string", "description": "事项编号"},
        "on": {"type": "string", "format": "date", "description": "哪一天"},
    },
    "required": ["item", "on"],
    "additionalProperties": False,
}
_SHEET = {
    "type": "object",
    "description": "答卷，与命令行的 --answers 相同；没有写的问题就是没有回答，不当作合规",
    "properties": {
        "answers": {**_mapping({}), "description": "各个问题的回答，按问题的编号"},
        "subject": {"type": "string", "enum": ["unit", "individual"], "description": "单位或个人；不写为单位"},
        "provenance": {**_mapping(_PROOF), "description": "各个回答的来源；不写为自述（declared）"},
        "circumstances": {**_mapping(_mapping({})), "description": "各个违反事项的情节，按事项编号"},
        "circumstance_provenance": {**_mapping(_mapping(_PROOF)), "description": "各个情节的来源，按事项编号"},
        "history": {
            "anyOf": [{"type": "array", "items": _PRIOR}, {"type": "null"}],
            "description": "以前的违法记录；不写为没有，null 为不知道",
        },
        "history_source": {**_PROOF, "description": "违法记录的来源；不写为自述"},
    },
    "additionalProperties": False,
}
Sheet: TypeAlias = Annotated[dict[str, Any], WithJsonSchema(_SHEET)]
"""What read_sheet takes; it says in Chinese what is wrong in it, question by question."""


def _within_reach(day: date) -> date:
    try:
        return case_day(day)
    except ValueFlaw as flaw:
        raise PydanticCustomError("value_flaw", "{reason}", {"reason": str(flaw)}) from None


CaseDay: TypeAlias = Annotated[Day, AfterValidator(_within_reach)]
Chosen: TypeAlias = Annotated[tuple[Name, ...], Field(max_length=MAX_CHOSEN)]


class Body(BaseModel):
    """A JSON object that holds nothing that isn't known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CaseBody(Body):
    """What is to be decided by: packs or one visit, and the days."""

    packs: Chosen = Field((), description="哪几份清单，写编号，见 /packs；和 visit 只写一个")
    visit: Name | None = Field(None, description="哪一件事，写编号，见 /visits；和 packs 只写一个")
    as_of: CaseDay | None = Field(None, description="按哪一天作决定；不写为今天")
    acted_on: CaseDay | None = Field(None, description="行为发生在哪一天；不写为与 as_of 同一天")

    @model_validator(mode="after")
    def _packs_or_visit(self) -> Self:
        if bool(self.packs) == (self.visit is not None):
            raise PydanticCustomError("value_flaw", "{reason}", {"reason": "packs 和 visit 要写一个，只能写一个"})
        return self

    def case_with(self, sheet: Mapping[str, Any] | None) -> Case:
        """The case with these answers."""
        return Case(self.packs or (self.visit or "",), sheet, self.as_of, self.acted_on)


class DecisionBody(CaseBody):
    """What is to be decided."""

    sheet: Sheet
    explain: StrictBool = Field(False, description="也要理由、出路、接着回答哪些题、罚款合计")


class EnterpriseBody(Body):
    """The enterprise that a paper is made for."""

    name: StrictStr = Field("", max_length=MAX_NAME, description="名称")
    credit_code: StrictStr = Field("", max_length=MAX_NAME, description="统一社会信用代码")
    address: StrictStr = Field("", max_length=MAX_ADDRESS, description="地址")


class DocumentBody(CaseBody):
    """The paper that is wanted, and what it is about."""

    kind: Name = Field(description="哪一种文书，见 checklists/README.md，如 guidance 指导清单、negative 负面清单")
    format: Suffix = Field("pdf", description="哪一种文件")
    sheet: Sheet | None = Field(None, description="答卷；空白清单不用写")
    items: Chosen = Field((), description="只写这几项；不写就写全部")
    enterprise: EnterpriseBody | None = Field(None, description="开给哪家单位；不写就留空手填")

    def wanted(self) -> Wanted:
        """The paper."""
        enterprise = Enterprise(**self.enterprise.model_dump()) if self.enterprise else None
        return Wanted(self.kind, self.format, self.items, enterprise)


class PackPath(BaseModel):
    """Which pack."""

    id: str = Field(description="清单的编号")


class NumberPath(BaseModel):
    """Which paper."""

    number: str = Field(description="文书上的编号，如 清导〔2026〕1号")


class HashBody(Body):
    """A file, by its hash."""

    sha256: StrictStr = Field(pattern="^[0-9a-f]{64}$", description="文件的 SHA-256，64 位小写十六进制")
