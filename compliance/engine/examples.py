"""The examples in a pack, run: each says what its answers must come to."""

from collections.abc import Iterator
from datetime import date

from compliance.engine.decide import Engine
from compliance.engine.sheet import AnswerSheet
from compliance.rulepacks.loader import RuleFile
from compliance.rulepacks.models import Example, Item, NegativeList
from compliance.rulepacks.problems import Problem, Report
from compliance.rulepacks.rulebook import bring_together
from compliance.rulepacks.source import locate
from compliance.rulepacks.values import read_value

STATUS_NAMES = {"violation": "违反", "undetermined": "不能确定", "not_applicable": "不适用", "compliant": "合规"}


def run_examples(file: RuleFile) -> tuple[Problem, ...]:
    """One error for each example of the pack that doesn't come to what it expects, saying why."""
    if not isinstance(file.content, NegativeList):
        return ()
    report = Report(file.name)
    engine = Engine(bring_together([file]))
    for number, item in enumerate(file.content.items):
        report.item = item.id
        for n, example in enumerate(item.examples):
            for message in _complaints(engine, file.content, item, example):
                report.error(locate(file.root, ("items", number, "examples", n)), "example-failed", message)
    return tuple(report.problems)


def count_examples(file: RuleFile) -> int:
    """How many examples the file has."""
    return sum(len(item.examples) for item in file.content.items) if isinstance(file.content, NegativeList) else 0


def _complaints(engine: Engine, pack: NegativeList, item: Item, example: Example) -> Iterator[str]:
    day = example.as_of or first_day(pack, item)
    given = {name: read_value(pack.questions[name], raw) for name, raw in example.given.items() if raw is not None}
    decision = engine.decide(AnswerSheet(given), day)
    finding = next((each for each in decision.findings if each.item == item.id), None)
    if finding is None:
        yield f"例子「{example.name}」：本项在 {day} 没有生效；请写 as_of"
    elif finding.status != example.expect:
        got, expected = STATUS_NAMES[finding.status], STATUS_NAMES[example.expect]
        hidden = [name for name in given if name not in engine.visible(AnswerSheet(given), day)]
        why = f"；还缺：{'、'.join(finding.needs)}" if finding.needs else ""
        why += f"；这些题按 ask_when 不会问到，写的值不算数：{'、'.join(hidden)}" if hidden else ""
        yield f"例子「{example.name}」应为{expected}（{example.expect}），得到的是{got}（{finding.status}）{why}"


def first_day(pack: NegativeList, item: Item) -> date:
    """The day on which the item takes effect."""
    return max(pack.effective.from_, item.effective.from_) if item.effective else pack.effective.from_
