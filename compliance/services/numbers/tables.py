"""All tables of numbers, in the order in which they are shown."""

from compliance.services.numbers.cells import Table
from compliance.services.numbers.counting import Course, Found
from compliance.services.numbers.of_course import lasted, mended, standing
from compliance.services.numbers.of_months import by_month, overview
from compliance.services.numbers.of_violations import by_item, by_place, shares, verdicts
from compliance.services.numbers.of_visits import of_visits
from compliance.services.office import Office


def found_tables(office: Office, found: Found) -> tuple[Table, ...]:
    """What was found, in words."""
    return (
        overview(office, found),
        by_month(found),
        by_item(office, found),
        *by_place(found),
        verdicts(found),
        shares(found),
    )


def course_tables(office: Office, course: Course) -> tuple[Table, ...]:
    """How matters go on, in words."""
    return (mended(office, course), standing(office, course), lasted(office, course), *of_visits(course))
