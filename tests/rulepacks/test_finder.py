"""Finders: what a file of questions that lead to packs may say, and what is refused with its place."""

import pytest

from compliance.rulepacks.finder import Finder
from compliance.rulepacks.problems import ProblemsError
from compliance.rulepacks.rulebook import bring_together
from tests.packs import SIGN, rule_file
from tests.rulepacks.test_one_visit import KITCHEN, STREET, VISIT

OPTIONS = [{"text": "开店", "packs": ["sign", "street"]}, {"text": "炒菜", "visit": "fumes"}, {"text": "都不是"}]
FINDER = {
    "schema": 1,
    "kind": "finder",
    "id": "finder",
    "title": "选清单",
    "questions": [{"id": "trade", "ask": "您经营什么？", "type": "choices", "options": OPTIONS}],
}


def finder(options=OPTIONS, *more, **changes):
    return {**FINDER, "questions": [{**FINDER["questions"][0], "options": options, **changes}, *more]}


def problem_of(data, *others):
    with pytest.raises(ProblemsError) as caught:
        bring_together([*map(rule_file, others), rule_file(data, "finder.yaml")])
    assert caught.value.problems[-1].file == "finder.yaml"
    return caught.value.problems[-1]


def test_an_option_calls_for_packs_or_a_visit_or_nothing():
    book = bring_together(map(rule_file, (SIGN, STREET, KITCHEN, VISIT, FINDER)))
    (content,) = [file.content for file in book.files if isinstance(file.content, Finder)]
    assert [option.called_for for option in content.questions[0].options] == [("sign", "street"), ("fumes",), ()]


@pytest.mark.parametrize(
    ("options", "code", "words", "place"),
    [
        (
            [{"text": "开店", "packs": ["sing"]}],
            "unknown-pack",
            "「sing」的负面清单；是不是「sign」？",
            (12, 7),
        ),
        (
            [{"text": "开店", "visit": "fume"}],
            "unknown-pack",
            "「fume」的一件事；是不是「fumes」？",
            (11, 12),
        ),
        ([{"text": "开店", "packs": ["sign"], "visit": "fumes"}], "misplaced-key", "只写一种", (13, 12)),
        ([{"text": "开店", "packs": ["sign", "sign"]}], "duplicate", "「sign」写了两次", (13, 7)),
        ([{"text": "开店"}, {"text": "开店"}], "duplicate", "选项「开店」重复", (11, 11)),
        ([{"text": "开店", "pack": ["sign"]}], "unknown-key", "「packs」", (11, 5)),
        ([{"packs": ["sign"]}], "missing-key", "缺少必填的「text」", (10, 5)),
        ([], "bad-value", "至少要有一条", (9, 12)),
    ],
)
def test_a_flaw_is_refused_with_its_place(options, code, words, place):
    problem = problem_of(finder(options), SIGN, STREET, KITCHEN, VISIT)
    assert (problem.code, words in problem.message) == (code, True), problem.message
    assert (problem.line, problem.column) == place


def test_a_question_has_a_number_of_its_own_and_can_be_chosen_from():
    assert "问题编号「trade」重复" in problem_of(finder(OPTIONS, FINDER["questions"][0])).message
    assert "choice、choices" in problem_of(finder(type="text")).message


def test_a_finder_checked_alone_is_held_against_no_packs():
    assert bring_together([rule_file(FINDER)]).files
