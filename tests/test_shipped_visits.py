"""The visits that come with the program: several packs and departments, and nothing asked twice."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from compliance.documents.advice import remarks
from compliance.documents.cards import catalogue
from compliance.documents.content import content_of
from compliance.documents.definitions import read_definition
from compliance.documents.matter import Matter
from compliance.engine.decide import Engine
from compliance.engine.sheet import read_sheet
from compliance.rulepacks.lint import lint
from compliance.rulepacks.loader import read_rule_file, rule_paths
from compliance.rulepacks.rulebook import Rulebook, bring_together

PROJECT = Path(__file__).parents[1]
PATHS = rule_paths([PROJECT / "checklists" / "one_visit"])
RULES = rule_paths([PROJECT / "rules"])
TODAY = date(2026, 11, 21)


@cache
def walk(path: Path) -> Rulebook:
    return bring_together([*map(read_rule_file, RULES), read_rule_file(path)])


each_visit = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def test_the_visits_are_found_and_clean():
    assert {path.stem for path in PATHS} >= {
        "catering_fumes",
        "non_motor_vehicles",
        "muck_transport",
        "sewage",
        "rooftop_solar",
        "homestay",
    }
    assert [str(problem) for problem in lint([*RULES, *PATHS], TODAY)] == []


@each_visit
def test_a_visit_takes_its_items_from_several_packs_and_departments(path):
    book = walk(path)
    assert len(book.packs) >= 2
    assert len({item.department for _, item in book.in_order}) >= 2
    assert 12 <= len(book.in_order) <= 30


@each_visit
def test_a_visit_says_what_it_is_and_what_to_look_at(path):
    (visit,) = walk(path).visits
    assert visit.about
    assert visit.reviewed
    assert visit.unverified
    assert all(stop.look for stop in visit.stops)


@each_visit
def test_no_question_is_asked_twice(path):
    book = walk(path)
    questions = {fact: question for pack in book.packs for fact, question in pack.questions.items()}
    facts = [fact for stop in book.walk for fact in stop.facts]
    assert sorted(facts) == sorted(questions)
    asked = [questions[fact].ask for fact in facts]
    assert len(set(asked)) == len(asked)


@each_visit
def test_one_deed_is_not_looked_at_twice_under_one_article(path):
    """An item that two packs have stands in a visit once."""
    packs: dict[object, set[str]] = {}
    for pack, item in walk(path).in_order:
        for each in item.penalty[-1:]:
            deed = (item.act or item.id, each.law, each.article, each.paragraph, each.subitem)
            packs.setdefault(deed, set()).add(pack.id)
    assert [deed for deed, among in packs.items() if len(among) > 1] == []


@each_visit
@pytest.mark.parametrize("yes", [True, False])
def test_a_walk_decides_once_what_it_needs_is_answered(path, yes):
    book = walk(path)
    engine = Engine(book)
    questions = {fact: question for pack in book.packs for fact, question in pack.questions.items()}
    answers: dict[str, object] = {}
    while needs := [fact for each in decided(engine, answers) for fact in each.needs]:
        assert not set(needs) <= answers.keys()
        answers |= {fact: some_answer(questions[fact], yes) for fact in needs}
    found = decided(engine, answers)
    assert sorted(each.item for each in found) == sorted(item.id for _, item in book.in_order)
    assert "undetermined" not in {each.status for each in found}


def decided(engine, answers):
    return engine.decide(read_sheet({"answers": answers}, engine.rulebook), TODAY).findings


def some_answer(question, yes):
    option = (question.options or ("",))[0 if yes else -1]
    return {"boolean": yes, "number": 1, "date": "2026-11-20", "choice": option, "choices": [option]}[question.type]


@each_visit
def test_its_blank_checkup_holds_every_item_in_the_order_of_the_walk(path):
    book = walk(path)
    in_order = [item for stop in book.walk for item in stop.items]
    assert [card.item_id for card in catalogue(book, TODAY)] == in_order
    definition = read_definition(PROJECT / "checklists" / "checkup.yaml")
    content = content_of(definition, Matter(book, TODAY))
    assert len(content.blocks[0].rows) == len(in_order)


@each_visit
def test_what_is_not_verified_of_a_visit_is_said_with_the_rest(path):
    book = walk(path)
    said = remarks(book)
    assert set(book.visits[0].unverified) <= set(said)
    assert said[0] == book.visits[0].unverified[0]
