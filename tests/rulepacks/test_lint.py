"""What lint says of files that load."""

from datetime import date

from compliance.rulepacks.lint import lint
from tests.packs import FIRST_OFFENCE, SIGN, changed, dumped

TODAY = date(2026, 11, 21)


def lint_of(tmp_path, *data, today=TODAY):
    for number, each in enumerate(data):
        (tmp_path / f"{number}.yaml").write_bytes(dumped(each))
    return lint(sorted(tmp_path.glob("*.yaml")), today)


def codes(problems):
    return [(problem.code, problem.severity, problem.item) for problem in problems]


REVIEWED = {**FIRST_OFFENCE, "reviewed": {"on": date(2026, 3, 1), "by": "法制审核"}}


def test_a_clean_pack_has_no_problems(tmp_path):
    assert lint_of(tmp_path, SIGN, REVIEWED) == ()


def test_a_pack_reviewed_more_than_twelve_months_ago_is_stale(tmp_path):
    assert lint_of(tmp_path, SIGN, today=date(2027, 3, 1)) == ()
    (problem,) = lint_of(tmp_path, SIGN, today=date(2027, 3, 3))
    assert (problem.code, problem.severity) == ("stale-review", "warning")
    assert "2026-03-01" in problem.message


def test_a_pack_without_review_is_named(tmp_path):
    assert codes(lint_of(tmp_path, FIRST_OFFENCE)) == [("no-review", "warning", None)]


def test_an_item_needs_an_example_of_each_kind(tmp_path):
    lacking = changed(SIGN, "items", 0, "examples", to=[])
    assert codes(lint_of(tmp_path, lacking)) == [("missing-example", "error", "sign-001")] * 2


def test_an_item_should_say_how_to_mend_it(tmp_path):
    bare = {key: value for key, value in SIGN["items"][0].items() if key != "rectify"}
    assert codes(lint_of(tmp_path, {**SIGN, "items": [bare]})) == [("no-rectification", "warning", "sign-001")]


def test_a_parameter_that_starts_too_late_is_named(tmp_path):
    late = changed(SIGN, "parameters", to={"大型招牌面积": [{"from": date(2026, 2, 1), "value": 8}]})
    assert codes(lint_of(tmp_path, late)) == [("parameter-gap", "warning", "sign-001")]


def test_files_are_held_against_each_other_even_where_another_does_not_load(tmp_path):
    problems = lint_of(tmp_path, SIGN, {"kind": "x"}, {**SIGN, "title": "又一个"})
    assert {problem.code for problem in problems} == {"bad-value", "duplicate"}
