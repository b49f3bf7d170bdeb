"""The discretion that comes with the program: each rule where it applies and where it doesn't."""

from datetime import date
from pathlib import Path

import pytest

from compliance.engine.decide import Engine
from compliance.engine.sheet import read_sheet
from compliance.rulepacks.loader import read_rule_file, rule_paths
from compliance.rulepacks.rulebook import bring_together
from tests.packs import item, pack, rule_file

FILES = [read_rule_file(path) for path in rule_paths([Path(__file__).parents[1] / "rules" / "discretion"])]
RULES = {rule.id: rule for file in FILES for rule in file.content.rules}
DAY = date(2026, 11, 21)


def outcome(circumstances, severity="minor", cites="某条例 18", **sheet):
    """The outcome of a violation of an item whose duty and penalty are that article."""
    law, article = cites.split()
    citation = {"law": law, "article": article}
    violated = item({"all": []}, severity=severity, duty=citation, penalty={**citation, "measures": ["罚款"]})
    engine = Engine(bring_together([rule_file(pack({}, violated)), *FILES]))
    raw = {"circumstances": {"sign-001": circumstances}, **sheet}
    return engine.decide(read_sheet(raw, engine.rulebook), DAY).findings[0].outcome


NOTHING_SPECIAL = {"特殊情况": []}


def test_a_minor_violation_mended_without_harm_must_go_unpunished():
    found = outcome({"已改正": True, "危害后果": "没有", **NOTHING_SPECIAL})
    assert (found.verdict, found.provisional) == ("no_penalty_required", True)


def test_what_officers_verified_is_not_provisional():
    proof = {"circumstance_provenance": {"sign-001": {"已改正": "verified", "危害后果": "verified"}}}
    found = outcome({"已改正": True, "危害后果": "没有", **NOTHING_SPECIAL}, **proof, history_source="verified")
    assert (found.verdict, found.provisional) == ("no_penalty_required", False)


def test_a_first_violation_of_more_weight_may_go_unpunished():
    found = outcome({"已改正": True, "危害后果": "轻微", **NOTHING_SPECIAL}, severity="general")
    assert found.verdict == "no_penalty_allowed"


@pytest.mark.parametrize(("on", "verdict"), [("2024-11-21", "ordinary"), ("2024-11-20", "no_penalty_allowed")])
def test_a_repeated_violation_within_two_years_is_no_first_one(on, verdict):
    said = {"已改正": True, "危害后果": "轻微", **NOTHING_SPECIAL}
    assert outcome(said, history=[{"item": "sign-001", "on": on}]).verdict == verdict


def test_what_is_not_yet_mended_is_in_reach():
    found = outcome({"已改正": False, "危害后果": "没有", **NOTHING_SPECIAL})
    assert found.verdict == "ordinary"
    in_reach = {reach.rule: reach.open for reach in found.reachable}
    assert in_reach["minor-no-penalty"] == in_reach["first-offence"] == ("corrected",)


def test_serious_harm_leaves_no_way_to_go_unpunished():
    found = outcome({"已改正": False, "危害后果": "较重", **NOTHING_SPECIAL})
    assert found.verdict == "ordinary"
    assert [reach.rule for reach in found.reachable] == ["harm-removed"]


@pytest.mark.parametrize(
    ("special", "verdict"),
    [
        ("主动消除或减轻了危害后果", "lenient"),
        ("受他人胁迫或诱骗", "lenient"),
        ("主动说出执法机关还不知道的违法行为", "lenient"),
        ("配合查处有立功表现", "lenient"),
        ("有证据证明自己没有过错", "no_penalty_required"),
        ("同一件事已经被罚过款", "ordinary"),
        ("有机关告知涉嫌犯罪", "refer"),
    ],
)
def test_special_circumstances(special, verdict):
    assert outcome({"已改正": False, "危害后果": "较重", "特殊情况": [special]}).verdict == verdict


def test_being_fined_already_is_said_without_deciding():
    found = outcome({"已改正": False, "危害后果": "较重", "特殊情况": ["同一件事已经被罚过款"]})
    assert "fined-once" in found.applied


