"""Errors as pages that say what to do; a bug of ours never looks like a result."""

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from compliance.errors import ComplianceError
from compliance.services.evidence import NoSuchEvidence
from compliance.services.law_uses import UnknownLawError
from compliance.services.read_assessment import NoSuchAssessment, has_result
from compliance.services.self_check.keep import HandedOverError, NoSuchSelfCheck, PacksGoneError
from compliance.services.verify_document import UnknownNumberError
from compliance.services.visits import NoSuchVisit, VisitStateError
from compliance.web.context import the_office

EXPIRED = "页面放得太久，或者浏览器没有保存 Cookie，这次没有提交成功。"
_TEXTS = {
    400: ("无法处理", "提交的内容不完整。请返回上一页再试一次。"),
    404: ("没有这个页面", "请核对网址是否完整，或者回首页重新开始。"),
    405: ("没有这个页面", "这个网址不能直接打开。请回首页重新开始。"),
    413: ("内容太多", "提交的文字太长了。请返回上一页，删短后再提交。"),
    500: ("系统出错，没有得出结论", "这是系统的问题，不是您填错了，也不代表合规或者违规。请过一会儿再试。"),
}

_EXPECTED: dict[type[ComplianceError], tuple[int, str]] = {
    NoSuchSelfCheck: (404, "没有找到这次自查"),
    NoSuchAssessment: (404, "没有找到这份结果"),
    NoSuchEvidence: (404, "没有找到这份材料"),
    NoSuchVisit: (404, "没有找到这次预约"),
    UnknownNumberError: (404, "没有查到这份文书"),
    UnknownLawError: (404, "没有找到这部法律"),
    HandedOverError: (409, "已经交出，不能这样做"),
    VisitStateError: (409, "现在不能这样做"),
    ComplianceError: (400, "无法处理"),
}


def explain_errors(app: Flask) -> None:
    """Gives every error its page."""
    for kind, (code, title) in _EXPECTED.items():
        app.register_error_handler(kind, lambda error, code=code, title=title: page(code, title, str(error)))
    app.register_error_handler(PacksGoneError, _packs_gone)
    app.register_error_handler(CSRFError, lambda _: page(400, "请再试一次", EXPIRED + "请返回上一页，刷新后再提交。"))
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(InternalServerError, _explain)


def page(code: int, title: str, text: str) -> tuple[str, int]:
    return render_template("error.html", title=title, text=text), code


def _packs_gone(error: PacksGoneError) -> tuple[str, int]:
    """What can still be done with a self-check that can't be gone on with."""
    token = (request.view_args or {})["token"]
    done = has_result(the_office(), token)
    return render_template("packs_gone.html", text=str(error), token=token, has_result=done), 410


def _explain(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    return page(code, *_TEXTS.get(code, _TEXTS[500 if code >= 500 else 400]))
