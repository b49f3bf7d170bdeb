"""Marking a law as amended, and what is to be reviewed because of it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from compliance.services.amendments.marking import AmendmentInputError, Said, cancel_amendment, mark_amended
from compliance.services.amendments.worklist import amendments_of, pending, pending_packs, read_worklist
from compliance.services.law_uses import UnknownLawError
from compliance.services.matters.people import Officer
from compliance.services.office import Office
from compliance.services.publishing.errors import NotYourDeed, RefusedError
from tests.auditing import told
from tests.packs import SIGN, TODAY, changed, dumped, item, pack
from tests.services.amendments.marks import LAW, SAID, entry, marked, states
from tests.services.publishing.writers import LAWYER, REVIEWER, published
from tests.services.test_law_uses import REGISTER

LAMPS = pack(
    {"亮灯": {"ask": "亮吗？", "type": "boolean"}},
    item({"亮灯": False}, id="lamp-001", title="不亮灯", duty={"law": "某例", "article": 30}, penalty={
        "law": "另一条例", "article": 5, "measures": ["警告"]}),
    item({"亮灯": True}, id="lamp-002", title="太亮", duty={"law": "另一条例", "article": 4}, penalty={
        "law": "另一条例", "article": 5, "measures": ["警告"]}),
    id="lamps",
    title="灯具清单",
)  # fmt: skip


@pytest.fixture
def rules(rules: Path) -> Path:
    for data in (LAMPS, REGISTER):
        (rules / f"{data['id']}.yaml").write_bytes(dumped(data))
    return rules


def test_every_entry_that_stands_on_the_law_by_any_name_is_to_be_reviewed(any_office: Office) -> None:
    made = marked(any_office, "某例")

    assert (made.statute, made.effective, made.by) == (LAW, date(2027, 1, 1), "fa")
    assert states(any_office) == {"lamp-001": "open", "sign-001": "open", LAW: "open"}
    assert entry(any_office).record.cites == "义务第十八条第二款；罚则第十八条第二款"
    assert entry(any_office, "lamp-001").record.cites == "义务第三十条"
    assert told(any_office.store)[-1][1:3] == ("statute amended", LAW)
    assert [each.number for each in amendments_of(any_office, LAW)] == [made.number]


def test_only_those_that_stand_on_the_amended_articles(office: Office) -> None:
    marked(office, said=replace(SAID, articles="第十八条、40至50"))
    assert states(office) == {"sign-001": "open", LAW: "open"}


def test_rules_of_discretion_and_laws_that_are_not_registered_are_found_too(office: Office) -> None:
    marked(office, "行政处罚法")
    assert states(office) == {"first-offence": "open"}
    assert pending_packs(read_worklist(office)) == {"law-33": 1}


def test_what_was_approved_for_a_later_day_is_what_is_reviewed(office: Office) -> None:
    later = changed({**SIGN, "version": "2026.2"}, "items", 0, "duty", "article", to=19)
    published(office, dumped(later), date(2026, 12, 31))
    marked(office, said=replace(SAID, articles="19"))
    assert states(office) == {"sign-001": "open", LAW: "open"}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (replace(SAID, effective="明年"), "effective"),
        (replace(SAID, articles="最后一条"), "articles"),
        (replace(SAID, source=" "), "source"),
        (replace(SAID, note="长" * 1001), "note"),
    ],
)
def test_what_cannot_be_used_is_said_by_field_and_nothing_is_kept(office: Office, said: Said, field: str) -> None:
    with pytest.raises(AmendmentInputError) as caught:
        marked(office, said=said)
    assert list(caught.value.problems) == [field]
    assert read_worklist(office) == ()


@pytest.mark.parametrize("who", [REVIEWER, Officer("x", "officer", ""), Officer("x", "admin", "")])
def test_only_the_legal_role_marks_and_takes_back(office: Office, who: Officer) -> None:
    with pytest.raises(NotYourDeed, match="法制人员"):
        mark_amended(office, who, LAW, SAID)
    with pytest.raises(NotYourDeed, match="法制人员"):
        cancel_amendment(office, who, 1, "错了")


def test_a_law_that_nothing_stands_on_is_unknown_and_one_marked_twice_is_refused(office: Office) -> None:
    with pytest.raises(UnknownLawError, match="没有引用"):
        marked(office, "不存在的法")
    marked(office)
    with pytest.raises(RefusedError, match="已经标记过"):
        marked(office, "某例")
    marked(office, said=replace(SAID, effective="2028-01-01"))
    assert len(pending(read_worklist(office))) == 6


def test_a_mark_that_was_a_mistake_is_taken_back_with_a_reason_and_can_be_made_again(any_office: Office) -> None:
    made = marked(any_office)
    with pytest.raises(RefusedError, match="为什么标错"):
        cancel_amendment(any_office, LAWYER, made.number, " ")

    cancel_amendment(any_office, LAWYER, made.number, "看错了法")

    assert read_worklist(any_office) == ()
    assert amendments_of(any_office, LAW) == ()
    assert told(any_office.store)[-1][1:3] == ("statute unmarked", LAW)
    with pytest.raises(RefusedError, match="已经撤销"):
        cancel_amendment(any_office, LAWYER, made.number, "再来")
    marked(any_office)
    assert states(any_office)["sign-001"] == "open"


@pytest.mark.parametrize("table", ["statute_amendments", "review_entries", "review_deeds"])
def test_the_database_refuses_to_change_or_remove_what_was_marked_and_said(any_office: Office, table: str) -> None:
    cancel_amendment(any_office, LAWYER, marked(any_office).number, "错了")
    column = "note" if table != "review_entries" else "title"
    for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):  # noqa: S608
        with pytest.raises(DBAPIError, match="append-only"), any_office.store.engine.begin() as connection:
            connection.execute(text(statement))


def test_no_verdict_changes(office: Office) -> None:
    before = office.library
    marked(office)
    assert office.library is before
    assert [each.version for each in before.packs if each.id == "sign"] == ["2026.1"]
    assert office.today() == TODAY
