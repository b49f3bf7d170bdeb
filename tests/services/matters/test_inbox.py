"""The inbox: pages with counts, who sees what of them, and searches, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from compliance.services.enterprise import Enterprise
from compliance.services.matters.deciding import decide_matter
from compliance.services.matters.inbox import known_departments, known_towns, read_inbox, waiting, words_in
from compliance.services.matters.moving import Details, do
from compliance.services.matters.opening import AlreadyReported, Found, report_found
from compliance.services.matters.people import Officer
from compliance.services.matters.reading import OPEN, read_matter
from compliance.services.matters.rulings import Ruling
from compliance.services.office import Office
from compliance.store.matters import Wanted
from tests.packs import TODAY
from tests.people import DEPARTMENT, settled
from tests.services.matters.officers import CITY, MARKET, SHOP, begun, officer
from tests.services.matters.test_deciding import FIRST
from tests.services.matters.test_reading import later, statements


def of(office: Office, name: str, address: str = "", town: str = "", department: str = CITY) -> str:
    """The number of a matter of such an enterprise."""
    found = Found(Enterprise(name, "", address), ("sign-001",), TODAY, town)
    return report_found(office, officer(department), found).number


def before(office: Office, days: float) -> str:
    """The number of a matter that was opened some days ago."""
    then = later(office, -days)
    return report_found(then, officer(), Found(SHOP, ("sign-001",), then.today())).number


def found(office: Office, typed: str, who: Officer | None = None) -> list[str]:
    """The names of the enterprises whose matters a search finds, open and closed."""
    wanted = Wanted(words=words_in(typed))
    return sorted(each.enterprise_name for each in read_inbox(office, who or officer(), wanted).matters)


@pytest.mark.parametrize(
    "typed",
    [
        "事〔2026〕1号",
        "食堂",
        "中学食",
        "城东路",
        "甲镇",
        "大型招牌",
        "未经许可",
        "sign-001",
        "食堂 甲镇 12",
        "ＡＢＣ",
        "abc",
    ],
)
def test_a_matter_is_found_by_what_it_is_about(any_office: Office, typed: str) -> None:
    of(any_office, "第一中学食堂", "城东路 12 号 ABC 座", "甲镇")

    assert found(any_office, typed) == ["第一中学食堂"]
    assert found(any_office, f"{typed} 没有这个词") == []


def test_a_matter_is_found_by_its_enterprise_s_code_whole_or_in_part(any_office: Office) -> None:
    begun(any_office)

    assert found(any_office, SHOP.credit_code.lower()) == found(any_office, "0037341") == [SHOP.name]


def test_a_matter_is_found_by_the_reasons_of_its_steps_and_rulings(any_office: Office) -> None:
    number = of(any_office, "甲店")
    of(any_office, "乙店")
    do(any_office, officer(), number, "assign", Details("他熟悉这一片", "", "李某"))
    decide_matter(any_office, officer(), number, FIRST, {"sign-001": Ruling("ordinary", reason="群众反复投诉")})

    assert found(any_office, "熟悉") == found(any_office, "熟悉 投诉") == ["甲店"]
    assert read_matter(any_office, officer(), number).record.state == "assigned"


@pytest.mark.parametrize(
    ("typed", "names"),
    [("%", ["百分%店"]), ("_", ["下划_店"]), ("\\", ["反斜\\店"]), ("/", ["斜/店"]), ("'", ["撇'店"])],
)
def test_what_means_something_to_databases_is_a_plain_letter(any_office: Office, typed: str, names: list[str]) -> None:
    for each in ("百分%店", "下划_店", "反斜\\店", "斜/店", "撇'店", "普通店"):
        of(any_office, each)

    assert found(any_office, typed) == names


def test_what_no_database_can_hold_is_passed_over_in_a_search(any_office: Office) -> None:
    of(any_office, "普通店")

    assert found(any_office, "普\0 店\ud800") == ["普通店"]


@pytest.mark.parametrize(
    ("who", "names"),
    [
        (officer(), ["甲镇店", "移来店", "乙镇店"]),
        (officer(town="甲镇"), ["甲镇店"]),
        (officer(MARKET), ["市场店", "移来店"]),
        (officer("", "legal"), ["甲镇店", "市场店", "移来店", "乙镇店"]),
        (officer("", "legal", town="乙镇"), ["乙镇店"]),
        (officer("", "admin"), []),
    ],
)
def test_a_search_and_its_counts_tell_nothing_of_what_one_may_not_see(
    any_office: Office, who: Officer, names: list[str]
) -> None:
    of(any_office, "甲镇店", town="甲镇")
    of(any_office, "乙镇店", town="乙镇")
    of(any_office, "市场店", department=MARKET)
    do(any_office, officer(), of(any_office, "移来店"), "offer", Details("归他们管", MARKET))

    assert found(any_office, "店", who) == sorted(names)
    inbox = read_inbox(any_office, who, replace(OPEN, words=("店",)))
    assert (inbox.total, sum(inbox.counts.values())) == (len(names), len(names))
    assert waiting(any_office, who).first.total == len(names)


def test_asking_for_another_town_counts_nothing_of_it(any_office: Office) -> None:
    of(any_office, "甲镇店", town="甲镇")

    inbox = read_inbox(any_office, officer(town="乙镇"), replace(OPEN, town="甲镇"))

    assert (inbox.matters, inbox.total, dict(inbox.counts)) == ((), 0, {})


def test_pages_follow_one_another_and_counts_are_of_all(any_office: Office) -> None:
    numbers = [before(any_office, 1 - n / 24) for n in range(5)]
    do(any_office, officer(), begun(any_office).number, "close", Details("重复"))

    pages = [read_inbox(any_office, officer(), OPEN, page, most=2) for page in (1, 2, 3, 4)]

    assert [[each.number for each in page.matters] for page in pages] == [numbers[:2], numbers[2:4], numbers[4:], []]
    assert all((page.total, dict(page.counts)) == (5, {"found": 5, "closed": 1}) for page in pages)


def test_what_waits_is_counted_by_why_it_waits(any_office: Office) -> None:
    settled(any_office, "lisi", department=DEPARTMENT, display_name="李四")
    lisi = officer(name="lisi")
    do(any_office, officer(), begun(any_office).number, "assign", Details("", "", "lisi"))
    before(any_office, 10)
    do(any_office, officer(MARKET), begun(any_office, MARKET).number, "offer", Details("归他们管", CITY))

    seen = waiting(any_office, lisi)

    assert (seen.first.total, seen.overdue, seen.own, seen.offered) == (3, 1, 1, 1)
    assert seen.first.names == {"lisi": "李四"}


def test_one_sees_by_day_and_by_receiver_what_was_asked_for(any_office: Office) -> None:
    late = before(any_office, 10)
    mine = begun(any_office).number
    do(any_office, officer(), mine, "assign", Details("", "", "lisi"))

    def numbers(**narrowed: object) -> list[str]:
        wanted = replace(OPEN, **narrowed)  # type: ignore[arg-type]
        return [each.number for each in read_inbox(any_office, officer(), wanted).matters]

    assert numbers(due_before=TODAY) == [late]
    assert numbers(receiver="lisi") == [mine]
    assert numbers(offered_to=MARKET) == []


def test_lists_and_a_matter_take_as_many_statements_for_one_as_for_forty(any_office: Office) -> None:
    settled(any_office, "lisi", department=DEPARTMENT)
    number = begun(any_office).number

    def sent() -> list[int]:
        counts = []
        for look in (
            lambda: read_inbox(any_office, officer(), replace(OPEN, words=("甲",))),
            lambda: waiting(any_office, officer()),
            lambda: read_matter(any_office, officer(), number),
        ):
            with statements(any_office) as told:
                look()
            counts.append(len(told))
        return counts

    few = sent()
    for _ in range(40):
        begun(any_office)
        do(any_office, officer(), number, "assign", Details("换人", "", "lisi"))

    assert sent() == few
    assert len(read_inbox(any_office, officer()).matters) == 41


def test_a_form_sent_twice_makes_one_matter(any_office: Office) -> None:
    key = "0123456789abcdef" * 2
    filled = Found(SHOP, ("sign-001",), TODAY, form_key=key)
    number = report_found(any_office, officer(), filled).number

    with pytest.raises(AlreadyReported) as caught:
        report_found(any_office, officer(), filled)

    assert caught.value.number == number
    assert begun(any_office).number == "事〔2026〕2号"


def test_the_towns_to_choose_from_are_those_of_matters_and_accounts(any_office: Office) -> None:
    settled(any_office, "lisi", town="丙镇")
    of(any_office, "甲镇店", town="甲镇")
    of(any_office, "店")

    assert known_towns(any_office, officer()) == ("丙镇", "甲镇")
    assert known_towns(any_office, officer(town="乙镇")) == ("乙镇",)
    assert known_departments(any_office, officer()) == (CITY,)
    assert known_departments(any_office, officer("", "legal")) == (CITY,)


def test_a_matter_s_age_is_counted_from_when_it_was_opened(any_office: Office) -> None:
    before(any_office, 8)
    begun(any_office)

    wanted = replace(OPEN, opened_before=any_office.now() - timedelta(7))
    assert read_inbox(any_office, officer(), wanted).total == 1
