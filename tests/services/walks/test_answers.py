"""What a walk asks and gives to the decision: only what officers answered, of questions that are to be asked."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.engine.sheet import read_sheet
from compliance.rulepacks.rulebook import bring_together
from compliance.services.library import RuleLibrary
from compliance.services.matters.deciding import Verified, compute
from compliance.services.matters.moving import Details, NoSuchMatter, do
from compliance.services.matters.opening import Found, report_found, take_visit
from compliance.services.office import Office
from compliance.services.walks.answers import verified_answers, walked_packs
from compliance.services.walks.opening import UnknownListError, choose_lists, open_walk
from compliance.services.walks.sheet import packs_of, stops_of
from compliance.settings import PROJECT, Settings
from compliance.store.records.matters import MatterItem
from tests.packs import FIRST_OFFENCE, SIGN, TODAY, changed, dumped, item, pack, question, rule_file
from tests.self_checking import finished, visited
from tests.services.matters.officers import MARKET, SHOP, begun, officer
from tests.services.walks.walking import AREA, HAS, PERMIT, add, said

LAMPS = pack(
    {"设有招牌": question("boolean"), "灯具安全": question("boolean"), "灯具数量": question("number")},
    item({"all": [{"设有招牌": True}, {"灯具安全": False}]}, id="lamp-001", department="市场监管"),
    item({"灯具数量": {"gt": 3}}, id="lamp-002"),
    id="lamps",
    title="灯具清单",
)


@pytest.fixture
def lamps(rules: Path) -> None:
    (rules / "lamps.yaml").write_bytes(dumped(LAMPS))


def answers(office: Office, number: str) -> dict[str, object]:
    return dict(verified_answers(office, officer(), number))


def test_only_known_answers_to_questions_to_be_asked_are_given(any_office: Office) -> None:
    number = begun(any_office).number
    add(any_office, number, said("a", AREA, "20"), said("b", PERMIT, "unknown"))
    assert answers(any_office, number) == {}
    add(any_office, number, said("c", HAS, "yes"))
    assert answers(any_office, number) == {"设有招牌": True, "招牌面积": Decimal(20)}
    add(any_office, number, said("d", AREA, "很大"))
    assert answers(any_office, number) == {"设有招牌": True}
    add(any_office, number, said("e", HAS, "no"))
    assert answers(any_office, number) == {"设有招牌": False}


def test_what_the_enterprise_said_is_shown_and_is_no_answer(any_office: Office) -> None:
    visit = visited(any_office, finished(any_office)).number
    number = take_visit(any_office, officer(), visit).number

    walk = open_walk(any_office, officer(), number)

    assert walk.claimed == {"设有招牌": True, "招牌面积": 20, "取得许可": False}
    assert answers(any_office, number) == {}
    fields = walk.sheet.fields
    assert [fields[fact].answer_in_words(claimed) for fact, claimed in walk.claimed.items()] == [
        "是",
        "20平方米",
        "否",
    ]


def test_who_may_not_see_the_matter_gets_nothing(office: Office) -> None:
    number = begun(office).number
    for ask in (verified_answers, walked_packs):
        with pytest.raises(NoSuchMatter):
            ask(office, officer(MARKET), number)


def test_the_decision_takes_the_answers_as_they_are(office: Office) -> None:
    number = begun(office).number
    add(office, number, said("a", HAS, "yes"), said("b", AREA, "20"), said("c", PERMIT, "no"))
    do(office, officer(), number, "assign", Details(to_person="李某"))
    verified = Verified(answers(office, number), packs=walked_packs(office, officer(), number))
    computed = compute(office, officer(), number, verified)
    assert [each.status for each in computed.decision.findings] == ["violation"]
    assert set(computed.sheet.provenance.values()) == {"verified"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(
        {},
        optional={
            HAS: st.sampled_from(["yes", "no", "unknown", ""]),
            AREA: st.sampled_from(["3", "20", "很大", "-1", ""]),
            PERMIT: st.sampled_from(["yes", "no", "unknown"]),
        },
    )
)
def test_whatever_was_typed_the_answers_make_a_sheet_and_are_asked_for(office: Office, typed: dict[str, str]) -> None:
    number = begun(office).number
    add(office, number, *(said(str(place), *each) for place, each in enumerate(typed.items())))
    given = answers(office, number)
    engine = office.library.select(walked_packs(office, officer(), number))
    sheet = read_sheet({"answers": given}, engine.rulebook)
    assert sheet.answers.keys() == given.keys()
    assert given.keys() <= engine.visible(sheet, TODAY)
    assert all(typed[f"answers/{fact}"] not in ("", "unknown", "很大") for fact in given)


@pytest.mark.usefixtures("lamps")
class TestSeveralLists:
    def test_the_matter_s_own_items_ask_for_what_they_hang_on_and_no_more(self, office: Office) -> None:
        number = report_found(office, officer(), Found(SHOP, ("lamp-001",), TODAY)).number
        walk = open_walk(office, officer(), number)
        assert [list(part.fields) for part in walk.sheet.parts] == [["设有招牌", "灯具安全"]]
        assert walk.packs == ("lamps",)

    def test_items_of_several_departments_are_walked_together_and_no_question_asked_twice(self, office: Office) -> None:
        number = report_found(office, officer(), Found(SHOP, ("sign-001", "lamp-001"), TODAY)).number
        parts = open_walk(office, officer(), number).sheet.parts
        assert {each.department for part in parts for each in part.items} == {"综合行政执法", "市场监管"}
        asked = [fact for part in parts for fact in part.fields]
        assert sorted(asked) == sorted({"设有招牌", "招牌面积", "取得许可", "灯具安全"})
        names = [name for part in parts for name in part.ids.values()]
        assert len(set(names)) == len(names)

    def test_a_chosen_list_is_asked_whole_and_decided_too(self, office: Office) -> None:
        number = begun(office).number
        choose_lists(office, officer(), number, ["lamps", "lamps"])
        walk = open_walk(office, officer(), number)
        assert (walk.lists, set(walk.packs)) == (("lamps",), {"sign", "lamps"})
        assert "灯具数量" in walk.sheet.fields

        add(office, number, said("a", "answers/灯具数量", "9"))
        do(office, officer(), number, "assign", Details(to_person="李某"))
        verified = Verified(answers(office, number), packs=walked_packs(office, officer(), number))
        found = compute(office, officer(), number, verified).decision.with_status("violation")
        assert [each.item for each in found] == ["lamp-002"]

    def test_a_list_no_longer_chosen_is_asked_no_longer_and_its_answers_stay(self, office: Office) -> None:
        number = begun(office).number
        choose_lists(office, officer(), number, ["lamps"])
        add(office, number, said("a", "answers/灯具数量", "9"))
        choose_lists(office, officer(), number, [])
        assert answers(office, number) == {}
        choose_lists(office, officer(), number, ["lamps"])
        assert answers(office, number) == {"灯具数量": 9}

    def test_an_unknown_list_is_refused(self, office: Office) -> None:
        number = begun(office).number
        with pytest.raises(UnknownListError, match="nothing"):
            choose_lists(office, officer(), number, ["lamps", "nothing"])
        assert open_walk(office, officer(), number).lists == ()

    def test_a_changed_rule_reads_the_answers_anew(self, office: Office) -> None:
        number = begun(office).number
        add(office, number, said("a", HAS, "yes"), said("b", AREA, "20"))
        narrower = changed(changed(SIGN, "questions", "招牌面积", "max", to=10), "items", 0, "examples", to=[])
        new = replace(office, library=RuleLibrary(bring_together(map(rule_file, (narrower, FIRST_OFFENCE)))))
        assert answers(new, number) == {"设有招牌": True}
        assert open_walk(new, officer(), number).sheet.flaw("招牌面积")

    def test_items_that_the_rules_know_no_longer_are_left_out(self, office: Office) -> None:
        number = begun(office).number
        add(office, number, said("a", HAS, "yes"))
        new = replace(office, library=RuleLibrary(bring_together(map(rule_file, (FIRST_OFFENCE,)))))
        walk = open_walk(new, officer(), number)
        assert (walk.sheet.parts, walk.packs, answers(new, number)) == ((), (), {})


class TestTheShippedVisits:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, rules=PROJECT / "rules", checklists=PROJECT / "checklists")

    def test_are_walked_stop_by_stop_with_each_question_once(self, office: Office) -> None:
        assert office.library.visits
        for visit in office.library.visits:
            stops = stops_of(office.library, (MatterItem("gas-001", "gas", "violation"),), (visit.id,))
            assert [each.title for each in stops[1:]] == [each.title for each in visit.stops]
            wanted = {item for stop in visit.stops for item in stop.items} | {"gas-001"}
            packs = [each for each in office.library.packs if each.id in packs_of(office.library, stops)]
            assert {item.id for each in packs for item in each.items} >= wanted

    def test_ask_on_a_matter_what_the_visit_asks(self, office: Office) -> None:
        number = report_found(office, officer(), Found(SHOP, ("gas-001",), TODAY)).number
        visit = office.library.visits[0]
        choose_lists(office, officer(), number, [visit.id])
        asked = open_walk(office, officer(), number).sheet.fields
        alone = office.library.select([visit.id]).rulebook
        assert {fact for stop in alone.walk for fact in stop.facts} <= asked.keys()
