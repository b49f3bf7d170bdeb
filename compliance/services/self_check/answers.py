"""What a self-check's forms say, as answers to the rules' questions."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from compliance.engine.decide import Engine
from compliance.engine.decision import Decision
from compliance.engine.sheet import AnswerSheet, read_sheet
from compliance.rulepacks.conditions import facts_in
from compliance.rulepacks.models import Item
from compliance.rulepacks.values import ValueFlaw
from compliance.services.enterprise import Enterprise, EnterpriseError
from compliance.services.self_check import steps
from compliance.services.self_check.fields import Field, Plain, Typed
from compliance.services.self_check.steps import Step


class Place(NamedTuple):
    """Where a question stands: its page's key, and what its field is called there."""

    key: str
    id: str


class NextAsked(NamedTuple):
    """A question still to be answered, where it stands, and how many items are settled up to it."""

    ask: str
    place: Place
    settled: int


class Answers:
    """Reads what was typed. What can't be read counts as not answered until it is mended. Worked out once each."""

    def __init__(
        self, engine: Engine, typed: Mapping[str, Typed], as_of: date, proven: Collection[str] = frozenset()
    ) -> None:
        """`proven` names the fields that evidence was added to."""
        self._engine, self._typed, self._as_of, self._proven = engine, typed, as_of, proven
        self._circumstances = steps.gathered(file.circumstances for file in engine.rulebook.discretion)
        self.question_steps = steps.question_steps(engine.rulebook)
        self.subject_step, self.enterprise_step = steps.subject_step(), steps.enterprise_step()

    # ── What there is to ask ──

    @cached_property
    def violations(self) -> tuple[Item, ...]:
        """The items violated, in the rulebook's order; raises EngineFault, as all that follows from them does."""
        return tuple(item for _, item in self._engine.rulebook.in_order if item.id in self._violated)

    @cached_property
    def _violated(self) -> frozenset[str]:
        return frozenset(finding.item for finding in self._decision.with_status("violation"))

    @property
    def next_questions(self) -> tuple[NextAsked, ...]:
        """What to answer next, the question that settles most first."""
        fields = {fact: field for step in self.question_steps for fact, field in step.fields.items()}
        asked = self._engine.next_questions(self._decision, self._answered)
        return tuple(NextAsked(fields[each.fact].question.ask, self.places[each.fact], each.settled) for each in asked)

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Where each of the rules' questions stands."""
        return {fact: Place(step.key, step.ids[fact]) for step in self.question_steps for fact in step.fields}

    @cached_property
    def fields_needed(self) -> tuple[Field, ...]:
        """Those of questions that something undetermined waits for, in the pages' order."""
        needed = {fact for finding in self._decision.findings for fact in finding.needs}
        return tuple(field for step in self.question_steps for fact, field in step.fields.items() if fact in needed)

    @cached_property
    def curable(self) -> frozenset[str]:
        """The circumstances that somebody can still bring about."""
        rules = [rule for file in self._engine.rulebook.discretion for rule in file.rules]
        elements = [element for rule in rules for element in rule.elements if element.curable]
        return frozenset().union(*(facts_in(element.when) for element in elements))

    def can_be_mended(self, item: str) -> bool:
        """Whether there is something to ask about what was mended of the item; never where it isn't violated."""
        if item not in self._violated:
            return False
        always = self._engine.always_visible_circumstances & self.curable
        return bool(always or self._shown_of_items.get(item, frozenset()) & self.curable)

    @cached_property
    def _answered(self) -> AnswerSheet:
        return read_sheet({"answers": self._facts}, self._engine.rulebook)

    @cached_property
    def _decision(self) -> Decision:
        return self._engine.decide(self._answered, self._as_of)

    @cached_property
    def item_steps(self) -> tuple[Step, ...]:
        """One for each violation, where there are rules of discretion to weigh it by."""
        items = self.violations if self._engine.rulebook.discretion else ()
        return tuple(steps.item_step(item, self._circumstances, self._as_of) for item in items)

    def shown(self, step: Step) -> frozenset[str]:
        """The facts to ask on the page of somebody who has answered this much."""
        if step.item:
            return self._shown_of_items[step.item.id] & step.fields.keys()
        facts = frozenset(step.fields)
        return facts & self._facts_shown if step.kind == "questions" else facts

    @cached_property
    def _facts_shown(self) -> frozenset[str]:
        return self._engine.visible(self._answered, self._as_of)

    @cached_property
    def _shown_of_items(self) -> dict[str, frozenset[str]]:
        told = {step.item.id: self._read(step, self._circumstances) for step in self.item_steps if step.item}
        sheet = read_sheet(self._sheet(told), self._engine.rulebook)
        return {
            step.item.id: self._engine.visible_circumstances(step.item.id, sheet, self._as_of) | self._shown_prior(step)
            for step in self.item_steps
            if step.item
        }

    def _shown_prior(self, step: Step) -> frozenset[str]:
        had_some = self.answer(step, steps.PRIOR) == steps.HAD_SOME
        return _PRIOR if had_some else frozenset({steps.PRIOR})

    # ── What was answered ──

    @property
    def sheet(self) -> dict[str, Any]:
        """An answer sheet in plain values, with the answers to those questions only that are shown."""
        return self._sheet(
            {step.item.id: self._read(step, self.shown(step) - _PRIOR) for step in self.item_steps if step.item}
        )

    @property
    def unanswered(self) -> int:
        """How many of the questions shown have no answer, or 不清楚."""
        return len(self._facts_shown - self._facts.keys())

    @property
    def enterprise(self) -> Enterprise:
        """As typed, not validated."""
        fields = self.enterprise_step.fields
        name, code, address = (
            "".join(self._typed.get(fields[each].name, ())) for each in (steps.NAME, steps.CREDIT_CODE, steps.ADDRESS)
        )
        return Enterprise(name, code, address)

    def flaws(self, step: Step) -> dict[str, str]:
        """What is wrong with the page's answers, by fact."""
        flaws = {fact: self.flaw(step, fact) for fact in self.shown(step)}
        if step.kind == "enterprise":
            flaws |= self._enterprise_flaws()
        return {fact: flaw for fact, flaw in flaws.items() if flaw}

    def _sheet(self, circumstances: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "answers": {fact: answer for fact, answer in self._facts.items() if fact in self._facts_shown},
            "subject": steps.SUBJECTS.get(str(self.answer(self.subject_step, steps.SUBJECT)), "unit"),
            "provenance": self._evidenced("answers", self._facts.keys() & self._facts_shown),
            "circumstances": circumstances,
            "circumstance_provenance": {
                item: self._evidenced(f"items/{item}", told) for item, told in circumstances.items()
            },
            "history": self._history,
        }

    def _evidenced(self, group: str, facts: Collection[str]) -> dict[str, str]:
        """Which of the facts evidence was added to; a field's name is its group's with the fact."""
        return {fact: "evidenced" for fact in sorted(facts) if f"{group}/{fact}" in self._proven}

    @cached_property
    def _facts(self) -> dict[str, Plain]:
        return {fact: answer for step in self.question_steps for fact, answer in self._read(step, step.fields).items()}

    @cached_property
    def _history(self) -> list[dict[str, Any]] | None:
        """Earlier violations; None where nobody was asked, or one of the answers is not known."""
        told = [self._prior(step.item, step) for step in self.item_steps if step.item]
        known = [prior for prior in told if prior is not None]
        return [each for prior in known for each in prior] if told and len(known) == len(told) else None

    def _prior(self, item: Item, step: Step) -> list[dict[str, Any]] | None:
        earlier, on = self.answer(step, steps.PRIOR), self.answer(step, steps.PRIOR_ON)
        if earlier == steps.HAD_NONE:
            return []
        return [{"item": item.id, "on": on}] if earlier == steps.HAD_SOME and on else None

    def _read(self, step: Step, facts: Collection[str]) -> dict[str, Plain]:
        answers = {fact: self.answer(step, fact) for fact in step.fields if fact in facts}
        return {fact: answer for fact, answer in answers.items() if answer is not None}

    def answer(self, step: Step, fact: str) -> Plain | None:
        """What was answered in the field; None where nothing was, or nothing that can be read."""
        try:
            return self._said(step, fact)
        except ValueFlaw:
            return None

    def flaw(self, step: Step, fact: str) -> str | None:
        """What is wrong with what was typed in the field, and what to do instead."""
        try:
            self._said(step, fact)
        except ValueFlaw as flaw:
            return str(flaw)
        return None

    def _said(self, step: Step, fact: str) -> Plain | None:
        return step.fields[fact].read_in(self._typed)

    def _enterprise_flaws(self) -> dict[str, str]:
        try:
            self.enterprise.validate()
        except EnterpriseError as error:
            return error.problems
        return {}


_PRIOR = frozenset({steps.PRIOR, steps.PRIOR_ON})
