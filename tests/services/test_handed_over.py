"""What the office sees: all of what was handed over, and nothing of the rest. On both databases."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from compliance.services import handed_over
from compliance.services.evidence import add_evidence, read_evidence
from compliance.services.handed_over import describe, evidence_files, list_in_words, read_handed_over, waiting_visits
from compliance.services.office import Office
from compliance.services.read_assessment import read_assessment
from compliance.services.self_check.keep import save_check
from compliance.services.visits import NoSuchVisit, VisitStateError, cancel_visit, finish_visit, plan_visit, rate_visit
from compliance.store.audit import AuditLog
from compliance.store.deeds import ENTERPRISE
from tests.auditing import OFFICER, told
from tests.evidence.made import telling
from tests.self_checking import BIG, REQUEST, begun, decided, finished, later, visited

NAMED = {"enterprise/name": ["没有交出的店"], "enterprise/address": ["没有交出的路"]}


def test_all_that_was_handed_over_is_seen(any_office: Office) -> None:
    token = finished(any_office)
    add_evidence(any_office, token, "answers/招牌面积", [telling("JPEG"), telling("PNG")])
    visit = visited(any_office, token)
    plan_visit(any_office, OFFICER, visit.number, "11月25日上午")

    found = read_handed_over(any_office, OFFICER, "2026-1")

    assert found.result.decision == read_assessment(any_office, token).decision
    said = describe(found)
    for each in (
        visit.number,
        "已安排",
        "2026年11月21日 提交",
        "甲商店",
        "某路 1 号",
        "王五，13800000000",
        "综合行政执法",
    ):
        assert each in said
    for each in ("证明材料：2 份", "11月25日上午", "违反 1 项", "未经许可设置大型招牌", "以执法机关核实为准"):
        assert each in said
    files = dict(evidence_files(any_office, OFFICER, found))
    assert list(files) == ["01-answers_招牌面积.jpg", "02-answers_招牌面积.png"] or list(files) == [
        "01-answers_招牌面积.png",
        "02-answers_招牌面积.jpg",
    ]
    assert sorted(files.values()) == sorted(read_evidence(any_office, token, each.id)[1] for each in found.evidence)


def test_the_office_never_learns_what_opens_the_self_check(any_office: Office) -> None:
    token = finished(any_office)
    visited(any_office, token)

    found = read_handed_over(any_office, OFFICER, "2026-1")

    assert found.result.token == ""
    assert token not in repr(found)
    assert token not in describe(found)


def test_a_rating_is_seen(any_office: Office) -> None:
    visit = visited(any_office, finished(any_office))
    finish_visit(any_office, OFFICER, visit.number)
    rate_visit(any_office, visit.number, 4, "讲得明白")

    assert "评价：4 分，讲得明白" in describe(read_handed_over(any_office, OFFICER, visit.number))


def test_visits_wait_in_the_order_in_which_they_were_asked_for(any_office: Office) -> None:
    offices = [later(any_office, hours=hours) for hours in (3, 1, 2, 4)]
    visits = [visited(each, finished(each)) for each in offices]
    finish_visit(any_office, OFFICER, visits[2].number)
    cancel_visit(any_office, ENTERPRISE, visits[3].number)

    waiting = waiting_visits(any_office, OFFICER)

    assert [each.number for each in waiting] == [visits[1].number, visits[0].number]
    assert list_in_words(waiting).splitlines()[0] == (
        f"{visits[1].number}　2026年11月21日　已提交，等待安排　甲商店　综合行政执法"
    )


def test_what_was_taken_back_is_seen_no_more(any_office: Office) -> None:
    token = finished(any_office)
    add_evidence(any_office, token, "answers/招牌面积", [telling("PNG")])
    visit = visited(any_office, token)
    found = read_handed_over(any_office, OFFICER, visit.number)
    cancel_visit(any_office, ENTERPRISE, visit.number)

    with pytest.raises(VisitStateError, match="已经收回"):
        read_handed_over(any_office, OFFICER, visit.number)
    assert list(evidence_files(any_office, OFFICER, found)) == []
    assert waiting_visits(any_office, OFFICER) == ()


def test_what_came_after_the_hand_over_is_not_seen(any_office: Office) -> None:
    token = finished(any_office)
    visit = visited(any_office, token)
    save_check(any_office, token, {"answers/招牌面积": ["30"]} | NAMED)
    decided(any_office, token)
    add_evidence(later(any_office, minutes=1), token, "answers/取得许可", [telling("PNG")])

    found = read_handed_over(any_office, OFFICER, visit.number)

    assert (found.result.number, found.evidence) == (1, ())
    assert "没有交出" not in repr(found)


def test_nothing_is_seen_of_what_was_not_handed_over(any_office: Office) -> None:
    """All that the office can ask, over a database that holds a self-check not handed over beside one that is."""
    private = [begun(any_office, BIG | NAMED), finished(any_office, BIG | NAMED)]
    for token in private:
        add_evidence(any_office, token, "answers/招牌面积", [telling("PNG")])
    private_ids = [read_assessment(any_office, private[1]).id]
    visit = visited(any_office, finished(any_office))

    seen = [repr(waiting_visits(any_office, OFFICER)), repr(read_handed_over(any_office, OFFICER, visit.number))]
    for number in ["", "%", visit.code, "约〔2026〕2号", "约〔2026〕0号", *private, *private_ids]:
        with pytest.raises(NoSuchVisit):
            read_handed_over(any_office, OFFICER, number)

    assert not any("没有交出" in each for each in seen)
    assert not [each for each in (*private, *private_ids) if any(each in one for one in seen)]
    assert list(evidence_files(any_office, OFFICER, read_handed_over(any_office, OFFICER, visit.number))) == []


def test_the_office_asks_the_store_by_visits_alone() -> None:
    """Whatever else the store can be asked, by a token or for everything, the office's service doesn't ask it."""
    tree = ast.parse(Path(handed_over.__file__).read_text(encoding="utf-8"))
    asked = {
        f"{node.value.attr}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and isinstance(node.value.value, ast.Name)
        and node.value.value.id == "records"
    }
    assert asked == {
        "visits.waiting",
        "visits.find",
        "assessments.handed_over",
        "evidence.handed_over",
        "evidence.content_handed_over",
    }


def test_a_file_of_another_visit_is_not_given(any_office: Office) -> None:
    mine, other = finished(any_office), finished(any_office)
    add_evidence(any_office, other, "answers/招牌面积", [telling("PNG")])
    visit = visited(any_office, mine)
    with any_office.store.reading() as records:
        [file] = records.evidence.all(other)
        assert records.evidence.content_handed_over(visit.number, file.id) is None
        assert records.evidence.content_handed_over("", file.id) is None


def test_wishes_and_the_credit_code_are_seen_where_they_are_told(any_office: Office) -> None:
    enterprise = type(REQUEST.enterprise)("甲商店", "91110000600037341L", "某路 1 号")
    wishes = ((any_office.today() + timedelta(1), "下午"),)
    visited(any_office, finished(any_office), enterprise=enterprise, wishes=wishes)

    said = describe(read_handed_over(any_office, OFFICER, "2026-1"))

    assert "甲商店（91110000600037341L）" in said
    assert "希望的时间：2026-11-22 下午" in said


def test_the_audit_log_tells_who_saw_and_took_what_of_which_visit(any_office: Office) -> None:
    token = finished(any_office)
    for about in ("answers/招牌面积", "answers/取得许可"):
        add_evidence(any_office, token, about, [telling("PNG")])
    visit = visited(any_office, token)
    before = len(told(any_office.store))

    waiting_visits(any_office, OFFICER)
    found = read_handed_over(any_office, OFFICER, "2026-1")
    assert len(list(evidence_files(any_office, OFFICER, found))) == 2
    with pytest.raises(NoSuchVisit):
        read_handed_over(any_office, OFFICER, "2026-2")

    assert told(any_office.store)[before:] == [
        ("wang", "visits listed", "", '{"count":1}'),
        ("wang", "visit shown", visit.number, "{}"),
        ("wang", "evidence exported", visit.number, '{"file":1}'),
        ("wang", "evidence exported", visit.number, '{"file":2}'),
    ]


def test_what_cannot_be_told_is_not_shown(any_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = visited(any_office, finished(any_office))

    def fail(_: AuditLog) -> None:
        raise RuntimeError("the log can't be written")

    monkeypatch.setattr(AuditLog, "write", fail)
    for ask in (
        lambda: waiting_visits(any_office, OFFICER),
        lambda: read_handed_over(any_office, OFFICER, visit.number),
    ):
        with pytest.raises(RuntimeError, match="the log"):
            ask()
