"""Searching the rules: whatever is asked for narrows what is found, and nothing that fits is left out."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from compliance.rulepacks.models import Item
from compliance.services.office import Office, open_office
from compliance.services.rule_search.asked import Asked, RuleSearchError, ground_choices
from compliance.services.rule_search.excerpts import excerpts, marks, needles_of
from compliance.services.rule_search.finding import Found, find_rules
from compliance.settings import PROJECT, Settings
from tests.packs import FIRST_OFFENCE, SIGN, dumped, item, pack, question
from tests.services.publishing.writers import drafted, sign

LAW = {"law": "某法", "article": 7}
TIMES = {"when": "immediate", "who": "any", "of": "货值", "times": [5, 10]}


def fined(id: str, *fines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return item({"有货": True}, id=id, penalty={**LAW, "measures": ["罚款"], "fines": list(fines)}, **more)


def upto(most: int, **more: Any) -> dict[str, Any]:
    return {"when": "immediate", "who": "any", "max": most, **more}


GOODS = pack(
    {"有货": question("boolean", ask="店里有没有过期食品？"), "货值": question("number", unit="元", ask="值多少钱？")},
    fined("low", upto(1000), title="过期食品没有下架", severity="general", lists=["first_offence"]),
    fined("high", upto(50000), upto(100), title="采购没有记录", department="市场监管、综合行政执法"),
    fined("times", TIMES, title="卖过期食品"),
    fined("pieces", upto(200, per="每件"), title="标签不全", duty={"law": "某法", "article": "7-1"}),
    fined("none", title="没有戴口罩", severity="serious"),
    id="goods", title="食品清单",
)  # fmt: skip
LISTED = {
    **FIRST_OFFENCE,
    "id": "listed",
    "title": "清单",
    "circumstances": {"已改正": question("boolean", ask_when={"item.severity": "minor"})},
    "rules": [
        {
            "id": "in-the-list",
            "title": "列入清单的首违不罚",
            "verdict": "no_penalty_required",
            "basis": {"law": "某办法", "article": 3},
            "elements": [{"id": "listed", "title": "在清单里", "when": {"item.lists": {"includes": "first_offence"}}}],
        },
        {
            "id": "only-minor",
            "title": "轻微的从轻",
            "verdict": "lenient",
            "basis": {"law": "某办法", "article": 4},
            "elements": [{"id": "mended", "title": "已经改正", "when": {"已改正": True}}],
        },
        {
            "id": "never-for-serious",
            "title": "严重的不得从轻",
            "bars": ["no_penalty_allowed"],
            "basis": {"law": "某办法", "article": 5},
            "elements": [{"id": "serious", "title": "严重", "when": {"item.severity": "serious"}}],
        },
    ],
}


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    for data in (SIGN, GOODS, FIRST_OFFENCE, LISTED):
        (folder / f"{data['id']}.yaml").write_bytes(dumped(data))
    return folder


def ids(found: Found) -> list[str]:
    return [hit.entry.of.id for hit in found.hits]


def test_nothing_asked_for_is_everything(office: Office) -> None:
    assert ids(find_rules(office, Asked(kind="item"))) == ["low", "high", "times", "pieces", "none", "sign-001"]
    assert len(find_rules(office, Asked()).hits) == 10


def test_words_are_found_in_titles_questions_advice_and_citations(office: Office) -> None:
    assert ids(find_rules(office, Asked(q="过期食品", kind="item")))[:2] == ["low", "times"]  # titles before questions
    assert ids(find_rules(office, Asked(q="下架"))) == ["low"]
    assert ids(find_rules(office, Asked(q="值多少钱"))) == ["times"]
    assert ids(find_rules(office, Asked(q="第七条之一"))) == ["pieces"]
    assert ids(find_rules(office, Asked(q="自行拆除 sign"))) == ["sign-001"]
    assert ids(find_rules(office, Asked(q="初次违法"))) == ["first-offence"]


def test_width_and_case_make_no_difference(office: Office) -> None:
    assert ids(find_rules(office, Asked(q="ＳＩＧＮ－００１"))) == ["sign-001"]


def test_where_nothing_has_the_words_what_has_most_of_them_is_found_and_said_so(office: Office) -> None:
    found = find_rules(office, Asked(q="过期食品没人下架"))
    assert found.near
    assert ids(found)[0] == "low"
    assert not find_rules(office, Asked(q="燃气软管老化")).hits


def test_a_law_is_found_by_any_of_its_names_and_an_article_in_any_spelling(office: Office) -> None:
    assert set(ids(find_rules(office, Asked(law="《某法》")))) == {"low", "high", "times", "pieces", "none"}
    assert ids(find_rules(office, Asked(law="某法", article="第七条之一"))) == ["pieces"]
    assert ids(find_rules(office, Asked(law="行政处罚法", article="33"))) == ["first-offence"]


def test_departments_that_share_an_item_each_find_it(office: Office) -> None:
    assert ids(find_rules(office, Asked(department="市场监管"))) == ["high"]
    assert "high" in ids(find_rules(office, Asked(department="综合行政执法")))


def test_severity_narrows_to_items(office: Office) -> None:
    assert ids(find_rules(office, Asked(severity="serious"))) == ["none"]


def test_fines_are_found_by_their_upper_limit_and_those_without_one_are_counted(office: Office) -> None:
    found = find_rules(office, Asked(least="5万"))
    assert ids(found) == ["high", "sign-001"]
    assert found.untold == 2  # by multiples, and by the piece
    found = find_rules(office, Asked(most="1,000元"))
    assert (ids(found), found.untold) == (["low"], 2)
    assert ids(find_rules(office, Asked(least="1000", most="1000"))) == ["low"]
    assert ids(find_rules(office, Asked(least="100"))) == ["low", "high", "pieces", "sign-001"]


def test_what_a_rule_is_not_for_is_not_possible(office: Office) -> None:
    assert ids(find_rules(office, Asked(ground="in-the-list"))) == ["low"]
    assert ids(find_rules(office, Asked(ground="no_penalty_required"))) == ["low"]


def test_what_is_never_asked_of_an_item_can_not_help_it(office: Office) -> None:
    assert ids(find_rules(office, Asked(ground="only-minor"))) == ["high", "times", "pieces", "sign-001"]


def test_what_another_rule_bars_in_every_case_is_not_possible(office: Office) -> None:
    assert "none" not in ids(find_rules(office, Asked(ground="first-offence")))
    assert "low" in ids(find_rules(office, Asked(ground="first-offence")))


def test_verdicts_and_rules_can_be_chosen(office: Office) -> None:
    chosen = dict(ground_choices(office))
    assert chosen["no_penalty_required"] == "结论：不予处罚"
    assert chosen["in-the-list"] == "规则：列入清单的首违不罚"
    assert "never-for-serious" not in chosen


def test_drafts_are_looked_through_where_they_are_asked_for(office: Office) -> None:
    drafted(office, sign(title="招牌新清单"))
    broken = drafted(office, b"{", pack="broken").record
    assert find_rules(office, Asked(q="招牌新清单")).near
    found = find_rules(office, Asked(q="招牌新清单", drafts="1"))
    assert [(hit.entry.of.id, hit.draft and hit.draft.pack) for hit in found.hits] == [("sign-001", "sign")]
    assert [each.id for each in found.unread] == [broken.id]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("q", Asked(q="长" * 61)),
        ("law", Asked(law="没有这部法")),
        ("law", Asked(article="3")),
        ("article", Asked(law="某法", article="第三款")),
        ("least", Asked(least="很多")),
        ("most", Asked(most="-1")),
        ("most", Asked(least="2", most="1")),
        ("severity", Asked(severity="huge")),
        ("ground", Asked(ground="nowhere")),
        ("kind", Asked(kind="nothing")),
    ],
)
def test_what_cannot_be_looked_for_is_said_by_the_field(office: Office, name: str, asked: Asked) -> None:
    with pytest.raises(RuleSearchError) as told:
        find_rules(office, asked)
    assert name in told.value.problems


def test_each_hit_says_where_it_stands_and_what_was_found(office: Office) -> None:
    (hit,) = find_rules(office, Asked(q="自行拆除 sign-001")).hits
    text = hit.entry.file.text.decode().splitlines()
    assert text[hit.entry.line - 1].startswith("- id: sign-001")
    ((label, pieces),) = excerpts(hit.entry, needles_of(("自行拆除",), False))
    assert label == "怎么改"
    assert [(each.text, each.marked) for each in pieces] == [("补办许可或", False), ("自行拆除", True)]


def test_marks_fall_on_the_letters_as_they_were_written() -> None:
    assert [(each.text, each.marked) for each in marks("㎡以上ＡBc", ("abc", "m2"))] == [
        ("㎡", True), ("以上", False), ("ＡBc", True),
    ]  # fmt: skip


def test_every_shipped_item_is_found_by_its_own_title(settings: Settings) -> None:
    office = open_office(replace(settings, rules=PROJECT / "rules", checklists=PROJECT / "checklists"))
    entries = [entry for each in office.library.indexed for entry in each.entries]
    assert len(entries) > 400
    for entry in entries:
        hits = find_rules(office, Asked(q=entry.of.title[:60])).hits
        assert entry in [hit.entry for hit in hits], entry.of.title
    amounts = [amount_of(entry.of) for entry in entries if isinstance(entry.of, Item)]
    least = find_rules(office, Asked(least="50000"))
    assert len(least.hits) == sum(each >= 50000 for each in amounts)
    office.store.close()


def amount_of(item: Item) -> Decimal:
    """The highest upper limit of the newest penalty, read anew; 0 without one."""
    newest = max(item.penalty, key=lambda each: str(each.from_ or ""))
    return max((each.max for each in newest.fines if each.max is not None), default=Decimal(0))
