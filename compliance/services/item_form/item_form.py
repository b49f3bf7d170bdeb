"""The form of one item: what it shows of a text, and the text with what was written into it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from compliance.rulepacks.conditions import OPERATORS
from compliance.rulepacks.parts import read_name
from compliance.rulepacks.values import ValueFlaw
from compliance.services.item_form import boxes
from compliance.services.item_form.facts import FactShown, fact_type, facts_of, used_by
from compliance.services.item_form.forming import Answered, Row, empty, is_blank, read, show
from compliance.services.item_form.operands import Known, read_out
from compliance.services.item_form.sent import Sent
from compliance.services.item_form.shapes import FACT, ITEM, Box, Fields, Rows, Shape, Tree
from compliance.services.item_form.telling import Telling
from compliance.services.item_form.texts import OpenText
from compliance.services.rule_texts.edits import CannotEditError

FACTS = Rows(
    "事实", Fields("这个事实", {"name": Box("名称", help="简短的名词，如 招牌面积"), **FACT.keys}), "加一个新的事实"
)
_RESERVED = ("case.", "item.", "prior.")


@dataclass(frozen=True, slots=True)
class ItemForm:
    """The form as it is shown. `number`: the item's place in the text, None for a new one.

    `value` and `facts` are what stands in the controls; `known` what conditions may choose from; `readings` each
    condition in plain words; `flaws` what couldn't be written, all by the control's name. `told`: the item's data.
    """

    text: OpenText
    id: str
    number: int | None
    value: Mapping[str, Any]
    facts: tuple[Row, ...]
    known: Known
    told: Any
    questions: Mapping[str, Any]
    readings: Mapping[str, str]
    flaws: Mapping[str, str]

    @property
    def title(self) -> str:
        """As it is written; empty where nothing is."""
        said = self.value.get("title")
        return said if isinstance(said, str) else ""

    def written(self) -> bytes:
        """The text with what stands in the form; raises CannotEditError, also where there are flaws."""
        if self.flaws:
            raise CannotEditError("还有填得不对的地方")
        return self.text.with_item(self.number, {"id": self.id, **(self.told or {})}, self.questions)

    def removed(self) -> bytes:
        """The text without the item; raises CannotEditError."""
        return self.text.with_item(self.number, None, self.text.questions)

    @property
    def testable(self) -> tuple[FactShown, ...]:
        """The facts that a condition may read."""
        return tuple(each for each in self.known.facts.values() if OPERATORS[each.type])

    @property
    def numbers(self) -> tuple[str, ...]:
        """The facts that fines may be multiples of."""
        return tuple(name for name, each in self.known.facts.items() if each.type == "number")


def item_form(text: OpenText, item: str, said: Mapping[str, list[str]] | None = None) -> ItemForm:
    """The form of the item of this id, new where the text has none; `said`: what was sent of its controls."""
    number = text.number_of(item)
    data = None if number is None else text.items[number]
    node = None if number is None else text.item_node(number)
    sent = Sent.of(said) if said is not None else None
    before = show(ITEM, data, node, text.edits)
    value: Any = read(ITEM, sent, before)
    facts = _fact_rows(text, data, sent)
    known = Known({**facts_of(text.questions), **_typed(facts)}, text.parameters)
    telling = Telling(known)
    questions = _questions(telling, text, facts)
    told = telling.tell(ITEM, value, before, data, "")
    used = used_by(told, questions)
    facts += tuple(_existing(text, name) for name in used if name in text.questions and name not in _names(facts))
    asked = [*used, *(name for name in questions if name not in text.questions and name not in used)]
    value = _with_answers(value, asked)
    readings = dict(_readings(ITEM, told, "", known))
    return ItemForm(text, item, number, value, facts, known, told, questions, readings, telling.flaws)


def _names(rows: Iterable[Row]) -> set[str]:
    return {row.was for row in rows}


def _fact_rows(text: OpenText, item: Any, sent: Sent | None) -> tuple[Row, ...]:
    there = tuple(_existing(text, name) for name in used_by(item, text.questions))
    below = sent.at("facts") if sent else None
    if below is None:
        return there
    empty_row = empty(FACTS.row)
    old = {name: _existing(text, name).value for name in text.questions}
    rows = ((each.text("was"), each) for _, each in below.entries)
    return tuple(Row(was if was in old else "", read(FACTS.row, each, old.get(was, empty_row))) for was, each in rows)


def _existing(text: OpenText, name: str) -> Row:
    """The form's row of a fact that the text has."""
    shown: Any = show(FACT, text.questions[name], text.question_node(name), text.edits)
    return Row(name, {"name": name, **shown} if isinstance(shown, Mapping) else shown)


