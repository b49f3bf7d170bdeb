"""Errors as pages that say what to do and lose nothing that was typed; a bug of ours never looks like a result."""

from flask import Flask, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from compliance.errors import ComplianceError
from compliance.services.accounts import LastAdminError, NoSuchAccount
from compliance.services.evidence import NoSuchEvidence
from compliance.services.issue_paper import ChangedPaperError
from compliance.services.law_uses import UnknownLawError
from compliance.services.matters.moving import MatterStateError, NoSuchMatter
from compliance.services.matters.opening import NothingToTake
from compliance.services.matters.paper_batches import NoSuchBatch, NotReadyError
from compliance.services.matters.papers import UnfitPaperError
from compliance.services.matters.people import NotYours
from compliance.services.publishing.errors import NoSuchDraft, NoSuchRules, NotYourDeed, RefusedError
from compliance.services.read_assessment import NoSuchAssessment, has_result
from compliance.services.replaying.reports import NoSuchReport
from compliance.services.self_check.keep import HandedOverError, NoSuchSelfCheck, PacksGoneError
from compliance.services.sign_in import UnknownSubjectError
from compliance.services.verify_document import AlreadyWithdrawnError, UnknownNumberError
from compliance.services.visits import NoSuchVisit, VisitStateError
from compliance.web.api import PREFIX
from compliance.web.api.problems import DETAILS, problem
from compliance.web.context import the_office
from compliance.web.desk import at_desk
from compliance.web.desk.roles import WrongAddressError
from compliance.web.desk.single_sign_on import ProviderError
from compliance.web.limits import seconds_to_wait
from compliance.web.uploads import MAX_TEXT

EXPIRED = "页面放得太久，或者浏览器没有保存 Cookie，这次没有提交成功。"
_TEXTS = {
    400: ("无法处理", "提交的内容不完整。请返回上一页再试一次。"),
    403: ("不能打开", "这里要有权限才能打开。请核对网址，或者回首页。"),
    404: ("没有这个页面", "请核对网址是否完整，或者回首页重新开始。"),
    405: ("没有这个页面", "这个网址不能直接打开。请回首页重新开始。"),
    409: ("现在不能这样做", "情况已经变了，这次没有做成。请返回上一页，刷新以后再看。"),
    413: ("内容太多", "提交的文字太长了，或者文件太大。请返回上一页，删短后再提交。"),
    415: ("这种内容读不了", "请返回上一页，换成页面上写明的格式再试。"),
    429: ("请稍等一会儿", ""),
    500: ("系统出错，没有得出结论", "这是系统的问题，不是您填错了，也不代表合规或者违规。请过一会儿再试。"),
}
_WORTH_REPEATING = (429, 500)
_EXPECTED: dict[type[ComplianceError], tuple[int, str]] = {
    NoSuchSelfCheck: (404, "没有找到这次自查"),
    NoSuchAssessment: (404, "没有找到这份结果"),
    NoSuchEvidence: (404, "没有找到这份材料"),
    NoSuchVisit: (404, "没有找到这次预约"),
    NoSuchBatch: (404, "没有找到这一批文书"),
    NotReadyError: (409, "还没有做好"),
    UnfitPaperError: (409, "现在不能出这份文书"),
    ChangedPaperError: (409, "印不出原来的那一份"),
    AlreadyWithdrawnError: (409, "已经撤回"),
    UnknownNumberError: (404, "没有查到这份文书"),
    UnknownLawError: (404, "没有找到这部法律"),
    HandedOverError: (409, "已经交出，不能这样做"),
    VisitStateError: (409, "现在不能这样做"),
    NoSuchMatter: (404, "没有找到这件事项"),
    NothingToTake: (404, "没有找到这次预约"),
    NotYours: (403, "不能这样做"),
    MatterStateError: (409, "现在不能这样做"),
    NoSuchDraft: (404, "没有这份草稿"),
    NoSuchRules: (404, "没有这份规则"),
    NoSuchReport: (404, "没有找到这份报告"),
    NotYourDeed: (403, "不能这样做"),
    RefusedError: (409, "现在不能这样做"),
    NoSuchAccount: (404, "没有这个账号"),
    LastAdminError: (409, "现在不能这样做"),
    UnknownSubjectError: (403, "没有登录"),
    ProviderError: (503, "没有登录"),
    WrongAddressError: (421, "网址不对"),
    ComplianceError: (400, "无法处理"),
}


def explain_errors(app: Flask) -> None:
    """Gives every error its page, or its problem where a program asked."""
    for kind, (code, title) in _EXPECTED.items():
        app.register_error_handler(kind, lambda error, code=code, title=title: page(code, title, str(error)))
    app.register_error_handler(PacksGoneError, _packs_gone)
    app.register_error_handler(CSRFError, lambda _: page(400, "请再试一次", EXPIRED + "请返回上一页，刷新后再提交。"))
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(InternalServerError, _explain)


def page(code: int, title: str, text: str) -> tuple[str, int]:
    """An error's page. One that is worth another try holds the form as it was sent, to send it again; but at the desk
    forms have passwords in them."""
    repeat = _sent_form() if code in _WORTH_REPEATING and request.method == "POST" and not at_desk() else None
    files = bool(repeat is not None and request.files)
    layout = "desk/layout.html" if at_desk() else "layout.html"
    back, to = _back(code)
    shown = {"layout": layout, "title": title, "text": text, "back": back, "back_to": to}
    return render_template("error.html", repeat=repeat, files=files, **shown), code


def _back(code: int) -> tuple[str, str]:
    """Where to go on from an error: an address and what it is called."""
    if not at_desk():
        return url_for("home.home"), "回首页"
    matter = (request.view_args or {}).get("number")
    if code == 409 and matter and request.blueprint != "desk_visits":  # it is there, and stands otherwise than thought
        return url_for("desk_matters.show", number=matter), f"回到事项 {matter}"
    return url_for("desk.start"), "回办公桌"


def _packs_gone(error: PacksGoneError) -> tuple[str, int]:
    """What can still be done with a self-check that can't be gone on with."""
    token = (request.view_args or {})["token"]
    done = has_result(the_office(), token)
    return render_template("packs_gone.html", text=str(error), token=token, has_result=done), 410


def busy() -> str:
    """What to say of too many requests, and when to try again."""
    return f"从您这里来的操作太多太快了，这次没有做成。请过{_spell(seconds_to_wait())}再试。"


def _explain(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    title, text = _TEXTS.get(code, _TEXTS[500 if code >= 500 else 400])
    response = _said(code, title, busy() if code == 429 else text)
    if code == 429:
        response.headers["Retry-After"] = str(seconds_to_wait())
    if allowed := error.get_response().headers.get("Allow"):
        response.headers["Allow"] = allowed
    return response


def _said(code: int, title: str, text: str) -> Response:
    if request.path.startswith(f"{PREFIX}/"):
        return problem(code, title, DETAILS.get(code, text))
    return make_response(page(code, title, text))


def _sent_form() -> list[tuple[str, str]] | None:
    """The form's fields; None where there are none, or they can't be read."""
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        return None
    return fields if fields and sum(len(name) + len(value) for name, value in fields) <= MAX_TEXT else None


def _spell(seconds: int) -> str:
    return f" {seconds} 秒" if seconds < 120 else f" {-(-seconds // 60)} 分钟"
