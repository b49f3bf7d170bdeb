"""The packs that come with the program: clean, and their examples hold."""

from datetime import date
from pathlib import Path

import pytest

from compliance.analysis.deep import deep_lint
from compliance.analysis.mutation import mutate
from compliance.engine.examples import count_examples, run_examples
from compliance.rulepacks.lint import lint
from compliance.rulepacks.loader import read_rule_file, read_rulebook, rule_paths
from compliance.rulepacks.models import NegativeList

RULES = Path(__file__).parents[1] / "rules"
PATHS = rule_paths([RULES])
REVIEWED = date(2026, 11, 21)


def packs():
    return read_rulebook([RULES]).packs


def test_the_packs_are_found():
    assert {pack.id for pack in packs()} >= {"signage", "catering", "tax-first-offence"}
    assert sum(len(pack.items) for pack in packs()) >= 60


def test_lint_finds_nothing():
    assert [str(problem) for problem in lint(PATHS, REVIEWED)] == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_all_examples_come_to_what_they_say(path):
    file = read_rule_file(path)
    assert [str(problem) for problem in run_examples(file)] == []
    assert count_examples(file) > 0 or not isinstance(file.content, NegativeList)


PINNED_DOWN = {"signage", "catering", "tax-first-offence", "penalty-law"}
"""Files that solving has nothing to say about; add a file once that is so."""


def pinned_down():
    return [file for file in read_rulebook([RULES]).files if file.content.id in PINNED_DOWN]


def test_solving_finds_nothing():
    files = pinned_down()
    assert len(files) == len(PINNED_DOWN)
    assert [str(problem) for problem in deep_lint(files)] == []


@pytest.mark.parametrize("file", pinned_down(), ids=lambda file: file.content.id)
def test_the_examples_notice_every_mutant_that_matters(file):
    assert [str(alive) for alive in mutate(file).alive] == []


def test_every_item_says_what_an_enterprise_needs():
    for pack in packs():
        for item in pack.items:
            assert item.duty, item.id
            assert item.rectify, item.id
            assert item.rectify.within_days, item.id
            assert item.department, item.id
            assert len(item.title) <= 40, item.id
            assert all(penalty.measures for penalty in item.penalty), item.id
            fined = any("罚款" in measure for penalty in item.penalty for measure in penalty.measures)
            assert fined == any(penalty.fines for penalty in item.penalty), item.id


def test_every_question_is_one_question_in_plain_words():
    for pack in packs():
        for name, question in pack.questions.items():
            assert question.ask.endswith("？"), (pack.id, name)
            assert len(question.ask) <= 60, (pack.id, name)


def test_what_is_not_verified_is_said_in_the_pack():
    for pack in packs():
        assert pack.unverified, pack.id


# ── The general discretion ──

PENALTY_LAW = read_rule_file(RULES / "discretion" / "penalty_law.yaml")


def outcome(circumstances, severity="minor", identity="sign-001", **sheet):
    from compliance.engine.decide import Engine
    from compliance.engine.sheet import read_sheet
    from compliance.rulepacks.loader import bring_together
    from tests.packs import item, pack, rule_file

    data = pack({}, item({"all": []}, severity=severity, id=identity))
    engine = Engine(bring_together([rule_file(data), PENALTY_LAW]))
    raw = {"circumstances": {identity: circumstances}, **sheet}
    return engine.decide(read_sheet(raw, engine.rulebook), REVIEWED).findings[0].outcome


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
    ("ended", "harm", "health", "identity", "verdict"),
    [
        ("2024-11-19", "没有", None, "sign-001", "time_barred"),
        ("2024-11-21", "没有", None, "sign-001", "ordinary"),
        ("2024-11-19", "轻微", False, "sign-001", "time_barred"),
        ("2024-11-19", "轻微", True, "sign-001", "ordinary"),
        ("2024-11-19", "轻微", None, "sign-001", "ordinary"),
        ("2021-11-18", "轻微", True, "sign-001", "time_barred"),
        ("2024-11-19", "没有", None, "tax-001", "ordinary"),
        ("2021-11-18", "没有", None, "tax-001", "time_barred"),
    ],
)
def test_what_nobody_found_in_time_is_barred_by_time(ended, harm, health, identity, verdict):
    said = {"已改正": False, "危害后果": harm, "特殊情况": ["已经停止，且过去两年以上没人查问"], "行为终了日期": ended}
    if health is not None:
        said["涉及生命健康或金融安全"] = health
    assert outcome(said, identity=identity).verdict == verdict


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        ("不满十四周岁", "no_penalty_required"),
        ("已满十四周岁不满十八周岁", "lenient"),
        ("当时不能辨认或控制自己的行为", "no_penalty_required"),
        ("辨认或控制能力减弱但没有完全丧失", "lenient"),
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
