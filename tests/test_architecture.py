"""The house: which folder may know which, held against the imports as they stand."""

import ast
from pathlib import Path

import pytest

from compliance.rulepacks.models import Discretion, NegativeList, Statutes
from compliance.rulepacks.rulebook import read_rulebook

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "compliance"
MODULES = sorted(HOUSE.rglob("*.py"))

LAYERS = {
    "web": 4,
    "cli": 4,
    "__main__": 5,
    "services": 3,
    "analysis": 2,
    "engine": 2,
    "statutes": 2,
    "documents": 2,
    "store": 2,
    "evidence": 1,
    "rulepacks": 1,
    "settings": 1,
    "apart": 0,
    "errors": 0,
}
"""Who may import whom: only a lower number, or the own folder. `documents` and `analysis` may read `engine`, and
`documents` may look laws up in `statutes`."""
BESIDE = {("documents", "engine"), ("analysis", "engine"), ("documents", "statutes")}
ONLY_IN = {
    "durable_rules_engine": {"engine/durable.py"},
    "durable": set(),
    "weasyprint": {"documents/pdf.py"},
    "pydyf": {"documents/settled.py"},
    "xlsxwriter": {"documents/spreadsheet.py"},
    "docx": {"documents/word.py", "documents/word_parts.py", "services/tables/word_tables.py"},
    "segno": {"documents/qr.py"},
    "pypdf": {"documents/merging.py", "documents/pdf_objects.py"},
    "pyhanko": {"documents/signing.py"},
    "flask_limiter": {"web/limits.py"},
    "flask_openapi3": {"web/__init__.py", "web/api/routes.py"},
    "statemachine": {"services/matters/machine.py"},
    "chinese_calendar": {"services/matters/workdays.py"},
    "markdown_it": {"web/legal/guide.py"},
    "merge3": {"services/publishing/merging.py"},
    "openpyxl": {"services/batch/spreadsheet.py", "services/tables/workbooks.py"},
    "flask_login": {"web/desk/sessions.py"},
    "authlib": {"web/desk/single_sign_on.py"},
    "joserfc": {"web/desk/single_sign_on.py"},
    "requests": {"web/desk/single_sign_on.py"},
    "argon2": {"services/passwords.py"},
    "zxcvbn": {"services/passwords.py"},
    "PIL": {"evidence/images.py"},
    "pi_heif": {"evidence/images.py"},
    "pikepdf": {"evidence/pdfs.py", "evidence/__main__.py"},
}
SHARED_BY_THE_DESK = {"roles", "sessions", "paging"}
"""What the legal staff's pages know of the desk's."""
FORBIDDEN = {
    "rulepacks": {"flask", "sqlalchemy", "weasyprint", "jinja2"},
    "engine": {"flask", "sqlalchemy", "weasyprint", "jinja2"},
    "analysis": {"flask", "sqlalchemy", "weasyprint", "jinja2"},
    "documents": {"flask", "sqlalchemy"},
    "evidence": {"flask", "sqlalchemy", "weasyprint", "jinja2"},
    "store": {"flask"},
    "services": {"flask", "sqlalchemy"},
    "web": {"sqlalchemy"},
}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(path):
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def test_there_are_modules_to_look_at():
    assert len(MODULES) > 30
    rooms = {"web", "services", "analysis", "engine", "documents", "evidence", "store", "rulepacks"}
    assert {room(path) for path in MODULES} >= rooms


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_no_arrow_runs_back(path):
    here = room(path)
    for module in imports(path):
        parts = module.split(".")
        if parts[0] != "compliance" or len(parts) < 2 or parts[1] in (here, "__version__"):
            continue
        there = parts[1]
        assert there in LAYERS, f"{path} imports {module}: a room that the house doesn't know"
        assert LAYERS[there] < LAYERS.get(here, 5) or (here, there) in BESIDE, f"{path} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_libraries_are_known_only_where_they_belong(path):
    names = {module.split(".")[0] for module in imports(path)}
    for library, places in ONLY_IN.items():
        assert library not in names or str(path.relative_to(HOUSE)) in places, f"{path} imports {library}"
    assert not names & FORBIDDEN.get(room(path), set())


def pages(room):
    return {path.stem: path for path in (HOUSE / "web" / room).glob("*.py")}


def known_of(room, path):
    """The modules of a room of `web` that the file imports."""
    known = set(imports(path))
    return {name for name in pages(room) if f"compliance.web.{room}.{name}" in known}


def test_legal_pages_know_of_the_desk_only_what_both_share():
    assert set().union(*(known_of("desk", path) for path in pages("legal").values())) == SHARED_BY_THE_DESK


def test_the_desk_knows_legal_pages_only_when_it_opens():
    knowing = {name: known for name, path in pages("desk").items() if (known := known_of("legal", path))}
    assert knowing == {"opening": {"opening"}}


def test_one_module_alone_reads_the_environment():
    def reads_environment(path):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        return any(isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv") for node in ast.walk(tree))

    assert [str(path.relative_to(HOUSE)) for path in MODULES if reads_environment(path)] == ["settings.py"]


@pytest.mark.parametrize("folder", ["rulepacks", "engine", "analysis", "evidence"])
def test_the_core_has_no_clock(folder):
    for path in (HOUSE / folder).rglob("*.py"):
        calls = [
            node.attr
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute)
        ]
        assert not {"today", "now", "utcnow"} & set(calls), path


def test_no_pack_and_no_law_is_named_in_the_mechanism():
    """Docstrings and comments may say why; what the program does may not hang on a statute."""
    rulebook = read_rulebook([ROOT / "rules"])
    packs = [file.content for file in rulebook.files]
    named = {pack.id for pack in packs if not isinstance(pack, Statutes)}
    for pack in packs:
        if isinstance(pack, NegativeList):
            named |= {citation.law for item in pack.items for citation in (*item.duty, *item.penalty)}
            named |= {item.id for item in pack.items}
        elif isinstance(pack, Discretion):
            named |= {citation.law for rule in pack.rules for citation in rule.basis}
    assert len(named) > 50
    for path in MODULES:
        for text in texts(path):
            assert not named & {text}, f"{path}: {text}"
            assert not [law for law in named if law in text and not law.isascii()], f"{path}: {text}"


def texts(path):
    """The string constants that aren't docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings | bare:
            yield node.value
