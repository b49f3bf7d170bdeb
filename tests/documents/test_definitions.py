"""Definitions of checklists, read from YAML."""

from typing import Any

import pytest
import yaml

from compliance.documents.definitions import UnknownChecklistError, definition_paths, find_definition, read_definition
from compliance.rulepacks.problems import ProblemsError
from compliance.settings import PROJECT

COLUMN = {"title": "事项", "show": ["title"]}
SECTION = {"title": "事项", "list": "items", "layout": "table", "columns": [COLUMN]}


def definition(**changes: Any) -> dict[str, Any]:
    base = {"schema": 1, "kind": "checklist", "id": "small", "title": "小清单"}
    return {**base, "made_for": "public", "decision": "none", "sections": [SECTION], **changes}


def section(**changes: Any) -> list[dict[str, Any]]:
    return [{**SECTION, **changes}]


def column(**changes: Any) -> list[dict[str, Any]]:
    return section(columns=[{**COLUMN, **changes}])


@pytest.fixture
def read(tmp_path):
    def read_data(data):
        path = tmp_path / "small.yaml"
        path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return read_definition(path)

    return read_data


def test_there_are_shipped_checklists_and_each_is_named_as_its_file():
    paths = list(definition_paths(PROJECT / "checklists").values())
    assert {path.stem for path in paths} >= {"guidance", "checkup", "negative"}
    assert [read_definition(path).id for path in paths] == [path.stem for path in paths]


def test_a_column_shows_fields_by_name_or_with_a_label(read):
    found = read(definition(sections=column(show=["title", {"field": "penalty", "label": "罚则"}])))
    shown = found.sections[0].columns[0].show
    assert [(each.field, each.label) for each in shown] == [("title", None), ("penalty", "罚则")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (definition(sections=column(show=["titel"])), "「items」里没有「titel」这个内容；是不是「title」？"),
        (definition(sections=section(list="questions")), "「questions」里没有「title」这个内容"),
        (definition(sections=section(list="everything")), "应为 violations、"),
        (definition(sections=section(layout="picture")), "应为 table、cards、notes、letter 之一"),
        (definition(sections=column(colour="red")), "不认识的键「colour」"),
        (definition(sections=column(width=175)), "各栏宽度合计 175 毫米，纸面只有 174 毫米"),
        (definition(sections=section(layout="cards", columns=[COLUMN, {**COLUMN, "half": True}])), "两个连着写"),
        (definition(sections=[]), "至少要有一条"),
        (definition(statements=["共{件数}项"]), "「{件数}」不能用；可用的有：清单、"),
        (definition(made_for="nobody"), "应为 enterprise、public 之一"),
    ],
)
def test_a_faulty_definition_says_what_to_mend(read, data, said):
    with pytest.raises(ProblemsError) as caught:
        read(data)
    assert said in str(caught.value)


def test_a_fault_is_placed(tmp_path):
    path = tmp_path / "small.yaml"
    text = yaml.safe_dump(definition(), allow_unicode=True, sort_keys=False).replace("- title\n", "- titel\n")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        read_definition(path)
    line = next(n for n, each in enumerate(text.splitlines(), 1) if "titel" in each)
    assert [(each.line, each.code) for each in caught.value.problems] == [(line, "unknown-field")]


def test_an_unknown_checklist_is_told_apart_from_a_faulty_one():
    with pytest.raises(UnknownChecklistError, match="是不是「guidance」"):
        find_definition(PROJECT / "checklists", "guidanse")


def test_a_name_cannot_lead_out_of_the_folder(tmp_path):
    (tmp_path / "outside.yaml").write_text("x", encoding="utf-8")
    (tmp_path / "checklists").mkdir()
    with pytest.raises(UnknownChecklistError):
        find_definition(tmp_path / "checklists", "../outside")