@pytest.mark.parametrize(
    ("ended", "harm", "health", "cites", "verdict"),
    [
        ("2024-11-19", "没有", None, "某条例 18", "time_barred"),
        ("2024-11-21", "没有", None, "某条例 18", "ordinary"),
        ("2024-11-19", "轻微", False, "某条例 18", "time_barred"),
        ("2024-11-19", "轻微", True, "某条例 18", "ordinary"),
        ("2024-11-19", "轻微", None, "某条例 18", "ordinary"),
        ("2021-11-18", "轻微", True, "某条例 18", "time_barred"),
        ("2024-11-19", "没有", None, "税收征收管理法 60", "ordinary"),
        ("2021-11-18", "没有", None, "税收征收管理法 60", "time_barred"),
    ],
)
def test_what_nobody_found_in_time_is_barred_by_time(ended, harm, health, cites, verdict):
    said = {"已改正": False, "危害后果": harm, "特殊情况": ["已经停止，且过去两年以上没人查问"], "行为终了日期": ended}
    if health is not None:
        said["涉及生命健康或金融安全"] = health
    assert outcome(said, cites=cites).verdict == verdict


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        ("不满十四周岁", "no_penalty_required"),
        ("已满十四周岁不满十八周岁", "lenient"),
        ("当时不能辨认或控制自己的行为", "no_penalty_required"),
    ],
)
def test_the_person_counts_for_individuals_only(state, verdict):
    said = {"已改正": False, "危害后果": "较重", "个人情况": [state], **NOTHING_SPECIAL}
    assert outcome(said, subject="individual").verdict == verdict
    assert outcome(said, subject="unit").verdict == "ordinary"
    reach = {each.rule for each in outcome(said, subject="unit").reachable}
    assert not reach & {"under-14", "under-18", "incapable", "partly-capable"}


def test_unknown_circumstances_never_lighten():
    assert outcome({}).verdict == "ordinary"


def test_who_is_partly_capable_is_left_to_the_officer():
    said = {"已改正": False, "危害后果": "较重", "个人情况": ["辨认或控制能力减弱但没有完全丧失"], **NOTHING_SPECIAL}
    found = outcome(said, subject="individual")
    assert (found.verdict, found.officer_decides) == ("ordinary", True)
    assert outcome(said, subject="unit").officer_decides is False


ORDINARY = {"已改正": False, "危害后果": "较重", **NOTHING_SPECIAL}


@pytest.mark.parametrize(
    ("special", "rule", "verdict"),
    [
        ("从这件事里收到了钱（违法所得）", "illegal-gains", "ordinary"),
        ("突发事件期间违反了应对措施", "emergency", "aggravated"),
    ],
)
def test_gains_are_told_of_and_an_emergency_aggravates(special, rule, verdict):
    found = outcome({**ORDINARY, "特殊情况": [special]})
    assert (found.verdict, rule in found.applied) == (verdict, True)
    assert rule not in outcome(ORDINARY).applied


TAX = ("税收征收管理法 60", "税收征收管理法实施细则 90", "发票管理办法 33")
LONG_OVER = {**ORDINARY, "危害后果": "没有", "特殊情况": ["已经停止，且过去两年以上没人查问"]}


@pytest.mark.parametrize("cites", TAX)
@pytest.mark.parametrize(("ended", "verdict"), [("2021-11-20", "ordinary"), ("2021-11-19", "time_barred")])
def test_tax_violations_are_barred_after_five_years(cites, ended, verdict):
    assert outcome({**LONG_OVER, "行为终了日期": ended}, cites=cites).verdict == verdict


@pytest.mark.parametrize(("ended", "verdict"), [("2024-11-20", "ordinary"), ("2024-11-19", "time_barred")])
def test_others_after_two(ended, verdict):
    assert outcome({**LONG_OVER, "行为终了日期": ended}).verdict == verdict


# ── Food ──

BOUGHT = {
    **ORDINARY,
    "采购的食品不合格": True,
    "进货情况": ["按规定查验了进货", "有充分证据证明不知道货不合格", "能如实说明从哪里进的货"],
}


