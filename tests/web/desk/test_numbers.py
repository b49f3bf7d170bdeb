"""Numbers at the desk: the page, the lists that its numbers lead to, the spreadsheet, and who sees what."""

import re
from dataclasses import replace
from datetime import date, datetime, time
from html import unescape
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from compliance.services.matters.deciding import Verified, decide_matter
from compliance.services.matters.moving import Details, do
from compliance.services.matters.opening import Found, report_found
from compliance.services.matters.rulings import Ruling
from compliance.services.office import BEIJING, Office
from compliance.store.matters import Wanted
from compliance.store.spans import MENDINGS, Mended, Span, Violated, Visited
from compliance.web.desk.counted import counted_by, said_of
from tests.auditing import entries
from tests.packs import TODAY
from tests.people import settled
from tests.services.matters.officers import CITY, MARKET, SHOP, officer
from tests.web.conftest import SignIn
from tests.web.visitor import Visitor

RULED = {"sign-001": Ruling(reason="面积较大")}
PAGES = ("/desk/numbers", "/desk/numbers/course")
HOSTILE = "=cmd|'/c calc'!A1"


@pytest.fixture
def busy(office: Office) -> Office:
    """Matters of two departments and towns: decided on, mended, closed, overdue."""
    for town in ("甲镇", "甲镇", HOSTILE):
        found = Found(SHOP, ("sign-001",), TODAY, town)
        number = report_found(office, officer(), found).number
        do(office, officer(), number, "assign", Details(to_person="李某"))
        decide_matter(office, officer(), number, Verified({"设有招牌": True, "招牌面积": 12}), RULED)
        do(office, officer(), number, "order")
    do(office, officer(), number, "report")
    do(office, officer(), number, "close", Details("改好了"))
    report_found(office, officer(MARKET), Found(replace(SHOP, name="乙商店"), ("lamp-001",), TODAY, "乙镇"))
    return office


def signed_in(office: Office, sign_in: SignIn, role: str = "reviewer", **said: str) -> Visitor:
    settled(office, "lisi", role, **said)
    return sign_in("lisi")


def links(page: Visitor) -> list[tuple[str, int]]:
    """Where the page's numbers lead, and the numbers."""
    found = re.findall(r'<td class="number"><a href="([^"]+)">(\d+)</a>', page.html)
    return [(unescape(address), int(number)) for address, number in found]


def test_each_number_leads_to_a_list_of_as_many_matters(busy: Office, sign_in: SignIn) -> None:
    page = signed_in(busy, sign_in)
    found = [each for address in PAGES for each in links(page.go(address))]
    assert len(found) > 15
    assert {number for _, number in found} >= {1, 2, 3, 4}
    for address, number in found:
        listed = page.go(address).html
        assert f"共 {number} 件" in listed, address
        assert len(set(re.findall(r"事〔2026〕\d+号", listed))) == number, address


def test_a_list_says_what_the_number_counts_and_lets_go_of_it(busy: Office, sign_in: SignIn) -> None:
    page = signed_in(busy, sign_in)
    [address] = [
        each for each, _ in links(page.go("/desk/numbers")) if "item=sign-001" in each and "repeated" not in each
    ]
    page.go(address)
    assert "只列统计数到的：2025年12月1日至2026年11月30日最近一次判断；认定违反：“" in page.html
    assert page.form()["item"] == "sign-001", "a search within the list stays within what is counted"
    [without] = re.findall(r'<a href="([^"]+)">不限于这些', page.html)
    assert "共 4 件" in page.go(unescape(without)).html


def test_the_page_says_how_everything_is_counted(busy: Office, sign_in: SignIn) -> None:
    page = signed_in(busy, sign_in)
    html = "".join(page.go(address).html for address in PAGES)
    tables = re.findall(r'<section class="numbers".*?</section>', html, re.S)
    assert len(tables) == 14
    assert all('<ul class="counted"><li>' in each for each in tables)
    assert "3 个里 3 个" in html, "of so few no percentage is told"
    assert not re.findall(r"<td[^>]*>[\d.]+%", html)


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ({}, 4),
        ({"department": CITY}, 3),
        ({"department": MARKET}, 1),
        ({"town": "甲镇"}, 2),
        ({"department": MARKET, "town": "甲镇"}, 0),
    ],
)
def test_numbers_tell_of_nothing_that_one_may_not_see(
    busy: Office, sign_in: SignIn, said: dict[str, str], seen: int
) -> None:
    page = signed_in(busy, sign_in, **said).go("/desk/numbers/course")
    [taken] = re.findall(r'<th scope="row">受理</th>\s*<td class="number">(?:<a [^>]+>)?(\d+)', page.html)
    assert int(taken) == seen
    if "town" in said:
        for address in PAGES:
            assert "乙镇" not in page.go(address).html
            assert page.go(f"{address}?town=乙镇").status == 400


