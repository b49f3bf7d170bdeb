"""What each of the office's own people sees and does at the desk."""

from dataclasses import dataclass

from compliance.services.evidence import NoSuchEvidence
from compliance.services.handed_over import HandedOver, read_handed_over
from compliance.services.matters.people import Officer
from compliance.services.office import Office
from compliance.services.visits import finish_visit, no_visit, number_meant, plan_visit
from compliance.store.deeds import Actor, Deed
from compliance.store.records.checks import VisitRecord
from compliance.store.records.people import AccountRecord

SEE_VISITS = ("officer", "reviewer")
"""The roles that visits are the work of; the others need nobody's name and telephone number."""


def may_see(account: AccountRecord | Officer, visit: VisitRecord) -> bool:
    """Whether the visit is the account's to see: one of its own department; of any where the account is bound to none.

    A visit tells no town, so that who is bound to a town sees those of all: in which it is, is said when it is taken.
    """
    return account.role in SEE_VISITS and (not account.department or account.department in visit.asks_for)


@dataclass(frozen=True, slots=True)
class VisitsWaiting:
    """Some of the visits that wait, and how many there are in all."""

    visits: tuple[VisitRecord, ...]
    total: int


def visits_for(office: Office, account: AccountRecord, most: int, skip: int = 0) -> VisitsWaiting:
    """The visits asked for that were neither made nor taken yet and that the account may see, the oldest first."""
    if account.role not in SEE_VISITS:
        return VisitsWaiting((), 0)
    with office.store.writing() as records:
        seen = records.visits.untaken(account.department, most, skip)
        total = records.visits.count_untaken(account.department)
        records.tell(office.now(), _actor(account), Deed.VISITS_LISTED, count=len(seen))
    return VisitsWaiting(seen, total)


def matter_of(office: Office, visit: str) -> str | None:
    """The number of the matter that the visit became."""
    with office.store.reading() as records:
        return records.matters.of_visit(visit)


def read_visit(office: Office, account: AccountRecord, number: str) -> HandedOver:
    """What was handed over for the visit. Raises NoSuchVisit, for one that isn't the account's to see too, and
    VisitStateError."""
    return read_handed_over(office, _actor(account), _own(office, account, number))


def read_file(office: Office, account: AccountRecord, number: str, id: str) -> tuple[str, bytes]:
    """The media type and content of a file handed over for the visit. Raises NoSuchVisit and NoSuchEvidence."""
    number = _own(office, account, number)
    with office.store.writing() as records:
        files = {each.id: (place, each) for place, each in enumerate(records.evidence.handed_over(number), start=1)}
        content = records.evidence.content_handed_over(number, id)
        if content is None:
            raise NoSuchEvidence("没有找到这份材料；请回到这次预约看看")
        place, file = files[id]
        records.tell(office.now(), _actor(account), Deed.EVIDENCE_EXPORTED, number, file=place)
    return file.media_type, content


def plan(office: Office, account: AccountRecord, number: str, when: str) -> None:
    """Tells the enterprise when somebody comes. Raises NoSuchVisit, VisitError, VisitStateError."""
    plan_visit(office, _actor(account), _own(office, account, number), when)


def finish(office: Office, account: AccountRecord, number: str) -> None:
    """The visit was made. Raises NoSuchVisit, VisitStateError."""
    finish_visit(office, _actor(account), _own(office, account, number))


def _own(office: Office, account: AccountRecord, number: str) -> str:
    """The visit's number in its plain form, where the visit is the account's to see; raises NoSuchVisit."""
    with office.store.reading() as records:
        visit = records.visits.find(number_meant(number))
    if visit is None or not may_see(account, visit):
        raise no_visit(number)
    return visit.number


def _actor(account: AccountRecord) -> Actor:
    return Actor(account.name, "officer")
