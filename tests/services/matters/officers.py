"""People who work on matters in tests, and matters that they begin."""

from compliance.rulepacks.workflow import Role
from compliance.services.enterprise import Enterprise
from compliance.services.matters.opening import Found, report_found
from compliance.services.matters.people import Officer
from compliance.services.office import Office
from compliance.store.records.matters import MatterRecord
from tests.packs import TODAY

CITY, MARKET = "综合行政执法", "市场监管"
SHOP = Enterprise("甲商店", "91110000600037341L", "某路 1 号")


def officer(department: str = CITY, role: Role = "reviewer", name: str = "王某", town: str = "") -> Officer:
    return Officer(name, role, department, town)


def begun(office: Office, department: str = CITY, town: str = "", urgency: str = "") -> MatterRecord:
    """A matter that somebody of the department found today."""
    found = Found(SHOP, ("sign-001",), TODAY, town, urgency)
    return report_found(office, officer(department), found)
