"""What numbers can be narrowed to."""

from collections.abc import Mapping
from dataclasses import dataclass

from compliance.services.matters.inbox import known_departments, known_towns
from compliance.services.matters.people import Officer
from compliance.services.numbers.counting import Asked
from compliance.services.office import Office


@dataclass(frozen=True, slots=True)
class Choices:
    """Departments, towns and industries, by what addresses say, as they are shown."""

    departments: Mapping[str, str]
    towns: Mapping[str, str]
    packs: Mapping[str, str]


def choices(office: Office, officer: Officer, asked: Asked) -> Choices:
    """Of departments and towns only the officer's own where there is one; what is asked for can be left as it is."""
    return Choices(
        _with(asked.department, {each: each for each in known_departments(office, officer)}),
        _with(asked.town, {each: each for each in known_towns(office, officer)}),
        _with(asked.pack, {pack.id: pack.title for pack in office.library.packs}),
    )


def _with(chosen: str, known: Mapping[str, str]) -> Mapping[str, str]:
    return {**known, chosen: known.get(chosen, chosen)} if chosen else known
