"""The program held against a second reading of the rule language, on random packs and answers."""

import json
from decimal import Decimal

import pytest
import yaml
from hypothesis import Phase, find, given, settings
from hypothesis.errors import NoSuchExample

from compliance.engine.decide import Engine
from compliance.engine.decision import to_json
from compliance.engine.sheet import read_sheet
from compliance.rulepacks.loader import parse_rule_file
from compliance.rulepacks.rulebook import bring_together
from tests.engine import naive
from tests.engine.strategies import cases, cases_of_discretion, cases_of_two_laws

REPEATABLE = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=400,
)
LOOKING = settings(REPEATABLE, max_examples=400, phases=[Phase.generate])


def decided(case):
    """What the program prints of the case."""
    files = [as_rule_file(data) for data in case.packs + case.discretion]
    rulebook = bring_together(files)
    sheet = read_sheet(json.loads(json.dumps(case.sheet), parse_float=Decimal), rulebook)
    decision = Engine(rulebook).decide(sheet, case.as_of, case.acted_on)
    return json.loads(to_json(decision.as_json()), parse_float=Decimal)


def as_rule_file(data):
    """The data as a file of the program."""
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    return parse_rule_file(text.encode(), f"{data['id']}.yaml")


def read_naively(case):
    """What the second reading makes of the case."""
    return naive.decide(case.packs, case.discretion, case.sheet, case.as_of, case.acted_on)


@REPEATABLE
@given(cases())
def test_the_program_prints_what_the_second_reading_finds(case):
    assert decided(case) == read_naively(case)


@REPEATABLE
@given(cases_of_two_laws())
def test_the_program_takes_the_law_that_the_second_reading_takes(case):
    assert decided(case) == read_naively(case)


@REPEATABLE
@given(cases_of_discretion())
def test_the_program_finds_the_verdict_that_the_second_reading_finds(case):
    assert decided(case) == read_naively(case)


def any_read_as_all(values):
    return naive.all_of(values)


def unknown_taken_for_false(values):
    return not (False in values or None in values)


def always_the_old_law(old_fines, old_measures, new_fines, new_measures):
    return "old", False


def nothing_unclear(pair, fines):
    return False


def everybody_meets_it(who, subject):
    return True


def whole_history(entry, lookback, acted_on):
    return True


def never_claimed(element, item, sheet, world):
    return False


def nothing_in_reach(rule, verdict, barred):
    return False


def bars_forgotten(rule, verdict, barred):
    return naive.VERDICTS.index(rule["verdict"] or "refer") < naive.VERDICTS.index(verdict) and not rule["hopeless"]


def no_choice_is_left(rule, verdict, barred):
    return False


@pytest.mark.parametrize(
    ("sentence", "misreading", "examples"),
    [
        ("any_of", any_read_as_all, cases()),
        ("all_of", unknown_taken_for_false, cases()),
        ("compare_laws", always_the_old_law, cases_of_two_laws()),
        ("is_unclear", nothing_unclear, cases_of_two_laws()),
        ("can_meet", everybody_meets_it, cases_of_two_laws()),
        ("is_prior", whole_history, cases_of_discretion()),
        ("is_claimed", never_claimed, cases_of_discretion()),
        ("is_reachable", nothing_in_reach, cases_of_discretion()),
        ("is_reachable", bars_forgotten, cases_of_discretion()),
        ("leaves_a_choice", no_choice_is_left, cases_of_discretion()),
    ],
)
def test_a_misread_sentence_is_noticed(monkeypatch, sentence, misreading, examples):
    monkeypatch.setattr(naive, sentence, misreading)
    try:
        find(examples, lambda case: decided(case) != read_naively(case), settings=LOOKING)
    except NoSuchExample:
        pytest.fail(f"no example shows that {sentence} is misread")
