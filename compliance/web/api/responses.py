"""What the OpenAPI description says of bodies that aren't JSON objects, and of errors."""

from typing import Any

from pydantic import BaseModel

from compliance.documents.render import FORMATS
from compliance.web.api.problems import MEDIA_TYPE
from compliance.web.api.requests import HashBody

_BINARY = {"schema": {"type": "string", "format": "binary"}}
PAPER: dict[str, Any] = {"description": "文书", "content": {each.media_type: _BINARY for each in FORMATS.values()}}
COMPARE: dict[str, Any] = {
    "required": True,
    "description": "文件（file），或者它的 SHA-256",
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
                "required": ["file"],
            }
        },
        "application/json": {"schema": HashBody.model_json_schema()},
    },
}
_ALWAYS = (422, 429, 500)
_MEANINGS = {
    400: "不是能读的 JSON",
    404: "没有找到",
    413: "内容太大",
    415: "不是 JSON",
    422: "内容要改，见 errors",
    429: "太频繁，等 Retry-After 秒再来",
    500: "系统出错，没有得出结论",
}


def problems(*codes: int) -> dict[str | int, dict[Any, Any] | type[BaseModel] | None]:
    """The errors that an address may answer with: these, and those that all of them may."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {code: {"description": _MEANINGS[code], "content": content} for code in sorted({*codes, *_ALWAYS})}
