"""What is said of a rule file that can't be used: all of it, where it stands, with what to do."""

import re
from datetime import date

import pytest
from pydantic import ValidationError

from compliance.rulepacks import conditions
from compliance.rulepacks.loader import parse_rule_file
from compliance.rulepacks.problems import ProblemsError
from compliance.rulepacks.rulebook import bring_together, read_rulebook
from tests.packs import FIRST_OFFENCE, SIGN, SIGN_QUESTIONS, changed, dumped, item, pack, question, rule_file

PACK = """\
schema: 1
kind: negative_list
id: signage
title: 招牌广告设置负面清单
version: "2026.1"
effective: {from: 2026-01-01}
questions:
  设有招牌: {ask: 有招牌吗？, type: boolean}
  招牌面积: {ask: 多大？, type: number, unit: 平方米, min: 0, ask_when: {设有招牌: true}}
  种类: {ask: 哪种？, type: choice, options: [横式, 竖式]}
  用途: {ask: 哪些？, type: choices, options: [照明, 宣传]}
  许可日期: {ask: 哪天？, type: date}
  说明: {ask: 怎样？, type: text}
parameters:
  大型: [{from: 2012-01-01, value: 10}]
items:
  - id: signage-001
    title: 大型招牌
    department: 综合行政执法
    severity: minor
    duty: {law: 某条例, article: 18}
    violated_when: CONDITION
    penalty: {law: 某条例, article: 19, measures: [罚款], fines: [{when: immediate, who: any, max: 100}]}
"""


def problems_of(text: str):
    with pytest.raises(ProblemsError) as caught:
        parse_rule_file(text.encode(), "包.yaml")
    return caught.value.problems


def with_condition(condition: str) -> str:
    return PACK.replace("CONDITION", condition)


def problem_of_condition(condition: str):
    (problem,) = problems_of(with_condition(condition))
    return problem


def test_a_pack_becomes_typed_immutable_values():
    content = parse_rule_file(with_condition("{招牌面积: {gt: $大型}, 设有招牌: true}").encode(), "包.yaml").content
    assert isinstance(content.items[0].violated_when, conditions.All)
    assert content.items[0].violated_when.parts[1] == conditions.Test("设有招牌", "is", True)
    assert content.effective.from_ == date(2026, 1, 1)
    with pytest.raises(ValidationError, match="frozen"):
        content.title = "别的"
    with pytest.raises(TypeError):
        content.questions["新"] = None


@pytest.mark.parametrize(
    ("condition", "column", "code", "message"),
    [
        ("{招牌面枳: {gt: 1}}", 21, "unknown-fact", "是不是「招牌面积」"),
        ("{招牌面积: {gte_: 1}}", 28, "bad-operator", "是不是「gte」"),
        ("{设有招牌: {gt: 1}}", 28, "bad-operator", "「设有招牌」不能用「gt」"),
        ("{设有招牌: 1}", 27, "bad-operand", "应为 true 或 false"),
        ("{招牌面积: 很大}", 27, "bad-operand", "应为数字"),
        ("{招牌面积: {in: 3}}", 32, "bad-operand", "应是列表"),
        ("{招牌面积: {gt: $小型}}", 32, "unknown-parameter", "是不是「大型」"),
        ("{招牌面积: 1234567890123456}", 27, "bad-operand", "15 位有效数字"),
        ("{招牌面积: {within_days: 3}}", 28, "bad-operator", "number 型"),
        ("{种类: 横的}", 25, "bad-operand", "是不是「横式」"),
        ("{种类: {in: [横式, 斜式]}}", 30, "bad-operand", "「斜式」不在选项里"),
        ("{用途: 照明}", 25, "bad-operator", "不能直接写值"),
        ("{用途: {includes: 装饰}}", 36, "bad-operand", "不在选项里"),
        ("{许可日期: 昨天}", 27, "bad-operand", "应为日期"),
        ("{许可日期: {older_than_days: 1.5}}", 45, "bad-operand", "天数应为"),
        ("{许可日期: {older_than_days: -1}}", 45, "bad-operand", "天数应为"),
        ("{说明: x}", 25, "bad-operator", "文字题不能作条件"),
        ("{all: [], 设有招牌: true}", 21, "bad-condition", "要单独写"),
        ("{all: {设有招牌: true}}", 26, "bad-condition", "应是条件的列表"),
        ("{any: [{设有招牌: true}, 3]}", 41, "bad-condition", "条件应写成"),
        ("{not: [{设有招牌: true}]}", 26, "bad-condition", "条件应写成"),
        ("{招牌面积: {}}", 27, "bad-condition", "是空的"),
        ("{}", 20, "bad-condition", "条件是空的"),
        ("很大", 20, "bad-value", "条件应写成"),
    ],
)
def test_a_faulty_condition_is_named_at_its_place(condition, column, code, message):
    problem = problem_of_condition(condition)
    assert (problem.line, problem.code, problem.item) == (22, code, "signage-001")
    assert problem.column == column
    assert message in problem.message


