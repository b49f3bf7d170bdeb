"""Visits from asking to rating, on both databases."""

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from compliance.services.enterprise import Enterprise
from compliance.services.evidence import add_evidence
from compliance.services.office import Office
from compliance.services.read_assessment import read_assessment
from compliance.services.self_check.keep import HandedOverError, NoSuchSelfCheck, delete_check, load_check, save_check
from compliance.services.visit_requests import MAX_WISHES, WISHES_WITHIN, VisitError, VisitRequest
from compliance.services.visits import (
    MAX_REMARK,
    NoSuchVisit,
    VisitStateError,
    cancel_visit,
    departments_called_for,
    finish_visit,
    hand_over_newer,
    not_handed_over,
    open_visit,
    plan_visit,
    rate_visit,
    request_visit,
    visit_of,
)
from compliance.store.deeds import ENTERPRISE
from compliance.store.records.checks import VisitRecord
from compliance.store.tables.checks import VisitRow
from compliance.store.visits import Visits
from tests.auditing import OFFICER, told
from tests.conftest import NOW
from tests.evidence.made import telling
from tests.meeting import at_once, meet_at
from tests.packs import FIRST_OFFENCE, SIGN, TODAY, changed, item
from tests.self_checking import BIG, REQUEST, begun, decided, finished, later, under, visited

FINISH = partial(finish_visit, actor=OFFICER)
CANCEL = partial(cancel_visit, actor=ENTERPRISE)
PLAN = partial(plan_visit, actor=OFFICER, when="明天")


def problems(**changes: Any) -> dict[str, str]:
    """What is wrong with a request that is right but for these changes."""
    with pytest.raises(VisitError) as caught:
        replace(REQUEST, **changes).validate(("综合行政执法", "消防"), TODAY)
    return caught.value.problems


# ── What is asked for ──


def test_a_request_is_kept_in_its_plain_form() -> None:
    typed = VisitRequest(
        Enterprise(" 甲商店 ", " 9111 0000 6000 3734 1l ", "某路 1 号 "),
        " 王五 ",
        "１３８ 0000 0000",
        ("消防", "综合行政执法", "消防"),
        ((TODAY + timedelta(1), "上午"), (TODAY + timedelta(1), "上午")),
    )
    assert typed.validate(("综合行政执法", "消防"), TODAY) == VisitRequest(
        Enterprise("甲商店", "91110000600037341L", "某路 1 号"),
        "王五",
        "13800000000",
        ("综合行政执法", "消防"),
        ((TODAY + timedelta(1), "上午"),),
    )


@pytest.mark.parametrize(
    "phone", ["13800000000", "+86 138-0000-0000", "0571-87654321", "010-12345678", "0571 8765 4321"]
)
def test_phones_that_ring_are_taken(phone: str) -> None:
    assert replace(REQUEST, phone=phone).validate(("综合行政执法",), TODAY)


@pytest.mark.parametrize(
    "phone",
    [
        "",
        "87654321",
        "1380000000",
        "138000000000",
        "12800000000",
        "00571-87654321",
        "电话",
        "138٠0000000",
        "1-3-8-0-0-0-0-0-0-0-0",
    ],
)
def test_phones_that_do_not_ring_are_not(phone: str) -> None:
    assert "11 位手机号" in problems(phone=phone)["phone"]


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"enterprise": Enterprise("", "", "某路")}, "name", "请填写单位名称"),
        ({"enterprise": Enterprise("甲", "", " ")}, "address", "请填写地址"),
        ({"enterprise": Enterprise("甲", "91110000600037342L", "某路")}, "credit_code", "统一社会信用代码不对"),
        ({"enterprise": Enterprise("甲" * 101, "", "某路")}, "name", "最多 100 个字"),
        ({"contact": " "}, "contact", "请填写联系人"),
        ({"contact": "王\n五"}, "contact", "无法保存的字符"),
        ({"contact": "王" * 101}, "contact", "最多 100 个字"),
        ({"departments": ()}, "departments", "至少选一个"),
        ({"departments": ("综合行政执法", "编造的")}, "departments", "从列出的部门里选"),
        ({"wishes": ((TODAY, "上午"),)}, "wishes", "明天"),
        ({"wishes": ((TODAY + timedelta(WISHES_WITHIN + 1), "上午"),)}, "wishes", "60 天以内"),
        ({"wishes": ((TODAY + timedelta(1), "半夜"),)}, "wishes", "上午、下午、都可以"),
        ({"wishes": tuple((TODAY + timedelta(n), "上午") for n in range(1, MAX_WISHES + 2))}, "wishes", "最多填 3 个"),
    ],
)
def test_what_is_wrong_is_said_of_its_field(changes: dict[str, Any], field: str, said: str) -> None:
    found = problems(**changes)
    assert list(found) == [field]
    assert said in found[field]


