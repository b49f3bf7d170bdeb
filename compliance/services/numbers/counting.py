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
class Scope:
    """What is counted: of what the officer asked for, in the period, that which he may see."""

    officer: Officer
    asked: Asked
    period: Period
    seen: Wanted


@dataclass(frozen=True, slots=True)
class Found:
    """What was found."""

    scope: Scope
    violations: tuple[Violations, ...]
    violated: tuple[Violated, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """How matters go on. Of `opened` and `closed` one for each month; `visits` None: not this officer's to see."""

    scope: Scope
    opened: tuple[int, ...]
    closed: tuple[int, ...]
    standing: tuple[Standing, ...]
    mended: Mapping[Mending, int]
    lasted: tuple[Lasted, ...]
    visits: VisitNumbers | None


def scope_of(office: Office, officer: Officer, asked: Asked, deed: Deed = AS_SHOWN) -> Scope:
    """What the officer may have counted of it; `deed` is told to the audit log. Raises NumbersInputError."""
    period = period_of(asked.since, asked.until, office.today())
    seen = in_sight(officer, asked.wanted)
    if seen is None:
        raise NumbersInputError({"town": f"您的账户只看{officer.town}的事项"})
    with office.store.writing() as records:  # told before, so that nobody who writes waits until all is counted
        records.tell(office.now(), officer.actor, deed, since=str(period.months[0]), until=str(period.months[-1]))
    return Scope(officer, asked, period, seen)


def count_found(office: Office, scope: Scope) -> Found:
    decided, months = replace(scope.seen, decided=scope.period.span), scope.period.spans
    with office.store.reading() as records:
        numbers, pack = records.numbers, scope.asked.pack
        return Found(scope, numbers.violations(decided, pack, months), numbers.violated(decided, pack, months))


def count_course(office: Office, scope: Scope) -> Course:
    seen, span, months, today = scope.seen, scope.period.span, scope.period.spans, office.today()
    closed = replace(seen, closed=span)
    with office.store.reading() as records:
        numbers = records.numbers
        return Course(
            scope=scope,
            opened=numbers.by_month(replace(seen, opened=span), "opened_at", months),
            closed=numbers.by_month(closed, "at", months),
            standing=numbers.standing(seen, today),
            mended=numbers.mended(seen, span, today),
            lasted=numbers.lasted(closed),
            visits=_visits(records, scope) if scope.officer.role in SEE_VISITS else None,
        )


def _visits(records: Records, scope: Scope) -> VisitNumbers:
    """Visits name departments, and neither a town nor an industry: where one is asked for, those count that became
    matters there."""
    span, seen = scope.period.span, scope.seen
    departments = {scope.officer.department, scope.asked.department} - {""}
    within = seen if seen.town or seen.pack else None
    return VisitNumbers(
        records.numbers.visits(span, departments, within), records.numbers.of_visits(Visited(span), seen)
    )
