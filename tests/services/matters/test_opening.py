"""How matters begin: visits that are taken, and what officers find, on both databases."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest

from compliance.services.enterprise import Enterprise
from compliance.services.matters.opening import AlreadyTaken, Found, NothingToTake, report_found, take_visit
from compliance.services.matters.people import MatterInputError, NotYours, NoWorkflow, Officer
from compliance.services.office import Office
from compliance.services.read_assessment import read_assessment
from compliance.services.submit_assessment import DraftSheet
from compliance.services.visit_requests import VisitRequest
from compliance.services.visits import cancel_visit, request_visit
from compliance.store.deeds import ENTERPRISE
from compliance.store.records.matters import MatterItem
from tests.packs import SIGN, TODAY, changed
from tests.self_checking import under
from tests.services.matters.officers import CITY, MARKET, SHOP, begun, officer
from tests.submitting import submitted

BIG = {"answers": {"设有招牌": True, "招牌面积": Decimal(20), "取得许可": False}}


def visit(office: Office) -> str:
    """The number of a visit that the shop asked for."""
    result = read_assessment(office, submitted(office, DraftSheet(("sign",), BIG), TODAY))
    return request_visit(office, result, VisitRequest(SHOP, "张三", "13800000000", (CITY,))).number


def test_a_visit_becomes_a_matter_with_what_was_found(any_office: Office) -> None:
    number = visit(any_office)

    record = take_visit(any_office, officer(), number, "甲镇", "urgent")

    assert (record.origin, record.visit, record.state, record.department) == ("visit", number, "found", CITY)
    assert (record.enterprise_name, record.credit_code, record.address) == (
        SHOP.name,
        SHOP.credit_code,
        SHOP.address,
    )
    assert record.items == (MatterItem("sign-001", "sign", "violation"),)
    assert (record.town, record.urgency, record.found_on) == ("甲镇", "urgent", TODAY)


def test_the_contact_stays_with_the_visit(any_office: Office) -> None:
    take_visit(any_office, officer(), visit(any_office))

    with any_office.store.reading() as records:
        [step] = records.matters.steps("事〔2026〕1号")
        kept = repr((records.matters.find("事〔2026〕1号"), step))
    assert "张三" not in kept
    assert "13800000000" not in kept


def test_a_visit_is_taken_once(any_office: Office) -> None:
    number = visit(any_office)
    taken = take_visit(any_office, officer(), number)

    with pytest.raises(AlreadyTaken, match=taken.number):
        take_visit(any_office, officer(name="李某"), number)


def test_of_two_who_take_a_visit_at_once_one_is_first(any_office: Office) -> None:
    number, ready, said = visit(any_office), Barrier(2), []

    def take() -> None:
        ready.wait()
        try:
            said.append(take_visit(any_office, officer(), number).number)
        except AlreadyTaken:
            said.append("taken")

    threads = [Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["taken", "事〔2026〕1号"]


def test_a_visit_is_taken_by_a_department_that_was_asked_for(office: Office) -> None:
    number = visit(office)

    with pytest.raises(NotYours, match=CITY):
        take_visit(office, officer(MARKET), number)


def test_one_of_several_departments_that_an_item_names_takes_the_visit(office: Office) -> None:
    both = f"住建、{CITY}"
    shared = under(office, changed(SIGN, "items", 0, "department", to=both))
    result = read_assessment(shared, submitted(shared, DraftSheet(("sign",), BIG), TODAY))
    number = request_visit(shared, result, VisitRequest(SHOP, "张三", "13800000000", (both,))).number

    assert take_visit(shared, officer(), number).department == CITY


def test_a_cancelled_visit_is_not_taken(any_office: Office) -> None:
    number = visit(any_office)
    cancel_visit(any_office, ENTERPRISE, number)

    with pytest.raises(NothingToTake, match="取消"):
        take_visit(any_office, officer(), number)
    with pytest.raises(NothingToTake):
        take_visit(any_office, officer(), "约〔2025〕7号\0")


def test_what_an_officer_finds_is_a_matter(any_office: Office) -> None:
    record = begun(any_office)

    assert (record.origin, record.visit, record.urgency) == ("found", None, "normal")
    assert record.items == (MatterItem("sign-001", "sign", "violation"),)
    with any_office.store.reading() as records:
        assert records.matters.find(record.number) == record
        assert [each.deed for each in records.matters.steps(record.number)] == ["take"]


def test_matters_are_numbered_one_after_another(any_office: Office) -> None:
    assert [begun(any_office).number for _ in range(3)] == ["事〔2026〕1号", "事〔2026〕2号", "事〔2026〕3号"]


GOOD = Found(SHOP, ("sign-001",), TODAY)


@pytest.mark.parametrize(
    ("found", "field", "words"),
    [
        (replace(GOOD, items=()), "items", "至少选一项"),
        (replace(GOOD, items=("sign-01",)), "items", "sign-01.*是不是「sign-001」"),
        (replace(GOOD, enterprise=Enterprise()), "name", "单位名称"),
        (replace(GOOD, enterprise=Enterprise("店", "911")), "credit_code", "18 位"),
        (replace(GOOD, found_on=TODAY + timedelta(1)), "found_on", "还没有到"),
        (replace(GOOD, urgency="soon"), "urgency", "critical、urgent、normal"),
        (replace(GOOD, town="镇" * 61), "town", "最多 60 个字"),
    ],
)
def test_what_is_written_wrongly_is_named_and_nothing_is_kept(
    office: Office, found: Found, field: str, words: str
) -> None:
    with pytest.raises(MatterInputError, match=words) as caught:
        report_found(office, officer(), found)

    assert list(caught.value.problems) == [field]
    assert begun(office).number == "事〔2026〕1号"


@pytest.mark.parametrize("who", [officer("", "officer"), officer(CITY, "legal"), officer(CITY, "officer", town="乙镇")])
def test_who_may_not_begin_a_matter_does_not(office: Office, who: Officer) -> None:
    with pytest.raises(NotYours):
        report_found(office, who, replace(GOOD, town="甲镇"))


def test_without_a_workflow_no_matter_begins(office: Office) -> None:
    with pytest.raises(NoWorkflow, match=r"workflow\.yaml"):
        report_found(replace(office, workflow=None), officer(), GOOD)
