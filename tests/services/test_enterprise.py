"""What may be said of an enterprise."""

import pytest

from compliance.services.enterprise import Enterprise, EnterpriseError


def problems(**fields: str) -> dict[str, str]:
    with pytest.raises(EnterpriseError) as caught:
        Enterprise(**fields).validate()
    return caught.value.problems


def test_nothing_has_to_be_said() -> None:
    assert Enterprise(" ", "", "\t").validate() == Enterprise()


@pytest.mark.parametrize(
    "typed",
    ["91110000600037341L", "91110000600037341l", " 9111 0000 6000 3734 1L ", "９１１１００００６０００３７３４１Ｌ"],
)
def test_a_code_is_kept_in_its_plain_form_however_it_was_typed(typed: str) -> None:
    assert Enterprise(credit_code=typed).validate().credit_code == "91110000600037341L"


@pytest.mark.parametrize("code", ["91110000600037341L", "91330100799655058B", "N21100006000373414"])
def test_codes_of_companies_and_village_collectives_are_taken(code: str) -> None:
    # The last one's check character was worked out from the standard's weights (3^i mod 31), without the library.
    assert Enterprise(credit_code=code).validate().credit_code == code


@pytest.mark.parametrize(
    "code",
    [
        "91110000600037342L",  # one digit wrong
        "91110000600037314L",  # two digits exchanged
        "9111000060003734IL",  # the letter I
        "91A10000600037341L",  # a letter in the region
        "91110000600037341中",
    ],
)
def test_a_miscopied_code_is_refused(code: str) -> None:
    assert "抄错" in problems(credit_code=code)["credit_code"]


def test_the_length_of_a_code_is_said() -> None:
    assert "18 位，现在有 17 位" in problems(credit_code="91110000600037341")["credit_code"]


def test_every_field_with_a_problem_is_named() -> None:
    found = problems(name="长" * 101, credit_code="1", address="长" * 201)

    assert set(found) == {"name", "credit_code", "address"}
    assert "最多 100 个字，现在有 101 个" in found["name"]
    assert "最多 200 个字，现在有 201 个" in found["address"]


def test_the_longest_texts_are_taken() -> None:
    longest = Enterprise("𠮷" * 100, "", "址" * 200)

    assert longest.validate() == longest


@pytest.mark.parametrize("char", ["\0", "\n", "\x1b", "\ud800"])
def test_characters_that_cannot_be_stored_or_printed_are_refused(char: str) -> None:
    assert set(problems(name=f"甲{char}乙", address=f"甲{char}乙")) == {"name", "address"}
