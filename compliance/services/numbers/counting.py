"""Counting what somebody may see: nothing in any number is from a matter or visit that isn't his to see."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from compliance.services.desk import SEE_VISITS
from compliance.services.matters.people import Officer
from compliance.services.matters.reading import in_sight
from compliance.services.numbers.periods import NumbersInputError, Period, period_of
from compliance.services.office import Office
from compliance.store.database import Records
from compliance.store.deeds import Deed
from compliance.store.matters import Wanted
from compliance.store.numbers import Lasted, Rated, Standing, Violated, Violations
from compliance.store.spans import Mending, Visited

AS_SHOWN, EXPORTED = Deed.NUMBERS_SHOWN, Deed.NUMBERS_EXPORTED


@dataclass(frozen=True, slots=True)
class Asked:
    """Which numbers somebody wants, as they are typed; what is empty doesn't narrow. `pack`: the industry's id."""

    since: str = ""
    until: str = ""
    department: str = ""
    town: str = ""
    pack: str = ""

    @property
    def wanted(self) -> Wanted:
        """The matters, of whenever."""
        return Wanted(department=self.department, town=self.town, pack=self.pack)


@dataclass(frozen=True, slots=True)
class VisitNumbers:
    """Visits asked for in the period, and of the matters that began with one how many have which rating."""

    visits: tuple[Rated, ...]
    matters: Mapping[int | None, int]


@dataclass(frozen=True, slots=True)
class Counted:
    """The numbers: of `opened` and `closed` one for each month. `visits` None: they aren't this officer's to see."""

    asked: Asked
    period: Period
    violations: tuple[Violations, ...]
    violated: tuple[Violated, ...]
    opened: tuple[int, ...]
    closed: tuple[int, ...]
    standing: tuple[Standing, ...]
    mended: Mapping[Mending, int]
    lasted: tuple[Lasted, ...]
    visits: VisitNumbers | None


def count_all(office: Office, officer: Officer, asked: Asked, deed: Deed = AS_SHOWN) -> Counted:
    """The numbers of what the officer may see; `deed` is told to the audit log. Raises NumbersInputError."""
    period = period_of(asked.since, asked.until, office.today())
    seen = in_sight(officer, asked.wanted)
    if seen is None:
        raise NumbersInputError({"town": f"您的账户只看{officer.town}的事项"})
    with office.store.writing() as records:  # told before, so that nobody who writes waits until all is counted
        records.tell(office.now(), officer.actor, deed, since=str(period.months[0]), until=str(period.months[-1]))
    return _counted(office, officer, asked, period, seen)


def _counted(office: Office, officer: Officer, asked: Asked, period: Period, seen: Wanted) -> Counted:
    span, months = period.span, [each.span for each in period.months]
    opened, decided, closed = replace(seen, opened=span), replace(seen, decided=span), replace(seen, closed=span)
    with office.store.reading() as records:
        numbers = records.numbers
        return Counted(
            asked=asked,
            period=period,
            violations=numbers.violations(decided, asked.pack, months),
            violated=numbers.violated(decided, asked.pack, months),
            opened=numbers.by_month(opened, "opened_at", months),
            closed=numbers.by_month(closed, "at", months),
            standing=numbers.standing(seen, office.today()),
            mended=numbers.mended(seen, span, office.today()),
            lasted=numbers.lasted(closed),
            visits=_visits(records, officer, asked, period, seen) if officer.role in SEE_VISITS else None,
        )


def _visits(records: Records, officer: Officer, asked: Asked, period: Period, seen: Wanted) -> VisitNumbers:
    """Visits name departments, and neither a town nor an industry: where one is asked for, those count that became
    matters there."""
    departments = {officer.department, asked.department} - {""}
    within = seen if seen.town or seen.pack else None
    return VisitNumbers(
        records.numbers.visits(period.span, departments, within),
        records.numbers.of_visits(Visited(period.span), seen),
    )
