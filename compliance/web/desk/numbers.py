"""Numbers about matters: tables and charts, each number leading to its list, and the same as a spreadsheet."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from io import BytesIO
from typing import Any

from flask import Blueprint, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from compliance.documents.render import FORMATS
from compliance.services.matters.machine import OPEN_STATES
from compliance.services.matters.people import SEE_MATTERS
from compliance.services.numbers.choices import choices
from compliance.services.numbers.counting import Asked, scope_of
from compliance.services.numbers.export import TITLE, about_lines, export_numbers
from compliance.services.numbers.periods import NumbersInputError
from compliance.services.numbers.tables import PARTS
from compliance.store.matters import Wanted
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.counted import said_of
from compliance.web.desk.drawings import drawn
from compliance.web.desk.filters import ALL
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_officer

pages = Blueprint("desk_numbers", __name__, url_prefix=PREFIX)

_FIELDS = ("since", "until", "department", "town", "pack")


@pages.get("/numbers", defaults={"part": "found"})
@pages.get("/numbers/course", defaults={"part": "course"})
@may(*SEE_MATTERS)
def show(part: str) -> ResponseReturnValue:
    office, asked = the_office(), _asked()
    try:
        scope = scope_of(office, the_officer(), asked)
    except NumbersInputError as error:
        return _page(part, asked, error.problems), 400
    months = scope.period.months
    asked = replace(asked, since=str(months[0]), until=str(months[-1]))
    found = [(each, drawn(each)) for each in PARTS[part].tables(office, scope)]
    return _page(part, asked, about=tuple(about_lines(office, scope)), found=found)


@pages.get("/numbers.xlsx", defaults={"part": "found"})
@pages.get("/numbers/course.xlsx", defaults={"part": "course"})
@may(*SEE_MATTERS)
def export(part: str) -> ResponseReturnValue:
    asked = _asked()
    try:
        made = export_numbers(the_office(), the_officer(), asked, PARTS[part])
    except NumbersInputError as error:
        return _page(part, asked, error.problems), 400
    name = f"{TITLE}-{PARTS[part].title}.xlsx"
    return send_file(BytesIO(made), FORMATS["xlsx"].media_type, as_attachment=True, download_name=name)


def list_address(wanted: Wanted) -> str:
    """Where the matters are listed that a number counts."""
    words: dict[str, Any] = {"department": wanted.department, "town": wanted.town, "pack": wanted.pack}
    words |= {"late": wanted.due_before and "1", "state": _state(wanted.states)} | said_of(wanted)
    return url_for("desk_matters.index", **{name: value for name, value in words.items() if value})


def _state(states: tuple[str, ...]) -> str:
    """As lists spell it: the open ones are meant where nothing is said."""
    return "" if states == OPEN_STATES else states[0] if states else ALL


def _asked() -> Asked:
    return Asked(*(request.args.get(name, "") for name in _FIELDS))


def _page(
    part: str, asked: Asked, problems: dict[str, str] | None = None, about: Sequence[str] = (), found: Any = ()
) -> str:
    """`found`: the tables, each with what is drawn of it."""
    return render_template(
        "desk/numbers.html",
        part=part,
        parts=PARTS,
        asked=asked,
        said={name: value for name, value in asdict(asked).items() if value},
        choices=choices(the_office(), the_officer(), asked),
        problems=problems or {},
        about=about,
        found=found,
        whole=bool(request.args.get("whole")),
        address=list_address,
    )