def test_all_that_is_wrong_is_said_together() -> None:
    found = problems(enterprise=Enterprise("", "1", ""), contact="", phone="", departments=(), wishes=((TODAY, "x"),))
    assert set(found) == {"name", "credit_code", "address", "contact", "phone", "departments", "wishes"}


def test_days_up_to_the_last_may_be_wished_for() -> None:
    wishes = ((TODAY + timedelta(1), "上午"), (TODAY + timedelta(WISHES_WITHIN), "都可以"))
    assert replace(REQUEST, wishes=wishes).validate(("综合行政执法",), TODAY).wishes == wishes


def test_departments_are_those_of_what_is_violated_or_unknown_the_busiest_first(office: Office) -> None:
    def of(number: int, department: str, violated_when: Any) -> dict[str, Any]:
        return item(violated_when, id=f"sign-{number:03}", department=department)

    items = [
        of(1, "消防", {"取得许可": False}),
        of(2, "城管", {"招牌面积": {"gt": 100}}),
        of(3, "住建", {"取得许可": False}),
        of(4, "住建", {"招牌面积": {"gt": 15}}),
    ]
    now = under(office, changed(SIGN, "items", to=items), FIRST_OFFENCE)
    token = finished(now)
    assert departments_called_for(read_assessment(now, token)) == ("住建", "消防")
    unsure = finished(now, BIG | {"answers/招牌面积": ["unknown"]})
    assert departments_called_for(read_assessment(now, unsure)) == ("住建", "消防", "城管")


# ── Asking ──


def test_who_asks_gets_a_receipt_that_opens_the_visit(any_office: Office) -> None:
    token = finished(any_office)

    visit = visited(any_office, token, wishes=((date(2026, 11, 25), "上午"),))

    assert re.fullmatch(r"约〔2026〕1号", visit.number)
    assert re.fullmatch("([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{2}", visit.code)
    assert open_visit(any_office, visit.number, visit.code) == visit == visit_of(any_office, token)
    assert (visit.status, visit.wishes, visit.requested_at) == ("requested", ("2026-11-25 上午",), NOW)
    assert visit.assessment == read_assessment(any_office, token).id


@pytest.mark.parametrize("typed", ["约〔2026〕1号", " 约[2026]1号", "约（2026）1", "2026-1", "２０２６　１"])
def test_a_receipt_is_understood_however_it_is_typed(any_office: Office, typed: str) -> None:
    visit = visited(any_office, finished(any_office))

    assert (
        open_visit(any_office, typed, f" {visit.code.lower().replace('-', '').replace('0', 'o')}").number
        == visit.number
    )


def test_neither_the_number_nor_the_code_alone_opens_a_visit(any_office: Office) -> None:
    mine, other = (visited(any_office, finished(any_office)) for _ in range(2))

    for number, code in (
        (mine.number, other.code),
        (mine.number, ""),
        ("", mine.code),
        ("\0", mine.code),
        ("\ud800", "\ud800"),
        (mine.number, mine.code[:-1]),
        (mine.number, f"{mine.code}0"),
    ):
        with pytest.raises(NoSuchVisit, match="编号和查询码"):
            open_visit(any_office, number, code)


def test_codes_are_random_and_numbers_are_counted(any_office: Office) -> None:
    visits = [visited(any_office, finished(any_office)) for _ in range(12)]

    assert [visit.number for visit in visits] == [f"约〔2026〕{n}号" for n in range(1, 13)]
    assert len({visit.code for visit in visits}) == 12


def test_a_request_that_is_wrong_hands_nothing_over(any_office: Office) -> None:
    token = finished(any_office)

    with pytest.raises(VisitError):
        visited(any_office, token, contact="")

    assert visit_of(any_office, token) is None
    delete_check(any_office, token)


def test_one_visit_at_a_time(any_office: Office) -> None:
    token = finished(any_office)
    first = visited(any_office, token)

    with pytest.raises(VisitStateError, match=first.number):
        visited(any_office, token)
    finish_visit(any_office, OFFICER, first.number)
    second = visited(later(any_office, days=1), token)
    assert visit_of(any_office, token) == second
    assert second.number != first.number


