"""What the page of a rule draft asks as somebody types, and what it is told."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse, encode_multipart

from compliance.services.office import Office
from compliance.services.publishing.drafts import read_draft, save_draft
from compliance.services.writing.working import working_copies
from compliance.store.deeds import Actor
from compliance.web import create_web
from compliance.web.routes.codemirror import SCRIPTS, STYLES
from tests.packs import SIGN, dumped
from tests.people import PASSWORD, settled
from tests.web.desk.conftest import Clock, SignIn
from tests.web.packs import LAMPS
from tests.web.visitor import Visitor

OTHER = Actor("zhi", "officer")
TEXT = dumped(SIGN).decode()
PAGE = "ab12"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """The small pack, and another whose item's id somebody might write once more."""
    folder = tmp_path / "rules"
    folder.mkdir()
    for number, data in enumerate((SIGN, LAMPS)):
        (folder / f"{number}.yaml").write_bytes(dumped(data))
    return folder


@pytest.fixture
def path(lawyer: Visitor) -> str:
    """The address of a new draft."""
    lawyer.go("/desk/packs/sign")
    said = {"csrf_token": lawyer.form()["csrf_token"], "pack": "sign"}
    return str(lawyer.client.post("/desk/new-draft", data=said).headers["Location"])


def id_of(path: str) -> str:
    return path.split("/")[-1]


def send(visitor: Visitor, path: str, **said: Any) -> TestResponse:
    """As the page's script does."""
    token = visitor.client.get("/desk/password").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    boundary, body = encode_multipart({each: str(value).replace("\n", "\r\n") for each, value in said.items()})
    headers = {"X-CSRFToken": token, "Content-Type": f"multipart/form-data; boundary={boundary}"}
    return visitor.client.post(path, data=body, headers=headers)


def autosaved(visitor: Visitor, path: str, text: str, **more: Any) -> TestResponse:
    said = {"account": "fa", "revision": 1, "page": PAGE, "number": 1, "copy": "", **more}
    return send(visitor, f"{path}/autosave", text=text, **said)


def save(visitor: Visitor, path: str, text: str, **more: Any) -> Visitor:
    """Presses the page's button."""
    said: Mapping[str, Any] = {"revision": 1, "page": PAGE, "number": 2, "copy": "", **more}
    answer = send(visitor, path, text=text, **said)
    return visitor.go(answer.headers["Location"]) if answer.status_code == 303 else visitor._at(answer)


def test_what_is_wrong_with_a_text_is_told_with_its_place_and_nothing_stored(
    lawyer: Visitor, path: str, office: Office
) -> None:
    wrong = TEXT.replace("type: number", "type: nmber")
    [line] = [number for number, each in enumerate(wrong.splitlines(), start=1) if "nmber" in each]

    told = send(lawyer, f"{path}/look", text=wrong).json

    assert told is not None
    [first, *_] = [each for each in told["problems"] if each["line"] == line]
    assert (first["severity"], first["file"]) == ("error", "")
    assert "nmber" in first["message"]
    assert told["facts"]["设有招牌"]["type"] == "boolean"
    assert send(lawyer, f"{path}/look", text=TEXT).json["problems"] == []  # type: ignore[index]
    assert working_copies(office, id_of(path)) == ()
    assert read_draft(office, id_of(path)).record.revision == 1


def test_a_flaw_that_shows_in_another_file_is_not_placed_in_this_one(lawyer: Visitor, path: str) -> None:
    clashing = TEXT.replace("id: sign-001", "id: lamp-001")
    told = send(lawyer, f"{path}/look", text=clashing).json
    assert told is not None
    [problem] = [each for each in told["problems"] if "lamp-001" in each["message"]]
    assert problem["file"].endswith("1.yaml")


def test_the_words_of_the_language_are_told(lawyer: Visitor, path: str) -> None:
    told = lawyer.client.get(f"{path}/words").json
    assert told is not None
    assert told["root"] == "NegativeList"
    assert told["facts"]["招牌面积"]["unit"] == "平方米"


