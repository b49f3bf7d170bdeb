"""An answer sheet: what somebody says of an enterprise, checked against the questions before anything is decided."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias

from immutabledict import immutabledict

from compliance.rulepacks.models import PROOFS, Proof, Question
from compliance.rulepacks.problems import Mark, ProblemsError, Report, did_you_mean, json_pointer
from compliance.rulepacks.rulebook import Rulebook
from compliance.rulepacks.source import MappingNode, SequenceNode, locate, parse
from compliance.rulepacks.values import Value, ValueFlaw, describe, exact_date, exact_text, read_value

Subject: TypeAlias = Literal["unit", "individual"]
Values: TypeAlias = Mapping[str, Value]
NOTHING: immutabledict[str, Any] = immutabledict()
MAX_HINTS = 20


@dataclass(frozen=True, slots=True)
class Prior:
    """An earlier violation."""

    item: str
    on: date


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """Typed answers; a fact that isn't there is unanswered. `history` None: nobody knows."""

    answers: Values = NOTHING
    subject: Subject = "unit"
    provenance: Mapping[str, Proof] = NOTHING
    circumstances: Mapping[str, Values] = field(default=NOTHING)
    circumstance_provenance: Mapping[str, Mapping[str, Proof]] = field(default=NOTHING)
    history: tuple[Prior, ...] | None = ()
    history_source: Proof = "declared"


def parse_sheet(text: bytes, name: str, rulebook: Rulebook) -> AnswerSheet:
    """The sheet in a YAML or JSON text; raises ProblemsError with every problem in it."""
    report = Report(name)
    return _checked(parse(text, report), rulebook, report)


def read_sheet(raw: Mapping[str, Any], rulebook: Rulebook, name: str = "答卷") -> AnswerSheet:
    """The sheet in plain values, as JSON has them; raises ProblemsError with every problem in it."""
    return _checked(_nodes(raw), rulebook, Report(name))


def _nodes(raw: Any) -> Any:
    """Plain values as nodes with no place of their own."""
    if isinstance(raw, Mapping):
        mapping = MappingNode(Mark())
        mapping.update({str(key): _nodes(value) for key, value in raw.items()})
        return mapping
    if isinstance(raw, list | tuple | frozenset):
        sequence = SequenceNode(Mark())
        sequence.extend(map(_nodes, raw))
        sequence.marks = [Mark()] * len(sequence)
        return sequence
    return raw


def _checked(root: Any, rulebook: Rulebook, report: Report) -> AnswerSheet:
    if not isinstance(root, MappingNode):
        report.error(locate(root, ()), "bad-value", f"答卷应是一组键值（answers: …），写的是{describe(root)}")
        raise ProblemsError(report.problems)
    sheet = _SheetReader(root, rulebook, report).read()
    if report.problems:
        raise ProblemsError(report.in_order())
    return sheet


