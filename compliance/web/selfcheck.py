"""A self-check under way: which pages there are, what stands on them, and which comes next."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from werkzeug.datastructures import MultiDict

from compliance.engine.decide import Engine
from compliance.web.answers import Answers
from compliance.web.fields import Field, Typed
from compliance.web.steps import Step

SHOWN = "shown"
"""The control that names the fields a form showed: one passed over is not one never seen."""


class FieldView(NamedTuple):
    """A field as it stands on a page. `new`: it came up after others on this page had been sent."""

    id: str
    field: Field
    typed: Typed
    flaw: str | None
    visible: bool
    new: bool


class SelfCheck:
    """The pages and what was typed on them: an entry for each field that was shown, empty where it was passed over."""

    def __init__(self, engine: Engine, typed: Mapping[str, Typed], as_of: date) -> None:
        self._engine, self.typed, self.as_of = engine, typed, as_of
        self.answers = Answers(engine, typed, as_of)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of what was chosen to be checked: a visit, or packs."""
        rulebook = self._engine.rulebook
        return tuple(each.id for each in rulebook.visits or rulebook.packs)

    def posted(self, step: Step, form: MultiDict[str, str]) -> "SelfCheck":
        """The self-check with what the page's form sent."""
        shown = set(form.getlist(SHOWN))
        sent = {field.name: form.getlist(field.name) for field in step.fields.values() if field.name in shown}
        return SelfCheck(self._engine, {**self.typed, **sent}, self.as_of)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The pages with something to ask, in order."""
        of = self.answers
        questions = tuple(step for step in of.question_steps if of.shown(step))
        subject = (of.subject_step,) if of.violations else ()
        return (*questions, *subject, *of.item_steps, of.enterprise_step)

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    def before(self, step: Step) -> Step | None:
        """The page before; None before the first."""
        at = self.steps.index(step)
        return self.steps[at - 1] if at else None

    def after(self, step: Step) -> Step | None:
        """The page to go to from this one: the first up to it with something open, else the next; None at the end."""
        at = self.steps.index(step) + 1
        return self._first_open(self.steps[:at]) or next(iter(self.steps[at:]), None)

    def where_left_off(self) -> Step:
        """The first page with something open, else the last."""
        return self._first_open(self.steps) or self.steps[-1]

    def progress(self, step: Step) -> int:
        """How much lies behind, in percent. Questions are four fifths, so that violations found take nothing back."""
        if step.kind == "questions":
            return 80 * self.answers.question_steps.index(step) // len(self.answers.question_steps)
        others = [each for each in self.steps if each.kind != "questions"]
        return 80 + 20 * others.index(step) // len(others)

    def views(self, step: Step) -> tuple[FieldView, ...]:
        """The page's fields, hidden ones among them."""
        shown, flaws = self.answers.shown(step), self.answers.flaws(step)
        returned = any(step.fields[fact].name in self.typed for fact in shown)
        return tuple(
            FieldView(
                id=f"q{number}",
                field=field,
                typed=self.typed.get(field.name, ()),
                flaw=flaws.get(fact),
                visible=fact in shown,
                new=returned and fact in shown and field.name not in self.typed,
            )
            for number, (fact, field) in enumerate(step.fields.items(), start=1)
        )

    def _first_open(self, some: tuple[Step, ...]) -> Step | None:
        return next((step for step in some if self._is_open(step)), None)

    def _is_open(self, step: Step) -> bool:
        """Whether something on the page is wrong or was never shown."""
        unseen = any(step.fields[fact].name not in self.typed for fact in self.answers.shown(step))
        return unseen or bool(self.answers.flaws(step))
