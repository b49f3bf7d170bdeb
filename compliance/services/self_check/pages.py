"""A self-check under way: which pages there are, what stands on them, and which comes next."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from compliance.engine.decide import Engine
from compliance.engine.decision import Decision
from compliance.engine.sheet import read_sheet
from compliance.rulepacks.rulebook import Rulebook
from compliance.services.self_check.answers import Answers
from compliance.services.self_check.fields import Field, Typed
from compliance.services.self_check.steps import Step

SHOWN = "shown"
"""The control that names the fields a form showed: one passed over is not one never seen."""


def sent_by(step: Step, form: Mapping[str, Typed]) -> dict[str, Typed]:
    """What a page's form says of the fields that it showed, by their names, and that it was sent; nothing else."""
    return {**_shown(step, form), _sent(step): ["yes"]}


def typed_so_far(step: Step, form: Mapping[str, Typed], before: Mapping[str, Typed]) -> dict[str, Typed]:
    """The same of a form that is still being filled in: what is empty and always was hasn't been passed over yet."""
    return {name: typed for name, typed in _shown(step, form).items() if any(typed) or name in before}


def _shown(step: Step, form: Mapping[str, Typed]) -> dict[str, Typed]:
    """With the units of its numbers: other rules may ask for others before they are decided on."""
    names = set(form.get(SHOWN, ()))
    shown = [field for field in step.fields.values() if field.name in names]
    units = {each.unit_name: [each.question.unit or ""] for each in shown if each.question.type == "number"}
    return {field.name: form.get(field.name, []) for field in shown} | units


def _sent(step: Step) -> str:
    """What stands for the whole page among the fields."""
    return f"sent/{step.key}"


class FieldView(NamedTuple):
    """A field as it stands on a page. `new`: it came up after others on this page had been sent."""

    id: str
    field: Field
    typed: Typed
    flaw: str | None
    visible: bool
    new: bool


class Progress(NamedTuple):
    """How many of the questions that matter are dealt with; `percent` of the whole way, violations' pages included."""

    open: int
    percent: int


class SelfCheck:
    """The pages and what was typed on them: an entry for each field that was shown, empty where it was passed over.

    `proven` names the fields that evidence was added to.
    """

    def __init__(
        self, engine: Engine, typed: Mapping[str, Typed], as_of: date, proven: Collection[str] = frozenset()
    ) -> None:
        self._engine, self.typed, self.as_of, self._proven = engine, typed, as_of, proven
        self.answers = Answers(engine, typed, as_of, proven)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of what was chosen to be checked: a visit, or packs."""
        return tuple(each.id for each in self.rulebook.visits or self.rulebook.packs)

    @property
    def rulebook(self) -> Rulebook:
        """What it is checked under."""
        return self._engine.rulebook

    def decide(self) -> Decision:
        """What the answers come to on the day; raises EngineFault."""
        return self._engine.decide(read_sheet(self.answers.sheet, self.rulebook), self.as_of)

    def posted(self, sent: Mapping[str, Typed]) -> "SelfCheck":
        """The self-check with what a page's form sent."""
        return SelfCheck(self._engine, {**self.typed, **sent}, self.as_of, self._proven)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The pages with something to ask, in order."""
        of = self.answers
        questions = tuple(step for step in of.question_steps if of.shown(step))
        subject = (of.subject_step,) if of.violations else ()
        return (*questions, *subject, *of.item_steps, of.enterprise_step)

    @cached_property
    def sections(self) -> tuple[tuple[str, tuple[Step, ...]], ...]:
        """The pages under their titles; pages that follow each other with the same one together."""
        return tuple((title, tuple(steps)) for title, steps in groupby(self.steps, key=lambda step: step.title))

    def step(self, key: str) -> Step | None:
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> Mapping[str, Step]:
        return {step.key: step for step in self.steps}

    def before(self, step: Step) -> Step | None:
        """The page before; None before the first."""
        at = self.steps.index(step)
        return self.steps[at - 1] if at else None

    def after(self, step: Step) -> Step | None:
        """The page to go to from this one: the first up to it with something open, else the next.

        None at the end, and where all the others were dealt with before, as for somebody who changes one answer.
        """
        at = self.steps.index(step) + 1
        if (first := self.first_open()) is None or self.steps.index(first) < at:
            return first
        return self.steps[at]

    def where_left_off(self) -> Step:
        """The first page with something open, else the last."""
        return self.first_open() or self.steps[-1]

    def first_open(self) -> Step | None:
        """The first page on which something is wrong or was never shown."""
        return next((step for step in self.steps if self._is_open(step)), None)

    def first_wrong(self) -> Step | None:
        """The first page on which something is wrong."""
        return next((step for step in self.steps if self.answers.flaws(step)), None)

    def mending_step(self, item: str) -> Step | None:
        """The page on what was done since about a violation: the circumstances that can still be brought about."""
        step = self.step(f"items/{item}")
        facts = self.answers.shown(step) & self.answers.curable if step else frozenset()
        return (
            replace(step, fields={fact: step.fields[fact] for fact in step.fields if fact in facts}) if step else None
        )

    @property
    def progress(self) -> Progress:
        """How far it is. Questions are four fifths, so that violations found take little back."""
        asked = [field.name for step in self.answers.question_steps for field in step.fields.values()]
        waiting = [field.name for field in self.answers.fields_needed]
        others = [
            step.fields[fact].name for step in self.steps if step.kind == "item" for fact in self.answers.shown(step)
        ]
        open_questions, open_others = self._untyped(waiting), self._untyped(others)
        done = len(asked) - self._untyped(asked)
        percent = 80 * done // max(done + open_questions, 1) + 20 * (len(others) - open_others) // max(len(others), 1)
        return Progress(open_questions + open_others, percent)

    def _untyped(self, names: list[str]) -> int:
        return sum(name not in self.typed for name in names)

    def views(self, step: Step) -> tuple[FieldView, ...]:
        """The page's fields, hidden ones among them."""
        shown, flaws = self.answers.shown(step), self.answers.flaws(step)
        returned = _sent(step) in self.typed
        return tuple(
            FieldView(
                id=step.ids[fact],
                field=field,
                typed=field.typed_in(self.typed),
                flaw=flaws.get(fact),
                visible=fact in shown,
                new=returned and fact in shown and field.name not in self.typed,
            )
            for fact, field in step.fields.items()
        )

    def _is_open(self, step: Step) -> bool:
        """Whether something on the page is wrong or was never shown."""
        unseen = any(step.fields[fact].name not in self.typed for fact in self.answers.shown(step))
        return unseen or bool(self.answers.flaws(step))
