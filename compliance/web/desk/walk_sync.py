"""What the script of a walk's page sends, whenever there is a network, and what it is told."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from pydantic import BaseModel, Field, ValidationError
from werkzeug.exceptions import BadRequest

from compliance.evidence.files import EvidenceError
from compliance.services.evidence import TooMuchEvidenceError
from compliance.services.matters.moving import MatterStateError, NoSuchMatter
from compliance.services.matters.people import SEE_MATTERS, NotYours
from compliance.services.walks.adding import MAX_AT_ONCE, Said, add_answers
from compliance.services.walks.opening import ADD_TO_WALKS
from compliance.services.walks.photos import Shot, add_photo, remove_photo
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import ANYBODY, may
from compliance.web.desk.sessions import the_account, the_officer
from compliance.web.desk.walk import page_of
from compliance.web.desk.walk_page import state_of
from compliance.web.limits import limited
from compliance.web.uploads import expect_files

pages = Blueprint("desk_walk_sync", __name__, url_prefix=PREFIX)
_WALK = "/matters/<number>/walk"
_Refused = dict[str, str]
"""Why something isn't taken, by its id."""


class _Answer(BaseModel):
    """An answer as the script sends it; `at` in milliseconds since 1970, by the phone's clock."""

    id: str
    field: str
    typed: list[str]
    at: float


class _Answers(BaseModel):
    """Answers and whose they are."""

    account: str
    answers: list[_Answer] = Field(max_length=MAX_AT_ONCE)


@pages.url_value_preprocessor
def take_files(endpoint: str | None, _: object) -> None:
    if endpoint == "desk_walk_sync.photo":
        expect_files()


@pages.get("/walk-worker.js")
@may(ANYBODY)
def worker() -> ResponseReturnValue:
    """What keeps walks' pages for when there is no network; from here, since it may keep only what is beside it."""
    return current_app.send_static_file("walk-worker.js")


@pages.get(f"{_WALK}/state")
@may(*SEE_MATTERS)
def state(number: str) -> ResponseReturnValue:
    """What everybody answered so far, what is to be asked, and the token to send answers with."""
    return _told(number, dict)


@pages.post(f"{_WALK}/answers")
@limited("desk")
@may(*ADD_TO_WALKS)
def answers(number: str) -> ResponseReturnValue:
    sent = _sent()
    said = [Said(each.id, each.field, each.typed, _moment(each.at)) for each in sent.answers]
    return _told(number, lambda: add_answers(the_office(), the_officer(), number, said), sent.account)


@pages.post(f"{_WALK}/photos")
@limited("desk")
@may(*ADD_TO_WALKS)
def photo(number: str) -> ResponseReturnValue:
    sent = request.form
    shot = Shot(sent["id"], sent["field"], _moment(sent.get("at", 0, int)), request.files["photo"].read())

    def added() -> _Refused:
        try:
            add_photo(the_office(), the_officer(), number, shot)
        except (EvidenceError, TooMuchEvidenceError) as error:
            return {shot.id: str(error)}
        return {}

    return _told(number, added, sent["account"])


@pages.post(f"{_WALK}/photos/<id>/remove")
@limited("desk")
@may(*ADD_TO_WALKS)
def remove(number: str, id: str) -> ResponseReturnValue:
    def removed() -> _Refused:
        remove_photo(the_office(), the_officer(), number, id)
        return {}

    return _told(number, removed)


def _sent() -> _Answers:
    """What the script sent, whole or not at all; raises BadRequest."""
    try:
        return _Answers.model_validate(request.get_json())
    except ValidationError as error:
        raise BadRequest from error


def _moment(milliseconds: float) -> datetime:
    """The time by a phone's clock; ours where that makes no sense."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return the_office().now()


def _told(number: str, deed: Callable[[], _Refused], account: str | None = None) -> ResponseReturnValue:
    """Does it, and tells the script how the walk stands; `account`: whose answers these are, where they are
    somebody's, who may be another than who is signed in by now."""
    if account not in (None, the_account().name):
        return jsonify(account=the_account().name, problem="这些回答是另一个账号填的，没有收"), 409
    try:
        refused = deed()
        page = page_of(number)
    except NoSuchMatter as error:
        return jsonify(problem=str(error)), 404
    except NotYours as error:
        return jsonify(problem=str(error)), 403
    except MatterStateError as error:
        return jsonify(problem=str(error)), 409
    return jsonify(refused=refused, csrf=generate_csrf(), **state_of(page))
