"""The finder that comes with the program leads to every pack and visit, in the words of those who ask."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from compliance.rulepacks.lint import lint
from compliance.rulepacks.loader import read_rule_file, rule_paths
from compliance.rulepacks.rulebook import read_rulebook
from compliance.services.find_packs import search, suggest
from compliance.services.library import RuleLibrary

PROJECT = Path(__file__).parents[1]
FINDER = PROJECT / "checklists" / "finder.yaml"
VISITS = rule_paths([PROJECT / "checklists" / "one_visit"])


@cache
def library() -> RuleLibrary:
    rulebook = read_rulebook([PROJECT / "rules"])
    return RuleLibrary(rulebook, tuple(map(read_rule_file, VISITS)), read_rule_file(FINDER).content)


def test_it_is_clean():
    paths = [*rule_paths([PROJECT / "rules"]), *VISITS, FINDER]
    assert [str(problem) for problem in lint(paths, date(2026, 11, 21))] == []


def test_every_pack_and_visit_is_reached():
    every = {question.id: [option.text for option in question.options] for question in library().finder.questions}
    reached = {each.id for each in suggest(library(), every)}
    assert reached == {each.id for each in (*library().packs, *library().visits)}
    assert len(reached) >= 18


def test_every_pack_is_reached_by_what_one_has_or_does_without_a_visit():
    called = {pack for question in library().finder.questions for option in question.options for pack in option.packs}
    assert called == {pack.id for pack in library().packs}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("油烟", "catering"),
        ("奶茶店", "catering"),
        ("民宿", "homestay"),
        ("瓶装燃气", "gas"),
        ("招牌", "signage"),
        ("占道摆摊", "street"),
        ("渣土车", "construction-waste"),
        ("排水许可证", "drainage"),
        ("垃圾分类", "household-waste"),
        ("屋顶光伏", "rooftop-solar"),
        ("纳税申报", "tax-first-offence"),
        ("印染", "textile"),
        ("半导体", "pan-semiconductor"),
        ("食品安全法", "catering"),
    ],
)
def test_what_people_look_for_is_found_first(words, expected):
    packs = [hit.id for hit in search(library(), words) if not hit.is_visit]
    assert packs[0] == expected
