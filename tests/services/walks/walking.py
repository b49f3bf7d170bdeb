"""Walks gone through without a phone."""

from datetime import datetime

from compliance.services.matters.people import Officer
from compliance.services.office import Office
from compliance.services.walks.adding import Said, add_answers
from compliance.services.walks.opening import open_walk
from tests.conftest import NOW
from tests.services.matters.officers import officer

HAS, AREA, PERMIT = "answers/设有招牌", "answers/招牌面积", "answers/取得许可"


def said(id: str, field: str, *typed: str, at: datetime = NOW) -> Said:
    """An answer under an id that begins so."""
    return Said(id.ljust(16, "0"), field, typed, at)


def add(office: Office, number: str, *answers: Said, by: Officer | None = None) -> dict[str, str]:
    return add_answers(office, by or officer(), number, answers)


def answered(office: Office, number: str) -> dict[str, tuple[str, ...]]:
    """What counts, by field."""
    return {field: entry.typed for field, entry in open_walk(office, officer(), number).sheet.latest.items()}


def ids(office: Office, number: str) -> list[str]:
    return [each.id for each in open_walk(office, officer(), number).entries]