def test_what_was_typed_is_there_when_the_page_is_opened_again(
    lawyer: Visitor, path: str, office: Office, clock: Clock
) -> None:
    typed = TEXT.replace(SIGN["title"], "写了一半")
    clock.go_on(minutes=3)
    answer = autosaved(lawyer, path, typed)

    assert answer.json == {"revision": 1, "text": None, "unsaved": True}
    page = lawyer.go(path)
    assert page.form()["text"] == typed
    assert "没有保存的改动（2026年11月21日 10:03自动保存的）" in page.html
    assert read_draft(office, id_of(path)).text.decode() == TEXT
    assert read_draft(office, id_of(path)).record.revision == 1


def test_others_see_that_somebody_is_writing_and_not_what(
    lawyer: Visitor, path: str, office: Office, sign_in: SignIn
) -> None:
    autosaved(lawyer, path, TEXT.replace(SIGN["title"], "写了一半"))
    settled(office, "lisi")

    page = sign_in("lisi").go(path)

    assert "还有没有保存的改动：fa 在2026年11月21日 10:00写的" in page.html
    assert "写了一半" not in page.html


def test_saving_makes_a_revision_and_lets_the_copy_go(lawyer: Visitor, path: str, office: Office) -> None:
    typed = TEXT.replace(SIGN["title"], "写好了")
    autosaved(lawyer, path, typed)

    page = save(lawyer, path, typed)

    assert page.status == 200
    assert "没有保存的改动" not in page.html.replace("不要没有保存的改动", "")
    assert working_copies(office, id_of(path)) == ()
    assert read_draft(office, id_of(path)).text.decode() == typed
    assert read_draft(office, id_of(path)).record.revision == 2


def test_saving_one_page_leaves_what_another_page_of_the_account_typed(
    lawyer: Visitor, path: str, office: Office
) -> None:
    autosaved(lawyer, path, f"# 另一页\n{TEXT}", page="ff")
    save(lawyer, path, f"{TEXT}# 这一页\n")
    assert [each.text.decode() for each in working_copies(office, id_of(path))] == [f"# 另一页\n{TEXT}"]


def test_what_somebody_saved_meanwhile_comes_back_merged(lawyer: Visitor, path: str, office: Office) -> None:
    save_draft(office, OTHER, id_of(path), f"{TEXT}# 最后\n".encode(), 1)

    answer = autosaved(lawyer, path, f"# 最前\n{TEXT}")

    assert answer.json == {"revision": 2, "text": f"# 最前\n{TEXT}# 最后\n", "unsaved": True}


def test_a_conflict_is_told_and_leads_to_the_page_with_both_texts_which_ends_it(
    lawyer: Visitor, path: str, office: Office
) -> None:
    theirs, mine = TEXT.replace(SIGN["title"], "甲的名称"), TEXT.replace(SIGN["title"], "乙的名称")
    save_draft(office, OTHER, id_of(path), theirs.encode(), 1)

    answer = autosaved(lawyer, path, mine)

    assert answer.status_code == 409
    assert answer.json is not None
    assert answer.json["by"] == "zhi"
    assert "同时改了同样的几行" in answer.json["problem"]
    page = save(lawyer, path, f"{mine}# 后来又写的\n")
    assert page.status == 409
    assert "甲的名称" in page.html
    assert "乙的名称" in page.html
    [copy] = working_copies(office, id_of(path))
    assert copy.text.decode() == f"{mine}# 后来又写的\n"

    form = page.form()
    page = save(lawyer, path, mine, revision=form["revision"], page=form["page"], number=form["number"])
    assert page.status == 200
    assert working_copies(office, id_of(path)) == ()
    assert read_draft(office, id_of(path)).text.decode() == mine


def test_what_another_account_typed_is_not_taken(lawyer: Visitor, path: str, office: Office) -> None:
    answer = autosaved(lawyer, path, "x", account="zhi")
    assert (answer.status_code, answer.json) == (409, {"account": "fa"})
    assert working_copies(office, id_of(path)) == ()


@pytest.mark.parametrize("page", ["", "x" * 33, "../", "ABC"])
def test_a_page_without_a_name_is_refused(lawyer: Visitor, path: str, page: str) -> None:
    assert autosaved(lawyer, path, "x", page=page).status_code == 400


