"""The made-up town as its stories know it: who is there, and what may be found."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from compliance.rulepacks.departments import each_of
from compliance.rulepacks.models import NegativeList
from compliance.services.demo.enterprises import enterprises, telephone
from compliance.services.demo.people import Crew
from compliance.services.demo.typing_in import Typing, filled_in
from compliance.services.enterprise import Enterprise
from compliance.services.matters.deciding import Verified
from compliance.services.office import Office
from compliance.services.self_check.pages import SelfCheck

_MANY_TIMES = 1000


@dataclass(frozen=True, slots=True)
class Case:
    """What somebody's answers to a pack are, and which items they violate; several may answer alike."""

    pack: NegativeList
    typed: Typing
    sheet: dict[str, Any]
    crew: Crew
    items: tuple[str, ...]
    crime: bool

    @property
    def verified(self) -> Verified:
        """The same as an officer found it on site."""
        return Verified(self.sheet["answers"], self.sheet["circumstances"], self.sheet["subject"])


@dataclass
class Town:
    """The made-up town: its office, whose clock can be set, its people, what is found in it, and how many papers are
    to be issued yet, each of which takes a second or so."""

    office: Office
    crews: Sequence[Crew]
    chance: random.Random
    cases: Sequence[Case] = ()
    papers: int = 0
    _asked: dict[str, Iterator[Enterprise]] = field(default_factory=dict)
    _calls: int = 0

    def enterprise(self, crew: Crew) -> tuple[Enterprise, str]:
        """The next one in a town where the crew has an officer, and its town."""
        town = self.chance.choice(crew.towns)
        return next(self._asked.setdefault(town, enterprises(town))), town

    def crew(self, department: str) -> Crew:
        return next(each for each in self.crews if each.department == department)

    def telephone(self) -> str:
        self._calls += 1
        return telephone(self._calls)


def cases_in(town: Town, count: int, today: date) -> tuple[Case, ...]:
    """As many different cases, spread over the packs, in each of which a crew's department has something violated.

    One of them at most is a suspected crime, as such are rare.
    """
    packs, found = town.office.library.packs, list[Case]()
    for number in range(_MANY_TIMES):
        case = _case(town, packs[number % len(packs)], today)
        if case and not (case.crime and any(each.crime for each in found)):
            found.append(case)
        if len(found) == count:
            break
    return tuple(found)


def _case(town: Town, pack: NegativeList, today: date) -> Case | None:
    engine = town.office.library.select([pack.id])
    typed = filled_in(engine, today, town.chance, put_right=0.8)
    check = SelfCheck(engine, typed, today)
    answers = check.answers
    departments = {item.id: each_of(item.department) for item in pack.items}
    for crew in town.crews:
        items = tuple(each.id for each in answers.violations if crew.department in departments[each.id])
        if items:
            outcomes = [each.outcome for each in check.decide().findings if each.outcome]
            crime = any(each.verdict == "refer" for each in outcomes)
            return Case(pack, typed, answers.sheet, crew, items[:3], crime)
    return None
