"""Whether a paper is ours: for anybody who holds one."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.services.verify_document import verify_document
from compliance.web.context import the_office
from compliance.web.limits import limited

pages = Blueprint("verify", __name__)
MAX_FILE = 20_000_000  # bytes; papers are far smaller


@pages.url_value_preprocessor
def take_files(*_: object) -> None:
    """Before the form is read for its CSRF token: a paper may be larger than any page of answers."""
    request.max_content_length = MAX_FILE


@pages.get("/verify")
def ask() -> ResponseReturnValue:
    number = request.args.get("number", "").strip()
    return redirect(url_for(".number", number=number), 303) if number else render_template("verify.html", found=None)


@pages.get("/verify/<path:number>")
def number(number: str) -> ResponseReturnValue:
    return render_template("verify.html", found=verify_document(the_office(), number))


@pages.post("/verify/<path:number>")
@limited("upload")
def compare(number: str) -> ResponseReturnValue:
    file = request.files.get("file")
    shown = file.read() if file and file.filename else None
    return render_template("verify.html", found=verify_document(the_office(), number, shown), sent=True)
