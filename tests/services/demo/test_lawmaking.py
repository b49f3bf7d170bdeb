"""What lawyers of a small made-up town have at hand."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from compliance.rulepacks.loader import parse_rule_file
from compliance.services.amendments.worklist import pending, read_worklist
from compliance.services.demo.filling import fill
from compliance.services.office import Office, open_office
from compliance.services.publishing.checking import lint_draft
from compliance.services.publishing.drafts import read_draft
from compliance.services.publishing.states import PackState, pack_states
from tests.conftest import NOW
from tests.services.demo.towns import TINY, town_settings


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = replace(open_office(town_settings(tmp_path_factory.mktemp("town"))), now=lambda: NOW)
    fill(office, TINY)
    yield office
    office.store.close()


def drafted(town: Office) -> dict[bool, PackState]:
    """Those with a draft, by whether it waits for review."""
    return {bool(each.submitted): each for each in pack_states(town) if each.drafts}


def test_a_change_that_makes_a_difference_waits_for_review(town: Office) -> None:
    state = drafted(town)[True]
    text = read_draft(town, state.drafts[0].id).text
    old, new = ({each.id: each.rectify for each in file.items} for file in (state.file.content, parsed(text)))
    assert {id: (was.within_days, new[id].within_days) for id, was in old.items()} == {next(iter(old)): (15, 22)}


def parsed(text: bytes) -> object:
    return parse_rule_file(text, "包.yaml").content


def test_another_draft_has_one_mistake_in_it(town: Office) -> None:
    found = read_draft(town, drafted(town)[False].drafts[0].id)
    assert [each.severity for each in lint_draft(town, found.record, found.text)] == ["error"]


def test_what_stands_on_an_amended_law_is_to_be_reviewed(town: Office) -> None:
    entries = pending(read_worklist(town))
    assert entries
    assert {each.amendment.note[:2] for each in entries} == {"演示"}
    assert all(each.amendment.effective > NOW.date() for each in entries)
