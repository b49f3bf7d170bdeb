"""Self-checks gone through without the site: answered, decided, handed over."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from compliance.rulepacks.rulebook import bring_together
from compliance.services.enterprise import Enterprise
from compliance.services.evidence import evidence_of
from compliance.services.library import RuleLibrary
from compliance.services.office import Office
from compliance.services.read_assessment import Assessment, read_assessment
from compliance.services.self_check.finish import finish_check
from compliance.services.self_check.keep import engine_of_today, load_check, save_check, start_check
from compliance.services.self_check.pages import SelfCheck
from compliance.services.visit_requests import VisitRequest
from compliance.services.visits import request_visit
from compliance.store.records.checks import VisitRecord
from tests.conftest import NOW
from tests.packs import FIRST_OFFENCE, rule_file

BIG = {"answers/设有招牌": ["yes"], "answers/招牌面积": ["20"], "answers/取得许可": ["no"]}
ITEM = "items/sign-001"
REQUEST = VisitRequest(Enterprise("甲商店", "", "某路 1 号"), "王五", "138 0000 0000", ("综合行政执法",))


def begun(office: Office, typed: Mapping[str, Any] = BIG) -> str:
    """The token of a new self-check with this typed into it."""
    token = start_check(office, ["sign"])
    save_check(office, token, typed)
    return token


def at_hand(office: Office, token: str) -> SelfCheck:
    """The self-check under the rules of today, with its evidence."""
    kept = load_check(office, token)
    proven = {each.about for each in evidence_of(office, token)}
    return SelfCheck(engine_of_today(office, kept), kept.typed, office.today(), proven)


def decided(office: Office, token: str, mended: bool = False) -> Assessment:
    """The result of what is typed now."""
    return read_assessment(office, token, finish_check(office, token, at_hand(office, token), mended))


def finished(office: Office, typed: Mapping[str, Any] = BIG) -> str:
    """The token of a new self-check that came to a result."""
    token = begun(office, typed)
    decided(office, token)
    return token


def visited(office: Office, token: str, **changes: Any) -> VisitRecord:
    """The visit that the newest result was handed over for."""
    return request_visit(office, read_assessment(office, token), replace(REQUEST, **changes))


def later(office: Office, **passed: int) -> Office:
    """The same office some time after NOW."""
    return replace(office, now=lambda: NOW + timedelta(**passed))


def under(office: Office, *rules: dict[str, Any]) -> Office:
    """The same office after these rules were published."""
    return replace(office, library=RuleLibrary(bring_together(map(rule_file, rules or (FIRST_OFFENCE,)))))
