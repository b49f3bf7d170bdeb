"""The form of a decision: what an officer typed about a case, read step by step.

First of whom and when; from that follow the violations, whose circumstances are asked; from these follow the computed
verdicts, which are ruled on. Whatever was typed stays in the form.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal

from compliance.engine.sheet import read_sheet
from compliance.rulepacks.models import Item
from compliance.rulepacks.values import ValueFlaw
from compliance.services.matters.cases import Case
from compliance.services.matters.computing import Computed, Verified, computed_of, failing_on, sheet_of
from compliance.services.matters.ruling_form import RulingForm, ruling_form
from compliance.services.self_check import steps
from compliance.services.self_check.fields import Field, Plain, Typed
from compliance.services.self_check.pages import SHOWN, FieldView
from compliance.services.self_check.steps import Step

ACTED_ON, LOOKED_UP = "acted_on", "looked_up"
Stage = Literal["basics", "circumstances", "rulings"]
"""How far a form got: what is to be filled in next."""


@dataclass(frozen=True, slots=True)
class ItemForm:
    """The circumstances of a violation. `unseen`: something is asked that wasn't on the form that was sent."""

    item: Item
    views: tuple[FieldView, ...]
    unseen: bool

    @property
    def open(self) -> bool:
        """Whether there is something to fill in or to mend."""
        return self.unseen or any(view.flaw for view in self.views)


