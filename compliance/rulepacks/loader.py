"""From files to packs that can be decided: read, check, bring together."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from compliance.rulepacks.citations import citation_of, names_in
from compliance.rulepacks.conditions import Condition, Scope
from compliance.rulepacks.finder import Finder
from compliance.rulepacks.messages import Model, validate
from compliance.rulepacks.models import (
    GIVEN_FACTS,
    DatedNumber,
    Discretion,
    Item,
    NegativeList,
    OneVisit,
    Question,
    Rule,
    Statutes,
)
from compliance.rulepacks.parts import Reading, read_name
from compliance.rulepacks.problems import Mark, ProblemsError, Report, did_you_mean
from compliance.rulepacks.signatures import check_demanded, read_signatures
from compliance.rulepacks.source import MappingNode, SequenceNode, locate, parse, read_bytes
from compliance.rulepacks.values import ValueFlaw, describe, read_value

Content: TypeAlias = NegativeList | Discretion | OneVisit | Finder | Statutes


@dataclass(frozen=True, slots=True, weakref_slot=True)
class RuleFile:
    """One file's text and what it says. `root` are the text's nodes, for finding places."""

    name: str
    text: bytes
    content: Content
    root: MappingNode

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text).hexdigest()


def rule_paths(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files meant by `paths`: a folder stands for every .yaml and .yml file below it, sorted."""
    found: list[Path] = []
    for path in paths:
        found += (
            sorted(each for each in path.rglob("*") if each.suffix in (".yaml", ".yml")) if path.is_dir() else [path]
        )
    return tuple(dict.fromkeys(found))


def read_rule_file(path: Path, draft: bool = False) -> RuleFile:
    """The rule file at `path`; raises ProblemsError with everything that is wrong in it.

    `draft`: it is only looked at, and nothing decided by it; else raises SignatureError where one is demanded.
    """
    text = read_bytes(path)
    if not draft:
        check_demanded(str(path), text, lambda: read_signatures(path))
    return parse_rule_file(text, str(path))


def parse_rule_file(text: bytes, name: str) -> RuleFile:
    """The rule file with this text; raises ProblemsError with everything that is wrong in it."""
    report = Report(name)
    root = parse(text, report)
    content = _read_root(root, report)
    if content is None or report.problems:
        raise ProblemsError(report.in_order())
    return RuleFile(name, text, content, root)


def _read_root(root: Any, report: Report) -> Content | None:
    if not isinstance(root, MappingNode):
        report.error(locate(root, ()), "bad-value", f"文件应是一组键值，写的是{describe(root)}")
        return None
    kind = root.get("kind")
    if not isinstance(kind, str) or kind not in _READERS:
        mark = locate(root, ("kind",))
        code, said = (
            ("bad-value", f"kind 写的是{describe(kind)}；")
            if "kind" in root
            else ("missing-key", "缺少必填的「kind」；")
        )
        kinds = (
            "negative_list（负面清单）、discretion（裁量规则）、one_visit（一件事）、"
            "finder（选清单）或 statutes（法规登记）"
        )
        report.error(mark, code, f"{said}应为 {kinds}")
        return None
    return _READERS[kind](root, report)


def _read_negative_list(root: MappingNode, report: Report) -> NegativeList | None:
    parameters = _read_parameters(root, report)
    questions = _read_questions(root, "questions", Scope({}, report, parameters))
    scope = Scope(questions, report, parameters)
    reading = Reading(scope, report)
    items = [_read_item(node, mark, questions, reading) for node, mark in _entries(root, "items", report)]
    _report_repeats(root, "items", report, "全部规则包里的项")
    parts = {
        "questions": {name: each for name, each in questions.items() if each},
        "parameters": {name: each for name, each in parameters.items() if each},
        "items": [each for each in items if each],
    }
    return _assemble(NegativeList, root, parts, reading)


def _read_discretion(root: MappingNode, report: Report) -> Discretion | None:
    circumstances = _read_questions(root, "circumstances", Scope(GIVEN_FACTS, report))
    for name, question in circumstances.items():
        if question and question.ask_when:
            _check_articles(question.ask_when, locate(root, ("circumstances", name, "ask_when")), report)
    scope = Scope({**circumstances, **GIVEN_FACTS}, report, where="（可用情节和 case.、item.、prior. 各项）")
    reading = Reading(scope, report)
    rules = []
    for node, _ in _entries(root, "rules", report):
        report.item = _id_of(node)
        rules.append(rule := validate(Rule, node, reading))
        for i, element in enumerate(rule.elements if rule else ()):
            _check_articles(element.when, locate(node, ("elements", i, "when")), report)
        report.item = None
    _report_repeats(root, "rules", report, "裁量规则")
    parts = {
        "circumstances": {name: each for name, each in circumstances.items() if each},
        "rules": [each for each in rules if each],
    }
    return _assemble(Discretion, root, parts, reading)


def _check_articles(condition: Condition, mark: Mark, report: Report) -> None:
    for name in names_in(condition, "item.articles"):
        if citation_of(name) is None:
            report.error(mark, "bad-operand", f"「item.articles」的「{name}」：应写成「法名 条号」，如 某法 124")


def _read_one_visit(root: MappingNode, report: Report) -> OneVisit | None:
    return validate(OneVisit, root, Reading(Scope({}, report), report))


def _read_finder(root: MappingNode, report: Report) -> Finder | None:
    return validate(Finder, root, Reading(Scope({}, report), report))


def _read_statutes(root: MappingNode, report: Report) -> Statutes | None:
    _report_repeats(root, "statutes", report, "法规")
    return validate(Statutes, root, Reading(Scope({}, report), report))