@pytest.mark.parametrize(
    ("changes", "cites", "verdict"),
    [
        ({}, "食品安全法 124", "no_penalty_allowed"),
        ({}, "食品安全法 126", "ordinary"),
        ({"采购的食品不合格": False}, "食品安全法 124", "ordinary"),
        ({"采购的食品不合格": None}, "食品安全法 124", "ordinary"),
        ({"进货情况": BOUGHT["进货情况"][1:]}, "食品安全法 124", "ordinary"),
        ({"进货情况": BOUGHT["进货情况"][:2]}, "食品安全法 124", "ordinary"),
        ({"进货情况": [BOUGHT["进货情况"][0], BOUGHT["进货情况"][2]]}, "食品安全法 124", "ordinary"),
    ],
)
def test_who_checked_what_they_bought_may_go_unpunished(changes, cites, verdict):
    assert outcome(BOUGHT | changes, cites=cites).verdict == verdict


@pytest.mark.parametrize(
    ("changes", "cites", "left_open"),
    [
        ({}, "食品安全法 122", True),
        ({}, "食品安全法实施条例 69", True),
        ({}, "某条例 18", False),
        ({"危害后果": "轻微"}, "食品安全法 122", False),
        ({"食品风险已消除": False}, "食品安全法 122", False),
    ],
)
def test_who_removed_the_risk_is_left_to_the_officer(changes, cites, left_open):
    said = {**ORDINARY, "危害后果": "没有", "食品风险已消除": True, **changes}
    found = outcome(said, severity="general", cites=cites)
    assert (found.verdict, found.officer_decides) == ("ordinary", left_open)


SERIOUS = (
    "涉及的货值二万元以上",
    "持续了三个月以上",
    "有人因此得病死亡，或者三十人以上得病",
    "故意提供虚假信息或者隐瞒真实情况",
    "拒绝、逃避监督检查",
    "一年内因同样性质的食品安全问题受过行政处罚",
    "以前因食品安全受过刑事处罚",
)


@pytest.mark.parametrize("serious", SERIOUS)
def test_serious_food_violations_are_aggravated(serious):
    said = {**ORDINARY, "食品严重情形": [serious]}
    for cites in ("食品安全法 123", "食品安全法 132", "食品安全法实施条例 72", "食品安全法实施条例 69"):
        assert outcome(said, cites=cites).verdict == "aggravated"
    for cites in ("食品安全法 122", "食品安全法实施条例 74", "某条例 123"):
        assert outcome(said, cites=cites).verdict == "ordinary"
    assert outcome({**said, "食品严重情形": []}, cites="食品安全法 123").verdict == "ordinary"


def test_three_penalties_within_a_year_are_told_of_and_not_decided():
    said = {**ORDINARY, "食品严重情形": ["一年内因食品安全问题已被处罚三次"]}
    found = outcome(said, cites="食品安全法 126")
    assert (found.verdict, "food-three-times" in found.applied) == ("ordinary", True)
    assert "food-three-times" not in outcome({**said, "食品严重情形": [SERIOUS[0]]}, cites="食品安全法 126").applied


# ── Prices and products ──


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({"多收的钱": "多收了，已经主动退还"}, "lenient"),
        ({"多收的钱": "没有多收"}, "ordinary"),
        ({"多收的钱": "多收了，还没有退"}, "ordinary"),
        ({"多收的钱": "多收了，要求退也没有退"}, "aggravated"),
        ({"价格从重情形": ["以前多次因为价格问题被查处"]}, "aggravated"),
        ({"价格从重情形": []}, "ordinary"),
        ({}, "ordinary"),
    ],
)
def test_prices(said, verdict):
    for cites in ("价格法 42", "价格违法行为行政处罚规定 13", "明码标价和禁止价格欺诈规定 22"):
        assert outcome(ORDINARY | said, cites=cites).verdict == verdict
    assert outcome(ORDINARY | said).verdict == "ordinary"