def test_all_problems_come_in_one_run_and_in_the_order_of_the_text():
    text = with_condition("{招牌面枳: {gt: 1}}")
    text = (
        text.replace("type: date", "type: day")
        .replace("severity: minor", "severity: tiny")
        .replace("title: 大", "titel: 大")
    )
    text = text.replace("article: 19", "article: 十九").replace("- id: signage-001", "- id: 001")
    found = problems_of(text)
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)
    said = "\n".join(map(str, found))
    for part in ("type", "titel", "severity", "招牌面积", "条号", "加引号"):
        assert part in said


def test_a_misspelt_key_is_suggested_at_its_place():
    problem = next(
        each
        for each in problems_of(with_condition("{设有招牌: true}").replace("measures", "mesures"))
        if each.code == "unknown-key"
    )
    assert (problem.line, problem.column) == (23, 38)
    assert "是不是「measures」" in problem.message


def test_a_missing_key_is_named_where_it_belongs():
    (problem,) = problems_of(with_condition("{设有招牌: true}").replace("    severity: minor\n", ""))
    assert (problem.line, problem.column, problem.code) == (17, 5, "missing-key")
    assert "severity" in problem.message


@pytest.mark.parametrize("penalty", ["{law: 某条例, measures: [罚款]}", "[{law: 某条例, measures: [罚款]}]"])
def test_what_stands_alone_or_in_a_list_isn_t_called_missing_for_what_is_missing_in_it(penalty):
    text = re.sub(r"penalty: .*", f"penalty: {penalty}", with_condition("{设有招牌: true}"))
    (problem,) = problems_of(text)
    assert problem.message == "缺少必填的「article」"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('version: "2026.1"', "version: 2026.1", "加引号"),
        ("schema: 1", "schema: 2", "schema"),
        ("kind: negative_list", "kind: positive_list", "negative_list"),
        ("from: 2026-01-01", "from: 2026-02-30", "不是有效的日期"),
        ("{from: 2026-01-01}", "{from: 2026-01-01, to: 2025-01-01}", "早于"),
        ("options: [横式, 竖式]", "options: [横式, 横式]", "重复"),
        ("options: [横式, 竖式]", "options: [是, yes]", "加引号"),
        (", options: [横式, 竖式]", "", "options"),
        ("options: [横式, 竖式]", "options: [横式, 竖式], changeable: [斜式]", "options 里的选项"),
        ("options: [横式, 竖式]", "options: [横式, 竖式], changeable: 横式", "改得到的选项的列表"),
        ("min: 0", "min: 5, max: 3", "max 小于 min"),
        ("ask_when: {设有招牌: true}", "ask_when: {种类: 横式}", "只能读排在上面的问题"),
        ("max: 100}", "min: 200, max: 100}", "max 小于 min"),
        ("max: 100}", "min: 1}", "缺少 max"),
        ("max: 100}", "of: 招牌面积, times: [1, 2], max: 3}", "不写 min、max"),
        ("max: 100}", "of: 种类, times: [1, 2]}", "不是数字题"),
        ("max: 100}", "of: 面积, times: [1, 2]}", "没有「面积」"),
        ("max: 100}", "of: 招牌面积, times: [2]}", "times"),
        ("max: 100}", "max: -1}", "不能小于 0"),
        ("value: 10}]", "value: 10}, {from: 2012-01-01, value: 11}]", "写了两次"),
        ("  设有招牌: {ask", "  all: {ask", "别的用途"),
        ("  设有招牌: {ask", "  item.设有: {ask", "另有用途"),
    ],
)
def test_what_the_language_does_not_allow_is_refused(old, new, message):
    text = with_condition("{招牌面积: 1}")
    assert old in text
    assert any(message in problem.message for problem in problems_of(text.replace(old, new, 1)))


