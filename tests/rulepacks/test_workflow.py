"""The workflow's file: read, and refused where it is wrong, with the place."""

from typing import Any

import pytest

from compliance.documents.definitions import definition_paths
from compliance.rulepacks.problems import ProblemsError
from compliance.rulepacks.source import read_bytes
from compliance.rulepacks.workflow import parse_workflow, read_workflow
from compliance.settings import PROJECT

SHIPPED = PROJECT / "checklists" / "workflow.yaml"
TEXT = read_bytes(SHIPPED).decode()


def test_the_shipped_workflow_says_who_does_what_by_when() -> None:
    workflow = read_workflow(SHIPPED)

    assert workflow.ranks == ("critical", "urgent", "normal")
    assert workflow.states["rectifying"].days == 15
    assert workflow.states["closed"].days is None
    assert workflow.deeds["close"].who == ("reviewer",)


def test_the_workflow_is_no_checklist_to_print() -> None:
    assert "workflow" not in definition_paths(PROJECT / "checklists")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("days: 15", "days: 0", r"w:12:\d+: .*1 到 1000 个工作日"),
        ("days: 15", "days: 1.5", "整数"),
        ("who: [reviewer, legal]", "who: [boss]", "boss"),
        ("who: [reviewer]", "who: []", "至少要有一条"),
        ("  closed: {title: 办结}\n", "", "缺少「closed」"),
        ("  withdraw: {", "  with_draw: {", "with_draw"),
        ("id: urgent", "id: normal", "「normal」重复"),
        ("title: 整改", "titel: 整改", "是不是「title」"),
    ],
)
def test_a_wrong_workflow_is_refused_with_its_place(old: str, new: str, words: Any) -> None:
    assert old in TEXT

    with pytest.raises(ProblemsError, match=words):
        parse_workflow(TEXT.replace(old, new, 1).encode(), "w")
