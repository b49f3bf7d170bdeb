"""The files of CodeMirror, which colours and checks rule files as one types: Debian's, served from where it has them.

Where the system hasn't got them, texts are typed into a plain field.
"""

from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, send_from_directory
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from compliance.web.context import the_office

pages = Blueprint("codemirror", __name__, url_prefix="/codemirror")
SCRIPTS: Mapping[str, str] = {
    "codemirror.js": "lib/codemirror.js",
    "yaml.js": "mode/yaml/yaml.js",
    "lint.js": "addon/lint/lint.js",
    "show-hint.js": "addon/hint/show-hint.js",
    "dialog.js": "addon/dialog/dialog.js",
    "searchcursor.js": "addon/search/searchcursor.js",
    "search.js": "addon/search/search.js",
    "active-line.js": "addon/selection/active-line.js",
}
STYLES: Mapping[str, str] = {
    "codemirror.css": "lib/codemirror.css",
    "lint.css": "addon/lint/lint.css",
    "show-hint.css": "addon/hint/show-hint.css",
    "dialog.css": "addon/dialog/dialog.css",
}
"""By the name under which each is served, in the order in which they are loaded; no other file is."""
_FILES = {**SCRIPTS, **STYLES}


@pages.get("/<name>")
def static(name: str) -> ResponseReturnValue:
    """A file that browsers may keep; by its name it counts as one of the static ones."""
    if name not in _FILES:
        raise NotFound
    return send_from_directory(the_office().settings.codemirror, _FILES[name])


def is_there(folder: Path) -> bool:
    """Whether all of it is in the folder."""
    return all((folder / each).is_file() for each in _FILES.values())
