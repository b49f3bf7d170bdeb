"""The made-up town's own people: they are hired and choose a password as anybody does."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compliance.rulepacks.departments import each_of
from compliance.rulepacks.workflow import MatterDeed, Role, Workflow
from compliance.services.accounts import Profile, create_account
from compliance.services.demo.enterprises import TOWNS
from compliance.services.departments import departments
from compliance.services.library import RuleLibrary
from compliance.services.matters.people import Officer
from compliance.services.office import Office
from compliance.services.passwords import one_time_password
from compliance.services.sign_in import change_password
from compliance.store.deeds import Actor

DEMO = Actor("演示数据", "system")
"""Who begins a made-up town, as its audit log tells; by this, and nothing else, is it known as one."""
MOST_DEPARTMENTS = 3
_STEMS = "甲乙丙丁戊己庚辛"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in."""

    name: str
    password: str
    role: Role
    department: str
    town: str
    display_name: str

    @property
    def officer(self) -> Officer:
        """The same as services take it."""
        return Officer(self.name, self.role, self.department, self.town)


@dataclass(frozen=True, slots=True)
class Crew:
    """A department's people."""

    department: str
    people: tuple[Person, ...]

    @property
    def towns(self) -> tuple[str, ...]:
        """Where its officers are."""
        return tuple(each.town for each in self.people if each.role == "officer")

    def one_who(self, workflow: Workflow, deed: MatterDeed, town: str, chance: random.Random) -> Person:
        """Somebody who may do so in the town."""
        may = [each for each in self.people if each.role in workflow.deeds[deed].who and each.town in ("", town)]
        return chance.choice(may)


def hire(office: Office) -> tuple[Person, ...]:
    """Everybody, each with a password chosen just now: all roles, in several departments and towns."""
    return tuple(_hired(office, *each) for each in _profiles(office.library))


def crews(people: Sequence[Person]) -> tuple[Crew, ...]:
    """Those who work on matters, by department."""
    named = dict.fromkeys(each.department for each in people if each.department)
    return tuple(Crew(name, tuple(each for each in people if each.department == name)) for name in named)


def busiest(library: RuleLibrary) -> tuple[str, ...]:
    """The departments with most items in the rules, in the rules' order."""
    counts = Counter(name for pack in library.packs for item in pack.items for name in each_of(item.department))
    most = {name for name, _ in counts.most_common(MOST_DEPARTMENTS)}
    return tuple(name for name in departments(library) if name in most)


def _profiles(library: RuleLibrary) -> Iterator[tuple[str, Profile]]:
    """Login names and who they are: in each department two officers, each of a town, and others of all towns."""
    for number, department in enumerate(busiest(library)):
        for place in (0, 1):
            stem = _STEMS[2 * number + place]
            town = TOWNS[(number + place) % len(TOWNS)]
            yield f"officer{2 * number + place + 1}", Profile(f"演示执法员{stem}", "officer", town, department)
        stem = _STEMS[number]
        yield f"reviewer{number + 1}", Profile(f"演示审核员{stem}", "reviewer", "", department)
        yield f"legal{number + 1}", Profile(f"演示法制员{stem}", "legal", "", department)
    yield "leader", Profile("演示分管领导", "reviewer")
    yield "admin", Profile("演示管理员", "admin")


def _hired(office: Office, name: str, profile: Profile) -> Person:
    _, once = create_account(office, DEMO, name, profile)
    password = one_time_password()
    account = change_password(office, name, once, password, password)
    role: Role = account.role  # type: ignore[assignment]  # only roles are stored
    return Person(name, password, role, account.department, account.town, account.display_name)
