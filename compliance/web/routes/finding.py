"""Finding what to check: by plain questions, or by words. Its addresses say nothing of anybody, and can be kept."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from compliance.services.find_packs import MAX_LENGTH, SearchError, search, suggest
from compliance.web.context import the_office

pages = Blueprint("finding", __name__)


@pages.get("/find")
def find() -> ResponseReturnValue:
    """What the answers call for, or what has the words `q`, each with why it is there."""
    return _searched(request.args["q"]) if "q" in request.args else _suggested()


def _suggested() -> ResponseReturnValue:
    library, said = the_office().library, request.args.to_dict(flat=False)
    return render_template("find.html", finder=library.finder, said=said, found=suggest(library, said))


def _searched(words: str) -> ResponseReturnValue:
    try:
        hits = search(the_office().library, words)
    except SearchError as error:
        return render_template("search.html", q=words[:MAX_LENGTH], hits=(), flaw=str(error)), 400
    return render_template("search.html", q=words, hits=hits, flaw=None)
