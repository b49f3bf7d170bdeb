"""What each of the office's own people sees at the desk."""

from compliance.services.accounts import departments_in
from compliance.services.office import Office
from compliance.services.visits import waiting_visits
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
