"""What a walk gives to the decision on its matter."""

from collections.abc import Mapping
from typing import Any

from compliance.services.matters.people import Officer
from compliance.services.office import Office
from compliance.services.walks.opening import open_walk


def verified_answers(office: Office, officer: Officer, number: str) -> Mapping[str, Any]:
    """What officers answered on the matter's walk, by fact, as an answer sheet takes it.

    Only what is known, and only of questions that are to be asked for the other answers; nothing that the enterprise
    said itself. Raises NoSuchMatter, for a matter that the officer may not see too.
    """
    return open_walk(office, officer, number).sheet.answers


def walked_packs(office: Office, officer: Officer, number: str) -> tuple[str, ...]:
    """The ids of the packs that the walk went by, to decide by: the matter's items' and those of the chosen lists.

    Raises NoSuchMatter.
    """
    return open_walk(office, officer, number).packs
