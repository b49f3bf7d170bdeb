"""Made-up matters and visits as plain values, and keeping them in a database."""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from sqlalchemy import delete

from compliance.services.matters.machine import Standing, after, allowed, standing_of
from compliance.services.office import BEIJING, Office
from compliance.services.read_assessment import read_assessment
from compliance.services.submit_assessment import DraftSheet
from compliance.store.database import Records
from compliance.store.records.checks import Inputs, VisitRecord
from compliance.store.records.history import PastRecord
from compliance.store.records.matters import DecisionRecord, MatterItem, MatterRecord, RulingRecord, StepRecord
from compliance.store.tables.checks import VisitDepartmentRow, VisitRow
from compliance.store.tables.history import PastViolationRow
from tests.conftest import NOW
from tests.packs import TODAY
from tests.submitting import submitted

DEPARTMENTS, TOWNS = ("综合行政执法", "市场监管", "住建"), ("甲镇", "乙镇", "")
PACKS = {"sign-001": "sign", "lamp-001": "lamps", "lamp-002": "lamps"}
CODES = ("91110000600037341L", "91110000100000001X", "")
VERDICTS = ("no_penalty_required", "no_penalty_allowed", "ordinary", "refer")
_STATES_CHANGE = {"assign", "order", "report", "send_back", "refer", "come_back", "close", "reopen"}
_LIKELY = {"order", "report", "send_back"}
_BEGIN = datetime(2026, 7, 1, tzinfo=UTC)
_BORDERS = [datetime(2026, month, 1, tzinfo=BEIJING) + timedelta(seconds=by) for month in (9, 10) for by in (-1, 0)]


@dataclass(frozen=True)
class Past:
    """A decision on a matter: its step's number, the day of the act, and the rulings."""

    step: int
    acted_on: date
    rulings: tuple[RulingRecord, ...]


@dataclass(frozen=True)
class Made:
    """A matter with all that was done with it, the oldest first."""

    record: MatterRecord
    steps: tuple[StepRecord, ...]
    decisions: tuple[Past, ...]


@dataclass(frozen=True)
class World:
    """All there is: matters, visits asked for, and earlier violations from files (code, item, day)."""

    matters: tuple[Made, ...]
    visits: tuple[VisitRecord, ...]
    imported: tuple[tuple[str, str, date], ...]


moments = st.sampled_from(_BORDERS) | st.integers(0, 140 * 24).map(lambda hours: _BEGIN + timedelta(hours=hours))
days = st.integers(0, 140).map(lambda days: _BEGIN.date() + timedelta(days))


@st.composite
def rulings(draw: st.DrawFn, items: list[str]) -> tuple[RulingRecord, ...]:
    found = []
    for item in items:
        computed = draw(st.none() | st.sampled_from(VERDICTS))
        verdict = None if computed is None else draw(st.just(computed) | st.sampled_from(VERDICTS))
        status = "compliant" if computed is None else "violation"
        fine = Decimal(1) if verdict == "ordinary" else None
        found.append(RulingRecord(item, PACKS[item], "f" * 64, status, computed, verdict, fine, ""))
    return tuple(found)


@st.composite
def steps(draw: st.DrawFn, standing: Standing) -> StepRecord:
    """One that the machine allows; half the time a state's last day is near."""
    can = sorted(set(allowed(standing)) - {"withdraw", "return_offer"})
    deed = draw(st.sampled_from(can + 3 * [each for each in can if each in _LIKELY]))
    at = standing.at + draw(st.sampled_from([timedelta(0), timedelta(hours=9), timedelta(3), timedelta(20)]))
    dues = st.sampled_from([TODAY, *(at.astimezone(BEIJING).date() + timedelta(by) for by in (0, 3, 9))])
    others = [each for each in DEPARTMENTS if each != standing.department]
    by = standing.offered_to if deed == "accept" else standing.department
    return StepRecord(
        standing.steps + 1, deed, at, "某", "reviewer", by,
        to_department=draw(st.sampled_from(others)) if deed == "offer" else "",
        to_person="李某" if deed == "assign" else "",
        due=draw(dues | dues | st.none()) if deed in _STATES_CHANGE - {"close"} else None,
    )  # fmt: skip


