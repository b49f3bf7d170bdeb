"""What came of an entry that was to be reviewed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from compliance.services.amendments.settling import NEW, settle
from compliance.services.amendments.worklist import pending, read_worklist
from compliance.services.office import Office
from compliance.services.publishing.drafts import read_draft, save_draft
from compliance.services.publishing.errors import NoSuchDraft, NotYourDeed, RefusedError
from compliance.services.publishing.following import Following
from compliance.services.publishing.submitting import approve, submit_draft, submit_end
from tests.auditing import told
from tests.conftest import NOW
from tests.packs import SIGN, TODAY, changed, dumped
from tests.services.amendments.marks import entry, marked, mended, states
from tests.services.publishing.writers import LAWYER, REVIEWER, drafted, published

WHY = "只改了别的条"


def drafting(office: Office) -> str:
    """The draft in which the item is being changed."""
    draft = settle(office, LAWYER, [entry(office).key], "drafting", draft=NEW)
    assert draft
    return draft


def publish(office: Office, draft: str, text: bytes, effective: date = TODAY) -> Office:
    """The office after two published the text in the draft."""
    save_draft(office, LAWYER.actor, draft, text, read_draft(office, draft).record.revision)
    step = submit_draft(office, LAWYER, draft, read_draft(office, draft).record.rule_file)
    approve(office, REVIEWER, step.number, step.rule_file, effective)
    return Following(office).office()


def test_still_right_is_said_with_who_when_and_why(any_office: Office) -> None:
    marked(any_office)
    settle(any_office, LAWYER, [entry(any_office).key], "right", WHY)

    found = entry(any_office)
    assert (found.state, found.pending) == ("right", False)
    assert found.last
    assert (found.last.by, found.last.note, found.last.at) == ("fa", WHY, NOW)
    assert told(any_office.store)[-1][1] == "items reviewed"


def test_in_a_draft_it_stays_to_be_reviewed_until_two_published_it_changed(any_office: Office) -> None:
    marked(any_office)
    draft = drafting(any_office)
    assert (entry(any_office).state, entry(any_office).pending) == ("drafting", True)

    after = publish(any_office, draft, dumped(mended()), TODAY + timedelta(days=30))

    found = entry(after)
    assert (found.state, found.pending) == ("published", False)
    assert found.settled_by
    assert (found.settled_by.by, found.settled_by.version) == ("shen", "2026.2")


def test_a_draft_that_was_published_without_changing_the_item_leaves_it_open(office: Office) -> None:
    marked(office)
    unchanged = changed({**SIGN, "version": "2026.2"}, "title", to="别的名称")
    after = publish(office, drafting(office), dumped(unchanged))
    assert (entry(after).state, entry(after).went_back) == ("open", True)


def test_comments_and_the_spelling_of_the_text_are_no_change(office: Office) -> None:
    marked(office)
    text = dumped({**SIGN, "version": "2026.2"}).replace(b"  severity: minor", b"  severity: 'minor'  # \xe4\xb8\xad")
    assert b"'minor'" in text
    assert entry(publish(office, drafting(office), text)).state == "open"


@pytest.mark.parametrize(
    "change",
    [
        changed(SIGN, "parameters", "大型招牌面积", 1, "value", to=6),
        changed(SIGN, "questions", "招牌面积", "unit", to="平方英尺"),
    ],
)
def test_a_threshold_or_question_that_the_item_reads_belongs_to_it(office: Office, change: dict[str, object]) -> None:
    marked(office)
    after = publish(office, drafting(office), dumped({**change, "version": "2026.2"}))
    assert entry(after).state == "published"


def test_what_somebody_else_published_does_not_settle_it(office: Office) -> None:
    marked(office)
    drafting(office)
    published(office, dumped(mended()))
    assert entry(Following(office).office()).state == "drafting"


def test_said_by_hand_to_be_changed_it_is_settled(office: Office) -> None:
    marked(office)
    published(office, dumped(mended()))
    after = Following(office).office()
    settle(after, LAWYER, [entry(after).key], "changed", "2026.2 版改了")
    assert entry(after).state == "changed"


@pytest.mark.parametrize("deed", ["changed", "right"])
def test_going_back_to_the_text_from_before_opens_it_again(office: Office, deed: str) -> None:
    marked(office)
    published(office, dumped(mended()))
    after = Following(office).office()
    settle(after, LAWYER, [entry(after).key], deed, WHY)

    published(after, dumped({**SIGN, "version": "2026.3"}))

    last = Following(after).office()
    assert (entry(last).state, entry(last).went_back) == ("open", True)


def test_an_item_that_is_gone_is_not_asked_for_until_it_comes_back(office: Office) -> None:
    marked(office)
    step = submit_end(office, LAWYER, "sign", "条例废止")
    approve(office, REVIEWER, step.number, step.rule_file, TODAY)
    after = Following(office).office()
    assert (entry(after).state, entry(after).pack_title) == ("gone", "sign")

    published(after, dumped({**SIGN, "version": "2026.2"}))
    assert entry(Following(after).office()).state == "open"


def test_it_can_be_opened_again(office: Office) -> None:
    marked(office)
    settle(office, LAWYER, [entry(office).key], "right", WHY)
    settle(office, LAWYER, [entry(office).key], "reopen", "看漏了第三款")
    assert (entry(office).state, entry(office).went_back) == ("open", False)
    assert [each.deed for each in entry(office).deeds] == ["right", "reopen"]


def test_two_amendments_are_each_settled_for_themselves(office: Office) -> None:
    first = marked(office)
    settle(office, LAWYER, [entry(office).key], "right", WHY)
    second = marked(office, "行政处罚法")
    assert {each.amendment.number: each.state for each in read_worklist(office)} == {
        second.number: "open",
        first.number: "right",
    }
    assert [each.record.entry for each in pending(read_worklist(office))] == ["first-offence"]


@pytest.mark.parametrize(
    ("deed", "said", "why"),
    [
        ("right", "", "为什么仍然正确"),
        ("changed", " ", "在哪里改的"),
        ("reopen", "", "为什么要再复核"),
        ("nothing", WHY, "复核的结果"),
        ("right", "长" * 1001, "最多"),
        ("drafting", "", "选在哪一份草稿"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(office: Office, deed: str, said: str, why: str) -> None:
    marked(office)
    with pytest.raises(RefusedError, match=why):
        settle(office, LAWYER, [entry(office).key], deed, said)
    assert entry(office).deeds == ()


def test_only_known_entries_of_one_rule_file_and_its_own_draft_are_taken(office: Office) -> None:
    marked(office)
    marked(office, "行政处罚法")
    keys = [each.key for each in read_worklist(office)]
    for chosen, draft, why in (
        ([], NEW, "打勾"),
        (["99-0"], NEW, "不在待复核的名单里"),
        (keys, NEW, "一份规则一份规则地选"),
        ([entry(office, "first-offence").key], drafted(office).record.id, "换一份草稿"),
    ):
        with pytest.raises(RefusedError, match=why):
            settle(office, LAWYER, chosen, "drafting", draft=draft)
    with pytest.raises(NoSuchDraft):
        settle(office, LAWYER, [entry(office).key], "drafting", draft="none")
    assert set(states(office).values()) == {"open"}


def test_only_the_legal_role_says_so(office: Office) -> None:
    marked(office)
    with pytest.raises(NotYourDeed):
        settle(office, REVIEWER, [entry(office).key], "right", WHY)


def test_many_are_said_at_once_and_told_once_for_each_amendment(office: Office) -> None:
    marked(office)
    marked(office, "行政处罚法")
    settle(office, replace(LAWYER), [each.key for each in read_worklist(office)], "right", WHY)
    assert set(states(office).values()) == {"right"}
    assert [deed for _, deed, _, _ in told(office.store)].count("items reviewed") == 2
