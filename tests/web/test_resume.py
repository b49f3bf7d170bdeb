"""Going on with a self-check on another device."""

import pytest
from flask import Flask

from tests.web.visitor import Visitor


def full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


@pytest.mark.parametrize(
    "typed",
    [
        str,
        str.lower,
        full_width,
        lambda code: f" {code.replace('-', ' ')} ",
        lambda code: code.replace("0", "o").replace("1", "l"),
    ],
)
def test_the_code_opens_what_the_address_opens(visitor: Visitor, site: Flask, typed: object) -> None:
    visitor.start("sign").send({"answers/招牌说明": "写到这里"})
    other = Visitor(site.test_client()).go("/resume")

    other.send({"code": typed(visitor.token)})  # type: ignore[operator]

    assert (other.path, other.token) == (visitor.path, visitor.token)
    assert other.turn_to("1").form()["answers/招牌说明"] == "写到这里"


def test_once_there_is_a_result_the_code_leads_to_it(visitor: Visitor, site: Flask) -> None:
    visitor.start("sign").through()
    other = Visitor(site.test_client()).go("/resume").send({"code": visitor.token})
    assert other.path == f"/checks/{visitor.token}/results"


@pytest.mark.parametrize("typed", ["", "0000-0000-0000-0000", "没有", "\0", "A" * 5000])
def test_a_code_that_opens_nothing_says_so_and_stays_to_be_mended(visitor: Visitor, typed: str) -> None:
    visitor.go("/resume").send({"code": typed})
    assert visitor.status == 404
    assert "续填码抄错了" in visitor.html


def test_the_whole_code_is_needed(visitor: Visitor, site: Flask) -> None:
    visitor.start("sign")
    for part in (visitor.token[:-1], visitor.token[:-5], f"{visitor.token}0"):
        assert Visitor(site.test_client()).go("/resume").send({"code": part}).status == 404
