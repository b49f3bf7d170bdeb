"""How each rule file stands, going back to older ones, and files out and in."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.rulepacks.loader import parse_rule_file
from compliance.rulepacks.problems import ProblemsError
from compliance.services.office import Office
from compliance.services.publishing.drafts import read_draft
from compliance.services.publishing.errors import NoSuchRules, RefusedError
from compliance.services.publishing.files import ExportError, export_files, import_files
from compliance.services.publishing.following import Following
from compliance.services.publishing.rolling_back import roll_back, with_version
from compliance.services.publishing.states import pack_history, pack_states, states_in_words
from compliance.services.publishing.submitting import approve, submit_end
from tests.packs import FIRST_OFFENCE, SIGN, TODAY, dumped
from tests.services.publishing.test_submitting import other_pack
from tests.services.publishing.writers import LAWYER, REVIEWER, drafted, published, sign, submitted

ME = LAWYER.actor


def words(office: Office, pack: str = "sign") -> list[str]:
    [state] = [each for each in pack_states(Following(office).office()) if each.id == pack]
    return list(state.words())


def test_what_stands_in_the_folder_is_in_force(any_office: Office) -> None:
    first, second = pack_states(any_office)
    assert (first.id, second.id, second.title, second.version) == ("law-33", "sign", "招牌负面清单", "2026.1")
    assert (first.days, second.days, second.origin) == (None, 265, "规则文件夹")
    assert words(any_office) == ["现行"]


def test_it_goes_from_draft_to_submitted_to_published(any_office: Office) -> None:
    draft = drafted(any_office)
    assert words(any_office) == ["现行", "草稿（fa）"]
    step = submitted(any_office, draft)
    assert words(any_office) == ["现行", "2026.2，fa 已提交，等审核"]
    approve(any_office, REVIEWER, step.number, step.rule_file, TODAY)
    assert words(any_office) == ["发布，2026年11月21日起（shen 审核）"]


def test_what_comes_later_is_said(any_office: Office) -> None:
    published(any_office, effective=TODAY + timedelta(10))
    assert words(any_office) == ["现行", "2026年12月1日起改用 2026.2（shen 已审核）"]


def test_what_ended_is_said(any_office: Office) -> None:
    step = submit_end(any_office, LAWYER, "sign", "废止")
    assert words(any_office) == ["现行", "撤下，fa 已提交，等审核"]
    approve(any_office, REVIEWER, step.number, step.rule_file, TODAY + timedelta(1))
    assert words(any_office) == ["现行", "2026年11月22日起撤下（shen 已审核）"]


def test_the_list_in_words_has_a_line_for_each(any_office: Office) -> None:
    drafted(any_office, b"", pack="new")
    said = states_in_words(pack_states(any_office)).splitlines()
    assert said == [
        "law-33　行政处罚法第三十三条　规则文件夹　现行　没有写审核日期",
        "sign　招牌负面清单　2026.1　规则文件夹　现行　265 天没有再审核",
        "new　草稿（fa）",
    ]


def test_a_history_has_all_deeds_the_newest_first(any_office: Office) -> None:
    published(any_office)
    history = pack_history(any_office, "sign")
    assert [each.deed for each in history.steps] == ["approve", "submit"]
    assert [each.version for each in history.versions] == ["2026.2"]
    with pytest.raises(NoSuchRules):
        pack_history(any_office, "\0")


def test_going_back_is_a_draft_of_the_old_text_under_a_new_version(any_office: Office) -> None:
    step = published(any_office, sign("2026.2", title="不好的名称"))
    shipped = parse_rule_file(dumped(SIGN), "").sha256

    draft = roll_back(any_office, ME, "sign", shipped, "2026.3")

    assert draft.text == dumped(SIGN).replace(b"version: '2026.1'", b'version: "2026.3"')
    again = submitted(any_office, draft)
    approve(any_office, REVIEWER, again.number, again.rule_file, TODAY)
    assert [each.version for each in Following(any_office).office().library.packs] == ["2026.3"]
    assert step.number < again.number


@pytest.mark.parametrize("version", ["", 'a"b', "x\ny", "x" * 101])
def test_a_version_that_cannot_be_one_is_refused(any_office: Office, version: str) -> None:
    shipped = parse_rule_file(dumped(SIGN), "").sha256
    with pytest.raises(RefusedError, match="新的版本"):
        roll_back(any_office, ME, "sign", shipped, version)
    with pytest.raises(NoSuchRules):
        roll_back(any_office, ME, "sign", "0" * 64, "2026.3")


@pytest.mark.parametrize("line", ['version: "1"  # 说明 "1"', "version:   '1'", "version: 1a", '"version": "1"'])
def test_only_the_version_is_changed(line: str) -> None:
    text = dumped(FIRST_OFFENCE).decode().replace("id: law-33", f"# version: 1\nid: law-33\n{line}", 1)
    file = parse_rule_file(text.encode(), "x")
    old = file.content.version  # type: ignore[union-attr]
    changed = parse_rule_file(with_version(file, "2"), "x").content
    assert changed == file.content.model_copy(update={"version": "2"})
    assert old != "2"


def test_a_version_that_cannot_be_changed_safely_is_left_to_people() -> None:
    text = dumped(FIRST_OFFENCE).decode().replace("id: law-33", "id: law-33\nversion: &v '1'", 1)
    with pytest.raises(RefusedError, match="照着旧的一版改"):
        with_version(parse_rule_file(text.encode(), "x"), "2")


comments = st.lists(
    st.text(
        st.characters(codec="utf-8", exclude_characters="\r\n\x85\u2028\u2029\ufeff", exclude_categories=["Cc", "Cs"])
    ),
    max_size=4,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(comments=comments, ends=st.sampled_from(["\n", "\r\n"]), bom=st.booleans(), last=st.booleans())
def test_a_file_comes_out_byte_for_byte_as_it_went_in(
    office: Office, tmp_path_factory: pytest.TempPathFactory, comments: list[str], ends: str, bom: bool, last: bool
) -> None:
    folder = tmp_path_factory.mktemp("files")
    version = f"v{len(list(folder.parent.iterdir()))}"
    lines = [f"#{each}" for each in comments] + sign(version).decode().splitlines()
    text = (("\ufeff" if bom else "") + ends.join(lines) + ends * last).encode()
    (folder / "in.yaml").write_bytes(text)

    [imported] = import_files(office, ME, [folder / "in.yaml"])
    step = submitted(office, read_draft(office, str(imported.draft)))
    approve(office, REVIEWER, step.number, step.rule_file, TODAY)
    [path] = export_files(Following(office).office(), folder / "out", ["sign"])

    assert path.read_bytes() == text
    assert export_files(Following(office).office(), folder / "out", ["sign"]) == (path,)


def test_all_that_counts_is_exported_from_wherever_it_is(any_office: Office, tmp_path: Path) -> None:
    published(any_office, other_pack("other-001"), pack="other")
    paths = export_files(Following(any_office).office(), tmp_path / "out")
    assert {each.name: each.read_bytes() for each in paths} == {
        "law-33.yaml": dumped(FIRST_OFFENCE),
        "sign.yaml": dumped(SIGN),
        "other.yaml": other_pack("other-001"),
    }


def test_an_export_overwrites_nothing(any_office: Office, tmp_path: Path) -> None:
    (tmp_path / "sign.yaml").write_text("mine")
    with pytest.raises(ExportError, match="内容不一样"):
        export_files(any_office, tmp_path, ["sign"])
    assert (tmp_path / "sign.yaml").read_text() == "mine"


def test_an_export_never_leaves_its_folder(any_office: Office, tmp_path: Path) -> None:
    published(any_office, other_pack("other-001", id="../out"), pack="../out")
    with pytest.raises(ExportError, match="不能作文件名"):
        export_files(Following(any_office).office(), tmp_path / "in", ["../out"])
    assert not (tmp_path / "out.yaml").exists()


def test_an_export_of_what_is_not_there_is_said(any_office: Office, tmp_path: Path) -> None:
    with pytest.raises(NoSuchRules, match="sing"):
        export_files(any_office, tmp_path, ["sing"])


def test_what_differs_in_nothing_is_not_imported(any_office: Office, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(dumped(SIGN))
    assert [each.draft for each in import_files(any_office, ME, [tmp_path / "a.yaml"])] == [None]


def test_where_one_file_cannot_be_loaded_none_is_imported(any_office: Office, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(sign())
    (tmp_path / "b.yaml").write_bytes(b"a: [")
    with pytest.raises(ProblemsError, match=r"b\.yaml"):
        import_files(any_office, ME, [tmp_path / "a.yaml", tmp_path / "b.yaml"])
    assert words(any_office) == ["现行"]