def test_messages_are_chinese_and_name_file_line_and_column():
    for condition in ("{招牌面枳: 1}", "3", "{设有招牌: [1]}"):
        assert re.match(r"包\.yaml:\d+:\d+: 错误: .*[一-鿿]", str(problem_of_condition(condition)))


def test_penalties_of_several_times_each_need_their_day():
    penalties = [SIGN["items"][0]["penalty"], {**SIGN["items"][0]["penalty"], "from": date(2026, 1, 1)}]
    with pytest.raises(ProblemsError, match="每一个都要写 from"):
        rule_file(changed(SIGN, "items", 0, "penalty", to=penalties))


def test_items_of_one_id_are_refused_in_a_pack_and_across_packs():
    with pytest.raises(ProblemsError, match="重复"):
        rule_file(pack(SIGN_QUESTIONS, item({"设有招牌": True}), item({"设有招牌": False})))
    other = rule_file(SIGN | {"id": "other"}, "b.yaml")
    with pytest.raises(ProblemsError, match=r"b\.yaml.*「sign-001」在 a\.yaml 里已经用过"):
        bring_together([rule_file(SIGN, "a.yaml"), other])


@pytest.mark.parametrize(
    ("mine", "theirs", "label"),
    [
        (question("number"), question("boolean"), "类型"),
        (question("number", unit="米"), question("number", unit="平方米"), "单位"),
        (question("choice", options=["甲"]), question("choice", options=["甲", "乙"]), "选项"),
    ],
)
def test_packs_that_share_a_fact_must_agree_on_it(mine, theirs, label):
    first = rule_file(pack({"事": mine}, item({"all": []})), "a.yaml")
    second = rule_file(pack({"事": theirs}, item({"all": []}, id="b"), id="b"), "b.yaml")
    with pytest.raises(ProblemsError, match=f"「事」的{label}与 a.yaml"):
        bring_together([first, second])


def test_packs_may_share_a_fact_that_is_the_same():
    first = pack({"事": question("choice", options=["甲", "乙"])}, item({"事": "甲"}))
    second = pack({"事": question("choice", options=["乙", "甲"])}, item({"事": "乙"}, id="b"), id="b")
    assert len(bring_together([rule_file(first, "a"), rule_file(second, "b")]).packs) == 2


def test_discretion_conditions_read_circumstances_and_what_is_given():
    with pytest.raises(ProblemsError, match=r"是不是「prior\.same_item」"):
        rule_file(changed(FIRST_OFFENCE, "rules", 0, "elements", 0, "when", to={"prior.same_itme": 0}))
    with pytest.raises(ProblemsError, match="不在选项里"):
        rule_file(changed(FIRST_OFFENCE, "rules", 0, "elements", 0, "when", to={"item.severity": "tiny"}))
    assert rule_file(changed(FIRST_OFFENCE, "rules", 0, "elements", 0, "when", to={"case.subject": "unit"}))


@pytest.mark.parametrize("name", ["食品安全法第一百二十四条", "食品安全法124", "食品安全法", "食品安全法 一百", " 124"])
def test_an_article_that_nothing_could_match_is_refused(name):
    when = {"item.articles": {"includes_any": ["食品安全法 124", name]}}
    with pytest.raises(ProblemsError, match=r"item\.articles.*应写成「法名 条号」"):
        rule_file(changed(FIRST_OFFENCE, "rules", 0, "elements", 0, "when", to=when))
    with pytest.raises(ProblemsError, match=r"item\.articles.*应写成「法名 条号」"):
        rule_file(changed(FIRST_OFFENCE, "circumstances", "已改正", "ask_when", to=when))


