"""Looking at a text as it is typed."""

import pytest

from compliance.rulepacks.source import MAX_BYTES
from compliance.services.office import Office
from compliance.services.publishing.drafts import read_draft
from compliance.services.publishing.errors import TooLargeError
from compliance.services.writing.looking import Look, look_at
from tests.services.publishing.writers import drafted, sign


def seen(office: Office, text: bytes) -> Look:
    return look_at(office, drafted(office).record, text)


def test_a_text_without_flaws_names_its_facts_and_parameters(office: Office) -> None:
    look = seen(office, sign())

    assert look.problems == ()
    assert look.facts is not None
    assert look.facts["招牌面积"] == {"type": "number", "ask": "情况怎样？", "unit": "平方米"}
    assert list(look.facts) == ["设有招牌", "招牌面积", "取得许可"]
    assert look.parameters == ("大型招牌面积",)


def test_the_facts_of_a_text_with_flaws_are_named_as_far_as_they_are_there(office: Office) -> None:
    text = "kind: negative_list\nquestions:\n  甲: {type: choice, options: [一, 2, 二], ask: [x]}\n  乙: 3\nitems: 4\n"
    look = seen(office, text.encode())

    assert look.problems
    assert look.facts == {"甲": {"type": "choice", "options": ["一", "二"]}, "乙": {}}


@pytest.mark.parametrize("text", ["a: [", "", "- 1", "questions: 3", "\0", "kind: negative_list\nquestions: [1]"])
def test_whatever_is_typed_is_answered_with_what_is_wrong(office: Office, text: str) -> None:
    assert any(each.severity == "error" for each in seen(office, text.encode()).problems)


def test_a_flaw_is_told_with_its_place(office: Office) -> None:
    text = sign().decode().replace("type: number", "type: nmber")
    [line] = [number for number, each in enumerate(text.splitlines(), start=1) if "nmber" in each]

    problems = seen(office, text.encode()).problems

    assert (line, "error") in [(each.line, each.severity) for each in problems]


def test_looking_stores_nothing(office: Office) -> None:
    draft = drafted(office)
    look_at(office, draft.record, b"a: [")
    assert read_draft(office, draft.record.id) == draft


def test_a_text_that_is_too_large_is_not_looked_at(office: Office) -> None:
    with pytest.raises(TooLargeError):
        seen(office, b"#" * (MAX_BYTES + 1))
