"""Who works on matters, and what each may do with them."""

from dataclasses import dataclass

from compliance.errors import ComplianceError
from compliance.rulepacks.workflow import MatterDeed, Role, Workflow
from compliance.services.enterprise import text_problem
from compliance.services.matters.machine import FOR_THE_OFFERED, Standing
from compliance.services.office import Office
from compliance.store.decisions import Ended
from compliance.store.deeds import Actor
from compliance.store.records.matters import MatterRecord

SEE_MATTERS: tuple[Role, ...] = ("officer", "reviewer", "legal")
"""The roles that see matters; admins, who make accounts, need no enterprise's name."""
MAX_NAME, MAX_DEPARTMENT, MAX_TOWN, MAX_REASON = 100, 60, 60, 1000
"""Characters."""


class NoWorkflow(ComplianceError):
    """The checklists have no workflow."""

    def __init__(self) -> None:
        super().__init__("checklists/ 里没有 workflow.yaml，事项办不了；请补上这个文件，再重新启动")


class NotYours(ComplianceError):
    """Somebody wants to do with a matter what is another's to do."""


class MatterInputError(ComplianceError):
    """What was written can't be used: `problems` says of each field, by name, what to mend."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems.values()))


@dataclass(frozen=True, slots=True)
class Officer:
    """Who works on a matter: the account's name, role and department; of every town where `town` is empty.

    Without a department somebody sees matters and can't work on them.
    """

    name: str
    role: Role
    department: str
    town: str = ""

    @property
    def actor(self) -> Actor:
        """The same as the audit log tells of it."""
        return Actor(self.name, "officer")


def workflow_of(office: Office) -> Workflow:
    """The office's workflow; raises NoWorkflow."""
    if office.workflow is None:
        raise NoWorkflow
    return office.workflow


def check_role(workflow: Workflow, officer: Officer, deed: MatterDeed) -> None:
    """Raises NotYours where the officer's role may not do so with any matter, or belongs to no department."""
    terms = workflow.deeds[deed]
    if officer.role not in terms.who:
        raise NotYours(f"您的身份不能“{terms.title}”；请交给有这项权限的人办")
    if not officer.department:
        raise NotYours("您的账户没有写明部门，不能办理事项；请管理员补上部门")


def check_may(workflow: Workflow, officer: Officer, matter: MatterRecord, standing: Standing, deed: MatterDeed) -> None:
    """Raises NotYours where the deed is another role's, department's or town's."""
    check_role(workflow, officer, deed)
    check_town(officer, matter.town)
    offered = deed in FOR_THE_OFFERED and standing.offered_to
    whose = standing.offered_to if offered else standing.department
    if officer.department != whose:
        said = f"已经移交给{whose}，等它接收或者退回" if offered else f"现在由{whose}负责"
        raise NotYours(f"事项 {matter.number} {said}，您所在的部门不能“{workflow.deeds[deed].title}”")


def check_has(officer: Officer, matter: MatterRecord) -> None:
    """Raises NotYours where another department or town has the matter in hand."""
    check_town(officer, matter.town)
    if officer.department != matter.department:
        raise NotYours(f"事项 {matter.number} 现在由{matter.department}负责；请由这个部门办")


def check_town(officer: Officer, town: str) -> None:
    """Raises NotYours where the town is another's than the officer's."""
    if officer.town and town != officer.town:
        raise NotYours(f"这件事项在{town or '别的乡镇'}，不在您负责的{officer.town}")


def may_see(officer: Officer, matter: MatterRecord | Ended) -> bool:
    """Whether the matter is of the officer's department, or offered to it, in the officer's town.

    Who is bound to no department sees those of all, who is bound to no town those of all towns.
    """
    own = officer.department in ("", matter.department, matter.offered_to)
    return officer.role in SEE_MATTERS and own and officer.town in ("", matter.town)


def lines_problem(label: str, text: str, most: int) -> str | None:
    """What keeps a text of several lines from being stored, in Chinese; `most` is in characters."""
    return text_problem(label, text.replace("\r\n", " ").replace("\n", " "), most)
