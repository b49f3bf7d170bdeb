"""What numbers can be narrowed to."""

from collections.abc import Mapping
from dataclasses import dataclass

from compliance.services.departments import departments
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
    """Of towns only the officer's own where there is one; what is asked for can be left as it is."""
    with office.store.reading() as records:
        towns = (officer.town,) if officer.town else records.matters.towns()
    return Choices(
        _with(asked.department, {each: each for each in departments(office.library)}),
        _with(asked.town, {each: each for each in towns}),
        _with(asked.pack, {pack.id: pack.title for pack in office.library.packs}),
    )


def _with(chosen: str, known: Mapping[str, str]) -> Mapping[str, str]:
    return {**known, chosen: known.get(chosen, chosen)} if chosen else known