def _assemble(model: type[Model], root: MappingNode, parts: dict[str, Any], reading: Reading) -> Model | None:
    """The whole, from parts that were read one by one; what is missing or of the wrong form the model says."""
    ready = {key: value for key, value in parts.items() if isinstance(root.get(key), MappingNode | SequenceNode)}
    return validate(model, {**root, **ready}, reading, at=root)


def _entries(root: MappingNode, key: str, report: Report) -> Iterator[tuple[Any, Mark]]:
    node = root.get(key)
    if isinstance(node, SequenceNode):
        yield from zip(node, node.marks, strict=True)
    elif isinstance(node, MappingNode):
        report.error(node.mark, "bad-value", f"「{key}」应为列表，每条以 - 开头")


def _named(root: MappingNode, key: str, report: Report) -> Iterator[tuple[str, Any, Mark]]:
    node = root.get(key)
    if isinstance(node, MappingNode):
        yield from ((name, value, node.key_marks.get(name, node.mark)) for name, value in node.items())
    elif isinstance(node, SequenceNode):
        report.error(node.mark, "bad-value", f"「{key}」应为一组键值，不是列表")


def _read_questions(root: MappingNode, key: str, outer: Scope) -> dict[str, Question | None]:
    """The questions in order; the ask_when of each may read those above it and what `outer` has."""
    questions: dict[str, Question | None] = {}
    for name, node, mark in _named(root, key, outer.report):
        _check_name(name, mark, outer.report)
        above = replace(outer, facts={**outer.facts, **questions}, where="（ask_when 只能读排在上面的问题）")
        questions[name] = validate(Question, node, Reading(above, outer.report))
    return questions


_RESERVED = ("case.", "item.", "prior.")


def _check_name(name: str, mark: Mark, report: Report) -> None:
    try:
        read_name(name)
    except ValueFlaw as flaw:
        report.error(mark, "bad-name", str(flaw))
    if name.startswith(_RESERVED):
        report.error(mark, "bad-name", f"「{name}」：{'、'.join(_RESERVED)} 开头的名称另有用途")


def _read_parameters(root: MappingNode, report: Report) -> dict[str, tuple[DatedNumber, ...] | None]:
    parameters: dict[str, tuple[DatedNumber, ...] | None] = {}
    reading = Reading(Scope({}, report), report)
    for name, node, mark in _named(root, "parameters", report):
        _check_name(name, mark, report)
        if not isinstance(node, SequenceNode) or not node:
            report.error(
                locate(root, ("parameters", name)), "bad-value", f"「{name}」应为列表：[{{from: 日期, value: 数}}]"
            )
            parameters[name] = None
            continue
        entries = [validate(DatedNumber, each, reading) for each in node]
        starts = [each.from_ for each in entries if each]
        for i, start in enumerate(starts):
            if start in starts[:i]:
                report.error(node.marks[i], "duplicate", f"「{name}」从 {start} 起的值写了两次")
        parameters[name] = tuple(each for each in entries if each) if all(entries) else None
    return parameters


def _read_item(node: Any, mark: Mark, questions: Mapping[str, Question | None], reading: Reading) -> Item | None:
    reading.report.item = _id_of(node)
    item = validate(Item, node, reading)
    if item:
        _check_multiples(item, node, questions, reading.report)
        _check_examples(item, node, questions, reading.report)
    reading.report.item = None
    return item


def _id_of(node: Any) -> str | None:
    identity = node.get("id") if isinstance(node, MappingNode) else None
    return identity if isinstance(identity, str) else None


def _check_multiples(item: Item, node: Any, questions: Mapping[str, Question | None], report: Report) -> None:
    for i, penalty in enumerate(item.penalty):
        for j, fine in enumerate(penalty.fines):
            if fine.of is None:
                continue
            mark = locate(node, ("penalty", i, "fines", j, "of"))
            if fine.of not in questions:
                report.error(mark, "unknown-fact", f"没有「{fine.of}」这个事实{did_you_mean(fine.of, questions)}")
            elif (question := questions[fine.of]) and question.type != "number":
                report.error(mark, "bad-operand", f"「{fine.of}」不是数字题，不能按它的倍数罚")


def _check_examples(item: Item, node: Any, questions: Mapping[str, Question | None], report: Report) -> None:
    for i, example in enumerate(item.examples):
        for name, raw in example.given.items():
            path = ("examples", i, "given", name)
            if name not in questions:
                report.error(
                    locate(node, path), "unknown-fact", f"没有「{name}」这个事实{did_you_mean(name, questions)}"
                )
            elif raw is not None and (question := questions[name]):
                try:
                    read_value(question, raw)
                except ValueFlaw as flaw:
                    report.error(locate(node, path), "bad-value", f"「{name}」{flaw}")


def _report_repeats(root: MappingNode, key: str, report: Report, what: str) -> None:
    seen: dict[str, Mark] = {}
    for node, mark in _entries(root, key, Report(report.file)):
        identity = _id_of(node)
        if identity in seen:
            report.error(
                locate(node, ("id",)), "duplicate", f"{what}编号「{identity}」重复（第 {seen[identity].line} 行已有）"
            )
        elif identity is not None:
            seen[identity] = mark


ENTRIES = {"negative_list": ("项", "items"), "discretion": ("规则", "rules"), "statutes": ("法规", "statutes")}
"""By kind of file: what its entries are called, and the key of their list."""
_READERS: dict[str, Callable[[MappingNode, Report], Content | None]] = {
    "negative_list": _read_negative_list,
    "discretion": _read_discretion,
    "one_visit": _read_one_visit,
    "finder": _read_finder,
    "statutes": _read_statutes,
}