def test_a_text_that_is_too_large_is_refused(lawyer: Visitor, path: str, office: Office) -> None:
    for place in ("autosave", "look", "preview/met"):
        said = {"account": "fa", "revision": 1, "page": PAGE, "number": 1, "item": "sign-001"}
        answer = send(lawyer, f"{path}/{place}", text="# 一行\n" * 300_000, **said)
        assert answer.status_code in (400, 413), place
    assert working_copies(office, id_of(path)) == ()


def test_the_ends_of_lines_stay_as_they_were(lawyer: Visitor, path: str, office: Office) -> None:
    windows = TEXT.replace("\n", "\r\n")
    save_draft(office, OTHER, id_of(path), windows.encode(), 1)
    autosaved(lawyer, path, f"{TEXT}# 最后\n", revision=2)
    [copy] = working_copies(office, id_of(path))
    assert copy.text.decode() == f"{windows}# 最后\r\n"


def test_unsaved_changes_can_be_let_go(lawyer: Visitor, path: str, office: Office) -> None:
    autosaved(lawyer, path, "x")
    page = lawyer.go(path)
    stamp = re.search(r'name="copy" value="([^"]+)"', page.html)
    assert stamp
    send(lawyer, f"{path}/discard", copy="other:1")
    assert len(working_copies(office, id_of(path))) == 1
    assert send(lawyer, f"{path}/discard", copy=stamp[1]).status_code == 303
    assert working_copies(office, id_of(path)) == ()
    assert page.go(path).form()["text"] == TEXT


def test_with_unsaved_changes_nothing_is_submitted(lawyer: Visitor, path: str, office: Office) -> None:
    autosaved(lawyer, path, "x")
    answer = send(lawyer, f"{path}/submit", text=read_draft(office, id_of(path)).record.rule_file)
    assert answer.status_code == 409
    assert "请先保存" in answer.text


def test_an_item_is_shown_as_enterprises_meet_it(lawyer: Visitor, path: str) -> None:
    answer = send(lawyer, f"{path}/preview/met", text=TEXT.replace("未经许可", "<b>未经"), item="sign-001")
    assert answer.json is not None
    html = answer.json["html"]
    assert "&lt;b&gt;未经设置大型招牌" in html
    assert "逾期不改正的，处1万元以上10万元以下罚款" in html
    assert re.search(r'value="no" id="q3-2" checked', html)
    assert "style=" not in html


def test_an_item_is_shown_as_it_is_printed_without_styles_in_the_page(lawyer: Visitor, path: str) -> None:
    answer = send(lawyer, f"{path}/preview/printed", text=TEXT, item="sign-001")
    assert answer.json is not None
    html = answer.json["html"]
    assert "style=" not in html
    assert '<col width="42">' in html  # 11 mm
    assert '<link rel="stylesheet" href="/desk/paper.css">' in html
    style = lawyer.client.get("/desk/paper.css")
    assert (style.mimetype, "@page" in style.text) == ("text/css", True)


def test_where_an_item_cannot_be_shown_it_says_why(lawyer: Visitor, path: str) -> None:
    for text, item, said in ((TEXT, "sign-9", "没有编号"), ("a: [", "sign-001", "还有错误")):
        answer = send(lawyer, f"{path}/preview/met", text=text, item=item)
        assert answer.json is not None
        assert said in answer.json["problem"]


def test_who_comes_back_gets_the_token_of_the_new_session(lawyer: Visitor, path: str) -> None:
    told = lawyer.client.get(f"{path}/state").json
    assert told is not None
    assert (told["account"], told["revision"], told["by"]) == ("fa", 1, "fa")
    answer = lawyer.client.post(f"{path}/look", data={"text": TEXT}, headers={"X-CSRFToken": told["csrf"]})
    assert answer.status_code == 200


@pytest.mark.parametrize("there", [True, False])
def test_the_page_asks_for_codemirror_only_where_it_is(office: Office, tmp_path: Path, path: str, there: bool) -> None:
    for each in (*SCRIPTS.values(), *STYLES.values()) if there else ():
        (tmp_path / each).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / each).touch()
    site = create_web(replace(office, settings=replace(office.settings, codemirror=tmp_path)))
    page = Visitor(site.test_client()).go("/desk/").send({"name": "fa", "password": PASSWORD}).go(path)
    assert ("/codemirror/codemirror.js" in page.html) == there
    assert "rule-editor.js" in page.html
    assert page.form()["text"] == TEXT
