"""Searching the rules at the desk, and one item's page."""

import re

import pytest

from compliance.services.office import Office
from compliance.services.publishing.drafts import start_draft
from compliance.store.deeds import Actor
from tests.packs import changed, dumped
from tests.web.packs import HOSTILE, LAMPS
from tests.web.visitor import Visitor


def test_a_hit_leads_to_its_item_with_the_words_marked(officer: Visitor) -> None:
    page = officer.go("/desk/packs").go("/desk/rule-search?q=灯具")
    assert "找到 1 项，在 1 份规则里。" in page.html
    assert "<mark>灯具</mark>不安全" in page.html
    address = re.search(r'href="(/desk/packs/lamps/items/lamp-001)"', page.html)
    assert address
    page = officer.go(address[1])
    assert "<h1>灯具不安全</h1>" in page.html
    assert "<dt>改正期限</dt><dd>15天</dd>" in page.html
    assert "灯具安全吗？" in page.html
    assert "首违不罚" in page.html
    assert "知道的最早一版" in page.html


def test_what_cannot_be_looked_for_stays_in_the_form_with_the_reason(officer: Visitor) -> None:
    page = officer.go("/desk/rule-search?least=很多&q=招牌")
    assert page.status == 400
    assert "不是金额" in page.html
    assert 'value="很多"' in page.html
    assert officer.go("/desk/rule-search.csv?least=很多").status == 400


def test_items_without_an_upper_limit_are_counted_where_amounts_are_asked_for(officer: Visitor) -> None:
    page = officer.go("/desk/rule-search?least=100万")
    assert "没有找到。" in page.html
    assert "总额没有上限" not in page.html


def test_hits_can_be_taken_away(officer: Visitor) -> None:
    page = officer.go("/desk/rule-search?q=招牌")
    (csv,) = re.findall(r'href="(/desk/rule-search\.csv[^"]*)"', page.html)
    answer = officer.client.get(csv.replace("&amp;", "&"))
    assert answer.mimetype == "text/csv"
    assert "未经许可设置大型招牌" in answer.text
    assert "attachment" in answer.headers["Content-Disposition"]


def test_drafts_are_found_as_drafts(officer: Visitor, office: Office) -> None:
    text = dumped(changed(LAMPS, "items", 0, "title", to="灯箱太亮"))
    draft = start_draft(office, Actor("zhi", "officer"), "lamps", "negative_list", text).record
    assert "没有找到。" in officer.go("/desk/rule-search?q=灯箱太亮").html
    page = officer.go("/desk/rule-search?q=灯箱太亮&drafts=1")
    assert "zhi 的草稿第 1 稿" in page.html
    assert f'href="/desk/rule-drafts/{draft.id}"' in page.html


def test_admins_do_not_read_rules(admin: Visitor) -> None:
    assert admin.go("/desk/rule-search").status == 403
    assert "rule-search" not in admin.go("/desk/packs").html


class TestHostile:
    @pytest.fixture
    def rules(self, rules):
        hostile = changed(changed(LAMPS, "items", 0, "title", to=HOSTILE), "items", 0, "id", to="a/../b?c#d")
        (rules / "1.yaml").write_bytes(dumped(hostile))
        return rules

    def test_no_text_of_a_pack_becomes_a_part_of_the_page(self, officer: Visitor) -> None:
        page = officer.go("/desk/rule-search?q=script")
        assert "<mark>script</mark>" in page.html
        assert "<script>alert" not in page.html

    def test_an_item_whose_id_looks_like_an_address_has_its_page(self, officer: Visitor) -> None:
        page = officer.go("/desk/rule-search?q=script")
        (address,) = re.findall(r'href="(/desk/packs/lamps/items/[^"]+)"', page.html)
        answer = officer.client.get(address)
        assert answer.status_code in (200, 404)
        assert "<script>alert" not in answer.text
