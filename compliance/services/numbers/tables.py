"""All tables of numbers, in the order in which they are shown."""

from compliance.services.numbers.cells import Table
from compliance.services.numbers.counting import Counted
from compliance.services.numbers.of_course import by_month, lasted, mended, overview, standing
from compliance.services.numbers.of_violations import by_item, by_place, shares, verdicts
from compliance.services.numbers.of_visits import of_visits
from compliance.services.office import Office


def tables(office: Office, counted: Counted) -> tuple[Table, ...]:
    """What was counted, in words."""
    return (
        overview(office, counted),
        by_month(counted),
        by_item(office, counted),
        *by_place(counted),
        verdicts(counted),
        shares(counted),
        mended(office, counted),
        standing(office, counted),
        lasted(office, counted),
        *of_visits(counted),
    )
