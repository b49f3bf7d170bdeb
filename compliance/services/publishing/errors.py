"""What can't be done with drafts and published rules."""

from compliance.errors import ComplianceError
from compliance.rulepacks.problems import Problem


class NoSuchDraft(ComplianceError):
    """No draft has this id."""

    def __init__(self) -> None:
        super().__init__("没有这份草稿；请从规则一览里重新打开")


class NoSuchRules(ComplianceError):
    """No rule file, or no version of one, is called so."""


class NotYourDeed(ComplianceError):
    """Somebody wants to do what is another role's, or another person's, to do."""


class RefusedError(ComplianceError):
    """It can't be done as things stand; the text says why."""


class UnfitTextError(ComplianceError):
    """A text that can't be published, with what is wrong in it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(["还有错误，不能提交；请改好再提交：", *map(str, problems)]))


class TooLargeError(ComplianceError):
    """A text that is larger than a rule file may be."""

    def __init__(self) -> None:
        super().__init__("超过 2 MB，没有保存；请拆成几个规则包")


class ConflictError(ComplianceError):
    """Two changed the same lines, and nothing was stored. `mine` is what was to be stored, `theirs` what is.

    `marked` has what fits of both, and around the rest marks that no rule file can be published with.
    """

    def __init__(self, mine: bytes, theirs: bytes, marked: bytes, revision: int, by: str) -> None:
        self.mine, self.theirs, self.marked, self.revision, self.by = mine, theirs, marked, revision, by
        super().__init__(f"{by}同时改了同样的几行，您的这一次没有保存；请看两边的文字，合到一起再保存")
