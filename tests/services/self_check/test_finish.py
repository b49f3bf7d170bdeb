"""What a self-check comes to, again and again, on both databases."""

from functools import partial

import pytest
from sqlalchemy import select

from compliance.services.evidence import add_evidence
from compliance.services.office import Office
from compliance.services.read_assessment import Assessment, history, read_assessment
from compliance.services.self_check.finish import finish_check
from compliance.services.self_check.keep import NoSuchSelfCheck, delete_check, save_check
from compliance.store.assessments import Assessments
from compliance.store.tables.checks import AssessmentRow
from tests.evidence.made import telling
from tests.meeting import at_once, meet_at
from tests.packs import FIRST_OFFENCE, SIGN, changed
from tests.self_checking import BIG, ITEM, at_hand, begun, decided, finished, later, under

TOLD = {f"{ITEM}/危害后果": ["=无"], f"{ITEM}/已改正": ["no"], f"{ITEM}/prior.earlier": ["=没有"]}
MENDED = {f"{ITEM}/已改正": ["yes"]}
EVIDENCED = changed(FIRST_OFFENCE, "rules", 0, "elements", 2, "proof", to="evidenced")


def element(result: Assessment, name: str) -> str:
    """How the element of the rule stands for the one violation."""
    (finding,) = result.decision.with_status("violation")
    assert finding.outcome
    return dict(finding.outcome.readings[0].elements)[name]


def test_what_was_mended_with_evidence_is_decided_again_and_both_results_stay(any_office: Office) -> None:
    office = under(any_office, SIGN, EVIDENCED)
    token = begun(office, BIG | TOLD)
    before = decided(office, token)

    save_check(office, token, MENDED)
    said = decided(office, token, mended=True)
    add_evidence(office, token, f"{ITEM}/已改正", [telling("JPEG")])
    shown = decided(office, token, mended=True)

    assert [element(each, "corrected") for each in (before, said, shown)] == ["unmet", "claimed", "met"]
    assert shown.sheet.circumstance_provenance["sign-001"]["已改正"] == "evidenced"
    assert [(past.number, past.reason) for past in history(office, token)] == [
        (1, "submitted"),
        (2, "mended"),
        (3, "mended"),
    ]
    assert [read_assessment(office, token, number).decision for number in (1, 2, 3)] == [
        before.decision,
        said.decision,
        shown.decision,
    ]
    assert read_assessment(office, token).number == 3


def test_evidence_for_one_answer_proves_no_other(any_office: Office) -> None:
    office = under(any_office, SIGN, EVIDENCED)
    token = begun(office, BIG | TOLD | MENDED)

    add_evidence(office, token, f"{ITEM}/危害后果", [telling("JPEG")])

    assert element(decided(office, token, mended=True), "corrected") == "claimed"


def test_the_same_sent_twice_is_one_result(any_office: Office) -> None:
    token = finished(any_office)

    assert decided(any_office, token).number == 1
    assert decided(any_office, token, mended=True).number == 1
    assert len(history(any_office, token)) == 1


@pytest.mark.parametrize(
    "changes", [{"answers/招牌面积": ["30"]}, {"enterprise/name": ["乙商店"]}, {"answers/取得许可": ["unknown"]}]
)
def test_another_answer_or_another_enterprise_is_another_result(
    any_office: Office, changes: dict[str, list[str]]
) -> None:
    token = finished(any_office)
    save_check(any_office, token, changes)

    assert (decided(any_office, token).number, decided(any_office, token).number) == (2, 2)


def test_another_day_is_another_result(any_office: Office) -> None:
    token = finished(any_office)

    assert decided(later(any_office, days=1), token).number == 2


def test_what_only_new_rules_changed_is_said_to_come_of_them(any_office: Office) -> None:
    token = finished(any_office)
    newer = under(any_office, changed(SIGN, "version", to="2027.1"), FIRST_OFFENCE)
    decided(newer, token)
    save_check(newer, token, {"answers/招牌面积": ["30"]})
    decided(under(any_office, changed(SIGN, "version", to="2028.1"), FIRST_OFFENCE), token)

    assert [past.reason for past in history(any_office, token)] == ["submitted", "rules", "submitted"]


def test_two_who_send_different_answers_at_once_make_two_numbers(
    any_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = begun(any_office)
    checks = [at_hand(any_office, token).posted({"answers/招牌面积": [size]}) for size in ("20", "30")]
    meet_at(monkeypatch, Assessments, "find")

    numbers = at_once(*(partial(finish_check, any_office, token, check) for check in checks))

    assert sorted(numbers) == [1, 2]


def test_a_double_click_makes_one_result(any_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    token = begun(any_office)
    check = at_hand(any_office, token)
    meet_at(monkeypatch, Assessments, "find")

    assert at_once(*[partial(finish_check, any_office, token, check)] * 2) == [1, 1]
    with any_office.store.engine.connect() as connection:
        assert len(connection.execute(select(AssessmentRow)).all()) == 1


def test_what_was_deleted_meanwhile_has_no_result(any_office: Office) -> None:
    token = begun(any_office)
    check = at_hand(any_office, token)
    delete_check(any_office, token)

    with pytest.raises(NoSuchSelfCheck):
        finish_check(any_office, token, check)