def test_lawyers_see_no_numbers_of_visits(busy: Office, sign_in: SignIn) -> None:
    assert "对上门的评价" not in signed_in(busy, sign_in, "legal").go("/desk/numbers/course").html


def test_what_cannot_be_counted_stays_in_the_form(busy: Office, sign_in: SignIn) -> None:
    page = signed_in(busy, sign_in).go("/desk/numbers?since=2026-02&until=2026-01&town=甲镇")
    assert page.status == 400
    assert "最后一个月在第一个月之前" in page.html
    assert 'value="2026-02"' in page.html
    assert '<option value="甲镇" selected>' in page.html
    assert page.go("/desk/numbers/course?since=x").form()["since"] == "x"
    assert page.client.get("/desk/numbers.xlsx?since=x").status_code == 400
    assert page.client.get("/desk/numbers/course.xlsx?since=x").status_code == 400


def test_what_is_asked_for_is_asked_for_on_the_other_page_too(busy: Office, sign_in: SignIn) -> None:
    page = signed_in(busy, sign_in).go("/desk/numbers?since=2026-02&until=2026-03&town=甲镇")
    [other] = re.findall(r'<a href="([^"]+)">办理和上门</a>', page.html)
    page.go(unescape(other))
    assert [page.form()[name] for name in ("since", "until")] == ["2026-02", "2026-03"]
    assert '<option value="甲镇" selected>' in page.html


def test_an_address_that_no_number_leads_to_is_no_list(office: Office, sign_in: SignIn) -> None:
    page = signed_in(office, sign_in)
    for said in (
        "opened=gestern",
        "ordered=2026-01-01~2026-01-31&mended=x",
        "asked=2026-02-31~2026-03-01",
        "closed=1~2",
    ):
        assert page.go(f"/desk/matters?{said}").status == 404, said


def test_the_spreadsheet_has_the_same_numbers_and_runs_nothing(busy: Office, sign_in: SignIn) -> None:
    page = signed_in(busy, sign_in)
    answer = page.client.get("/desk/numbers.xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    book = load_workbook(BytesIO(answer.data))
    assert len(book.sheetnames) == 8
    towns = book["5 各镇街认定的违反"]
    rows = [[cell.value for cell in row] for row in towns.iter_rows(max_col=3)]
    head = rows.index(["镇街", "件", "项"])
    assert rows[head + 1 :] == [["甲镇", 2, 2], [HOSTILE, 1, 1]]
    assert {cell.data_type for cell in towns["A"]} == {"s"}, "no text became a formula"
    assert towns.freeze_panes == f"B{head + 2}"
    assert towns.auto_filter.ref == f"A{head + 1}:C{len(rows)}"
    assert entries(busy.store)[-1].deed == "numbers exported"
    course = load_workbook(BytesIO(page.client.get("/desk/numbers/course.xlsx").data))
    assert "4 现在在办" in course.sheetnames


def test_an_empty_office_has_numbers_too(office: Office, sign_in: SignIn) -> None:
    page = signed_in(office, sign_in)
    for address in PAGES:
        assert page.go(address).status == 200
        assert links(page) == []
    assert page.client.get("/desk/numbers.xlsx").status_code == 200


midnights = st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(lambda day: datetime.combine(day, time(), BEIJING))
spans = st.lists(midnights, min_size=2, max_size=2, unique=True).map(lambda two: Span(min(two), max(two)))
flags = st.booleans()
wanteds = st.builds(
    Wanted,
    pack=st.just("sign"),
    opened=st.none() | spans,
    decided=st.none() | spans,
    closed=st.none() | spans,
    has_been=st.sampled_from(["", "referred"]),
    without_town=flags,
    violated=st.none()
    | st.builds(
        Violated, item=st.sampled_from(["", "a-1"]), pack=st.just("sign"), verdict=st.sampled_from(["", "refer"]),
        departs=flags, repeated=flags,
    ),
    mended=st.none() | st.builds(Mended, spans, st.just(TODAY), st.none() | st.sampled_from(MENDINGS)),
    visited=st.none() | st.builds(Visited, spans, st.integers(0, 5)),
)  # fmt: skip


@given(wanteds)
def test_what_a_number_counts_comes_back_from_the_address(wanted: Wanted) -> None:
    said = said_of(wanted)
    assert Wanted(pack=wanted.pack, **counted_by(said, wanted.pack, TODAY)) == wanted
