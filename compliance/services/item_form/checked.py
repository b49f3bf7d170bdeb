"""What is wrong with an item as its draft has it: what the linter says, and examples that come out otherwise."""

from dataclasses import dataclass, replace

from compliance.engine.examples import run_examples
from compliance.rulepacks.loader import RuleFile
from compliance.rulepacks.models import NegativeList
from compliance.rulepacks.problems import Problem, ProblemsError
from compliance.rulepacks.source import MappingNode, SequenceNode
from compliance.services.item_form.finding import named_problems
from compliance.services.item_form.item_form import ItemForm
from compliance.services.office import Office
from compliance.services.publishing.checking import lint_draft, parse_draft
from compliance.store.records.drafts import DraftRecord


@dataclass(frozen=True, slots=True)
class Checked:
    """Problems by the control's name, empty for the whole item, and how many there are elsewhere in the file."""

    named: dict[str, str]
    elsewhere: int


def check_item(office: Office, draft: DraftRecord, form: ItemForm) -> Checked:
    """The problems of the form's text, of which the form shows one item that is in it."""
    if form.number is None:
        return Checked({}, 0)
    name, content = f"{draft.pack}.yaml", form.text.content
    problems = [each for each in lint_draft(office, draft, content) if each.file == name]
    if not any(each.severity == "error" for each in problems):
        problems += _examples(parse_draft(draft, content), form.number)
    facts = [row.was for row in form.facts]
    named, others = named_problems(form.text, form.number, facts, problems)
    return Checked(named, len(others))


def _examples(file: RuleFile, number: int) -> tuple[Problem, ...]:
    """Those of the item's examples that come out otherwise; the others' aren't run."""
    assert isinstance(file.content, NegativeList)
    items = SequenceNode(file.root["items"].mark)
    items.append(file.root["items"][number])
    items.marks.append(file.root["items"].marks[number])
    root = MappingNode(file.root.mark)
    root.update({**file.root, "items": items})
    root.value_marks = file.root.value_marks
    content = file.content.model_copy(update={"items": (file.content.items[number],)})
    try:
        return run_examples(replace(file, content=content, root=root))
    except ProblemsError as error:
        return error.problems
