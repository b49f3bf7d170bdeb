"""The form of one item of a draft: a page that works without scripts, and the same form beside the editor's text."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.analysis.words import OPERATORS_SAID
from compliance.rulepacks.models import Statutes
from compliance.rulepacks.problems import ProblemsError
from compliance.rulepacks.source import MAX_BYTES
from compliance.services.departments import departments
from compliance.services.item_form.checked import Checked, check_item
from compliance.services.item_form.conditions import GroupSaid
from compliance.services.item_form.forming import Kept
from compliance.services.item_form.item_form import FACTS, ItemForm, item_form
from compliance.services.item_form.operands import LISTS, operators_of
from compliance.services.item_form.pressing import LOOK, REMOVE, SAVE, press
from compliance.services.item_form.shapes import ITEM
from compliance.services.item_form.texts import NoFormError, OpenText, fresh_id, open_text
from compliance.services.publishing.drafts import Draft, read_draft, read_revision, save_draft
from compliance.services.publishing.errors import ConflictError, NoSuchRules
from compliance.services.rule_texts.edits import CannotEditError
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_officer
from compliance.web.legal.packs import READERS
from compliance.web.legal.rule_drafts import conflict_page
from compliance.web.limits import limited
from compliance.web.uploads import MAX_TEXT

pages = Blueprint("desk_item_form", __name__, url_prefix=f"{PREFIX}/rule-drafts/<draft>")
_LIVE = "desk_item_form.live"


@pages.url_value_preprocessor
def take_texts(endpoint: str | None, _: object) -> None:
    """Lets the script send a whole rule file with the form; to be done before the form is read for its CSRF token."""
    if endpoint == _LIVE:
        request.max_content_length = request.max_form_memory_size = 3 * MAX_BYTES + MAX_TEXT


@pages.get("/items")
@may(*READERS)
def index(draft: str) -> ResponseReturnValue:
    found = read_draft(the_office(), draft)
    try:
        text = open_text(found.text)
    except (ProblemsError, NoFormError) as error:
        return _no_form(found, error)
    return render_template("legal/rule_items.html", draft=found.record, items=text.lines, fresh=_fresh(text))


@pages.get("/items/<path:item>")
@may(*READERS)
def show(draft: str, item: str) -> ResponseReturnValue:
    found = read_draft(the_office(), draft)
    try:
        form = _form(found.text, item)
    except (ProblemsError, NoFormError) as error:
        return _no_form(found, error)
    return _page(found, form, check_item(the_office(), found.record, form))


@pages.post("/items/<path:item>")
@limited("desk")
@may("legal")
def send(draft: str, item: str) -> ResponseReturnValue:
    """Shows the form with what the button adds or takes away, or saves what was written."""
    office, revision = the_office(), request.form.get("revision", 0, int)
    found, said = read_draft(office, draft), _said()
    pressed = request.form.get("press", SAVE)
    text = read_revision(office, draft, revision)
    if pressed not in (SAVE, REMOVE):
        return _page(found, _form(text, item, press(said, pressed)), revision=revision)
    form = _form(text, item, said)
    try:
        new = form.removed() if pressed == REMOVE else form.written()
        saved = save_draft(office, the_officer().actor, draft, new, revision)
    except CannotEditError as error:
        return _page(found, form, revision=revision, trouble=str(error)), 400
    except ConflictError as error:
        return conflict_page(draft, error), 409
    merged = 1 if saved.merged else None
    if pressed == REMOVE:
        return redirect(url_for(".index", draft=draft), 303)
    return redirect(url_for(".show", draft=draft, item=item, saved=1, merged=merged), 303)


@pages.post("/item-form")
@limited("autosave")
@may("legal")
def live(draft: str) -> ResponseReturnValue:
    """For the editor's page: the form of an item of the text that was sent, and the text with what was written into
    the form; nothing is stored."""
    found = read_draft(the_office(), draft)
    said, content = _said(), request.form.get("text", "").replace("\r\n", "\n").encode()
    item, pressed = request.form.get("item", ""), request.form.get("press", "")
    try:
        text = open_text(content)
        item = item or _fresh(text)
        if not pressed:
            return _told(found, _form(content, item))
        if pressed not in (SAVE, REMOVE):
            return _told(found, _form(content, item, press(said, pressed)), stands=False)
        form = _form(content, item, said)
        new = form.removed() if pressed == REMOVE else form.written()
        return _told(found, _form(new, _fresh(open_text(new)) if pressed == REMOVE else item))
    except (ProblemsError, NoFormError, NoSuchRules) as error:
        return jsonify(
            form=render_template("legal/item_form_none.html", error=_why(error)), text=None, line=0, problems=[]
        )
    except CannotEditError as error:
        return _told(found, form, stands=False, trouble=str(error))


def _said() -> dict[str, list[str]]:
    """The controls' values: all that was sent but what isn't the form's."""
    sent = {name: list(values) for name, values in request.form.lists()}
    for name in ("csrf_token", "revision", "press", "text", "item"):
        sent.pop(name, None)
    return sent