@pytest.mark.parametrize(
    ("charged", "in_reach"), [("多收了，还没有退", True), ("没有多收", False), ("多收了，要求退也没有退", True)]
)
def test_only_who_charged_too_much_is_told_to_refund(charged, in_reach):
    found = outcome({**ORDINARY, "多收的钱": charged}, cites="价格法 42")
    assert ("price-refunded" in {reach.rule for reach in found.reachable}) is in_reach


def test_refunding_and_aggravation_together_are_left_to_the_officer():
    said = {"多收的钱": "多收了，已经主动退还", "价格从重情形": ["情况严重或者社会影响较大"]}
    found = outcome(ORDINARY | said, cites="价格法 42")
    assert (found.verdict, found.officer_decides) == ("ordinary", True)


@pytest.mark.parametrize(
    ("cites", "said", "left_open"),
    [
        ("产品质量法 49", ["有充分证据证明不知道是禁止销售的产品", "能如实说明从哪里进的货"], True),
        ("产品质量法 53", ["有充分证据证明不知道是禁止销售的产品", "能如实说明从哪里进的货"], True),
        ("产品质量法 54", ["有充分证据证明不知道是禁止销售的产品", "能如实说明从哪里进的货"], False),
        ("产品质量法 49", ["能如实说明从哪里进的货"], False),
        ("产品质量法 49", ["有充分证据证明不知道是禁止销售的产品"], False),
    ],
)
def test_sellers_who_did_not_know_are_left_to_the_officer(cites, said, left_open):
    found = outcome({**ORDINARY, "卖货时的情况": said}, cites=cites)
    assert (found.verdict, found.officer_decides) == ("ordinary", left_open)


# ── Labour and traffic ──


@pytest.mark.parametrize(
    ("cites", "severity", "changes", "verdict"),
    [
        ("劳动合同法实施条例 33", "minor", {}, "no_penalty_required"),
        ("劳动保障监察条例 25", "general", {}, "no_penalty_allowed"),
        ("某条例 18", "minor", {}, "no_penalty_allowed"),
        ("劳动法 90", "minor", {"已改正": False}, "ordinary"),
        ("劳动法 90", "minor", {"危害后果": "较重"}, "ordinary"),
        ("劳动法 90", "minor", {"危害后果": None}, "ordinary"),
    ],
)
def test_minor_labour_cases_that_are_mended_are_closed(cites, severity, changes, verdict):
    said = {**NOTHING_SPECIAL, "已改正": True, "危害后果": "轻微", **changes}
    assert outcome(said, severity=severity, cites=cites).verdict == verdict


@pytest.mark.parametrize(
    ("cites", "severity", "hinders", "verdict"),
    [
        ("道路交通安全法 89", "minor", False, "no_penalty_required"),
        ("道路交通安全法 89", "minor", True, "ordinary"),
        ("道路交通安全法 89", "minor", None, "ordinary"),
        ("道路交通安全法 106", "general", False, "ordinary"),
        ("某条例 89", "minor", False, "ordinary"),
    ],
)
def test_who_hindered_no_traffic_is_warned(cites, severity, hinders, verdict):
    said = {**NOTHING_SPECIAL, "已改正": False, "危害后果": "没有", "影响道路通行": hinders}
    assert outcome(said, severity=severity, cites=cites).verdict == verdict


# ── Daily fines, and what is only said ──


@pytest.mark.parametrize(
    ("cites", "changes", "rule"),
    [
        ("水污染防治法 83", {}, "daily-fines-pollution"),
        ("金华市水环境保护条例 43", {}, "daily-fines-pollution"),
        ("水污染防治法 83", {"违法排放污染物": False}, None),
        ("水污染防治法 83", {"罚款后仍未改": False}, None),
        ("水污染防治法 83", {"罚款后仍未改": None}, None),
        ("安全生产法 97", {}, "daily-fines-safety"),
        ("安全生产法 97", {"罚款后仍未改": False}, None),
        ("某条例 18", {}, None),
    ],
)
def test_daily_fines_are_told_of_where_somebody_refuses_to_mend(cites, changes, rule):
    found = outcome({**ORDINARY, "罚款后仍未改": True, "违法排放污染物": True, **changes}, cites=cites)
    assert {each for each in found.applied if each.startswith("daily")} == ({rule} if rule else set())
    assert found.verdict == "ordinary"


