"""Looking at a text as it is typed: what is wrong with it, and what can be named in it. Nothing is stored by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from compliance.rulepacks.problems import Problem, ProblemsError, Report
from compliance.rulepacks.source import MappingNode, SequenceNode, parse
from compliance.services.office import Office
from compliance.services.publishing.checking import lint_draft
from compliance.services.publishing.drafts import check_size
from compliance.store.records.drafts import DraftRecord

_FACTS = ("questions", "circumstances")


@dataclass(frozen=True, slots=True)
class Look:
    """A text looked at. `facts` and `parameters` are those that it has, however faulty; None where it is no YAML."""

    problems: tuple[Problem, ...]
    facts: Mapping[str, Mapping[str, Any]] | None = None
    parameters: tuple[str, ...] = ()


def look_at(office: Office, draft: DraftRecord, text: bytes) -> Look:
    """What there is to say of the text, alone and together with the rules of today; raises TooLargeError."""
    check_size(text)
    problems = lint_draft(office, draft, text)
    try:
        root = parse(text, Report(draft.pack))
    except ProblemsError:
        return Look(problems)
    return Look(problems, _facts(root), tuple(_mapping(root, "parameters")))


def _facts(root: Any) -> dict[str, dict[str, Any]]:
    """By id: the type, the question, the unit and the options, as far as they are there."""
    facts = {name: fact for key in _FACTS for name, fact in _mapping(root, key).items()}
    return {name: dict(_said(fact)) for name, fact in facts.items()}


def _said(fact: Any) -> list[tuple[str, Any]]:
    if not isinstance(fact, MappingNode):
        return []
    said: list[tuple[str, Any]] = [
        (key, value) for key in ("type", "ask", "unit") if isinstance(value := fact.get(key), str)
    ]
    if isinstance(options := fact.get("options"), SequenceNode):
        said.append(("options", [each for each in options if isinstance(each, str)]))
    return said


def _mapping(root: Any, key: str) -> Mapping[str, Any]:
    found = root.get(key) if isinstance(root, MappingNode) else None
    return found if isinstance(found, MappingNode) else {}