class _SheetReader:
    def __init__(self, root: MappingNode, rulebook: Rulebook, report: Report) -> None:
        self.root, self.rulebook, self.report = root, rulebook, report
        self.questions = _gather(pack.questions for pack in rulebook.packs)
        self.circumstances = _gather(each.circumstances for each in rulebook.discretion)
        self.items = [item.id for pack in rulebook.whole_packs for item in pack.items]

    def read(self) -> AnswerSheet:
        for key in self.root:
            if key not in _KEYS:
                self._flaw((key,), "unknown-key", f"不认识的键「{key}」{self._hint(key, _KEYS)}", at_key=True)
        return AnswerSheet(
            answers=self._values(("answers",), self.questions),
            subject=self._one_of("subject", ("unit", "individual"), "unit"),
            provenance=self._proofs(("provenance",), self.questions),
            circumstances=self._per_item("circumstances", self._values),
            circumstance_provenance=self._per_item("circumstance_provenance", self._proofs),
            history=self._history(),
            history_source=self._one_of("history_source", PROOFS, "declared"),
        )

    def _flaw(self, path: tuple[Any, ...], code: str, message: str, at_key: bool = False) -> None:
        mark = locate(self.root, path)
        if at_key:
            parent = self._at(path[:-1])
            mark = parent.key_marks.get(path[-1], parent.mark)
        self.report.error(mark, code, message, json_pointer(path))

    def _hint(self, word: str, known: Iterable[str]) -> str:
        """What may have been meant; looked up for the first flaws only, since each look takes long."""
        return did_you_mean(word, known) if len(self.report.problems) < MAX_HINTS else ""

    def _at(self, path: tuple[Any, ...]) -> Any:
        node: Any = self.root
        for step in path:
            node = node[step]
        return node

    def _entries(self, path: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
        try:
            node = self._at(path)
        except KeyError:
            return
        if isinstance(node, MappingNode):
            yield from node.items()
        elif node is not None:
            self._flaw(path, "bad-value", f"「{path[-1]}」应为一组键值，写的是{describe(node)}")

    def _values(self, path: tuple[Any, ...], questions: Mapping[str, tuple[Question, ...]]) -> Values:
        values: dict[str, Value] = {}
        for name, raw in self._entries(path):
            if name not in questions:
                self._flaw(
                    (*path, name), "unknown-fact", f"没有「{name}」这个问题{self._hint(name, questions)}", at_key=True
                )
            elif raw is not None:
                try:
                    for question in questions[name]:  # each pack may bound the number in its own way
                        values[name] = read_value(question, raw)
                except ValueFlaw as flaw:
                    ask = questions[name][0].ask
                    self._flaw((*path, name), "bad-answer", f"「{name}」（{ask}）的回答{flaw}")
        return immutabledict(values)

    def _proofs(self, path: tuple[Any, ...], questions: Mapping[str, Any]) -> Mapping[str, Proof]:
        proofs: dict[str, Proof] = {}
        for name, raw in self._entries(path):
            if name not in questions:
                self._flaw(
                    (*path, name), "unknown-fact", f"没有「{name}」这个问题{self._hint(name, questions)}", at_key=True
                )
            elif raw not in PROOFS:
                self._flaw(
                    (*path, name), "bad-value", f"「{name}」的来源应为 {'、'.join(PROOFS)} 之一，写的是{describe(raw)}"
                )
            else:
                proofs[name] = raw
        return immutabledict(proofs)

    def _per_item(self, key: str, read: Callable[..., Mapping[str, Any]]) -> Mapping[str, Any]:
        if not self.rulebook.discretion:
            return NOTHING
        found = {}
        for item, _ in self._entries((key,)):
            if item not in self.items:
                self._flaw(
                    (key, item), "unknown-item", f"没有「{item}」这一项{self._hint(item, self.items)}", at_key=True
                )
            else:
                found[item] = read((key, item), self.circumstances)
        return immutabledict(found)

    def _one_of(self, key: str, allowed: tuple[Any, ...], default: Any) -> Any:
        raw = self.root.get(key, default)
        if not isinstance(raw, str) or raw not in allowed:
            self._flaw((key,), "bad-value", f"「{key}」应为 {'、'.join(allowed)} 之一，写的是{describe(raw)}")
        return raw

    def _history(self) -> tuple[Prior, ...] | None:
        raw = self.root.get("history", ())
        if raw is None:
            return None
        if not isinstance(raw, list | tuple):
            self._flaw(
                ("history",), "bad-value", f"「history」应为列表 [{{item: 项, on: 日期}}]，写的是{describe(raw)}"
            )
            return ()
        return tuple(prior for i, each in enumerate(raw) if (prior := self._prior(("history", i), each)))

    def _prior(self, path: tuple[Any, ...], raw: Any) -> Prior | None:
        if not isinstance(raw, MappingNode) or set(raw) != {"item", "on"}:
            self._flaw(path, "bad-value", "历史记录应写成 {item: 项, on: 日期}")
            return None
        try:
            return Prior(exact_text(raw["item"]), exact_date(raw["on"]))
        except ValueFlaw as flaw:
            self._flaw(path, "bad-value", f"历史记录：{flaw}")
            return None


_KEYS = ("answers", "subject", "provenance", "history", "history_source", "circumstances", "circumstance_provenance")


def _gather(groups: Iterator[Mapping[str, Question]]) -> dict[str, tuple[Question, ...]]:
    """Each fact with all questions that ask for it: packs share facts, and a value must suit them all."""
    gathered: dict[str, tuple[Question, ...]] = {}
    for group in groups:
        for name, question in group.items():
            gathered[name] = (*gathered.get(name, ()), question)
    return gathered
