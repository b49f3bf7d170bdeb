"""Officers' decisions: computed from what was verified, with the officer's word beside it, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from compliance.engine.decide import Engine
from compliance.engine.durable import EngineFault
from compliance.rulepacks.rulebook import bring_together
from compliance.services.enterprise import Enterprise
from compliance.services.inputs import from_bytes
from compliance.services.library import RuleLibrary
from compliance.services.matters.deciding import ChangedMeanwhile, Verified, compute, decide_matter, read_decisions
from compliance.services.matters.keeping import purge_matters
from compliance.services.matters.like_cases import (
    NEWEST,
    LikeCase,
    cases_like,
    differing_cases,
    like_cases,
    splits,
)
from compliance.services.matters.moving import Details, MatterStateError, NoSuchMatter, do
from compliance.services.matters.opening import Found, report_found
from compliance.services.matters.people import MatterInputError, NotYours, Officer
from compliance.services.matters.reading import read_matter
from compliance.services.matters.rulings import Ruling
from compliance.services.office import Office
from compliance.services.read_assessment import StoredDecisionFault
from compliance.services.self_check.keep import purge
from compliance.store.records.history import PastRecord
from tests.auditing import SYSTEM, told
from tests.conftest import NOW
from tests.packs import CITATION, FIRST_OFFENCE, SIGN, TODAY, changed, rule_file
from tests.services.history.records import past_of
from tests.services.matters.officers import MARKET, SHOP, begun, officer

BIG = {"设有招牌": True, "招牌面积": Decimal(20), "取得许可": False}
SLIGHT = {"sign-001": {"危害后果": "无", "已改正": True}}
FIRST = Verified(BIG, SLIGHT, looked_up=True)
GRAVE = Verified(BIG, {"sign-001": {"危害后果": "严重", "已改正": False}}, looked_up=True)
FINED = {"sign-001": Ruling(fine=Decimal(20000), reason="面积较大，逾期没有改正")}


def assigned(office: Office, enterprise: Enterprise = SHOP, on: date = TODAY) -> str:
    number = report_found(office, officer(), Found(enterprise, ("sign-001",), on)).number
    do(office, officer(), number, "assign", Details(to_person="李某"))
    return number


def decided(office: Office, verified: Verified, ruling: Ruling | None = None) -> str:
    number = assigned(office)
    decide_matter(office, officer(), number, verified, {"sign-001": ruling} if ruling else {})
    return number


def test_what_an_officer_verified_counts_as_verified(any_office: Office) -> None:
    number = assigned(any_office)

    decision = decide_matter(any_office, officer(), number, FIRST, {})

    [ruling] = decision.rulings
    [finding] = from_bytes(decision.decision)["findings"]
    assert (ruling.status, ruling.computed, ruling.verdict, ruling.reason) == (
        "violation",
        "no_penalty_allowed",
        "no_penalty_allowed",
        "",
    )
    assert finding["outcome"]["provisional"] is False
    sheet = from_bytes(decision.inputs.sheet)
    assert sheet["provenance"] == dict.fromkeys(BIG, "verified")
    assert (sheet["history"], sheet["history_source"]) == ([], "verified")
    assert [each.deed for each in read_matter(any_office, officer(), number).steps] == ["take", "assign", "decide"]
    assert read_decisions(any_office, officer(), number) == (decision,)


def test_a_history_that_nobody_looked_up_is_no_clean_record(any_office: Office) -> None:
    computed = compute(any_office, officer(), assigned(any_office), replace(FIRST, looked_up=False))

    [finding] = computed.decision.findings
    assert finding.outcome
    assert computed.sheet.history is None
    assert finding.outcome.verdict == "ordinary"
    assert computed.left_open == {"sign-001": ("fine",)}


def test_a_decision_on_something_else_than_what_was_shown_is_not_made(any_office: Office) -> None:
    number = assigned(any_office)
    seen = compute(any_office, officer(), number, FIRST).mark
    with pytest.raises(ChangedMeanwhile):
        decide_matter(any_office, officer(), number, GRAVE, FINED, seen)
    do(any_office, officer(), number, "assign", Details(to_person="赵某"))
    with pytest.raises(ChangedMeanwhile):
        decide_matter(any_office, officer(), number, FIRST, {}, seen)

    again = compute(any_office, officer(), number, FIRST).mark

    assert decide_matter(any_office, officer(), number, FIRST, {}, again).step == 4


def test_the_same_decision_sent_twice_is_made_once(any_office: Office) -> None:
    number = assigned(any_office)
    seen = compute(any_office, officer(), number, GRAVE).mark

    first = decide_matter(any_office, officer(), number, GRAVE, FINED, seen)
    second = decide_matter(any_office, officer(), number, GRAVE, FINED, seen)

    assert second == first
    assert len(read_decisions(any_office, officer(), number)) == 1
    assert len(read_matter(any_office, officer(), number).steps) == 3


@pytest.mark.parametrize("deed", ["compute", "decide"])
def test_a_fault_is_kept_with_its_matter_and_goes_with_it(
    any_office: Office, deed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = assigned(any_office)

    def fail(*_: Any) -> None:
        raise EngineFault("stale")

    deeds: dict[str, Callable[[], Any]] = {
        "compute": lambda: compute(any_office, officer(), number, FIRST),
        "decide": lambda: decide_matter(any_office, officer(), number, FIRST, {}),
    }
    with monkeypatch.context() as failing:
        failing.setattr(Engine, "decide", fail)
        with pytest.raises(EngineFault, match="stale"):
            deeds[deed]()

    with any_office.store.reading() as records:
        [fault] = records.faults.all()
    assert (fault.kind, fault.message, fault.matter) == ("EngineFault", "stale", number)
    assert from_bytes(fault.inputs.sheet)["circumstances"] == SLIGHT
    assert told(any_office.store)[-1][1:3] == ("matter fault", number)
    assert read_decisions(any_office, officer(), number) == ()
    later = replace(any_office, now=lambda: NOW + timedelta(4000))
    purge(later)
    with any_office.store.reading() as records:
        assert records.faults.all() == (fault,)
    do(any_office, officer(), number, "close", Details("重复"))
    purge_matters(later, SYSTEM)
    with any_office.store.reading() as records:
        assert records.faults.all() == ()


def test_computing_keeps_nothing(any_office: Office) -> None:
    number = assigned(any_office)
    compute(any_office, officer(), number, FIRST)

    assert read_decisions(any_office, officer(), number) == ()
    assert len(read_matter(any_office, officer(), number).steps) == 2


def test_what_was_decided_is_history_for_the_next_matter_and_not_for_its_own(any_office: Office) -> None:
    long_ago = TODAY - timedelta(300)
    first = assigned(any_office, on=long_ago)
    decide_matter(any_office, officer(), first, FIRST, {})
    assert past_of(any_office, SHOP.credit_code).known == (
        PastRecord(SHOP.credit_code, SHOP.name, "sign-001", long_ago, "可以不予处罚", first, first),
    )

    again = compute(any_office, officer(), first, replace(FIRST, acted_on=TODAY)).decision.findings[0].outcome
    second = compute(any_office, officer(), assigned(any_office), FIRST).decision.findings[0].outcome

    assert again
    assert second
    assert (again.verdict, second.verdict) == ("no_penalty_allowed", "ordinary")


def test_a_new_decision_on_a_matter_takes_the_place_of_the_old_in_the_history(any_office: Office) -> None:
    number = assigned(any_office)
    decide_matter(any_office, officer(), number, GRAVE, FINED)
    before = past_of(any_office, SHOP.credit_code).known
    decide_matter(any_office, officer(), number, Verified({**BIG, "取得许可": True}), {})

    assert [each.outcome for each in before] == ["依法处罚（一般情形），罚款2万元"]
    assert past_of(any_office, SHOP.credit_code).known == ()
    assert [each.rulings[0].status for each in read_decisions(any_office, officer(), number)] == [
        "violation",
        "compliant",
    ]


def test_another_verdict_stands_beside_the_computed_one_with_its_reason(any_office: Office) -> None:
    number = assigned(any_office)
    with pytest.raises(MatterInputError, match="和推算的“可以不予处罚”不同"):
        decide_matter(any_office, officer(), number, FIRST, {"sign-001": Ruling("lenient")})

    said = Ruling("lenient", Decimal(10000), "屡劝不改")
    [ruling] = decide_matter(any_office, officer(), number, FIRST, {"sign-001": said}).rulings

    assert (ruling.computed, ruling.verdict, ruling.fine, ruling.reason) == (
        "no_penalty_allowed",
        "lenient",
        Decimal(10000),
        "屡劝不改",
    )
    [kept] = read_decisions(any_office, officer(), number)
    assert from_bytes(kept.decision)["findings"][0]["outcome"]["verdict"] == "no_penalty_allowed"


@pytest.mark.parametrize(
    ("rulings", "words"),
    [
        ({}, "请写明理由：罚不罚、罚多少"),
        ({"sign-001": Ruling(reason=" ")}, "请写明理由"),
        ({"sign-001": Ruling(fine=Decimal(9999), reason="轻")}, "罚款 9999元不在 1万元到 10万元之间"),
        ({"sign-001": Ruling(fine=Decimal(100001), reason="重")}, "不在 1万元到 10万元之间"),
        ({"sign-001": Ruling("mitigated", Decimal(100001), "轻")}, "不在 0元到 10万元之间"),
        ({"sign-001": Ruling(fine=Decimal("NaN"), reason="重")}, "大于 0 的数"),
        ({"sign-001": Ruling(fine=Decimal("10000.001"), reason="重")}, "两位小数"),
        ({"sign-001": Ruling("no_penalty_allowed", Decimal(10000), "首违")}, "不写罚款"),
        ({"sign-001": Ruling(reason="长" * 1001)}, "最多 1000 个字"),
        ({"sign-002": Ruling("lenient", reason="轻"), **FINED}, "sign-002.*没有认定违反"),
    ],
)
def test_a_ruling_that_the_law_does_not_bear_is_refused(office: Office, rulings: Any, words: str) -> None:
    number = assigned(office)

    with pytest.raises(MatterInputError, match=words):
        decide_matter(office, officer(), number, GRAVE, rulings)

    assert read_decisions(office, officer(), number) == ()


def test_below_the_range_is_for_mitigated_verdicts_alone(office: Office) -> None:
    said = Ruling("mitigated", Decimal(5000), "主动消除后果")

    [ruling] = decide_matter(office, officer(), assigned(office), GRAVE, {"sign-001": said}).rulings

    assert (ruling.verdict, ruling.fine) == ("mitigated", Decimal(5000))


def test_what_is_not_determined_is_kept_so_and_not_ruled_on(any_office: Office) -> None:
    unknown, number = Verified({"设有招牌": True}), assigned(any_office)
    with pytest.raises(MatterInputError, match="没有认定违反"):
        decide_matter(any_office, officer(), number, unknown, {"sign-001": Ruling("lenient", reason="轻")})

    [ruling] = decide_matter(any_office, officer(), number, unknown, {}).rulings

    assert (ruling.status, ruling.computed, ruling.verdict) == ("undetermined", None, None)
    assert past_of(any_office, SHOP.credit_code).known == ()


CRIME = {
    **FIRST_OFFENCE,
    "id": "crime",
    "circumstances": {"涉嫌犯罪": {"ask": "是否涉嫌犯罪？", "type": "boolean"}},
    "rules": [
        {
            "id": "to-the-police",
            "title": "移送",
            "verdict": "refer",
            "basis": CITATION,
            "elements": [{"id": "crime", "title": "涉嫌犯罪", "when": {"涉嫌犯罪": True}}],
        }
    ],
}


def test_a_suspected_crime_is_referred_whatever_the_officer_thinks(any_office: Office) -> None:
    office = replace(any_office, library=RuleLibrary(bring_together(map(rule_file, (SIGN, CRIME)))))
    number, crime = assigned(office), Verified(BIG, {"sign-001": {"涉嫌犯罪": True}})
    with pytest.raises(MatterInputError, match="必须移送"):
        decide_matter(office, officer(), number, crime, {"sign-001": Ruling("ordinary", reason="轻")})

    decide_matter(office, officer(), number, crime, {})

    with pytest.raises(MatterStateError, match="涉嫌犯罪，要先移送"):
        do(office, officer(), number, "close", Details("办结"))
    do(office, officer(), number, "refer", Details("涉嫌犯罪"))
    assert do(office, officer(), number, "close", Details("公安机关已立案")).state == "closed"


def test_who_may_not_decide_does_not(office: Office) -> None:
    number = assigned(office)

    for who, refusal in ((officer(MARKET), NoSuchMatter), (officer(role="legal"), NotYours)):
        with pytest.raises(refusal):
            compute(office, who, number, FIRST)
        with pytest.raises(refusal):
            decide_matter(office, who, number, FIRST, {})


def test_nothing_is_decided_before_a_matter_is_assigned(office: Office) -> None:
    number = begun(office).number

    with pytest.raises(MatterStateError, match="不能“作出判断”"):
        decide_matter(office, officer(), number, FIRST, {})
    assert past_of(office, SHOP.credit_code).known == ()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE matter_decisions SET as_of = '2020-01-01'",
        "UPDATE rule_files SET text = sheet FROM matter_decisions",
    ],
)
def test_a_changed_decision_is_not_shown(any_office: Office, change: str) -> None:
    number = decided(any_office, FIRST)
    with any_office.store.engine.begin() as connection:
        connection.execute(text(change))

    with pytest.raises(StoredDecisionFault):
        read_decisions(any_office, officer(), number)


def test_like_cases_are_those_with_the_same_findings_and_circumstances(any_office: Office) -> None:
    lenient = Ruling("lenient", Decimal(10000), "配合检查")
    first, second = decided(any_office, GRAVE, lenient), decided(any_office, GRAVE, FINED["sign-001"])
    other = decided(any_office, FIRST)
    third = assigned(any_office)
    do(any_office, officer(), first, "close", Details("已缴款"))

    alike = like_cases(any_office, officer(), third, compute(any_office, officer(), third, GRAVE))["sign-001"]
    [decision] = read_decisions(any_office, officer(), second)
    beside = cases_like(any_office, officer(), second, decision.rulings)["sign-001"]

    assert [(each.verdict, each.count, [case.number for case in each.newest]) for each in alike] == [
        ("lenient", 1, [first]),
        ("ordinary", 1, [second]),
    ]
    assert [case.number for each in beside for case in each.newest] == [first]
    assert other not in {case.number for each in (*alike, *beside) for case in each.newest}


def test_of_many_like_cases_the_newest_of_each_verdict_are_shown_and_all_are_counted(any_office: Office) -> None:
    numbers = [decided(any_office, GRAVE, FINED["sign-001"]) for _ in range(NEWEST + 2)]
    [group] = cases_like(any_office, officer(), "", read_decisions(any_office, officer(), numbers[0])[0].rulings)[
        "sign-001"
    ]

    assert group.count == NEWEST + 2
    assert [case.number for case in group.newest] == numbers[: -NEWEST - 1 : -1]


def test_how_a_like_case_ended_is_for_all_and_which_it_is_for_those_who_may_see_it(any_office: Office) -> None:
    first = decided(any_office, GRAVE, FINED["sign-001"])
    [decision] = read_decisions(any_office, officer(), first)

    def seen_by(who: Officer) -> LikeCase:
        [group] = cases_like(any_office, who, "", decision.rulings)["sign-001"]
        return group.newest[0]

    own, others = seen_by(officer()), seen_by(officer(MARKET))
    assert (own.outcome, own.number, own.reason) == ("依法处罚（一般情形），罚款2万元", first, "面积较大，逾期没有改正")
    assert others == LikeCase(own.outcome, own.department, own.made_at)


def test_cases_that_differ_are_listed_to_those_who_may_see_them(any_office: Office) -> None:
    first = decided(any_office, GRAVE, Ruling("lenient", Decimal(10000), "配合检查"))
    second = decided(any_office, GRAVE, FINED["sign-001"])
    decided(any_office, FIRST)

    [group], more = splits(any_office, officer())

    assert (group.item, group.count, more) == ("sign-001", 2, False)
    assert {(each.verdict, case.number) for each in group.alike for case in each.newest} == {
        ("lenient", first),
        ("ordinary", second),
    }
    assert splits(any_office, officer(MARKET)) == ((), False)
    assert splits(any_office, officer(), page=2) == ((), False)


def test_of_a_case_decided_twice_the_newest_decision_counts(any_office: Office) -> None:
    first = decided(any_office, GRAVE, Ruling("lenient", Decimal(10000), "配合检查"))
    second = decided(any_office, GRAVE, FINED["sign-001"])
    [group] = differing_cases(any_office, SYSTEM)
    assert sorted((each.matter, each.ruling.verdict) for each in group) == [(first, "lenient"), (second, "ordinary")]

    decide_matter(any_office, officer(), first, GRAVE, FINED)

    assert differing_cases(any_office, SYSTEM) == ()


def test_a_hash_of_a_case_says_nothing_of_whose_it_is(any_office: Office) -> None:
    decided(any_office, GRAVE, FINED["sign-001"])
    other = report_found(any_office, officer(), Found(Enterprise("乙商店"), ("sign-001",), TODAY)).number
    do(any_office, officer(), other, "assign", Details(to_person="李某"))

    [alike] = like_cases(any_office, officer(), other, compute(any_office, officer(), other, GRAVE))["sign-001"]

    assert alike.newest[0].outcome.endswith("罚款2万元")


def test_what_differs_in_wording_alone_is_a_like_case(any_office: Office) -> None:
    first = decided(any_office, GRAVE, FINED["sign-001"])
    worded = changed(changed(SIGN, "version", to="2027.1"), "items", 0, "title", to="擅自设置大型招牌")
    now = replace(any_office, library=RuleLibrary(bring_together(map(rule_file, (worded, FIRST_OFFENCE)))))
    second = assigned(now)

    [alike] = like_cases(now, officer(), second, compute(now, officer(), second, GRAVE))["sign-001"]
    assert alike.newest[0].number == first


def test_an_enterprise_without_a_code_has_no_history_here(office: Office) -> None:
    number = assigned(office, Enterprise("乙商店"))
    decide_matter(office, officer(), number, FIRST, {})

    assert past_of(office, "").as_sheet() == {"history": None}
    assert past_of(office, "").known == ()
