"""The API does what its OpenAPI description says, whatever is sent to it."""

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from flask import Flask, Response, request
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

DESCRIPTION = "/api/v1/openapi.json"
# What other values a text may have does not lead far: half of them are known ones.
KNOWN = ["sign", "lamps", "sign-001", "guidance", "negative", "设有招牌", "清导〔2026〕1号"]
CONFIG: dict[str, Any] = {
    "seed": 1,
    "continue-on-failure": True,
    "dictionaries": {"known": {"values": KNOWN}},
    "generation": {
        "max-examples": 25,
        "deterministic": True,
        "database": "none",
        "dictionaries": {"string": {"dictionary": "known", "probability": 0.5}},
    },
}
# Data of the right shape may name packs that there aren't, or questions that they don't ask.
UNFIT = {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", 404, 422]}}}
ANSWERS = {
    "设有招牌": {"type": "boolean"},
    "招牌面积": {"type": "integer", "minimum": 0, "maximum": 500},
    "招牌材料": {"enum": ["木", "铁"]},
    "招牌用途": {"type": "array", "items": {"enum": ["店名", "广告"]}},
    "许可到期日": {"type": "string", "format": "date"},
}


@pytest.fixture
def answered(site: Flask) -> Counter[tuple[str, int]]:
    """How often each address answered with each status. Nothing is too much here."""
    (limiter,) = site.extensions["limiter"]
    limiter.enabled = False
    counted: Counter[tuple[str, int]] = Counter()

    @site.after_request
    def count(response: Response) -> Response:
        counted[f"{request.method} {request.url_rule}", response.status_code] += 1
        return response

    return counted


def test_every_answer_is_as_described(site: Flask, answered: Counter[tuple[str, int]]) -> None:
    assert list(failures(site, site.test_client().get(DESCRIPTION).json, UNFIT)) == []
    for path in ("decisions", "documents", "documents/<number>/compare"):
        assert {400, 415, 422} <= {status for address, status in answered if address == f"POST /api/v1/{path}"}
    assert answered["GET /api/v1/packs/<id>", 200] > 0
    assert answered["GET /api/v1/packs/<id>", 404] > 0


def test_what_fits_this_offices_packs_is_decided_and_nothing_else(
    site: Flask, answered: Counter[tuple[str, int]]
) -> None:
    description = narrowed(site.test_client().get(DESCRIPTION).json)
    assert list(failures(site, description)) == []
    assert answered["POST /api/v1/decisions", 200] > 20
    assert answered["POST /api/v1/decisions", 422] > 20


def narrowed(description: Any) -> Any:
    """The description with the only packs, days and answers that are sure to be taken."""
    description = deepcopy(description)
    description["paths"] = {path: each for path, each in description["paths"].items() if path.endswith("/decisions")}
    body = description["components"]["schemas"]["DecisionBody"]
    keys = body["properties"]
    keys["packs"] = {"type": "array", "items": {"enum": ["sign"]}, "minItems": 1, "maxItems": keys["packs"]["maxItems"]}
    answers = {question: {"anyOf": [answer, {"type": "null"}]} for question, answer in ANSWERS.items()}
    keys["sheet"]["properties"]["answers"]["anyOf"][0] |= {"properties": answers, "additionalProperties": False}
    for each in ("provenance", "circumstances", "circumstance_provenance", "history"):
        del keys["sheet"]["properties"][each]
    keys["as_of"] = keys["acted_on"] = {"enum": ["1949-10-01", "2026-11-21", "2999-12-31", None]}
    del keys["visit"]
    body["required"] = ["packs", "sheet"]
    return description


def failures(site: Flask, description: Any, config: dict[str, Any] | None = None) -> Iterator[str]:
    """What does not agree with the description, and how to see it."""
    described = schemathesis.openapi.from_dict(
        description, config=SchemathesisConfig.from_dict(CONFIG | (config or {}))
    )
    described.app = site
    for event in from_schema(described).execute():
        if isinstance(event, events.NonFatalError):
            yield f"{event.label}: {event.value}"
        elif isinstance(event, events.FatalError):
            raise event.exception
        elif isinstance(event, events.ScenarioFinished) and event.status in (Status.FAILURE, Status.ERROR):
            for check in (each for checks in event.recorder.checks.values() for each in checks):
                if check.failure_info:
                    yield f"{event.recorder.label}: {check.failure_info.failure}\n{check.failure_info.code_sample}"
