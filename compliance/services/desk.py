"""What each of the office's own people sees and does at the desk."""

from compliance.services.accounts import departments_in
from compliance.services.evidence import NoSuchEvidence
from compliance.services.handed_over import HandedOver, read_handed_over, waiting_visits
from compliance.services.office import Office
from compliance.services.visits import no_visit
from compliance.store.records import AccountRecord, VisitRecord

SEE_VISITS = ("officer", "reviewer")
"""The roles that visits are the work of; the others need nobody's name and telephone number."""


def may_see(account: AccountRecord, visit: VisitRecord) -> bool:
    """Whether the visit is the account's to see: one of its own department; of any where the account is bound to none.

    An installation is one town's, so that all its visits are of the town.
    """
    asked = {name for named in visit.departments for name in departments_in(named)}
    return account.role in SEE_VISITS and (not account.department or account.department in asked)


def visits_for(office: Office, account: AccountRecord) -> tuple[VisitRecord, ...]:
    """The visits asked for and not made yet that the account may see, the oldest first."""
    return tuple(each for each in waiting_visits(office) if may_see(account, each))


def read_visit(office: Office, account: AccountRecord, number: str) -> HandedOver:
    """What was handed over for the visit. Raises NoSuchVisit, for one that isn't the account's to see too, and
    VisitStateError."""
    found = read_handed_over(office, number)
    if not may_see(account, found.visit):
        raise no_visit(number)
    return found


def read_file(office: Office, account: AccountRecord, number: str, id: str) -> tuple[str, bytes]:
    """The media type and content of a file handed over for the visit. Raises as read_visit does, and NoSuchEvidence."""
    found = read_visit(office, account, number)
    media_types = {each.id: each.media_type for each in found.evidence}
    with office.store.reading() as records:
        content = records.evidence.content_handed_over(found.visit.number, id)
    if id not in media_types or content is None:
        raise NoSuchEvidence("没有找到这份材料；请回到这次预约看看")
    return media_types[id], content
