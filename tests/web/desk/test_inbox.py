"""The desk's lists of matters, and how matters are opened there."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask

from compliance.services.enterprise import Enterprise
from compliance.services.matters.inbox import PAGE
from compliance.services.matters.moving import Details, do
from compliance.services.matters.opening import Found, report_found
from compliance.services.office import Office
from tests.conftest import NOW
from tests.packs import TODAY
from tests.people import settled
from tests.services.matters.officers import CITY, MARKET
from tests.services.matters.officers import officer as somebody
from tests.web.conftest import SignIn
from tests.web.visitor import Visitor


@pytest.fixture
def reviewer(office: Office, sign_in: SignIn) -> Visitor:
    settled(office, "zhang", "reviewer", department=CITY, display_name="张审核")
    return sign_in("zhang")


def opened(
    office: Office, name: str, days: float = 0, item: str = "sign-001", town: str = "", urgency: str = ""
) -> str:
    """The number of a matter of such an enterprise, found some days ago."""
    then = replace(office, now=lambda: NOW - timedelta(days))
    department = MARKET if item == "lamp-001" else CITY
    found = Found(Enterprise(name), (item,), then.today(), town, urgency)
    return report_found(then, somebody(department), found).number


def listed(page: Visitor, /, **asked: str) -> list[str]:
    """The enterprises in the list, in its order."""
    page.go(f"/desk/matters?{urlencode(asked)}")
    assert page.status == 200
    return re.findall("<b>([^<]+店)</b>", page.html)


class TestLists:
    @pytest.fixture(autouse=True)
    def matters(self, office: Office) -> None:
        opened(office, "新店")
        opened(office, "急店", urgency="critical")
        opened(office, "超期店", days=40, town="甲镇")
        opened(office, "灯店", item="lamp-001")
        do(office, somebody(), opened(office, "办结店"), "close", Details("重复"))
        do(office, somebody(), opened(office, "李四店"), "assign", Details("", "", "lisi"))

    def test_what_is_overdue_comes_first_then_what_is_urgent(self, reviewer: Visitor) -> None:
        assert listed(reviewer) == ["超期店", "急店", "新店", "李四店"]
        assert "已超期" in reviewer.html
        assert "没办结的 4" in reviewer.html
        assert "办结 1" in reviewer.html

    @pytest.mark.parametrize(
        ("asked", "names"),
        [
            ({"state": "all"}, ["超期店", "急店", "新店", "办结店", "李四店"]),
            ({"state": "closed"}, ["办结店"]),
            ({"state": "nonsense"}, ["超期店", "急店", "新店", "李四店"]),
            ({"town": "甲镇"}, ["超期店"]),
            ({"urgency": "critical"}, ["急店"]),
            ({"age": "30"}, ["超期店"]),
            ({"age": "1e9"}, ["超期店", "急店", "新店", "李四店"]),
            ({"late": "1"}, ["超期店"]),
            ({"pack": "sign"}, ["超期店", "急店", "新店", "李四店"]),
            ({"pack": "lamps"}, []),
            ({"department": MARKET}, []),
            ({"q": "李四 招牌"}, ["李四店"]),
            ({"q": "灯店", "state": "all"}, []),
            ({"q": "新店", "town": "\0"}, ["新店"]),
            ({"page": "2"}, []),
            ({"page": "99999999999999999999"}, ["超期店", "急店", "新店", "李四店"]),
            ({"page": "-1"}, ["超期店", "急店", "新店", "李四店"]),
        ],
        ids=str,
    )
    def test_an_address_says_what_is_listed(self, reviewer: Visitor, asked: dict[str, str], names: list[str]) -> None:
        assert listed(reviewer, **asked) == names

    def test_ones_own_are_those_that_one_has_in_hand(self, office: Office, sign_in: SignIn) -> None:
        settled(office, "lisi", department=CITY, display_name="李四")
        assert listed(sign_in("lisi"), mine="1") == ["李四店"]

    def test_who_is_bound_to_no_department_narrows_to_one(self, office: Office, sign_in: SignIn) -> None:
        settled(office, "fa", "legal")
        page = sign_in("fa")
        assert len(listed(page)) == 5
        assert listed(page, department=MARKET) == ["灯店"]
        assert listed(page, pack="lamps") == ["灯店"]

    def test_links_to_states_and_the_form_keep_what_was_asked_for(self, reviewer: Visitor) -> None:
        listed(reviewer, q="店", town="甲镇", state="found")
        assert "/desk/matters?q=%E5%BA%97&amp;town=%E7%94%B2%E9%95%87&amp;state=closed" in reviewer.html
        assert reviewer.form()["q"] == "店"
        assert reviewer.form()["town"] == "甲镇"
        assert reviewer.form()["state"] == "found"

    def test_the_first_page_shows_what_waits(self, reviewer: Visitor) -> None:
        reviewer.go("/desk/")
        assert re.findall("<b>([^<]+店)</b>", reviewer.html) == ["超期店", "急店", "新店", "李四店"]
        for each in ("没办结的 4", "已超期 1", "登记发现的问题"):
            assert each in reviewer.html

    def test_an_admin_has_no_list_and_sees_no_name(self, admin: Visitor) -> None:
        assert admin.go("/desk/matters").status == 403
        assert "店" not in admin.go("/desk/").html


def test_a_long_list_is_turned_over_page_by_page(office: Office, reviewer: Visitor) -> None:
    for n in range(PAGE + 1):
        opened(office, f"第{n}号店")

    first, second = listed(reviewer, q="号店"), None
    assert "下一页" in reviewer.html
    assert "上一页" not in reviewer.html
    (after,) = re.findall(r'href="/desk/matters([^"]+)">下一页', reviewer.html)
    reviewer.go(f"/desk/matters{after.replace('&amp;', '&')}")
    second = re.findall("<b>([^<]+店)</b>", reviewer.html)

    assert (len(first), len(second)) == (PAGE, 1)
    assert not set(first) & set(second)
    assert "上一页" in reviewer.html
    assert "下一页" not in reviewer.html


FILLED = {
    "name": "某<店>",
    "address": "城东路 1 号",
    "town": "甲镇",
    "found_on": TODAY.isoformat(),
    "items": "sign-001",
}


class TestWritingDown:
    @pytest.fixture
    def page(self, reviewer: Visitor) -> Visitor:
        return reviewer.go("/desk/new-matter")

    def test_what_was_found_becomes_a_matter(self, page: Visitor) -> None:
        page.send({**FILLED, "credit_code": "91110000600037341L", "urgency": "urgent"})
        assert page.path == "/desk/matters/事〔2026〕1号"
        for each in ("某&lt;店&gt;", "91110000600037341L", "城东路 1 号", "甲镇", "加急", "未经许可设置大型招牌"):
            assert each in page.html

    def test_items_are_looked_for_without_losing_what_was_written_or_chosen(self, page: Visitor) -> None:
        page.send({**FILLED, "q": "灯具"}, button="look")
        assert (page.path, page.status) == ("/desk/new-matter", 200)
        assert "灯具不安全" in page.html
        form = page.form()
        assert (form["name"], form["address"], form["town"]) == ("某<店>", "城东路 1 号", "甲镇")
        assert form.getlist("items") == ["sign-001"]
        page.send({"q": "没有这样的"}, button="look")
        assert "没有找到别的" in page.html
        assert page.form().getlist("items") == ["sign-001"]
        page.send({"items": ["sign-001", "lamp-001"]})
        assert "灯具不安全" in page.html
        assert page.path == "/desk/matters/事〔2026〕1号"

    def test_too_much_to_look_for_is_said(self, page: Visitor) -> None:
        page.send({**FILLED, "q": "长" * 61}, button="look")
        assert page.status == 400
        assert "最多写 60 个字" in page.html
        assert page.form()["name"] == "某<店>"

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"name": " "}, "请填写单位名称"),
            ({"credit_code": "911100006000373410"}, "抄错了一位"),
            ({"found_on": "昨天"}, "哪一天发现的"),
            ({"found_on": "2027-01-01"}, "还没有到"),
            ({"items": []}, "至少选一项"),
            ({"items": "none-001"}, "规则里没有"),
            ({"urgency": "soon"}, "紧急程度应为"),
            ({"town": "镇" * 61}, "最多 60 个字"),
        ],
        ids=str,
    )
    def test_what_is_wrong_is_said_and_nothing_is_lost(
        self, office: Office, page: Visitor, wrong: dict[str, str], words: str
    ) -> None:
        page.send({**FILLED, **wrong})
        assert page.status == 400
        assert words in page.html
        assert page.form()["address"] == "城东路 1 号"
        with office.store.reading() as records:
            assert records.matters.find("事〔2026〕1号") is None

    def test_all_that_is_wrong_is_said_at_once(self, page: Visitor) -> None:
        page.send({**FILLED, "name": "", "items": [], "credit_code": "1"})
        assert all(words in page.html for words in ("请填写单位名称", "至少选一项", "18 位"))

    def test_sent_twice_it_is_one_matter(self, page: Visitor) -> None:
        sent = page.form()
        for name, value in FILLED.items():
            sent[name] = value
        answers = [page.client.post("/desk/new-matter", data=sent) for _ in range(2)]
        assert [each.status_code for each in answers] == [303, 303]
        assert answers[0].headers["Location"] == answers[1].headers["Location"]

    def test_who_is_bound_to_a_town_opens_matters_there_alone(self, office: Office, sign_in: SignIn) -> None:
        settled(office, "lisi", department=CITY, town="乙镇")
        page = sign_in("lisi").go("/desk/new-matter")
        assert 'name="town"' not in page.html
        page.send({**FILLED, "town": "甲镇"})
        assert "<dt>镇街</dt><dd>乙镇</dd>" in page.html

    @pytest.mark.parametrize(("role", "department"), [("officer", ""), ("legal", CITY)])
    def test_who_may_not_is_told_before_writing_anything(
        self, office: Office, sign_in: SignIn, role: str, department: str
    ) -> None:
        settled(office, "lisi", role, department=department)
        page = sign_in("lisi").go("/desk/new-matter")
        assert "登记</button>" not in page.html
        assert re.search("没有写明部门|您的身份不能", page.html)
        sent = {"csrf_token": page.form()["csrf_token"], **FILLED}
        assert page.client.post("/desk/new-matter", data=sent).status_code == 403


class TestTakingAVisit:
    @pytest.fixture(autouse=True)
    def asked_for(self, site: Flask) -> None:
        shop = Visitor(site.test_client()).start("sign").send({"answers/设有招牌": "yes"})
        shop.send({"answers/设有招牌": "yes", "answers/招牌面积": "12"}).through()
        said = {"name": "甲小吃店", "address": "城东路 1 号", "contact": "王五", "phone": "13800000000"}
        shop.go(f"/checks/{shop.token}/visit").send({**said, "departments": CITY})
        assert "已提交" in shop.html

    ADDRESS = "/desk/visits/约〔2026〕1号"

    def take(self, page: Visitor, **said: str) -> Visitor:
        page.go(self.ADDRESS)
        sent = {"csrf_token": page.form()["csrf_token"], "urgency": "normal", **said}
        return page._at(page.client.post(f"{self.ADDRESS}/take", data=sent, follow_redirects=True))

    def test_it_waits_at_the_first_page_until_it_is_a_matter(self, reviewer: Visitor) -> None:
        assert "还没有受理 1 个" in reviewer.go("/desk/").html
        page = self.take(reviewer, town="甲镇", urgency="urgent")
        assert page.path == "/desk/matters/事〔2026〕1号"
        for each in ("甲小吃店", "甲镇", "加急", "企业自查的结果是违反，要核实", "企业交来的自查"):
            assert each in page.html
        assert "现在没有等着受理的预约" in page.go("/desk/").html
        assert "事〔2026〕1号</a>" in page.go(self.ADDRESS).html

    def test_taken_twice_it_is_one_matter_that_the_visit_leads_to(self, office: Office, reviewer: Visitor) -> None:
        self.take(reviewer)
        page = self.take(reviewer)
        assert page.status == 200
        assert "已经受理，是事项" in page.html
        with office.store.reading() as records:
            assert records.matters.find("事〔2026〕2号") is None

    def test_what_is_wrong_is_said_and_stays_as_it_was_typed(self, reviewer: Visitor) -> None:
        page = self.take(reviewer, town="镇" * 61)
        assert page.status == 400
        assert "最多 60 个字" in page.html
        assert "镇" * 61 in page.html

    def test_a_department_that_was_not_asked_does_not_take_it(self, office: Office, sign_in: SignIn) -> None:
        settled(office, "wang", department=MARKET)
        settled(office, "all")
        page = sign_in("all").go(self.ADDRESS)
        assert "受理</button>" not in page.html
        sent = {"csrf_token": page.form()["csrf_token"], "urgency": "normal"}
        assert page.client.post(f"{self.ADDRESS}/take", data=sent).status_code == 403
        other = sign_in("wang").go("/desk/")
        assert "甲小吃店" not in other.html
        sent["csrf_token"] = other.form()["csrf_token"]
        assert other.client.post(f"{self.ADDRESS}/take", data=sent).status_code == 404

    def test_who_is_bound_to_a_town_takes_it_there(self, office: Office, sign_in: SignIn) -> None:
        settled(office, "lisi", department=CITY, town="乙镇")
        page = self.take(sign_in("lisi"), town="甲镇")
        assert "<dt>镇街</dt><dd>乙镇</dd>" in page.html
