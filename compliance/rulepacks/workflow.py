"""A file of the workflow: what the steps of a matter are called, how long each may take, and who may do them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field

from compliance.rulepacks.conditions import Scope
from compliance.rulepacks.messages import validate
from compliance.rulepacks.models import Headed
from compliance.rulepacks.parts import Flaw, Name, Part, Reading, Text, Whole, frozen
from compliance.rulepacks.problems import ProblemsError, Report
from compliance.rulepacks.source import parse, read_bytes

WORKFLOW_FILE = "workflow.yaml"
"""Its name in the folder of checklists."""
MOST_DAYS = 1000

Role = Literal["officer", "reviewer", "legal", "admin"]
State = Literal["found", "assigned", "rectifying", "evaluating", "referred", "closed"]
MatterDeed = Literal[
    "take",
    "assign",
    "decide",
    "order",
    "report",
    "send_back",
    "refer",
    "come_back",
    "close",
    "reopen",
    "offer",
    "accept",
    "return_offer",
    "withdraw",
]


class StateTerms(Part):
    """A state of a matter, and in how many working days it is to be left; None: no deadline."""

    title: Text = Field(description="这一步叫什么")
    days: Whole | None = Field(None, description="几个工作日以内要办；不写就没有期限")

    def flaws(self) -> Iterator[Flaw]:
        if self.days is not None and not 1 <= self.days <= MOST_DAYS:
            yield Flaw(("days",), "bad-value", f"应为 1 到 {MOST_DAYS} 个工作日")


class DeedTerms(Part):
    """What may be done with a matter, and in which roles."""

    title: Text = Field(description="这样做叫什么")
    who: tuple[Role, ...] = Field(description="哪些身份可以做", min_length=1)


class Urgency(Part):
    """How urgent a matter may be."""

    id: Name = Field(description="编号，如 urgent")
    title: Text = Field(description="叫什么，如 加急")


class Workflow(Headed):
    """The whole file. Every state and every deed stands in it; which deed leads where is the program's."""

    urgencies: tuple[Urgency, ...] = Field(description="紧急程度，最急的在前", min_length=1)
    states: Annotated[Mapping[State, StateTerms], AfterValidator(frozen)] = Field(description="各步")
    deeds: Annotated[Mapping[MatterDeed, DeedTerms], AfterValidator(frozen)] = Field(description="可以做什么")

    def flaws(self) -> Iterator[Flaw]:
        ids = [each.id for each in self.urgencies]
        for i, each in enumerate(ids):
            if each in ids[:i]:
                yield Flaw(("urgencies", i, "id"), "duplicate", f"紧急程度「{each}」重复")
        for key, known in (("states", get_args(State)), ("deeds", get_args(MatterDeed))):
            if missing := [each for each in known if each not in getattr(self, key)]:
                yield Flaw((key,), "missing-key", f"缺少「{'、'.join(missing)}」")

    @property
    def ranks(self) -> tuple[str, ...]:
        """The ids of the urgencies, the most urgent first."""
        return tuple(each.id for each in self.urgencies)


def read_workflow(path: Path) -> Workflow:
    """The workflow at `path`; raises ProblemsError with everything that is wrong in it."""
    return parse_workflow(read_bytes(path), str(path))


def parse_workflow(text: bytes, name: str) -> Workflow:
    """The workflow with this text; raises ProblemsError with everything that is wrong in it."""
    report = Report(name)
    root: Any = parse(text, report)
    workflow = validate(Workflow, root, Reading(Scope({}, report), report))
    if workflow is None or report.problems:
        raise ProblemsError(report.in_order())
    return workflow
