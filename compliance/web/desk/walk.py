"""A matter's walk, on a phone: one page by stops, which goes on without a network, and its end."""

import hashlib
from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.evidence.files import EvidenceError
from compliance.services.evidence import TooMuchEvidenceError
from compliance.services.matters.people import SEE_MATTERS
from compliance.services.matters.reading import read_matter
from compliance.services.self_check.fields import Typed
from compliance.services.walks.adding import Form, is_id, new_form_id, save_form
from compliance.services.walks.opening import ADD_TO_WALKS, choose_lists, open_walk
from compliance.services.walks.photos import Shot, add_photo, read_photo, remove_photo
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_officer
from compliance.web.desk.walk_page import Page
from compliance.web.limits import limited
from compliance.web.uploads import expect_files, form_sent, sent_file

pages = Blueprint("desk_walk", __name__, url_prefix=f"{PREFIX}/matters/<number>/walk")


@pages.url_value_preprocessor
def take_files(endpoint: str | None, _: object) -> None:
    if endpoint == "desk_walk.save":
        expect_files()


@pages.get("")
@may(*SEE_MATTERS)
def show(number: str) -> ResponseReturnValue:
    return _page(number)


@pages.post("")
@limited("desk")
@may(*ADD_TO_WALKS)
def save(number: str) -> ResponseReturnValue:
    """The whole form, as browsers send it where scripts are off."""
    sent = form_sent()
    form = Form(request.form.get("form", ""), request.form.get("basis", 0, int), _shown(sent))
    if not is_id(form.id):
        return _page(number), 400
    save_form(the_office(), the_officer(), number, form)
    if wanted := request.form.get("remove"):
        remove_photo(the_office(), the_officer(), number, wanted)
    if flaws := _take_photos(number, form):
        return _page(number, flaws), 400
    return redirect(url_for(".end" if "end" in sent else ".show", number=number), 303)


@pages.get("/end")
@may(*SEE_MATTERS)
def end(number: str) -> ResponseReturnValue:
    deeds = read_matter(the_office(), the_officer(), number).deeds
    return render_template("desk/walk_end.html", page=page_of(number), deeds=deeds)


@pages.get("/lists")
@may(*ADD_TO_WALKS)
def lists(number: str) -> ResponseReturnValue:
    library = the_office().library
    walk = open_walk(the_office(), the_officer(), number)
    return render_template("desk/walk_lists.html", walk=walk, visits=library.visits, packs=library.packs)


@pages.post("/lists")
@limited("desk")
@may(*ADD_TO_WALKS)
def choose(number: str) -> ResponseReturnValue:
    choose_lists(the_office(), the_officer(), number, request.form.getlist("list"))
    return redirect(url_for(".show", number=number), 303)


@pages.get("/photos/<id>")
@may(*SEE_MATTERS)
def picture(number: str, id: str) -> ResponseReturnValue:
    """A photo of this walk."""
    return sent_file(*read_photo(the_office(), the_officer(), number, id))


def page_of(number: str) -> Page:
    """The walk for who is signed in; raises NoSuchMatter."""
    return Page(open_walk(the_office(), the_officer(), number), the_officer())


def _page(number: str, file_flaws: Mapping[str, str] | None = None) -> str:
    return render_template("desk/walk.html", page=page_of(number), form=new_form_id(), file_flaws=file_flaws or {})


def _shown(sent: Mapping[str, Typed]) -> dict[str, Typed]:
    """What the form says of the fields that it showed."""
    return {name: sent.get(name, []) for name in sent.get("shown", ())}


def _take_photos(number: str, form: Form) -> dict[str, str]:
    """Adds the files that came with the page; what is wrong, by the field's name."""
    flaws = {}
    for name, file in request.files.items(multi=True):
        if content := file.read():
            field = name.removeprefix("file:")
            id = f"{form.id}-{hashlib.sha256(content).hexdigest()[:16]}"  # the same form sent twice brings it once
            try:
                add_photo(the_office(), the_officer(), number, Shot(id, field, the_office().now(), content))
            except (EvidenceError, TooMuchEvidenceError) as error:
                flaws[field] = str(error)
    return flaws