@st.composite
def matters(draw: st.DrawFn, number: str, visit: str | None) -> Made:
    department, opened = draw(st.sampled_from(DEPARTMENTS)), draw(moments)
    items = draw(st.lists(st.sampled_from(sorted(PACKS)), min_size=1, max_size=3, unique=True))
    done = [StepRecord(1, "take", opened, "某", "reviewer", department, due=opened.date() + timedelta(2))]
    decided, standing = [], standing_of(done)
    for _ in range(draw(st.integers(2, 12))):
        step = draw(steps(standing))
        done.append(step)
        standing = after(standing, step)
        if step.deed == "decide":
            decided.append(Past(step.number, draw(days), draw(rulings(items))))
    record = MatterRecord(
        number=number, origin="visit" if visit else "found", visit=visit, enterprise_name="甲商店",
        credit_code=draw(st.sampled_from(CODES)), address="某路", town=draw(st.sampled_from(TOWNS)), urgency="normal",
        opened_at=opened, found_on=opened.date(),
        items=tuple(MatterItem(each, PACKS[each], "violation") for each in items), **asdict(standing),
    )  # fmt: skip
    return Made(record, tuple(done), tuple(decided))


@st.composite
def visits(draw: st.DrawFn, number: str) -> VisitRecord:
    status = draw(st.sampled_from(["requested", "planned", "done", "done", "cancelled", "cancelled"]))
    asked, at = draw(st.sampled_from([("综合行政执法",), ("住建、综合行政执法", "市场监管"), ("住建",)])), draw(moments)
    rating = draw(st.none() | st.integers(1, 5)) if status == "done" else None
    return VisitRecord(
        number, "c", "", at, at, status, at, asked, (), "甲商店", "", "某路", "王某", "13800000000", rating=rating
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    asked = tuple(draw(visits(f"约{place}")) for place in range(draw(st.integers(0, 6))))
    begun = [None if place >= len(asked) or draw(st.booleans()) else asked[place].number for place in range(6)]
    made = tuple(draw(matters(f"事{place}", begun[place])) for place in range(draw(st.integers(1, 6))))
    imported = draw(st.lists(st.tuples(st.sampled_from(CODES[:2]), st.sampled_from(sorted(PACKS)), days), max_size=3))
    return World(made, asked, tuple(dict.fromkeys(imported)))


def ordered(due: date) -> Made:
    """A matter ordered to be mended by the day."""
    deeds = ("take", "assign", "order")
    done = tuple(StepRecord(place, each, NOW, "某", "reviewer", "住建", due=due) for place, each in enumerate(deeds, 1))
    record = MatterRecord(
        "事0", "found", None, "甲商店", "", "某路", "甲镇", "normal", NOW, TODAY, **asdict(standing_of(done))
    )
    return Made(record, done, ())


@dataclass(frozen=True)
class Keeper:
    """An office's database, emptied and filled for each world."""

    office: Office
    token: str
    assessment: str

    @classmethod
    def of(cls, office: Office) -> "Keeper":
        token = submitted(office, DraftSheet(("sign",), {}), TODAY)
        return cls(office, token, read_assessment(office, token).id)

    def keep(self, world: World) -> None:
        with self.office.store.writing() as records:
            session = records.matters.session
            records.matters.remove([f"事{place}" for place in range(6)])
            session.execute(delete(VisitDepartmentRow))
            session.execute(delete(VisitRow))
            session.execute(delete(PastViolationRow))
            for visit in world.visits:
                records.visits.add(self.token, replace(visit, assessment=self.assessment))
            for made in world.matters:
                _keep(records, made)
            records.history.add(
                [PastRecord(code, "甲", item, day, "罚", f"{place}", "h" * 64)
                 for place, (code, item, day) in enumerate(world.imported)]
            )  # fmt: skip


def _keep(records: Records, made: Made) -> None:
    first, *others = made.steps
    standing = standing_of([first])
    records.matters.add(replace(made.record, **asdict(standing)), first)
    decided = {each.step: each for each in made.decisions}
    for step in others:
        standing = after(standing, step)
        records.matters.move(replace(made.record, **asdict(standing)), step)
        if past := decided.get(step.number):
            inputs = Inputs((b"x",), b"{}", past.acted_on, past.acted_on)
            number, code = made.record.number, made.record.credit_code
            records.decisions.add(DecisionRecord(number, step.number, step.at, inputs, b"{}", past.rulings))
            bad = [each for each in past.rulings if each.verdict and code]
            records.history.replace(
                number, [PastRecord(code, "甲", each.item, past.acted_on, "罚", number, number) for each in bad]
            )
