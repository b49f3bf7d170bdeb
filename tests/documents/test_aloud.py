"""Conditions read aloud."""

from datetime import date

import pytest

from compliance.documents.aloud import read_aloud
from compliance.rulepacks.conditions import resolve
from tests.packs import item, pack, question, rule_file

QUESTIONS = {
    "货值": question("number", unit="元"),
    "面积": question("number", unit="平方米"),
    "有牌": question("boolean"),
    "种类": question("choice", options=["甲", "乙"]),
    "设施": question("choices", options=["灯箱", "招牌"]),
    "开业": question("date"),
}


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"货值": {"lt": 10000}}, "货值不满1万元"),
        ({"面积": {"gte": 8.5}}, "面积在8.5平方米以上"),
        ({"面积": {"gt": 8, "lte": 20}}, "面积超过8平方米且面积不超过20平方米"),
        ({"有牌": True}, "「有牌」为是"),
        ({"种类": "甲"}, "种类为“甲”"),
        ({"种类": {"in": ["甲", "乙"]}}, "种类为“甲”、“乙”之一"),
        ({"设施": {"includes": "灯箱"}}, "设施包括“灯箱”"),
        ({"开业": {"before": date(2026, 3, 1)}}, "开业早于2026年3月1日"),
        ({"开业": {"within_days": 10}}, "开业至今不超过10天"),
        ({"any": [{"有牌": False}, {"all": [{"货值": 1}, {"面积": 2}]}]}, "「有牌」为否或（货值为1元且面积为2平方米）"),
        ({"not": {"面积": {"gt": "$没有值"}}}, "不是面积超过规定的数"),
    ],
)
def test_conditions_can_be_read_aloud(condition, said):
    content = rule_file(
        pack(QUESTIONS, item(condition), parameters={"没有值": [{"from": date(2030, 1, 1), "value": 1}]})
    ).content
    assert read_aloud(resolve(content.items[0].violated_when, {"没有值": None}), content.questions) == said
