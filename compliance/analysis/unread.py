"""Questions that nothing reads: neither a condition nor the multiples of a fine."""

from collections.abc import Mapping

from compliance.analysis.days import closure
from compliance.rulepacks.conditions import facts_in
from compliance.rulepacks.models import Discretion, NegativeList, Question
from compliance.rulepacks.problems import Report
from compliance.rulepacks.source import MappingNode


def report_unread(content: NegativeList | Discretion, root: MappingNode, report: Report) -> None:
    """Says of each question that no outcome hangs on it. Questions that take a text are there for the record."""
    key, questions, read = _of(content)
    records = [fact for fact, question in questions.items() if question.type == "text"]
    used = closure(questions, read.union(records))
    for fact in questions:
        if fact not in used:
            mark = root[key].key_marks.get(fact, root[key].mark)
            report.warning(mark, "unread-question", f"「{fact}」问了没有用：没有条件读它，罚款也不按它的倍数算")


def _of(content: NegativeList | Discretion) -> tuple[str, Mapping[str, Question], frozenset[str]]:
    if not isinstance(content, NegativeList):
        conditions = [element.when for rule in content.rules for element in rule.elements]
        return "circumstances", content.circumstances, frozenset().union(*map(facts_in, conditions))
    fines = [fine for item in content.items for penalty in item.penalty for fine in penalty.fines]
    conditions = [each for item in content.items for each in (item.applies_when, item.violated_when)]
    conditions += [fine.if_ for fine in fines if fine.if_]
    multiples = [fine.of for fine in fines if fine.of]
    return "questions", content.questions, frozenset(multiples).union(*map(facts_in, conditions))
