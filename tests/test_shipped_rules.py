"""The packs that come with the program: clean, and their examples hold."""

from datetime import date
from pathlib import Path

import pytest

from compliance.analysis.deep import deep_lint
from compliance.analysis.mutation import mutate
from compliance.engine.examples import count_examples, run_examples
from compliance.rulepacks.lint import lint
from compliance.rulepacks.loader import read_rule_file, rule_paths
from compliance.rulepacks.models import NegativeList
from compliance.rulepacks.rulebook import read_rulebook
from compliance.statutes.uses import Register

RULES = Path(__file__).parents[1] / "rules"
PATHS = rule_paths([RULES])
REVIEWED = date(2026, 11, 21)


def packs():
    return read_rulebook([RULES]).packs


def test_the_packs_are_found():
    assert len(packs()) >= 12
    assert sum(len(pack.items) for pack in packs()) >= 250


def test_lint_finds_nothing():
    assert [str(problem) for problem in lint(PATHS, REVIEWED)] == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_all_examples_come_to_what_they_say(path):
    file = read_rule_file(path)
    assert [str(problem) for problem in run_examples(file)] == []
    assert count_examples(file) > 0 or not isinstance(file.content, NegativeList)


def test_solving_finds_nothing():
    assert [str(problem) for problem in deep_lint(read_rulebook([RULES]).files)] == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_examples_notice_every_mutant_that_matters(path):
    assert [str(alive) for alive in mutate(read_rule_file(path)).alive] == []


def test_every_item_says_what_an_enterprise_needs():
    for pack in packs():
        for item in pack.items:
            assert item.duty, item.id
            assert item.rectify, item.id
            assert item.rectify.within_days, item.id
            assert item.department, item.id
            assert len(item.title) <= 40, item.id
            assert all(penalty.measures for penalty in item.penalty), item.id
            fined = any("罚款" in measure for penalty in item.penalty for measure in penalty.measures)
            assert fined == any(penalty.fines for penalty in item.penalty), item.id


def test_every_question_is_one_question_in_plain_words():
    for pack in packs():
        for name, question in pack.questions.items():
            assert question.ask.endswith("？"), (pack.id, name)
            assert len(question.ask) <= 60, (pack.id, name)


def test_what_is_not_verified_is_said_in_the_pack():
    for pack in packs():
        assert pack.unverified, pack.id


def test_laws_are_cited_by_the_names_that_they_are_registered_under():
    """Discretion rules find their items by these names."""
    book = read_rulebook([RULES])
    registered = {each.id for each in Register.of(book.files).statutes}
    assert {law for pack in book.packs for item in pack.items for law in item.laws} <= registered


def test_the_changelog_names_every_list_in_its_version():
    log = (RULES / "CHANGELOG.md").read_text(encoding="utf-8")
    for file in read_rulebook([RULES]).files:
        if file.content.kind != "statutes":
            assert f"`{file.content.id}` {file.content.version}" in log, file.name