def test_two_requests_at_once_make_one_visit(any_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    token = finished(any_office)
    meet_at(monkeypatch, Visits, "of")

    done = at_once(*[partial(visited, any_office, token)] * 2)

    assert sorted(type(each).__name__ for each in done) == ["VisitRecord", "VisitStateError"]
    with any_office.store.engine.connect() as connection:
        assert len(connection.execute(select(VisitRow)).all()) == 1


def test_a_self_check_is_either_deleted_or_handed_over(any_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    token = finished(any_office)
    meet_at(monkeypatch, Visits, "of")

    deleted, visit = at_once(partial(delete_check, any_office, token), partial(visited, any_office, token))

    if isinstance(visit, VisitRecord):
        assert isinstance(deleted, HandedOverError)
        assert visit_of(any_office, token) == visit
    else:
        assert (deleted, type(visit)) == (None, NoSuchSelfCheck)


def test_what_was_deleted_meanwhile_is_not_handed_over(any_office: Office) -> None:
    token = finished(any_office)
    result = read_assessment(any_office, token)
    delete_check(any_office, token)

    with pytest.raises(NoSuchSelfCheck):
        request_visit(any_office, result, REQUEST)


# ── Taking back ──


def test_what_is_cancelled_is_the_enterprises_alone_again(any_office: Office) -> None:
    token = finished(any_office)
    visit = visited(any_office, token)
    plan_visit(any_office, OFFICER, visit.number, "明天上午")

    cancel_visit(any_office, ENTERPRISE, visit.number)

    assert open_visit(any_office, visit.number, visit.code).status == "cancelled"
    assert visit_of(any_office, token) is None
    assert load_check(any_office, token)
    assert visited(any_office, token).number != visit.number


def test_what_is_cancelled_can_be_deleted(any_office: Office) -> None:
    token = finished(any_office)
    visit = visited(any_office, token)
    cancel_visit(any_office, ENTERPRISE, visit.number)

    delete_check(any_office, token)

    with pytest.raises(NoSuchVisit):
        open_visit(any_office, visit.number, visit.code)


def test_a_visit_is_either_made_or_cancelled(any_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = visited(any_office, finished(any_office))
    meet_at(monkeypatch, Visits, "find")

    done = at_once(partial(FINISH, any_office, number=visit.number), partial(CANCEL, any_office, number=visit.number))

    assert sorted(type(each).__name__ for each in done) == ["NoneType", "VisitStateError"]
    winner = ["done", "cancelled"][done.index(None)]
    assert open_visit(any_office, visit.number, visit.code).status == winner


# ── Newer results ──


def test_a_newer_result_is_handed_over_only_when_it_is_asked_for(any_office: Office) -> None:
    token = finished(any_office)
    visit = visited(any_office, token)
    save_check(any_office, token, {"answers/招牌面积": ["30"]})
    newer = decided(any_office, token)

    kept = visit_of(any_office, token)
    assert kept
    assert kept.assessment == visit.assessment != newer.id
    assert not_handed_over(any_office, newer, kept)
    hand_over_newer(later(any_office, hours=1), newer)

    kept = visit_of(any_office, token)
    assert kept
    assert (kept.assessment, kept.handed_over_at) == (newer.id, NOW + timedelta(hours=1))
    assert not not_handed_over(any_office, newer, kept)


def test_newer_evidence_is_handed_over_only_when_it_is_asked_for(any_office: Office) -> None:
    token = finished(any_office)
    add_evidence(any_office, token, "answers/招牌面积", [telling("PNG")])
    visit = visited(any_office, token)
    add_evidence(later(any_office, minutes=5), token, "answers/取得许可", [telling("PNG")])
    result = read_assessment(any_office, token)

    def handed_over() -> list[str]:
        with any_office.store.reading() as records:
            return [each.about for each in records.evidence.handed_over(visit.number)]

    assert handed_over() == ["answers/招牌面积"]
    assert not_handed_over(any_office, result, visit)
    hand_over_newer(later(any_office, hours=1), result)
    assert handed_over() == ["answers/招牌面积", "answers/取得许可"]


@pytest.mark.parametrize("end", [FINISH, CANCEL])
def test_to_a_visit_that_is_over_nothing_is_handed_over(any_office: Office, end: Any) -> None:
    token = finished(any_office)
    visit = visited(any_office, token)
    end(any_office, number=visit.number)
    save_check(any_office, token, {"answers/招牌面积": ["30"]})

    with pytest.raises((NoSuchVisit, VisitStateError)):
        hand_over_newer(any_office, decided(any_office, token))
    assert open_visit(any_office, visit.number, visit.code).assessment == visit.assessment


# ── Planning, making, rating ──


def test_the_office_plans_and_plans_anew(any_office: Office) -> None:
    visit = visited(any_office, finished(any_office))

    plan_visit(any_office, OFFICER, visit.number, " 11月25日上午 ")
    plan_visit(later(any_office, days=1), OFFICER, visit.number, "11月26日上午")

    planned = open_visit(any_office, visit.number, visit.code)
    assert (planned.status, planned.planned_for) == ("planned", "11月26日上午")
    assert planned.status_at == NOW + timedelta(days=1)


@pytest.mark.parametrize("when", ["", " ", "明天\n上午", "明" * 101, "\0"])
def test_a_plan_must_say_when(any_office: Office, when: str) -> None:
    visit = visited(any_office, finished(any_office))

    with pytest.raises(VisitError):
        plan_visit(any_office, OFFICER, visit.number, when)


def test_a_visit_is_rated_after_it_was_made_and_anew(any_office: Office) -> None:
    visit = visited(any_office, finished(any_office))

    with pytest.raises(VisitStateError, match="已提交"):
        rate_visit(any_office, visit.number, 5, "")
    plan_visit(any_office, OFFICER, visit.number, "明天")
    with pytest.raises(VisitStateError, match="已安排"):
        rate_visit(any_office, visit.number, 5, "")
    finish_visit(any_office, OFFICER, visit.number)
    rate_visit(any_office, visit.number, 3, " 一般\r\n还行 ")
    assert (rated := open_visit(any_office, visit.number, visit.code)).rating == 3
    assert rated.remark == "一般\n还行"
    rate_visit(any_office, visit.number, 5, "很好")
    assert open_visit(any_office, visit.number, visit.code).rating == 5


@pytest.mark.parametrize(
    ("stars", "remark", "field"),
    [
        (0, "", "rating"),
        (6, "", "rating"),
        (5, "好" * (MAX_REMARK + 1), "remark"),
        (5, "\0", "remark"),
        (5, "好\n" * 400, "remark"),
    ],
)
def test_a_rating_that_cannot_be_kept_is_said(any_office: Office, stars: int, remark: str, field: str) -> None:
    visit = visited(any_office, finished(any_office))
    finish_visit(any_office, OFFICER, visit.number)

    with pytest.raises(VisitError) as caught:
        rate_visit(any_office, visit.number, stars, remark)
    assert list(caught.value.problems) == [field]
    assert open_visit(any_office, visit.number, visit.code).rating is None


@pytest.mark.parametrize("end", [FINISH, CANCEL])
@pytest.mark.parametrize("deed", [FINISH, CANCEL, PLAN])
def test_what_is_over_is_over(any_office: Office, end: Any, deed: Any) -> None:
    visit = visited(any_office, finished(any_office))
    end(any_office, number=visit.number)

    with pytest.raises(VisitStateError, match="不能这样做"):
        deed(any_office, number=visit.number)


@pytest.mark.parametrize("number", ["", "约〔2026〕9号", "\0", "\ud800"])
@pytest.mark.parametrize("deed", [FINISH, CANCEL, PLAN, partial(rate_visit, stars=5, remark="")])
def test_what_was_never_asked_for_is_not_there(any_office: Office, deed: Any, number: str) -> None:
    begun(any_office)

    with pytest.raises(NoSuchVisit):
        deed(any_office, number=number)


# ── The audit log ──


def test_the_audit_log_tells_a_visits_whole_life_by_its_number_alone(any_office: Office) -> None:
    token = finished(any_office)
    visit = visited(any_office, token)
    PLAN(any_office, number=visit.number)
    save_check(any_office, token, {"answers/招牌面积": ["30"]})
    hand_over_newer(any_office, decided(any_office, token))
    FINISH(any_office, number=visit.number)
    rate_visit(any_office, visit.number, 5, "讲得明白")
    open_visit(any_office, visit.number, visit.code)
    with pytest.raises(VisitStateError):
        CANCEL(any_office, number=visit.number)

    assert told(any_office.store) == [
        (who, deed, visit.number, "{}")
        for who, deed in (
            ("企业", "visit requested"),
            ("wang", "visit planned"),
            ("企业", "visit handed over newer"),
            ("wang", "visit done"),
            ("企业", "visit rated"),
        )
    ]


def test_the_audit_log_tells_that_what_was_handed_over_was_taken_back_and_deleted(any_office: Office) -> None:
    token = finished(any_office)
    for _ in range(2):
        CANCEL(any_office, number=visited(any_office, token).number)
    delete_check(any_office, token)
    delete_check(any_office, finished(any_office))

    first, second = "约〔2026〕1号", "约〔2026〕2号"
    assert [each[1:3] for each in told(any_office.store)] == [
        ("visit requested", first),
        ("visit cancelled", first),
        ("visit requested", second),
        ("visit cancelled", second),
        ("visit deleted", first),
        ("visit deleted", second),
    ]