class CaseForm:
    """Reads the form, each part once; to be read within faults_kept(). Nothing typed: a form not sent yet."""

    def __init__(self, case: Case, typed: Mapping[str, Typed]) -> None:
        self._case, self._typed = case, typed
        self._basics = _basics_step()

    @property
    def stage(self) -> Stage:
        if self.bare is None:
            return "basics"
        return "circumstances" if any(item.open for item in self.items) else "rulings"

    # ── Of whom, and when ──

    @property
    def basics(self) -> tuple[FieldView, ...]:
        """The first questions; the day is that of the finding unless something else is typed."""
        default = {ACTED_ON: [self._case.matter.found_on.isoformat()]}
        return tuple(
            FieldView(
                f"basics-{number}",
                field,
                self._typed.get(field.name, [] if self._typed else default.get(fact, [])),
                self._basic_flaw(fact) if self._typed else None,
                visible=True,
                new=False,
            )
            for number, (fact, field) in enumerate(self._basics.fields.items(), 1)
        )

    def _basic_flaw(self, fact: str) -> str | None:
        try:
            value = self._read(self._basics.fields[fact])
        except ValueFlaw as flaw:
            return str(flaw)
        if fact == steps.SUBJECT and value is None:
            return "请选是单位还是个人"
        if fact == ACTED_ON and (value is None or date.fromisoformat(str(value)) > self._case.office.today()):
            return "请填写行为的日期，不能晚于今天"
        return None

    @cached_property
    def bare(self) -> Verified | None:
        """What is verified, without circumstances; None where the first questions aren't answered."""
        if not self._typed or any(map(self._basic_flaw, self._basics.fields)):
            return None
        subject, acted_on, looked_up = map(self._read, self._basics.fields.values())
        return Verified(
            answers=self._case.answers,
            subject=steps.SUBJECTS[str(subject)],
            acted_on=date.fromisoformat(str(acted_on)),
            looked_up=looked_up is True,
            packs=self._case.packs,
        )

    # ── The circumstances ──

    @cached_property
    def items(self) -> tuple[ItemForm, ...]:
        """Each violation of which something is asked, in the rulebook's order."""
        forms = (self._item_form(place, step) for place, step in enumerate(self._item_steps, 1))
        return tuple(form for form in forms if any(view.visible for view in form.views))

    @cached_property
    def _first(self) -> Computed:
        """What is computed without circumstances: on them no violation depends."""
        assert self.bare
        return self._computed(self.bare)

    @cached_property
    def _item_steps(self) -> tuple[Step, ...]:
        rulebook = self._case.engine.rulebook
        violated = {each.item for each in self._first.decision.with_status("violation")} if self.bare else set()
        asked = steps.gathered(file.circumstances for file in rulebook.discretion)
        own = (item for _, item in rulebook.in_order if item.id in violated)
        return tuple(_without_history(steps.item_step(item, asked, self._case.office.today())) for item in own)

    def _item_form(self, place: int, step: Step) -> ItemForm:
        assert step.item
        visible, seen = self._visible[step.item.id], self._seen
        here = any(field.name in seen for field in step.fields.values())
        views = tuple(
            FieldView(
                f"item-{place}-{step.ids[fact]}",
                field,
                self._typed.get(field.name, ()),
                self._flaw(field) if fact in visible else None,
                visible=fact in visible,
                new=here and fact in visible and field.name not in seen,
            )
            for fact, field in step.fields.items()
        )
        return ItemForm(step.item, views, any(view.visible and view.field.name not in seen for view in views))

    @property
    def _seen(self) -> frozenset[str]:
        return frozenset(self._typed.get(SHOWN, ()))

    @cached_property
    def _visible(self) -> Mapping[str, frozenset[str]]:
        """The circumstances to ask of each violation, given those that were told."""
        first, engine, told = self._first, self._case.engine, self._told
        assert self.bare
        sheet = read_sheet(sheet_of(replace(self.bare, circumstances=told), first.past), engine.rulebook)
        with failing_on(first.inputs):
            days = (first.inputs.as_of, first.inputs.acted_on)
            return {item: engine.visible_circumstances(item, sheet, *days) for item in told}

    @cached_property
    def _told(self) -> Mapping[str, Mapping[str, Plain]]:
        """All circumstances that can be read, asked or not."""
        return {step.item.id: dict(self._answers(step)) for step in self._item_steps if step.item}

    def _answers(self, step: Step) -> Iterator[tuple[str, Plain]]:
        for fact, field in step.fields.items():
            value = None if self._flaw(field) else self._read(field)
            if value is not None:
                yield fact, value

    # ── The rulings ──

    @cached_property
    def verified(self) -> Verified:
        """What is verified, with the circumstances that are asked; for a form that got to the rulings."""
        assert self.bare
        shown = {
            item: {fact: value for fact, value in told.items() if fact in self._visible[item]}
            for item, told in self._told.items()
        }
        return replace(self.bare, circumstances={item: told for item, told in shown.items() if told})

    @cached_property
    def computed(self) -> Computed:
        return self._computed(self.verified)

    @cached_property
    def rulings(self) -> Mapping[str, RulingForm]:
        """By the items violated, in the packs' order."""
        found = self.computed.decision.with_status("violation")
        return {each.item: ruling_form(each, self._typed) for each in found}

    # ── Reading ──

    def _computed(self, verified: Verified) -> Computed:
        return computed_of(self._case.office, self._case.matter, self._case.past, verified)

    def _read(self, field: Field) -> Plain | None:
        return field.read(self._typed.get(field.name, ()))

    def _flaw(self, field: Field) -> str | None:
        try:
            self._read(field)
        except ValueFlaw as flaw:
            return str(flaw)
        return None


def _basics_step() -> Step:
    subject = steps.question(ask="违法的是单位还是个人？", type="choice", options=tuple(steps.SUBJECTS))
    acted_on = steps.question(ask="行为发生在哪一天？", type="date", help="一直持续的，写最后一天。")
    looked_up = steps.question(
        ask="以前的违法记录，在别的系统里也查过吗？",
        type="boolean",
        help="查过、而且都已经在这里的，才选“是”；没有查全的，不会当作初次违法。",
    )
    fields = {steps.SUBJECT: subject, ACTED_ON: acted_on, LOOKED_UP: looked_up}
    return Step(
        "subject",
        "basics",
        "当事人和时间",
        {fact: Field(f"basics/{fact}", (each,)) for fact, each in fields.items()},
    )


def _without_history(step: Step) -> Step:
    """The page without the questions about earlier violations, which the records answer."""
    asked = {fact: field for fact, field in step.fields.items() if fact not in (steps.PRIOR, steps.PRIOR_ON)}
    return replace(step, fields=asked)
