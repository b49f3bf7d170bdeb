"""The pages on laws."""

import pytest

from tests.packs import dumped
from tests.services.test_law_uses import REGISTER


@pytest.fixture
def rules(rules):
    (rules / "statutes.yaml").write_bytes(dumped(REGISTER))
    return rules


def test_from_the_list_of_laws_to_what_stands_on_one(visitor):
    page = visitor.client.get("/laws").text
    assert "中华人民共和国某条例" in page
    law = visitor.client.get("/laws/某条例").text
    assert "第十八条" in law
    assert "灯具不安全" in law
    assert "2019年5月1日起施行" in law


def test_an_unknown_law_is_not_there(visitor):
    response = visitor.client.get("/laws/不存在的条例")
    assert response.status_code == 404
    assert "没有引用《不存在的条例》" in response.text
