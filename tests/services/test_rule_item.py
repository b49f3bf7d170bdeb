"""One item as it counts, and how it came to be so."""

import pytest

from compliance.services.office import Office
from compliance.services.publishing.errors import NoSuchRules
from compliance.services.publishing.following import Following
from compliance.services.rule_item import VERSIONS, item_page
from tests.packs import SIGN, changed
from tests.services.publishing.writers import published, sign


def of_today(office: Office) -> Office:
    return Following(office).office()


def with_title(version: str, title: str) -> bytes:
    return sign(version, items=changed(SIGN, "items", 0, "title", to=title)["items"])


def test_an_item_is_told_with_its_questions_and_what_it_stands_on(office: Office) -> None:
    page = item_page(office, "sign", "sign-001")
    assert page.part.says["罚款第1档"].text == "逾期不改正的，处1万元以上10万元以下罚款"
    assert [each.id for each in page.questions] == ["设有招牌", "招牌面积", "取得许可"]
    assert [(each.text, each.law) for each in page.cited] == [("《某条例》第十八条第二款", "")]
    assert [each.title for each in page.rules] == ["首违不罚"]


def test_a_rule_of_discretion_is_told_too(office: Office) -> None:
    page = item_page(office, "law-33", "first-offence")
    assert page.part.says["往前看"].text == "730天"
    assert page.rules == ()


def test_each_version_says_what_it_changed_of_the_item(office: Office) -> None:
    published(office, with_title("2026.2", "招牌太大"))
    published(
        of_today(office),
        sign("2026.3", title="招牌清单", items=changed(SIGN, "items", 0, "title", to="招牌太大")["items"]),
    )
    page = item_page(of_today(office), "sign", "sign-001")
    told = [(each.version, [str(change) for change in each.changes]) for each in page.history]
    assert told == [
        ("2026.3", []),
        ("2026.2", ["事项「招牌太大」（sign-001）：标题由「未经许可设置大型招牌」改为「招牌太大」"]),
        ("2026.1", []),
    ]
    assert not page.more


def test_an_item_that_a_version_brought_is_told_as_new(office: Office) -> None:
    other = {**SIGN["items"][0], "id": "sign-002", "title": "另一件事"}
    published(office, sign("2026.2", items=[*SIGN["items"], other]))
    first, last = item_page(of_today(office), "sign", "sign-002").history
    assert [str(each) for each in first.changes] == ["新增事项「另一件事」（sign-002）"]
    assert not last.changes


def test_a_long_history_comes_page_by_page(office: Office) -> None:
    for number in range(VERSIONS + 1):
        published(of_today(office), with_title(f"2027.{number}", f"标题{number}"))
    first, second = (item_page(of_today(office), "sign", "sign-001", page) for page in (1, 2))
    assert (len(first.history), first.more) == (VERSIONS, True)
    assert [each.version for each in second.history] == ["2027.0", "2026.1"]
    assert all(len(each.changes) == 1 for each in (*first.history, second.history[0]))
    assert item_page(of_today(office), "sign", "sign-001", 9).history == ()


@pytest.mark.parametrize(("pack", "item"), [("nowhere", "sign-001"), ("sign", "sign-002"), ("sign", "first-offence")])
def test_what_does_not_count_today_has_no_page(office: Office, pack: str, item: str) -> None:
    with pytest.raises(NoSuchRules):
        item_page(office, pack, item)
