"""What officers verified on a walk, as a decision takes it."""

from collections.abc import Mapping
from typing import Any

from compliance.services.matters.people import Officer
from compliance.services.matters.reading import read_matter
from compliance.services.office import Office


def verified_answers(office: Office, officer: Officer, number: str) -> Mapping[str, Any]:
    """Each fact that an officer answered, with the answer as an answer sheet takes it; raises NoSuchMatter."""
    read_matter(office, officer, number)
    return {}


def walked_packs(office: Office, officer: Officer, number: str) -> tuple[str, ...]:
    """The ids of what was looked at; raises NoSuchMatter."""
    return tuple(sorted({each.pack for each in read_matter(office, officer, number).record.items}))