@pytest.mark.parametrize("verdict", [None, "time_barred", "no_penalty_required", "ordinary", "aggravated", "refer"])
def test_only_what_is_lighter_can_be_left_to_the_officer(verdict):
    left = {**FIRST_OFFENCE["rules"][0], "may": True, "note": "由机关决定", "verdict": verdict}
    with pytest.raises(ProblemsError, match="may"):
        rule_file(changed(FIRST_OFFENCE, "rules", 0, to={key: each for key, each in left.items() if each}))


def test_a_discretion_rule_that_brings_about_nothing_is_refused():
    bare = {key: value for key, value in FIRST_OFFENCE["rules"][0].items() if key != "verdict"}
    with pytest.raises(ProblemsError, match="verdict"):
        rule_file(changed(FIRST_OFFENCE, "rules", 0, to=bare))
    assert rule_file(changed(FIRST_OFFENCE, "rules", 0, to=bare | {"bars": ["aggravated"]}))


BAND = {"verdict": "lenient", "from": date(2026, 1, 1), "share": [0, 0.3], "unverified": "没有收录"}


@pytest.mark.parametrize(
    ("band", "message"),
    [
        ({"share": [0, 1.1]}, "应为 0 到 1 之间的数"),
        ({"share": [-0.1, 1]}, "应为 0 到 1 之间的数"),
        ({"share": [0.3, 0.2]}, "份额的上限小于下限"),
        ({"share": [0.3]}, "share"),
        ({"verdict": "mitigated"}, "应为 lenient、ordinary、aggravated 之一"),
        ({"unverified": None}, "要写 basis"),
        ({"part": 1}, "不认识的键"),
    ],
)
def test_a_band_that_says_nothing_sensible_is_refused(band, message):
    wrong = {key: value for key, value in (BAND | band).items() if value is not None}
    with pytest.raises(ProblemsError, match=message):
        rule_file(changed(FIRST_OFFENCE, "bands", to=[wrong]))


def test_a_band_stands_on_a_basis_or_says_that_it_is_unverified():
    cited = {key: value for key, value in BAND.items() if key != "unverified"}
    cited["basis"] = {"law": "某裁量基准", "article": 3}
    for band in (BAND, cited):
        assert len(rule_file(changed(FIRST_OFFENCE, "bands", to=[band])).content.bands) == 1


def test_a_band_is_written_once_in_all_files_together():
    def book(*bands):
        listed = [changed(changed(FIRST_OFFENCE, "id", to=f"d{n}"), "bands", to=each) for n, each in enumerate(bands)]
        listed = [changed(each, "rules", 0, "id", to=each["id"]) for each in listed]
        return bring_together(rule_file(each, each["id"]) for each in listed)

    others = [{**BAND, "department": "甲"}, {**BAND, "verdict": "ordinary"}, {**BAND, "from": date(2027, 1, 1)}]
    assert book([BAND], others)
    for bands in ([[BAND, BAND]], [[BAND], [BAND]], [others, [{**BAND, "department": "甲", "share": [0, 1]}]]):
        with pytest.raises(ProblemsError, match="已经写过"):
            book(*bands)


def test_a_folder_stands_for_all_rule_files_below_it(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.yml").write_bytes(dumped(FIRST_OFFENCE))
    (tmp_path / "a.yaml").write_bytes(dumped(SIGN))
    (tmp_path / "note.txt").write_text("x")
    assert [file.content.id for file in read_rulebook([tmp_path]).files] == ["sign", "law-33"]


def test_problems_of_all_files_come_together(tmp_path):
    (tmp_path / "a.yaml").write_text("kind: x")
    (tmp_path / "b.yaml").write_text("a: [")
    with pytest.raises(ProblemsError) as caught:
        read_rulebook([tmp_path, tmp_path / "missing.yaml"])
    assert {problem.file.rsplit("/", 1)[-1] for problem in caught.value.problems} == {
        "a.yaml",
        "b.yaml",
        "missing.yaml",
    }
