"""Finding the rules' items by words, for who writes down what was found."""

import pytest

from compliance.rulepacks.rulebook import bring_together, read_rulebook
from compliance.services.find_packs import SearchError
from compliance.services.library import RuleLibrary
from compliance.services.matters.items import MOST_FOUND, all_items, find_items, named, shown
from compliance.settings import PROJECT
from compliance.store.records.matters import MatterItem
from tests.packs import SIGN, changed, rule_file

SMALL = RuleLibrary(
    bring_together(
        map(rule_file, (SIGN, changed(changed(changed(SIGN, "id", to="lamps"), "title", to="灯具清单"), "items", 0,
            to={**SIGN["items"][0], "id": "lamp-001", "title": "招牌灯具不安全"})))
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("灯具", ["lamp-001"]),
        ("招牌", ["lamp-001", "sign-001"]),
        ("大型招牌 许可", ["sign-001"]),
        ("ＳＩＧＮ-001", ["sign-001"]),
        ("招牌 消防", []),
        ("", []),
        ("　 ", []),
    ],
)
def test_an_item_is_found_by_all_the_words(words: str, found: list[str]) -> None:
    assert sorted(each.id for each in find_items(SMALL, words)) == found


def test_what_stands_in_the_title_comes_first() -> None:
    assert find_items(SMALL, "灯具 招牌")[0].title == "招牌灯具不安全"


def test_too_many_words_are_refused() -> None:
    with pytest.raises(SearchError, match="60"):
        find_items(SMALL, "长" * 61)


def test_each_shipped_item_is_found_by_its_own_title_and_no_search_shows_too_many() -> None:
    library = RuleLibrary(read_rulebook([PROJECT / "rules"]))
    items = all_items(library)
    assert len(items) > 400
    missed = [each.id for each in items.values() if each not in find_items(library, each.title[:60])]
    assert missed == []
    assert len(find_items(library, "未")) <= MOST_FOUND


def test_an_item_that_the_rules_lack_by_now_is_shown_by_its_id() -> None:
    gone, known = shown(SMALL, (MatterItem("old-001", "old", "violation"), MatterItem("sign-001", "sign", "violation")))

    assert (gone.title, gone.pack, gone.status) == ("old-001", "", "violation")
    assert (known.title, known.pack) == ("未经许可设置大型招牌", "招牌负面清单")
    assert [each.id for each in named(SMALL, ["old-001", "lamp-001"])] == ["lamp-001"]
