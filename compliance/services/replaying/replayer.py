"""One stored case decided again under a draft, and what became of each item."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from compliance.documents.cards import newest
from compliance.engine.decide import Engine
from compliance.engine.decision import Decision, Finding
from compliance.engine.sheet import AnswerSheet
from compliance.errors import ComplianceError
from compliance.rulepacks.rulebook import Rulebook
from compliance.services.inputs import from_bytes
from compliance.services.library import RuleLibrary
from compliance.services.office import Office
from compliance.services.replaying.fitting import Fitting, UnfitSheetFault
from compliance.services.replaying.order import Change, Grade, Terms, Weighed, change, gravest, terms_of
from compliance.store.rulebooks import ChangedTextsFault
from compliance.store.stored_cases import StoredCase

RULEBOOKS_KEPT = 256
"""Choices of packs that were decided together, older versions among them; each process keeps so many at hand."""


class UnreadableCaseFault(Exception):
    """A stored case whose rules or answers can't be read any more."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of a case, by item, in the old decision's order and then the new one's.

    `current`: it was decided by today's rules, so that nothing but the draft makes the difference. `left_out`: the
    facts that were answered and that the draft can't use.
    """

    current: bool
    changes: Mapping[str, Change]
    left_out: frozenset[str]

    @property
    def change(self) -> Change:
        return gravest(self.changes.values())


@dataclass(frozen=True, slots=True)
class Sides:
    """The rules that a case was decided under, and those of today with the draft; None where these have none of the
    packs any more."""

    old: Engine
    new: Engine | None
    fitting: Fitting
    current: bool
    old_book: "Book"
    new_book: "Book"


@dataclass(frozen=True, slots=True)
class Again:
    """A case decided again: what was said then, as it is stored, and what the draft makes of the same, `sheet`."""

    sides: Sides
    old: Mapping[str, Any]
    sheet: AnswerSheet
    new: Decision | None
    left_out: frozenset[str]


class Replayer:
    """Decides stored cases again, each by both engines. Compiles once; `library` is the one with the draft."""

    def __init__(self, office: Office, library: RuleLibrary) -> None:
        self._office, self._library = office, library
        today = office.library.rulebook.files
        folders = office.folders.visits if office.folders else ()
        self._today = frozenset(each.text for each in (*today, *folders))
        self.sides = lru_cache(RULEBOOKS_KEPT)(self._sides)

    def replay(self, case: StoredCase) -> Replayed:
        """Raises UnreadableCaseFault, and EngineFault where the engine fails: a bug of ours."""
        again = self.decide(case)
        changes = changes_of(case, again)
        return Replayed(again.sides.current, changes, again.left_out)

    def decide(self, case: StoredCase) -> Again:
        """Raises as `replay` does."""
        try:
            sides = self.sides(case.rulebook)
            raw, old = from_bytes(case.sheet), from_bytes(case.decision)
            sheet, left_out = sides.fitting.fit(raw)
        except (ComplianceError, ChangedTextsFault, UnfitSheetFault, ValueError) as error:
            raise UnreadableCaseFault from error
        new = sides.new.decide(sheet, case.as_of, case.acted_on) if sides.new else None
        return Again(sides, old, sheet, new, left_out)

    def _sides(self, rulebook: str) -> Sides:
        with self._office.store.reading() as records:
            texts = records.stored_cases.texts(rulebook)
        old = self._office.library.remake(texts)
        chosen = chosen_again(old.rulebook, self._library)
        new = self._library.select(chosen) if chosen else None
        after = new.rulebook if new else Rulebook()
        current = self._today.issuperset(texts)
        return Sides(old, new, Fitting(old.rulebook, after), current, Book(old.rulebook), Book(after))


def chosen_again(old: Rulebook, library: RuleLibrary) -> tuple[str, ...]:
    """What was chosen then, as far as the library still has it: a visit, or packs."""
    chosen = [each.id for each in old.visits] or [each.id for each in old.whole_packs]
    known = {each.id for each in (*library.packs, *library.visits)}
    return tuple(each for each in chosen if each in known)


def changes_of(case: StoredCase, again: Again) -> dict[str, Change]:
    """What became of each item."""
    before = {each["item"]: each for each in again.old["findings"]}
    after = {each.item: each for each in again.new.findings} if again.new else {}
    return {item: _became(case, again.sides, before.get(item), after.get(item)) for item in {**before, **after}}


def _became(case: StoredCase, sides: Sides, old: Mapping[str, Any] | None, new: Finding | None) -> Change:
    if old and new and old["status"] == new.status != "violation":
        return "same"  # as most are: that this is so needs no weighing
    return change(sides.old_book.weighed(old, case), sides.new_book.weighed(_plain(new), case))


class Book:
    """A rulebook, to look up what its items say beside their fines."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._items = {item.id: item for pack in rulebook.packs for item in pack.items}
        self._terms: dict[tuple[str, date], Terms] = {}

    def weighed(self, said: Mapping[str, Any] | None, case: StoredCase) -> Weighed | None:
        """A finding as it is stored, to be weighed."""
        if said is None:
            return None
        if said["status"] != "violation":
            return Weighed(said["status"])
        outcome = said["outcome"]
        return Weighed(
            status="violation",
            verdict=outcome["verdict"],
            fines=tuple(map(_grade, said["fines"])),
            unsure=(said["law"], said["officer_decides"], outcome["officer_decides"], outcome["provisional"]),
            rests_on=(*outcome["applied"], *map(_in_reach, outcome["reachable"])),
            terms=self._terms_on(said["item"], case.as_of if said["law"] == "new" else case.acted_on),
        )

    def _terms_on(self, id: str, day: date) -> Terms:
        terms = self._terms.get((id, day))
        if terms is None:
            item = self._items[id]
            terms = self._terms[id, day] = terms_of(item, newest(item.penalty, day))
        return terms


def _plain(finding: Finding | None) -> Mapping[str, Any] | None:
    """As it would be stored; of what isn't a violation only its status counts."""
    if finding is None:
        return None
    return finding.as_json() if finding.status == "violation" else {"status": finding.status}


def _in_reach(said: Mapping[str, Any]) -> tuple[str, ...]:
    return said["rule"], said["verdict"], *said["open"]


def _grade(said: Mapping[str, Any]) -> Grade:
    times = said.get("times")
    return Grade(**{**said, "times": tuple(times) if times else None})
