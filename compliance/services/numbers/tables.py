"""All tables of numbers, in the order in which they are shown."""

from compliance.services.numbers.cells import Table
from compliance.services.numbers.counting import Course, Found
from compliance.services.numbers.of_course import in_and_out, in_and_out_by_month, lasted, mended, standing
from compliance.services.numbers.of_violations import by_item, by_month, by_place, overview, shares, verdicts
from compliance.services.numbers.of_visits import of_visits
from compliance.services.office import Office


def found_tables(office: Office, found: Found) -> tuple[Table, ...]:
    """What was found, in words."""
    return (
        overview(found),
        by_month(found),
        by_item(office, found),
        *by_place(found),
        verdicts(found),
        shares(found),
    )


def course_tables(office: Office, course: Course) -> tuple[Table, ...]:
    """How matters go on, in words."""
    return (
        in_and_out(office, course),
        in_and_out_by_month(course),
        mended(office, course),
        standing(office, course),
        lasted(office, course),
        *of_visits(course),
    )
