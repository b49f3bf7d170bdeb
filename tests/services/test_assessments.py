"""Self-checks that are submitted and read again, on both databases."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text, update

from compliance.engine.decide import Engine
from compliance.engine.durable import DurableReader, EngineFault
from compliance.engine.sheet import Prior
from compliance.engine.twice import DisagreementFault
from compliance.rulepacks.problems import ProblemsError
from compliance.rulepacks.rulebook import bring_together
from compliance.services.enterprise import Enterprise, EnterpriseError
from compliance.services.inputs import decide
from compliance.services.library import RuleLibrary, UnknownPackError
from compliance.services.office import Office, open_office
from compliance.services.read_assessment import NoSuchAssessment, StoredDecisionFault, read_assessment
from compliance.services.submit_assessment import DraftSheet
from compliance.store.tables.base import Table
from compliance.store.tables.checks import AssessmentRow
from tests.conftest import NOW
from tests.packs import FIRST_OFFENCE, SIGN, TODAY, changed, item, pack, question, rule_file
from tests.submitting import submitted

BIG_SIGN = {"设有招牌": True, "招牌面积": Decimal("20.50"), "取得许可": False}
CORRECTED = {"sign-001": {"危害后果": "无", "已改正": True}}
SHOP = Enterprise("甲商店", "91110000600037341L", "某路 1 号")


def sheet(**parts: Any) -> dict[str, Any]:
    return {"answers": BIG_SIGN, "circumstances": CORRECTED} | parts


def submit(office: Office, raw: dict[str, Any] | None = None, **parts: Any) -> str:
    draft = DraftSheet(("sign",), sheet() if raw is None else raw, **parts)
    return submitted(office, draft, TODAY)


def with_rules(office: Office, *data: dict[str, Any]) -> Office:
    return replace(office, library=RuleLibrary(bring_together(map(rule_file, data))))


def change(office: Office, statement: str, **values: Any) -> None:
    with office.store.engine.begin() as connection:
        assert connection.execute(text(statement), values).rowcount > 0


def count(office: Office, table: str) -> int:
    with office.store.engine.connect() as connection:
        return len(connection.execute(Table.metadata.tables[table].select()).all())


def test_what_was_submitted_is_what_is_read(any_office: Office) -> None:
    last_month = TODAY - timedelta(days=30)
    token = submit(any_office, enterprise=SHOP, acted_on=last_month)

    read = read_assessment(any_office, token)

    assert (read.token, read.created_at, read.enterprise) == (token, NOW, SHOP)
    assert (read.decision.as_of, read.decision.acted_on) == (TODAY, last_month)
    assert dict(read.sheet.answers) == BIG_SIGN
    [finding] = read.decision.findings
    assert (finding.item, finding.status) == ("sign-001", "violation")
    assert finding.outcome is not None
    assert finding.outcome.verdict == "no_penalty_allowed"
    assert [each.content.id for each in read.rulebook.files] == ["law-33", "sign"]


def test_every_kind_of_answer_is_read_as_it_was_given(any_office: Office) -> None:
    questions = {
        "有": question("boolean"),
        "数": question("number", unit="吨"),
        "哪种": question("choice", options=["甲", "乙"]),
        "哪些": question("choices", options=["甲", "乙"]),
        "何时": question("date"),
        "说明": question("text"),
    }
    answers: dict[str, Any] = {
        "有": False,
        "数": Decimal("0.1000000000001"),
        "哪种": "乙",
        "哪些": frozenset({"乙", "甲"}),
        "何时": date(2024, 2, 29),
        "说明": "第一行\r\n“第二行” </script> '; DROP TABLE 😀",
    }
    raw = {"answers": answers, "history": [{"item": "sign-001", "on": date(2025, 1, 2)}], "subject": "individual"}
    office = with_rules(any_office, pack(questions, item({"有": True})))

    read = read_assessment(office, submit(office, raw)).sheet

    assert dict(read.answers) == answers
    assert (read.history, read.subject) == ((Prior("sign-001", date(2025, 1, 2)),), "individual")


def test_an_unknown_history_stays_unknown(any_office: Office) -> None:
    token = submit(any_office, sheet(history=None))

    assert read_assessment(any_office, token).sheet.history is None


def test_a_result_is_read_by_the_law_it_was_decided_by_after_the_rules_have_changed(any_office: Office) -> None:
    token = submit(any_office)
    newer = changed(changed(SIGN, "version", to="2027.1"), "items", 0, "violated_when", to={"设有招牌": False})
    now = with_rules(any_office, newer)

    [old] = read_assessment(now, token).decision.findings
    [new] = read_assessment(now, submit(now)).decision.findings

    assert (old.version, old.status) == ("2026.1", "violation")
    assert (new.version, new.status) == ("2027.1", "compliant")


def test_a_text_is_stored_once_however_many_are_decided_by_it(any_office: Office) -> None:
    for _ in range(3):
        submit(any_office)
    other = with_rules(any_office, changed(SIGN, "version", to="2027.1"), FIRST_OFFENCE)
    submit(other)

    assert count(any_office, "assessments") == 4
    assert count(any_office, "rulebooks") == 2
    assert count(any_office, "rule_files") == 3  # the discretion file is common to both


def test_the_database_alone_opens_no_result(any_office: Office) -> None:
    token = submit(any_office)
    with any_office.store.engine.connect() as connection:
        stored = [repr(row) for table in Table.metadata.sorted_tables for row in connection.execute(table.select())]

    assert len(token.replace("-", "")) == 16
    assert not [row for row in stored if token in row]


@pytest.mark.parametrize("token", ["", "x" * 32, "\ud800", "a\0b", "' OR 1=1 --"])
def test_an_unknown_token_is_said_to_be_unknown(any_office: Office, token: str) -> None:
    submit(any_office)

    with pytest.raises(NoSuchAssessment, match="网址"):
        read_assessment(any_office, token)


def test_two_submissions_have_addresses_of_their_own(office: Office) -> None:
    assert len({submit(office) for _ in range(20)}) == 20


@pytest.mark.parametrize(
    ("column", "old", "new"),
    [
        ("decision", "no_penalty_allowed", "ordinary"),
        ("decision", ", ", ","),
        ("sheet", "20.50", "2.50"),
        ("sheet", '"answers"', '"answer"'),
        ("sheet", "{", ""),
    ],
)
def test_a_changed_record_is_not_shown(any_office: Office, column: str, old: str, new: str) -> None:
    token = submit(any_office)
    with any_office.store.engine.begin() as connection:
        stored = connection.execute(select(AssessmentRow.__table__.c[column])).scalar_one()
        assert old.encode() in stored
        connection.execute(update(AssessmentRow).values({column: stored.replace(old.encode(), new.encode())}))

    with pytest.raises(StoredDecisionFault):
        read_assessment(any_office, token)


def test_a_changed_date_is_detected(any_office: Office) -> None:
    token = submit(any_office)
    change(any_office, "UPDATE assessments SET as_of = :day", day=date(2020, 1, 1))

    with pytest.raises(StoredDecisionFault):
        read_assessment(any_office, token)


def test_a_changed_wording_of_the_law_is_detected_though_the_decision_is_the_same(any_office: Office) -> None:
    token = submit(any_office)
    [stored] = [each.text for each in any_office.library.rulebook.files if each.content.id == "sign"]
    worse = stored.replace("未经许可设置大型招牌".encode(), "擅自设置巨型招牌".encode())
    assert worse != stored
    change(any_office, "UPDATE rule_files SET text = :worse WHERE text = :stored", worse=worse, stored=stored)

    with pytest.raises(StoredDecisionFault, match="texts"):
        read_assessment(any_office, token)


def test_a_missing_rule_file_is_detected(any_office: Office) -> None:
    token = submit(any_office)
    change(any_office, "DELETE FROM rulebook_files WHERE position = 0")

    with pytest.raises(StoredDecisionFault, match="texts"):
        read_assessment(any_office, token)


def test_rules_that_can_no_longer_be_read_are_a_fault_of_ours(
    any_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = submit(any_office)

    def refuse(*_: Any) -> Engine:
        raise ProblemsError(())

    monkeypatch.setattr(RuleLibrary, "remake", refuse)

    with pytest.raises(StoredDecisionFault):
        read_assessment(any_office, token)


READ_IN_ANOTHER_PROCESS = """
import sys
from dataclasses import replace
from pathlib import Path
from compliance.services.office import open_office
from compliance.services.read_assessment import read_assessment
from compliance.settings import Settings
url, rules, token = sys.argv[1:]
folders = dict.fromkeys(["root", "rules", "checklists", "templates"], Path(rules))
settings = Settings(database_url=url, secret_key="", public_url="", **folders)
print(read_assessment(open_office(settings), token).decision.findings[0].status)
"""


@pytest.mark.parametrize("seed", ["1", "2026"])
def test_another_process_makes_the_same_bytes_again(any_office: Office, seed: str) -> None:
    token = submit(any_office, sheet(history=[{"item": "sign-001", "on": "2020-05-01"}]))
    any_office.store.close()
    settings = any_office.settings

    command = [sys.executable, "-c", READ_IN_ANOTHER_PROCESS, settings.database_url, str(settings.rules), token]
    environment = os.environ | {"PYTHONHASHSEED": seed}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=settings.root)

    assert result.stdout.strip() == "violation"


def test_a_reopened_office_makes_the_same_decision_again(any_office: Office) -> None:
    token = submit(any_office)
    first = read_assessment(any_office, token)
    any_office.store.close()

    again = open_office(any_office.settings)

    assert read_assessment(again, token).decision == first.decision
    again.store.close()


def test_a_disagreement_is_stored_with_all_that_led_to_it_and_gives_no_result(
    any_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lie(_: DurableReader, items: Any, __: Any) -> list[str]:
        return ["compliant"] * len(items.items)

    with monkeypatch.context() as lying:
        lying.setattr(DurableReader, "statuses", lie)
        with pytest.raises(DisagreementFault):
            submit(any_office, enterprise=SHOP)

    with any_office.store.reading() as records:
        [fault] = records.faults.all()
    assert (fault.kind, fault.created_at) == ("DisagreementFault", NOW)
    assert "violation" in fault.message
    assert "compliant" in fault.message
    _, decision = decide(Engine(any_office.library.rulebook), fault.inputs)
    assert decision.findings[0].status == "violation"
    assert count(any_office, "assessments") == 0


def test_a_failure_of_the_engine_is_stored_too(any_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise EngineFault("durable-rules: \0\ud800 stale")

    monkeypatch.setattr(Engine, "decide", fail)

    with pytest.raises(EngineFault, match="stale"):
        submit(any_office)

    with any_office.store.reading() as records:
        [fault] = records.faults.all()
    assert (fault.kind, fault.message) == ("EngineFault", "durable-rules: \0\\ud800 stale")


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (DraftSheet(("sign",), {"answers": {"招牌面积": "大"}}), ProblemsError),
        (DraftSheet(("sign",), {"answers": {"没有的": 1}}), ProblemsError),
        (DraftSheet(("sign",), {"answers": {"没有的\ud800": "\ud800"}}), ProblemsError),
        (DraftSheet(("sign",), {"answers": {"招牌面积": Decimal("NaN")}}), ProblemsError),
        (DraftSheet(("sign",), sheet(), Enterprise(credit_code="1")), EnterpriseError),
        (DraftSheet(("no-such",), sheet()), UnknownPackError),
        (DraftSheet((), {}), UnknownPackError),
    ],
)
def test_what_the_user_can_mend_is_said_and_nothing_is_stored(
    office: Office, draft: DraftSheet, error: type[Exception]
) -> None:
    with pytest.raises(error):
        submitted(office, draft, TODAY)

    assert count(office, "assessments") == count(office, "faults") == count(office, "rule_files") == 0