def _form(content: bytes, item: str, said: Mapping[str, list[str]] | None = None) -> ItemForm:
    """Raises NoSuchRules for an item that is neither in the text nor the next one."""
    text = open_text(content)
    if text.number_of(item) is None and item != _fresh(text):
        raise NoSuchRules(f"草稿里没有编号为「{item}」的事项；请从事项一览里选")
    return item_form(text, item, said)


def _fresh(text: OpenText) -> str:
    return fresh_id(text, frozenset(item.id for pack in the_office().library.packs for item in pack.items))


def _page(
    found: Draft, form: ItemForm, checked: Checked | None = None, revision: int | None = None, trouble: str = ""
) -> str:
    """`revision`: of which the form was made, where that isn't the last."""
    return render_template(
        "legal/item_form.html",
        draft=found.record,
        revision=found.record.revision if revision is None else revision,
        **_shown(form, checked, trouble),
    )


def _told(found: Draft, form: ItemForm, stands: bool = True, trouble: str = "") -> ResponseReturnValue:
    """`stands`: whether the form shows the text as it is, and not what is still to be written into it."""
    checked = check_item(the_office(), found.record, form) if stands else None
    shown = _shown(form, checked, trouble)
    line = form.text.item_node(form.number).start_mark.line + 1 if form.number is not None else 0
    problems = [{"name": name, "message": message} for name, message in shown["problems"].items()]
    html = render_template("legal/item_form_live.html", draft=found.record, **shown)
    return jsonify(
        form=html, text=form.text.content.decode(), item=form.id, line=line, problems=problems, stands=stands
    )


def _shown(form: ItemForm, checked: Checked | None, trouble: str) -> dict[str, Any]:
    library = the_office().library
    laws = [
        each.id
        for file in library.rulebook.files
        if isinstance(file.content, Statutes)
        for each in file.content.statutes
    ]
    problems = {**(checked.named if checked else {}), **form.flaws}
    return {
        "form": form,
        "shape": ITEM,
        "facts_shape": FACTS,
        "problems": problems,
        "wrong_in": lambda part: any(f"{name}.".startswith(f"{part}.") for name in problems),
        "elsewhere": checked.elsewhere if checked else 0,
        "trouble": trouble,
        "choices": {"departments": departments(library), "laws": laws, "numbers": form.numbers},
        "operators_of": operators_of,
        "words": {name: said.format("……") for name, said in OPERATORS_SAID.items()},
        "lists": LISTS,
        "is_kept": lambda value: isinstance(value, Kept),
        "is_group": lambda value: isinstance(value, GroupSaid),
        "buttons": {"save": SAVE, "look": LOOK, "remove": REMOVE},
    }


def _no_form(found: Draft, error: Exception) -> str:
    return render_template("legal/item_form.html", draft=found.record, form=None, error=_why(error))


def _why(error: Exception) -> str:
    """What has to be done before there can be a form."""
    if isinstance(error, ProblemsError):
        first = error.problems[0]
        return f"文字还不是完整的 YAML，没有表单可用。请先改好第 {first.line} 行第 {first.column} 列：{first.message}"
    return str(error)