def _typed(facts: Iterable[Row]) -> dict[str, FactShown]:
    """The facts as the form has them, which conditions are to be checked by."""
    found = {}
    for row in facts:
        if isinstance(row.value, Mapping) and (name := str(row.value["name"]).strip()):
            said = {key: each if isinstance(each, str) else "" for key, each in row.value.items()}
            kind = fact_type(said["type"])
            options = tuple(boxes.lines(said["options"]) or ()) if kind in ("choice", "choices") else None
            found[name] = FactShown(name, said["ask"], kind, options, said["unit"].strip())
    return found


def _questions(telling: Telling, text: OpenText, facts: Iterable[Row]) -> dict[str, Any]:
    """The text's questions with what stands in the rows, new ones at the end."""
    told = dict(text.questions)
    for number, row in enumerate(facts):
        name = f"facts.{number}"
        if not isinstance(row.value, Mapping) or (not row.was and is_blank(row.value)):
            continue
        if row.was:
            before = _existing(text, row.was).value
            said = telling.tell(
                FACT, {key: row.value[key] for key in FACT.keys}, _without_name(before), told[row.was], name
            )
            told[row.was] = said if said is not None else told[row.was]
            continue
        said = telling.tell(FACT, {key: row.value[key] for key in FACT.keys}, empty(FACT), None, name)
        try:
            told[_new_name(row.value["name"], told)] = said or {}
        except ValueFlaw as flaw:
            telling.flaws[f"{name}.name"] = str(flaw)
    return told


def _without_name(value: Any) -> Any:
    return {key: each for key, each in value.items() if key != "name"} if isinstance(value, Mapping) else value


def _new_name(typed: str, there: Mapping[str, Any]) -> str:
    name = read_name(typed.strip())
    if name in there:
        raise ValueFlaw(f"已经有「{name}」这个事实；请换一个名称，或者在条件里直接选它")
    if name.startswith(_RESERVED):
        raise ValueFlaw(f"「{name}」：{'、'.join(_RESERVED)} 开头的名称另有用途")
    return name


def _with_answers(value: Mapping[str, Any], asked: Iterable[str]) -> Mapping[str, Any]:
    """With a control in each example for each fact that the item asks for."""
    rows = value.get("examples") if isinstance(value, Mapping) else None
    if not isinstance(rows, tuple):
        return value
    return {**value, "examples": tuple(Row(row.was, _answering(row.value, asked)) for row in rows)}


def _answering(example: Any, asked: Iterable[str]) -> Any:
    if not isinstance(example, Mapping) or not isinstance(example["given"], tuple):
        return example
    there = {each.fact for each in example["given"]}
    return {**example, "given": (*example["given"], *(Answered(name, ()) for name in asked if name not in there))}


def _readings(shape: Shape, data: Any, name: str, known: Known) -> Iterable[tuple[str, str]]:
    """Each condition in plain words, by its control's name."""
    if isinstance(shape, Tree):
        yield name, read_out(data, known)
    elif isinstance(shape, Fields) and isinstance(data, Mapping):
        for key, each in shape.keys.items():
            yield from _readings(each, data.get(key), f"{name}.{key}".lstrip("."), known)
    elif isinstance(shape, Rows) and isinstance(data, list):
        for number, each in enumerate(data):
            yield from _readings(shape.row, each, f"{name}.{number}", known)
