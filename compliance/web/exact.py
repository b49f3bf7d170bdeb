"""JSON in and out with exact numbers: no amount and no measure ever becomes a binary fraction."""

from collections.abc import Mapping
from typing import Any

from flask import Request, Response
from werkzeug.exceptions import UnsupportedMediaType

from compliance.errors import ComplianceError
from compliance.rulepacks.problems import ProblemsError
from compliance.rulepacks.source import parse_json
from compliance.services.inputs import to_bytes


class NotJsonError(ComplianceError):
    """What was sent isn't JSON that can be read."""


class ExactRequest(Request):
    """A request whose JSON is read like an answer sheet: exact decimals, no key twice, not nested without end."""

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """The body's value; raises UnsupportedMediaType where it isn't sent as JSON, and NotJsonError."""
        if not (force or self.is_json):
            raise UnsupportedMediaType
        try:
            value = parse_json(self.get_data(cache=cache), "请求")
        except ProblemsError as error:
            raise NotJsonError("；".join(each.message for each in error.problems)) from None
        if isinstance(value, str):  # it would be read as JSON once more, by others' rules
            raise NotJsonError("应为一组键值，写的是一段文字")
        return value


def exact_response(value: Mapping[str, Any], status: int = 200, media_type: str = "application/json") -> Response:
    """The value as JSON, byte for byte as the command line prints it."""
    return Response(to_bytes(value) + b"\n", status, mimetype=media_type)
