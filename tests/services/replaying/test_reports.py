"""Reports before publishing: what they count, what they never tell, and that they go on. On both databases."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from compliance.engine.durable import EngineFault
from compliance.services.matters.people import NotYours
from compliance.services.office import Office, open_office
from compliance.services.publishing.drafts import start_draft
from compliance.services.replaying import making, replayer
from compliance.services.replaying.asking import as_json, in_words
from compliance.services.replaying.listing import PAGE, listed_cases
from compliance.services.replaying.making import make_all
from compliance.services.replaying.order import CHANGES
from compliance.services.replaying.proposals import Proposal
from compliance.services.replaying.reports import (
    KEEP_DAYS,
    NoSuchReport,
    Report,
    all_reports,
    ask,
    freshness,
    read_report,
    report_on,
    reports_root,
)
from compliance.services.replaying.showing import show_case
from compliance.services.self_check.keep import delete_check
from compliance.services.visits import cancel_visit
from compliance.store.deeds import ENTERPRISE
from compliance.store.tables.base import Table
from compliance.store.tables.checks import AssessmentRow
from compliance.store.tables.matters import MatterDecisionRow
from tests.auditing import told
from tests.conftest import NOW
from tests.packs import FIRST_OFFENCE, SIGN, changed, dumped, item, question
from tests.self_checking import visited
from tests.services.matters.officers import MARKET, officer
from tests.services.matters.test_deciding import FIRST, decided
from tests.services.publishing.writers import LAWYER, REVIEWER, published, sign
from tests.services.replaying.replays import BIG, OPEN, SMALL, here, larger, of, report_made, run_here, stored

__all__ = ["here"]


def counts(report: Report) -> dict[str, int]:
    assert report.told
    return {row.change: row.all_cases for row in report.told.rows if row.all_cases}


def findings(report: Report) -> dict[str, int]:
    assert report.told
    return {row.change: row.all_findings for row in report.told.rows if row.all_findings}


def listed(office: Office, report: Report, who: Any = LAWYER) -> dict[str, int]:
    found = {change: len(listed_cases(office, who, report, change, 1).cases) for change in CHANGES}
    return {change: number for change, number in found.items() if number}


def test_every_stored_result_is_decided_again_and_counted_by_what_became_of_it(here: Office) -> None:
    for answers in (BIG, SMALL, SMALL, OPEN, {"设有招牌": False}):
        stored(here, answers)

    report = report_made(here, of(larger()))

    assert counts(report) == findings(report) == {"lighter": 2, "same": 3}
    assert report.told
    assert (report.told.stored, report.told.distinct, report.told.unreadable, report.told.failed) == (5, 4, 0, 0)
    assert (report.total, report.done, report.is_over, report.fault) == (5, 5, True, "")


def test_decisions_on_matters_are_replayed_too(here: Office) -> None:
    decided(here, FIRST)

    report = report_made(here, of(larger(50)))

    assert counts(report) == {"lighter": 1}
    assert listed(here, report) == {"lighter": 1}


def test_a_result_under_older_rules_is_counted_apart(here: Office) -> None:
    older = dumped(changed(SIGN, "parameters", "大型招牌面积", to=SIGN["parameters"]["大型招牌面积"][:1]))
    stored(here, SMALL, [older, dumped(FIRST_OFFENCE)])
    stored(here, SMALL)

    report = report_made(here, of(larger(12)))

    assert report.told
    [same, lighter] = [row for change in ("same", "lighter") for row in report.told.rows if row.change == change]
    assert (same.cases, same.older_cases) == (0, 1)
    assert (lighter.cases, lighter.older_cases) == (1, 0)


def test_what_undoes_and_makes_certainty_is_counted_as_that(here: Office) -> None:
    stored(here, OPEN)
    stored(here, {"设有招牌": True, "取得许可": False})

    without_size = changed(SIGN, "items", 0, "violated_when", to={"取得许可": False})
    report = report_made(here, of(dumped({**without_size, "parameters": {}, "version": "2026.2"})))

    assert counts(report) == {"newly_decided": 1, "same": 1}
    assert counts(report_made(here, of(larger(30)))) == {"newly_decided": 1, "same": 1}  # 20 isn't over 30


def test_an_item_that_is_new_or_gone_is_counted(here: Office) -> None:
    stored(here, BIG)
    more = {**SIGN, "version": "2026.2", "items": [item({"设有招牌": True}, id="sign-009")]}

    report = report_made(here, of(dumped(more)))

    assert counts(report) == {"harsher": 1}
    assert findings(report) == {"harsher": 1, "lighter": 1}


def test_answers_that_the_draft_cannot_use_are_left_out_and_named(here: Office) -> None:
    stored(here, BIG)
    other_unit = changed(
        SIGN, "questions", "招牌面积", to=question("number", unit="平方分米", ask_when={"设有招牌": True})
    )

    report = report_made(here, of(dumped({**other_unit, "version": "2026.2"})))

    assert counts(report) == {"newly_undetermined": 1}
    assert report.told
    assert report.told.left_out == ("招牌面积",)


def test_the_measures_that_count_are_those_of_the_law_that_counts(here: Office) -> None:
    def dated(before: list[str], since: list[str]) -> bytes:
        old, new = ({**SIGN["items"][0]["penalty"], "measures": measures} for measures in (before, since))
        penalty = [{**old, "from": date(2012, 1, 1)}, {**new, "from": date(2026, 7, 1)}]
        return dumped(changed(SIGN, "items", 0, "penalty", to=penalty))

    texts = [dated(["罚款"], ["罚款", "警告"]), dumped(FIRST_OFFENCE)]
    stored(here, BIG, texts, acted_on=date(2026, 3, 1))  # under the older law, which is lighter
    stored(here, BIG, texts)

    assert counts(report_made(here, of(dated(["罚款"], ["罚款", "没收"])))) == {"same": 1, "otherwise": 1}
    assert counts(report_made(here, of(dated(["警告"], ["罚款", "警告"])))) == {"otherwise": 1, "same": 1}


def test_discretion_concerns_whatever_was_decided(here: Office) -> None:
    decided(here, FIRST)
    harsher = changed(FIRST_OFFENCE, "rules", 0, "verdict", to="lenient")
    report = report_made(here, of(dumped({**harsher, "version": "2"}), "law-33", "discretion"))
    assert counts(report) == {"harsher": 1}


def test_a_register_of_statutes_changes_nothing_that_was_decided(here: Office) -> None:
    stored(here, BIG)
    register = {"schema": 1, "kind": "statutes", "id": "laws", "title": "登记", "statutes": []}
    report = report_made(here, of(dumped(register), "laws", "statutes"))
    assert report.told
    assert report.told.stored == 0


def test_rules_that_were_never_used_change_nothing(here: Office) -> None:
    stored(here, BIG)
    other = {**SIGN, "id": "other", "items": [item({"设有招牌": True}, id="other-1")], "parameters": {}}
    report = report_made(here, of(dumped(other), "other"))
    assert report.told
    assert report.told.stored == 0


def test_a_text_with_errors_is_reported_on_and_nothing_is_replayed(here: Office) -> None:
    stored(here, BIG)

    report = report_made(here, of(b"kind: negative_list\nid: sign\n"))

    assert report.fit is False
    assert "检查：" in report.obstacles[0]
    assert report.told
    assert report.told.stored == 0
    assert "不能提交" in in_words(report)


def test_an_example_that_fails_keeps_it_from_being_submitted(here: Office) -> None:
    report = report_made(here, of(larger(30)))  # the example of 20 expects a violation
    assert report.fit is False
    [said] = report.obstacles
    assert said == "例子：2 个例子，1 处结果不对"


def test_a_draft_whose_version_was_used_cannot_be_submitted(here: Office) -> None:
    draft = start_draft(here, LAWYER.actor, "sign", "negative_list", dumped({**SIGN, "title": "新的"}))
    report = report_made(here, Proposal(draft.record.id, "sign", "negative_list", draft.text))
    assert any("已经发布过" in each for each in report.obstacles)


def test_a_good_draft_can_be_submitted_and_all_sections_are_there(here: Office) -> None:
    draft = start_draft(here, LAWYER.actor, "sign", "negative_list", larger())
    report = report_made(here, Proposal(draft.record.id, "sign", "negative_list", draft.text))

    assert (report.fit, report.obstacles) == (True, ())
    assert report.sections["diff"].lines
    assert report.sections["examples"].said == "2 个例子，结果都对"
    assert "试改了" in report.sections["mutants"].said
    words = in_words(report)
    assert words.startswith("可以提交")
    for title in ("检查", "引用核对", "深入检查", "例子", "试改", "改了什么", "重放"):
        assert f"【{title}】" in words


# ── What nobody handed over ──


def test_a_check_that_nobody_handed_over_is_in_the_totals_and_nowhere_else(here: Office) -> None:
    token = stored(here, SMALL, name="没有交出的店")
    handed = stored(here, SMALL, name="交出来的店")
    visit = visited(here, handed).number
    hidden = _id(here, token)

    report = report_made(here, of(larger()))

    assert counts(report) == {"lighter": 2}
    [case] = listed_cases(here, officer(), report, "lighter", 1).cases
    assert (case.number, case.name) == (visit, "甲商店")
    whole = "".join(path.read_text("utf-8") for path in _files(here, report))
    assert visit in whole
    for secret in (hidden, token, "没有交出的店"):
        assert secret not in whole
        assert secret not in json.dumps(as_json(report), ensure_ascii=False)
        assert secret not in in_words(report)
    with pytest.raises(NoSuchReport):
        show_case(here, officer(), report, "lighter", 1)


def test_an_items_line_does_not_tell_of_few_checks_that_nobody_handed_over(here: Office) -> None:
    for number in range(4):
        stored(here, {**SMALL, "招牌面积": 9 + number / 10})
    few = report_made(here, of(larger()))
    visited(here, stored(here, SMALL))
    one_shown = report_made(here, of(larger()))
    stored(here, SMALL)
    many = report_made(here, of(larger()))

    lines = [
        [(row.item, dict(row.counts), set(row.at_least)) for row in each.told.items]
        for each in (few, one_shown, many)
        if each.told
    ]
    assert lines[0] == []
    assert lines[1] == [("sign-001", {"lighter": 1}, {"lighter"})]
    assert lines[2] == [("sign-001", {"lighter": 6}, set())]
    assert [counts(each) for each in (few, one_shown, many)] == [{"lighter": 4}, {"lighter": 5}, {"lighter": 6}]


def test_what_is_taken_back_leaves_the_list_at_once_and_a_new_report_altogether(here: Office) -> None:
    visit = visited(here, token := stored(here, SMALL))
    report = report_made(here, of(larger()))
    assert listed(here, report) == {"lighter": 1}

    cancel_visit(here, ENTERPRISE, visit.number)

    page = listed_cases(here, officer(), report, "lighter", 1)
    assert (page.cases, page.gone) == ((), 1)
    with pytest.raises(NoSuchReport):
        show_case(here, officer(), report, "lighter", 0)
    assert counts(report_made(here, of(larger()))) == {"lighter": 1}
    delete_check(here, token)
    assert counts(report_made(here, of(larger()))) == {}


# ── Who sees what ──


def test_whose_a_case_is_is_told_only_to_those_who_may_see_it(here: Office) -> None:
    number = decided(here, FIRST)
    report = report_made(here, of(larger(50)))

    def case(who: Any) -> tuple[str, str, bool]:
        [found] = listed_cases(here, who, report, "lighter", 1).cases
        return found.number, found.name, found.may_open

    assert case(officer(role="officer")) == (number, "甲商店", True)
    assert case(officer(MARKET, "officer")) == ("", "", False)
    assert case(officer(MARKET, "reviewer")) == ("", "", True)
    with pytest.raises(NotYours):
        show_case(here, officer(MARKET, "officer"), report, "lighter", 0)
    assert show_case(here, officer(MARKET, "legal"), report, "lighter", 0).whose.name == ""


def test_a_case_is_shown_with_both_findings_their_reasons_and_what_the_draft_changes(here: Office) -> None:
    visited(here, stored(here, SMALL))
    report = report_made(here, of(larger()))

    shown = show_case(here, REVIEWER, report, "lighter", 0)

    [one] = shown.items
    assert one.old.card
    assert one.new.card
    assert (one.old.card.status, one.new.card.status, one.change) == ("violation", "compliant", "lighter")
    assert any("8" in line for _, line in one.old.reasons)
    assert any("12" in line for _, line in one.new.reasons)
    assert any("大型招牌面积" in each for each in one.wording)
    assert shown.current


def test_looking_is_told_to_the_audit_log_by_numbers_alone(here: Office) -> None:
    number = decided(here, FIRST)
    report = report_made(here, of(larger(50)))
    listed_cases(here, LAWYER, report, "lighter", 1)
    show_case(here, LAWYER, report, "lighter", 0)

    asked, looked, shown = told(here.store)[-3:]
    assert asked[:3] == ("fa", "report asked for", "sign")
    assert looked[:3] == ("fa", "replayed listed", "sign")
    assert shown[:3] == ("fa", "replayed shown", number)


def test_a_list_takes_as_many_statements_for_many_cases_as_for_one(here: Office) -> None:
    def statements() -> int:
        report, sent = report_made(here, of(larger(50))), []
        event.listen(here.store.engine, "before_cursor_execute", note := lambda *_: sent.append(1))
        listed_cases(here, LAWYER, report, "lighter", 1)
        event.remove(here.store.engine, "before_cursor_execute", note)
        return len(sent)

    visited(here, stored(here, BIG))
    decided(here, FIRST)
    few = statements()
    for _ in range(5):
        visited(here, stored(here, BIG))
        decided(here, FIRST)
    assert statements() == few


def test_a_long_list_comes_in_pages(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compliance.services.replaying.listing.PAGE", 2)
    for _ in range(5):
        visited(here, stored(here, SMALL))
    report = report_made(here, of(larger()))

    pages = [listed_cases(here, officer(), report, "lighter", page) for page in (1, 2, 3, 4)]

    assert [[case.place for case in page.cases] for page in pages] == [[0, 1], [2, 3], [4], []]
    assert [page.more for page in pages] == [True, True, False, False]
    assert PAGE > 2


# ── That it goes on, and changes nothing ──


def test_a_report_that_was_stopped_goes_on_and_comes_to_the_same(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "PART_CASES", 2)
    for n in range(12):
        token = stored(here, {**BIG, "招牌面积": 9 + n})
        if n % 2:
            visited(here, token)
    whole = report_made(here, of(larger()))
    for most in (0, 3, 9, 11):
        monkeypatch.setattr(making, "run_tasks", run_here(here, most))
        id = ask(here, LAWYER.actor, of(larger()))
        with pytest.raises(KeyboardInterrupt):
            make_all(here, 1)
        halfway = read_report(here, id)
        assert (halfway.is_over, halfway.fit) == (False, None)
        assert halfway.done < 12
        assert ask(here, LAWYER.actor, of(larger())) == id  # asking again asks for nothing new

        monkeypatch.setattr(making, "run_tasks", run_here(here))
        make_all(here, 1)

        again = read_report(here, id)
        assert (again.told, again.sections) == (whole.told, whole.sections)
        assert _lists(here, again) == _lists(here, whole)


def test_what_is_deleted_while_it_is_stopped_moves_nothing_from_part_to_part(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "PART_CASES", 2)
    tokens = [stored(here, {**BIG, "招牌面积": 9 + n / 10}) for n in range(24)]
    visits = {visited(here, token).number for token in tokens[::2]}
    monkeypatch.setattr(making, "run_tasks", run_here(here, 13))
    id = ask(here, LAWYER.actor, of(larger()))
    with pytest.raises(KeyboardInterrupt):
        make_all(here, 1)
    done = read_report(here, id).done
    for token in tokens[1::2]:
        delete_check(here, token)

    monkeypatch.setattr(making, "run_tasks", run_here(here))
    make_all(here, 1)

    assert 0 < done < 24
    found = listed_cases(here, officer(), read_report(here, id), "lighter", 1).cases
    assert sorted(each.number for each in found) == sorted(visits)


def test_what_was_stored_after_it_was_asked_for_is_not_in_it_and_it_says_so(here: Office) -> None:
    stored(here, SMALL)
    id = ask(here, LAWYER.actor, of(larger()))
    later = replace(here, now=lambda: NOW + timedelta(hours=1))
    stored(later, SMALL)

    make_all(here, 1)

    report = read_report(here, id)
    assert counts(report) == {"lighter": 1}
    assert freshness(here, report, report.text).newer == 1


def test_a_report_of_another_text_or_held_against_other_rules_says_so(here: Office) -> None:
    report = report_made(here, of(larger()))
    assert freshness(here, report, report.text) == freshness(here, report, of(larger()).sha256)
    assert not freshness(here, report, of(sign()).sha256).same_text

    published(here, sign("2026.9"))
    today = replace(open_office(here.settings), now=here.now)

    assert freshness(here, report, report.text).same_rules
    assert not freshness(today, report, report.text).same_rules
    today.store.close()


def test_nothing_that_is_stored_changes(here: Office) -> None:
    visited(here, stored(here, SMALL))
    decided(here, FIRST)
    before = _rows(here)

    report = report_made(here, of(larger(50)))
    show_case(here, LAWYER, report, "lighter", 0)

    assert _rows(here) == before


def test_a_case_that_can_not_be_read_any_more_is_counted_as_that(here: Office) -> None:
    stored(here, SMALL)
    stored(here, BIG)
    with here.store.engine.begin() as connection:
        connection.execute(AssessmentRow.__table__.update().values(sheet=b"{"))  # type: ignore[attr-defined]

    report = report_made(here, of(larger()))

    assert report.told
    assert (report.told.stored, report.told.unreadable) == (2, 2)


def test_where_the_engine_fails_the_rest_is_replayed_and_nothing_can_be_submitted(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(here, SMALL)
    stored(here, BIG)
    decide = replayer.Replayer.decide

    def fail(self: Any, case: Any) -> Any:
        if b"20" in case.sheet:
            raise EngineFault("secret")
        return decide(self, case)

    monkeypatch.setattr(replayer.Replayer, "decide", fail)

    report = report_made(here, of(larger()))

    assert report.told
    assert (report.told.failed, counts(report)) == (1, {"lighter": 1})
    assert report.fit is False
    assert "secret" not in in_words(report)


def test_a_bug_ends_the_report_and_says_so(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(making, "run_tasks", fail)
    report = report_made(here, of(larger()))
    assert (report.is_over, report.fit, report.fault) == (True, False, "程序出错，请交给维护人员：RuntimeError")


def test_worker_processes_make_the_same(office: Office) -> None:
    stored(office, SMALL)
    stored(office, BIG)
    report = report_made(office, of(larger()))
    assert report.fault == ""
    assert counts(report) == {"lighter": 1, "same": 1}
    assert len(report.sections) == 7


def test_old_reports_are_deleted_when_another_is_asked_for(here: Office) -> None:
    report = report_made(here, of(larger()))
    much_later = replace(here, now=lambda: NOW + timedelta(days=KEEP_DAYS + 1))
    ask(much_later, LAWYER.actor, of(sign()))
    assert [each.text for each in all_reports(here)] == [of(sign()).sha256]
    with pytest.raises(NoSuchReport):
        read_report(here, report.id)
    with pytest.raises(NoSuchReport):
        read_report(here, "../reports")


def test_the_report_on_a_text_is_found_by_its_hash(here: Office) -> None:
    first = report_made(here, of(larger()))
    later = replace(here, now=lambda: NOW + timedelta(hours=1))
    second = report_made(later, of(larger(13)))
    assert (report_on(here, "") or first).id == second.id
    assert (report_on(here, "", first.text) or second).id == first.id
    assert report_on(here, "", "0" * 64) is None


def _id(office: Office, token: str) -> str:
    with office.store.reading() as records:
        found = records.assessments.find(token)
    assert found
    return found.id


def _lists(office: Office, report: Report) -> list[Any]:
    return [listed_cases(office, LAWYER, report, change, 1) for change in CHANGES]


def _files(office: Office, report: Report) -> list[Path]:
    return [path for path in (reports_root(office) / report.id).rglob("*") if path.is_file()]


def _rows(office: Office) -> dict[str, list[Any]]:
    tables: list[type[Table]] = [AssessmentRow, MatterDecisionRow]
    with office.store.engine.connect() as connection:
        return {each.__tablename__: sorted(map(str, connection.execute(select(each)))) for each in tables}
