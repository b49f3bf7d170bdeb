"""No service reads or changes what is personal, or the office's, without telling the audit log."""

import ast
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[1] / "compliance"

UNTOLD = {
    "accounts.find_account": "one account for the form of an admin, who has seen the list, which is told",
    "audit_log.verify_log": "reads the log alone",
    "audit_log.is_guarded": "reads the log alone",
    "audit_log.list_log": "reads the log alone, which says nothing of anybody",
    "demo.opening._begun_by": "reads the log alone, to see whether a demo began it",
    "desk._own": "whether the visit is the account's to see; what it sees of it is told",
    "desk.matter_of": "gives a number alone, to who has just been shown the visit, which is told",
    "matters.inbox.known_towns": "gives towns' names alone, for a form to choose from",
    "sign_in.sign_in": "looks the name up; what comes of the attempt is told in the transaction after it",
    "sign_in.signed_in": "who is signed in, asked by each page; the signing in is told",
    "evidence.add_evidence": "an enterprise's own, not handed over",
    "evidence.evidence_of": "an enterprise's own reading",
    "evidence.read_evidence": "an enterprise's own reading",
    "evidence.remove_evidence": "an enterprise's own, not handed over",
    "read_assessment.read_assessment": "an enterprise's own reading",
    "read_assessment.has_result": "an enterprise's own reading",
    "read_assessment.history": "an enterprise's own reading",
    "submit_assessment.submit_assessment": "an enterprise's own, not handed over",
    "submit_assessment._decide": "an enterprise's own, not handed over",
    "verify_document.verify_hash": "tells nothing of anybody, to anybody",
    "visits.open_visit": "an enterprise's own reading, by the visit's code",
    "visits.visit_of": "an enterprise's own reading",
    "visits.not_handed_over": "an enterprise's own reading",
    "walks.photos._came": "whether a photo of this id is there already; adding it is told",
    "numbers.counting.count_found": "scope_of told before it, so that nobody who writes waits for the counting",
    "numbers.counting.count_course": "as count_found",
    "matters.keeping.expired_matters": "gives numbers alone, which say nothing of anybody",
    "amendments.settling.settle": "looks the chosen entries up; what is said of them is told in the transaction after",
    "amendments.worklist.read_worklist": "laws and rules say nothing of anybody",
    "amendments.worklist.amendments_of": "as read_worklist",
    "publishing.beginning._known": "asks for ids of rule files alone",
    "publishing.drafts.draft_from_published": "reads rules, which are public; the draft made of it is told",
    "publishing.drafts.read_draft": "rule texts say nothing of anybody, and all at the desk may read them",
    "publishing.drafts.read_revision": "as read_draft",
    "publishing.files._imported": "compares with public rules; the draft that it makes is told",
    "publishing.files.export_files": "rules that count are public",
    "publishing.following.office": "asks for a number alone",
    "publishing.rolling_back.roll_back": "reads rules that were published; the draft made of it is told",
    "publishing.shelf.library_on": "reads what was published",
    "publishing.states.pack_states": "as read_draft",
    "publishing.states.pack_history": "as read_draft",
    "publishing.states.open_drafts": "as read_draft",
    "publishing.states.waiting_for": "as read_draft",
    "comparing.sides.choices": "as read_draft",
    "comparing.sides.revisions_of": "as read_draft",
    "comparing.sides._published": "reads rules that were published",
    "comparing.sides._revision": "as read_draft",
    "rule_item._history": "reads rules that were published",
    "rule_search.finding._read_drafts": "as read_draft",
    "tables.lists._kept": "the account's own upload, which was told; the draft made of it is told too",
    "tables.edited._origin": "as read_draft; the draft that a table goes into is told",
    "publishing.submitting.check_submittable": "as read_draft",
    "replaying.making.replay_part": "only counts; what it notes of cases is read by listing and showing, which tell",
    "replaying.making._marked": "as replay_part",
    "replaying.making._concerned": "reads rule texts",
    "replaying.replayer._sides": "reads rule texts",
    "replaying.reports.freshness": "only asks how many there are",
    "writing.working.keep_typed": "an account's own, not saved; saving it is told",
    "writing.working.drop_copy": "as keep_typed",
    "writing.working.working_copies": "as publishing.drafts.read_draft",
    "self_check.finish._only_rules_differ": "an enterprise's own reading",
    "self_check.keep.start_check": "an enterprise's own, not handed over",
    "self_check.keep.load_check": "an enterprise's own reading",
    "self_check.keep.save_check": "an enterprise's own, not handed over",
    "self_check.keep.forget_answers": "an enterprise's own, not handed over",
    "self_check.keep.purge": "only asks whether there is anything to delete",
}
"""Services that open the records and tell nothing of it, and why they may; whatever isn't here must tell."""


def transactions(path: Path) -> Iterator[tuple[str, ast.With]]:
    """Each `with ….store.reading()` or `writing()` of the file, with the function that it is in."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.With) and any(opens_records(item.context_expr) for item in node.items):
                    yield function.name, node


def opens_records(expression: ast.expr) -> bool:
    called = expression.func if isinstance(expression, ast.Call) else None
    return isinstance(called, ast.Attribute) and called.attr in ("reading", "writing")


def tells(block: ast.With) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "tell" for node in ast.walk(block))


def untold(folder: Path) -> set[str]:
    return {
        ".".join((*path.relative_to(folder).with_suffix("").parts, name))
        for path in folder.rglob("*.py")
        for name, block in transactions(path)
        if not tells(block)
    }


def test_every_service_tells_the_audit_log_or_says_here_why_not() -> None:
    assert sorted(untold(HOUSE / "services") - set(UNTOLD)) == []


def test_nothing_stands_here_that_is_gone_or_tells_by_now() -> None:
    assert sorted(set(UNTOLD) - untold(HOUSE / "services")) == []


def test_only_services_open_the_records() -> None:
    for path in HOUSE.rglob("*.py"):
        if path.relative_to(HOUSE).parts[0] not in ("services", "store"):
            assert list(transactions(path)) == [], path


def test_a_service_that_forgets_is_found(tmp_path: Path) -> None:
    (tmp_path / "new.py").write_text(
        "def show(office):\n    with office.store.reading() as records:\n        return records.visits.waiting()\n"
        "def plan(office):\n    with office.store.writing() as records:\n        records.tell()\n"
    )
    assert untold(tmp_path) == {"new.show"}
