"""Errors as other programs get them: one shape (RFC 9457), in Chinese, with a pointer to each thing to mend."""

from collections.abc import Iterable, Iterator

from flask import Response
from pydantic import ValidationError

from compliance.documents.content import NoDecisionError, NoVisitError
from compliance.documents.definitions import UnknownChecklistError
from compliance.documents.rows import UnknownItemError
from compliance.errors import ComplianceError
from compliance.rulepacks.messages import message_of
from compliance.rulepacks.problems import ProblemsError, json_pointer
from compliance.services.enterprise import EnterpriseError
from compliance.services.library import UnknownPackError
from compliance.web.api.answers import Flaw, Problem
from compliance.web.exact import exact_response

MEDIA_TYPE = "application/problem+json"
_UNFIT = ("内容要改", "请求里有要改的地方，见 errors；没有得出结论。")
_KEYS: dict[type[ComplianceError], str] = {
    UnknownPackError: "#/packs",
    UnknownChecklistError: "#/kind",
    UnknownItemError: "#/items",
    NoDecisionError: "#/sheet",
    NoVisitError: "#/visit",
}
"""The key of the body that an error is about, where there is one."""


DETAILS = {
    400: "请求的内容读不了；请看接口的说明。",
    403: "这里要有权限才能调用。",
    404: "没有这个地址；有哪些，见接口的说明。",
    405: "这个地址不能这样调用；Allow 里写着可以怎样调用。",
    409: "情况已经变了，这次没有做成；请取最新的再看。",
    413: "内容太大；请减少以后再发。",
    415: "请求要用 JSON（Content-Type: application/json）。",
    500: "这是系统的问题，没有得出结论，也不代表合规或者违规。请过一会儿再试。",
}
"""What to tell a program, where a page says it to somebody who looks at it."""


def problem(status: int, title: str, detail: str, errors: Iterable[Flaw] = ()) -> Response:
    """An answer that says what went wrong."""
    said = Problem(title=title, status=status, detail=detail, errors=tuple(errors))
    return exact_response(said.model_dump(), status, MEDIA_TYPE)


def unfit(error: ComplianceError) -> Response:
    """The answer to a body that can't be used."""
    return problem(422, *_UNFIT, _flaws(error))


def misshapen(error: ValidationError) -> Response:
    """The answer to a body that isn't of the shape that the description asks for."""
    found = ((each["loc"], message_of(each)) for each in error.errors(include_url=False))
    return problem(422, *_UNFIT, (Flaw(detail=_named(*each), pointer="#" + json_pointer(each[0])) for each in found))


def _flaws(error: ComplianceError) -> Iterator[Flaw]:
    if isinstance(error, ProblemsError):
        yield from (Flaw(detail=each.message, pointer=f"#/sheet{each.pointer}") for each in error.problems)
    elif isinstance(error, EnterpriseError):
        yield from (Flaw(detail=text, pointer=f"#/enterprise/{key}") for key, text in error.problems.items())
    else:
        yield Flaw(detail=str(error), pointer=_KEYS.get(type(error), "#"))


def _named(path: tuple[int | str, ...], message: str) -> str:
    return f"「{path[-1]}」{message}" if path and isinstance(path[-1], str) else message
