"""Publishing by two."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from compliance.rulepacks.signatures import (
    SignatureError,
    add_signature,
    demand,
    make_keys,
    read_private_key,
    signature_path,
)
from compliance.services.matters.people import Officer
from compliance.services.office import Office
from compliance.services.publishing.drafts import renew_draft, save_draft
from compliance.services.publishing.errors import NoSuchRules, NotYourDeed, RefusedError, UnfitTextError
from compliance.services.publishing.following import Following
from compliance.services.publishing.submitting import approve, return_submission, submit_draft, submit_end
from compliance.store.records.drafts import PackStepRecord
from tests.auditing import told
from tests.packs import FIRST_OFFENCE, SIGN, TODAY, changed, dumped, item, pack
from tests.services.publishing.writers import LAWYER, OTHER_LAWYER, REVIEWER, drafted, published, sign, submitted


def versions(office: Office) -> list[str]:
    return [each.version for each in Following(office).office().library.packs]


def test_what_two_published_counts_from_its_day_on(any_office: Office) -> None:
    step = published(any_office)

    assert (step.by, step.effective, step.version) == ("shen", TODAY, "2026.2")
    assert versions(any_office) == ["2026.2"]
    assert [deed for _, deed, _, _ in told(any_office.store)] == ["draft made", "pack submitted", "pack published"]


def test_what_was_only_submitted_counts_for_nothing(any_office: Office) -> None:
    submitted(any_office, drafted(any_office))

    assert versions(any_office) == ["2026.1"]


@pytest.mark.parametrize("who", [REVIEWER, Officer("x", "officer", ""), Officer("x", "admin", "")])
def test_only_the_legal_role_submits(any_office: Office, who: Officer) -> None:
    draft = drafted(any_office)
    with pytest.raises(NotYourDeed, match="法制人员"):
        submit_draft(any_office, who, draft.record.id, draft.record.rule_file)
    with pytest.raises(NotYourDeed, match="法制人员"):
        submit_end(any_office, who, "sign", "过时")


@pytest.mark.parametrize("who", [OTHER_LAWYER, Officer("x", "officer", ""), Officer("x", "admin", "")])
def test_only_the_reviewer_role_approves(any_office: Office, who: Officer) -> None:
    step = submitted(any_office, drafted(any_office))
    with pytest.raises(NotYourDeed, match="审核人员"):
        approve(any_office, who, step.number, step.rule_file, TODAY)


def test_who_submitted_cannot_approve_in_whatever_role(any_office: Office) -> None:
    step = submitted(any_office, drafted(any_office))
    with pytest.raises(NotYourDeed, match="另一个人"):
        approve(any_office, Officer("fa", "reviewer", ""), step.number, step.rule_file, TODAY)


def test_who_wrote_any_of_it_cannot_approve_either(any_office: Office) -> None:
    draft = drafted(any_office)
    writer = Officer("shen", "legal", "")
    saved = save_draft(any_office, writer.actor, draft.record.id, sign("2026.3"), 1)
    step = submitted(any_office, saved.draft)
    with pytest.raises(NotYourDeed, match="另一个人"):
        approve(any_office, REVIEWER, step.number, step.rule_file, TODAY)


def test_a_text_other_than_the_submitted_one_is_not_approved(any_office: Office) -> None:
    step = submitted(any_office, drafted(any_office))
    with pytest.raises(RefusedError, match="不是提交的那一稿"):
        approve(any_office, REVIEWER, step.number, "0" * 64, TODAY)


def test_a_change_after_submission_makes_it_void_until_it_is_submitted_anew(any_office: Office) -> None:
    draft = drafted(any_office)
    step = submitted(any_office, draft)
    newer = save_draft(any_office, LAWYER.actor, draft.record.id, sign(title="改过的"), 1).draft

    with pytest.raises(RefusedError, match="又改过"):
        approve(any_office, REVIEWER, step.number, step.rule_file, TODAY)

    again = submitted(any_office, newer)
    with pytest.raises(RefusedError, match="没有等着审核"):
        approve(any_office, REVIEWER, step.number, step.rule_file, TODAY)
    approve(any_office, REVIEWER, again.number, again.rule_file, TODAY)


def test_a_change_after_approval_changes_nothing_that_was_published(any_office: Office) -> None:
    step = published(any_office)
    save_draft(any_office, LAWYER.actor, str(step.draft), sign(title="改过的"), 1)

    [pack] = Following(any_office).office().library.packs
    assert pack.title == SIGN["title"]


def test_an_approval_is_given_once(any_office: Office) -> None:
    step = submitted(any_office, drafted(any_office))
    approve(any_office, REVIEWER, step.number, step.rule_file, TODAY)
    with pytest.raises(RefusedError, match="没有等着审核"):
        approve(any_office, REVIEWER, step.number, step.rule_file, TODAY)


def test_it_cannot_begin_before_today(any_office: Office) -> None:
    step = submitted(any_office, drafted(any_office))
    with pytest.raises(RefusedError, match="早于今天"):
        approve(any_office, REVIEWER, step.number, step.rule_file, TODAY - timedelta(1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"kind: nothing", "kind 写的是"),
        (b"a: [", "sign.yaml:"),
        (sign(id="other"), "id 应是「sign」"),
        (sign(parameters={"大型招牌面积": [{"from": TODAY, "value": 99}]}), "例子「大」应为违反"),
        (dumped(changed(SIGN, "items", 0, "examples", to=[])), "缺少违反的例子"),
        (sign(questions={**SIGN["questions"], "危害": {"ask": "?", "type": "boolean", "unit": "米"}}), "unit"),
    ],
)
def test_a_text_with_errors_or_failing_examples_is_not_submitted(any_office: Office, text: bytes, said: str) -> None:
    with pytest.raises(UnfitTextError, match=said):
        submitted(any_office, drafted(any_office, text))


def test_a_version_is_never_used_for_two_texts(any_office: Office) -> None:
    shipped = sign("2026.1", title="改了名称")
    with pytest.raises(RefusedError, match=r"「2026\.1」已经发布过别的文字"):
        submitted(any_office, drafted(any_office, shipped))
    published(any_office)
    with pytest.raises(RefusedError, match=r"「2026\.2」已经发布过别的文字"):
        submitted(any_office, drafted(any_office, sign(title="改了名称")))


def test_two_drafts_submitted_under_one_version_are_not_both_published(any_office: Office) -> None:
    one, other = (submitted(any_office, drafted(any_office, sign(title=title))) for title in ("甲", "乙"))
    approve(any_office, REVIEWER, one.number, one.rule_file, TODAY)
    with pytest.raises(RefusedError, match="又发布了新的一版"):
        approve(any_office, REVIEWER, other.number, other.rule_file, TODAY)

    renewed = save_draft(any_office, LAWYER.actor, str(other.draft), sign(title="甲和乙"), 1).draft
    renew_draft(any_office, LAWYER.actor, str(other.draft), renewed.record.revision)


def test_what_is_published_already_is_not_submitted(any_office: Office) -> None:
    with pytest.raises(RefusedError, match="一字不差"):
        submitted(any_office, drafted(any_office, dumped(SIGN)))


def test_what_does_not_go_together_with_the_rules_of_today_is_not_submitted(any_office: Office) -> None:
    with pytest.raises(UnfitTextError, match="sign-001"):
        submitted(any_office, drafted(any_office, other_pack("sign-001"), pack="other"))


def other_pack(item_id: str, id: str = "other", version: str = "1") -> bytes:
    examples = [{"name": "是", "given": {"乱放": True}, "expect": "violation"}]
    examples.append({"name": "否", "given": {"乱放": False}, "expect": "compliant"})
    question = {"ask": "乱放吗？", "type": "boolean"}
    return dumped(
        pack(
            {"乱放": question}, item({"乱放": True}, id=item_id, examples=examples), id=id, title="另", version=version
        )
    )


def test_two_packs_that_clash_on_a_later_day_are_not_both_published(any_office: Office) -> None:
    soon = TODAY + timedelta(10)
    published(any_office, other_pack("same-001"), effective=soon, pack="other")
    step = submitted(any_office, drafted(any_office, other_pack("same-001", id="third"), pack="third"))

    with pytest.raises(RefusedError, match="same-001"):
        approve(any_office, REVIEWER, step.number, step.rule_file, TODAY)
    assert versions(any_office) == ["2026.1"]


def test_a_pack_ends_by_two_from_a_day_on(any_office: Office) -> None:
    step = submit_end(any_office, LAWYER, "sign", "条例废止")
    with pytest.raises(NotYourDeed, match="另一个人"):
        approve(any_office, Officer("fa", "reviewer", ""), step.number, step.rule_file, TODAY)
    assert versions(any_office) == ["2026.1"]

    approve(any_office, REVIEWER, step.number, step.rule_file, TODAY)

    assert versions(any_office) == []
    with pytest.raises(NoSuchRules, match="已经撤下"):
        submit_end(any_office, LAWYER, "sign", "条例废止")


def test_an_end_is_not_approved_of_another_text_than_it_was_submitted_for(any_office: Office) -> None:
    step = submit_end(any_office, LAWYER, "sign", "条例废止")
    published(any_office)
    with pytest.raises(RefusedError, match="又发布了新的一版"):
        approve(any_office, REVIEWER, step.number, step.rule_file, TODAY)


def test_what_was_returned_is_not_approved(any_office: Office) -> None:
    draft = drafted(any_office)
    step = submitted(any_office, draft)
    with pytest.raises(RefusedError, match="理由"):
        return_submission(any_office, REVIEWER, step.number, " ")
    with pytest.raises(NotYourDeed):
        return_submission(any_office, OTHER_LAWYER, step.number, "不行")
    return_submission(any_office, REVIEWER, step.number, "罚款写错了")

    with pytest.raises(RefusedError, match="退回"):
        approve(any_office, REVIEWER, step.number, step.rule_file, TODAY)
    assert submitted(any_office, draft).number > step.number


def test_who_submitted_can_take_it_back(any_office: Office) -> None:
    step = submitted(any_office, drafted(any_office))
    assert return_submission(any_office, LAWYER, step.number, "再想想").deed == "return"


class TestWhereSignaturesAreDemanded:
    @pytest.fixture
    def step(self, any_office: Office, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch):
        """Something submitted, in an installation that trusts one key."""
        self.folder = tmp_path_factory.mktemp("keys")
        make_keys(self.folder / "key.pem", self.folder / "public.pem", b"")
        step = submitted(any_office, drafted(any_office))
        demand([self.folder / "public.pem"])
        yield step
        demand([])

    def signatures(self, text: bytes) -> bytes:
        path = self.folder / "sign.yaml"
        add_signature(path, text, read_private_key(self.folder / "key.pem", b""))
        return signature_path(path).read_bytes()

    def test_nothing_unsigned_is_approved(self, any_office: Office, step: PackStepRecord) -> None:
        for bad in (b"", self.signatures(sign("2026.3")), b"\xff", b"nonsense"):
            with pytest.raises(SignatureError, match="packs sign"):
                approve(any_office, REVIEWER, step.number, step.rule_file, TODAY, bad)

    def test_a_signature_given_at_approval_is_kept(self, any_office: Office, step: PackStepRecord) -> None:
        approve(any_office, REVIEWER, step.number, step.rule_file, TODAY, self.signatures(sign()))

        assert versions(any_office) == ["2026.2"]

    def test_what_was_published_unsigned_before_is_not_used(self, any_office: Office, step: PackStepRecord) -> None:
        demand([])
        approve(any_office, REVIEWER, step.number, step.rule_file, TODAY)
        demand([self.folder / "public.pem"])

        office = Following(any_office).office()

        assert [each.version for each in office.library.packs] == ["2026.1"]
        assert "签名" in office.rules_trouble


def test_discretion_needs_a_version_to_be_published(any_office: Office) -> None:
    unnamed = drafted(any_office, dumped({**FIRST_OFFENCE, "title": "改"}), "law-33", "discretion")
    with pytest.raises(UnfitTextError, match="version"):
        submitted(any_office, unnamed)
    step = submitted(any_office, drafted(any_office, dumped({**FIRST_OFFENCE, "version": "2"}), "law-33", "discretion"))
    approve(any_office, REVIEWER, step.number, step.rule_file, TODAY)
    assert [each.version for each in Following(any_office).office().library.rulebook.discretion] == ["2"]


def test_the_database_refuses_to_change_or_remove_a_step(any_office: Office) -> None:
    published(any_office)
    for table in ("pack_steps", "draft_revisions"):
        for statement in (f"UPDATE {table} SET number = 9", f"DELETE FROM {table}"):  # noqa: S608
            with pytest.raises(DBAPIError, match="append-only"), any_office.store.engine.begin() as connection:
                connection.execute(text(statement))