@pytest.mark.parametrize(
    ("severity", "subject", "said"),
    [
        ("minor", "unit", {"private-enterprise-minor", "no-coercion-where-minor"}),
        ("minor", "individual", {"no-coercion-where-minor"}),
        ("general", "unit", set()),
    ],
)
def test_minor_violations_are_met_with_advice_first(severity, subject, said):
    assert set(outcome(ORDINARY, severity=severity, subject=subject).applied) == said


# ── Service instead of a fine ──

DONE, RECOGNISED = "按安排做完了", "做完了，主管部门也认定了"
HUZHOU, JIAXING = "湖州市文明行为促进条例 35", "嘉兴市文明行为促进条例 21"
NINGBO = "宁波市生活垃圾分类管理条例 16"


@pytest.mark.parametrize(
    ("cites", "willing", "progress", "left_open"),
    [
        (HUZHOU, True, RECOGNISED, True),
        (HUZHOU, True, DONE, False),
        (HUZHOU, False, RECOGNISED, False),
        (HUZHOU, None, RECOGNISED, False),
        (JIAXING, True, DONE, True),
        (JIAXING, True, "主管部门已经同意或者安排", False),
        (JIAXING, True, "主管部门不同意", False),
        (NINGBO, True, DONE, True),
        (NINGBO, True, None, False),
        ("宁波市生活垃圾分类管理条例 19", True, RECOGNISED, False),
        ("某条例 18", True, RECOGNISED, False),
    ],
)
def test_service_done_is_left_to_the_authority(cites, willing, progress, left_open):
    found = outcome({**ORDINARY, "愿意参加社会服务": willing, "社会服务进度": progress}, cites=cites)
    assert (found.verdict, found.officer_decides) == ("ordinary", left_open)


@pytest.mark.parametrize(
    ("cites", "said", "open_"),
    [
        (HUZHOU, {"愿意参加社会服务": True, "社会服务进度": "还没有申请"}, ("completed", "recognised")),
        (HUZHOU, {"愿意参加社会服务": True, "社会服务进度": DONE}, ("recognised",)),
        (HUZHOU, {"愿意参加社会服务": False}, None),
        (HUZHOU, {}, ("consent", "completed", "recognised")),
        (JIAXING, {"愿意参加社会服务": True, "社会服务进度": "还没有申请"}, ("agreed", "completed")),
        (NINGBO, {"愿意参加社会服务": True, "社会服务进度": "主管部门已经同意或者安排"}, ("completed",)),
        (NINGBO, {"愿意参加社会服务": True, "社会服务进度": "主管部门不同意"}, None),
        ("某条例 18", {"愿意参加社会服务": True}, None),
    ],
)
def test_service_is_in_reach_of_who_is_willing(cites, said, open_):
    reachable = {reach.rule: reach.open for reach in outcome(ORDINARY | said, cites=cites).reachable}
    assert [reach for rule, reach in reachable.items() if rule.startswith("service")] == ([open_] if open_ else [])


# ── All of them ──


def test_no_band_is_given_as_checked():
    """No department's benchmark is at hand."""
    bands = [band for file in FILES for band in file.content.bands]
    assert {band.department for band in bands} == {"市场监管"}
    assert all(band.unverified and not band.basis for band in bands)


def test_an_unknown_circumstance_lightens_nothing_whatever_the_law():
    for cites in (HUZHOU, JIAXING, NINGBO, "食品安全法 124", "价格法 42", "产品质量法 49", "劳动法 90", *TAX):
        found = outcome({}, cites=cites)
        assert (found.verdict, found.officer_decides) == ("ordinary", False)


def test_what_the_law_leaves_open_says_so():
    for rule in RULES.values():
        if rule.may:
            assert "可以" in rule.title
            assert "由执法机关决定" in rule.note or "由主管部门决定" in rule.note
