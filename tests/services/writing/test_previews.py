"""What comes of one item of a text as it is typed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from compliance.rulepacks.models import NegativeList
from compliance.services.office import Office, open_office
from compliance.services.publishing.drafts import start_draft
from compliance.services.writing.previews import NoPreviewError, met, printed
from compliance.settings import PROJECT, Settings
from compliance.store.records.drafts import DraftRecord
from tests.conftest import NOW
from tests.packs import SIGN, changed, dumped
from tests.services.publishing.writers import LAWYER, drafted, sign


@pytest.fixture
def draft(office: Office) -> DraftRecord:
    return drafted(office).record


@pytest.fixture
def shipped(settings: Settings) -> Iterator[Office]:
    """An office with the rules of the house."""
    opened = open_office(replace(settings, rules=PROJECT / "rules", checklists=PROJECT / "checklists"))
    yield replace(opened, now=lambda: NOW)
    opened.store.close()


def with_item(**changes: object) -> bytes:
    return dumped({**changed(SIGN, "version", to="2026.2"), "items": [{**SIGN["items"][0], **changes}]})


def test_an_enterprise_meets_the_items_questions_answered_as_its_example_and_the_result(
    office: Office, draft: DraftRecord
) -> None:
    found = met(office, draft, with_item(title="新名称"), "sign-001")

    assert [view.field.question.type for view in found.views] == ["boolean", "number", "boolean"]
    assert [list(view.typed) for view in found.views] == [["yes"], ["20"], ["no"]]
    assert all(view.visible for view in found.views)
    assert found.step is not None
    assert found.step.card.title == "新名称"
    assert found.step.card.fines == ("逾期不改正的，处1万元以上10万元以下罚款",)


def test_what_a_fine_is_changed_to_is_what_the_result_says(office: Office, draft: DraftRecord) -> None:
    penalty = {**SIGN["items"][0]["penalty"], "fines": [{"when": "immediate", "who": "any", "min": 100, "max": 200}]}
    found = met(office, draft, with_item(penalty=penalty), "sign-001")
    assert found.step is not None
    assert found.step.card.fines == ("处100元以上200元以下罚款",)


def test_without_a_violated_example_there_are_questions_and_no_result(office: Office, draft: DraftRecord) -> None:
    found = met(office, draft, with_item(examples=[]), "sign-001")
    assert (found.example, found.step) == (None, None)
    assert [view.visible for view in found.views] == [True, False, False]


def test_an_example_that_is_no_violation_gets_no_result(office: Office, draft: DraftRecord) -> None:
    wrong = [{"name": "小", "given": {"设有招牌": True, "招牌面积": 3, "取得许可": False}, "expect": "violation"}]
    found = met(office, draft, with_item(examples=wrong), "sign-001")
    assert found.example is not None
    assert found.step is None


def test_the_printed_item_is_on_the_paper_of_the_house(office: Office, draft: DraftRecord) -> None:
    html = printed(office, draft, with_item(title="<新名称>"), "sign-001")
    assert "&lt;新名称&gt;" in html
    assert "补办许可或自行拆除" in html
    assert html.count("主管部门") == 1


def test_an_item_that_comes_into_force_later_can_be_seen_now(office: Office, draft: DraftRecord) -> None:
    text = with_item(effective={"from": "2027-05-01"})
    assert met(office, draft, text, "sign-001").step is not None
    assert "2027年5月1日" in printed(office, draft, text, "sign-001")


@pytest.mark.parametrize(
    ("text", "item", "said"),
    [
        (b"a: [", "sign-001", "还有错误"),
        (sign(), "sign-002", "没有编号为「sign-002」的项；是不是「sign-001」"),
        (sign(), "", "没有编号为"),
        (sign().replace("取得许可".encode(), "许可".encode(), 1), "sign-001", "还有错误"),
    ],
)
def test_where_there_is_nothing_to_show_it_says_why(
    office: Office, draft: DraftRecord, text: bytes, item: str, said: str
) -> None:
    for show in (met, printed):
        with pytest.raises(NoPreviewError, match=said):
            show(office, draft, text, item)


def test_rules_of_another_kind_have_no_items_to_be_seen(office: Office) -> None:
    text = b"schema: 1\nkind: statutes\nid: laws\ntitle: x\nstatutes: []\n"
    record = start_draft(office, LAWYER.actor, "laws", "statutes", text).record
    with pytest.raises(NoPreviewError, match="负面清单"):
        met(office, record, text, "x")


def test_the_last_item_of_every_pack_shipped_can_be_seen(shipped: Office) -> None:
    seen = 0
    for file in shipped.library.rulebook.files:
        if isinstance(file.content, NegativeList):
            record = start_draft(shipped, LAWYER.actor, file.content.id, "negative_list", file.text).record
            item = file.content.items[-1].id
            assert met(shipped, record, file.text, item).step is not None, item
            assert printed(shipped, record, file.text, item)
            seen += 1
    assert seen > 10
