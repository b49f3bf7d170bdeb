"""What comes with a page's form: texts, and files of evidence."""

from collections.abc import Mapping

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from compliance.errors import ComplianceError
from compliance.services.evidence import add_evidence, remove_evidence
from compliance.services.self_check.fields import Typed
from compliance.services.self_check.steps import Step
from compliance.web.context import the_office

MAX_TEXT = 500_000
"""Bytes; a page full of long texts is a fifth of it."""
MAX_UPLOAD = 50_000_000
"""Bytes, with files, before photos are made smaller."""


def expect_files() -> None:
    """Lets the request at hand be as large as files are; to be called before the form is read for its CSRF token."""
    if request.mimetype == "multipart/form-data":
        request.max_content_length = MAX_UPLOAD


def form_sent() -> Mapping[str, Typed]:
    """The form's fields, each with all its values; raises RequestEntityTooLarge for more text than a page can hold."""
    fields = request.form.to_dict(flat=False)
    if sum(len(text.encode("utf-8", "replace")) for values in fields.values() for text in values) > MAX_TEXT:
        raise RequestEntityTooLarge
    return fields


def sent_file(media_type: str, content: bytes) -> Response:
    """A file that somebody sent in: saved and never run by browsers, whatever it is."""
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def take_evidence(token: str, here: Step) -> dict[str, str]:
    """Adds the files that came with the page and removes the one to be removed; what is wrong, by the field's name."""
    if wanted := request.form.get("remove"):
        remove_evidence(the_office(), token, wanted)
    flaws = {}
    for field in here.fields.values():
        files = [file.read() for file in request.files.getlist(f"file:{field.name}") if file.filename]
        try:
            add_evidence(the_office(), token, field.name, files)
        except ComplianceError as error:
            flaws[field.name] = str(error)
    return flaws
