"""The form of one item: what legal staff write without YAML, on a page without scripts and beside the editor."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from compliance.engine.examples import run_examples
from compliance.rulepacks.loader import parse_rule_file
from compliance.services.office import Office
from compliance.services.publishing.checking import lint_draft
from compliance.services.publishing.drafts import read_draft, save_draft, start_draft
from compliance.settings import PROJECT
from compliance.store.deeds import Actor
from tests.packs import SIGN, changed, dumped
from tests.people import settled
from tests.web.desk.conftest import SignIn
from tests.web.visitor import Visitor

OTHER = Actor("zhi", "officer")
Said = dict[str, list[str]]


class Controls(HTMLParser):
    """What a browser would send of a page's controls, as it stands."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: Said = {}
        self._area = self._select = ""
        self._first: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        each = {key: value or "" for key, value in attrs}
        if tag == "input" and each.get("name") and (each.get("type") != "checkbox" or "checked" in each):
            self.said.setdefault(each["name"], []).append(each.get("value", ""))
        elif tag == "textarea":
            self._area = each["name"]
            self.said[self._area] = [""]
        elif tag == "select":
            self._select, self._first = each["name"], None
        elif tag == "option" and self._select:
            self._first = each["value"] if self._first is None else self._first
            if "selected" in each:
                self.said[self._select] = [each["value"]]

    def handle_data(self, data: str) -> None:
        if self._area:
            self.said[self._area] = [self.said[self._area][0] + data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.said[self._area] = [self.said[self._area][0].removeprefix("\n").replace("\n", "\r\n")]
            self._area = ""
        elif tag == "select" and self._select:
            self.said.setdefault(self._select, [self._first or ""])
            self._select = ""


class Lawyer:
    """Somebody at the form, with what is typed into it."""

    def __init__(self, visitor: Visitor, draft: str) -> None:
        self.visitor, self.draft = visitor, draft
        self.said: Said = {}

    def open(self, item: str) -> "Lawyer":
        return self._at(self.visitor.go(f"/desk/rule-drafts/{self.draft}/items/{item}"))

    def write(self, **values: Any) -> "Lawyer":
        """By the controls' names, full stops as two underscores."""
        for name, value in values.items():
            real = name.replace("__", ".")
            assert real in self.said or any(real in each for each in (self.visitor.html,)), real
            self.said[real] = value if isinstance(value, list) else [value]
        return self

    def press(self, button: str) -> "Lawyer":
        assert f'value="{button}"' in self.visitor.html, button
        said = {**self.said, "press": [button]}
        answer = self.visitor.client.post(self.visitor.path, data=said, follow_redirects=True)
        return self._at(self.visitor._at(answer))

    def _at(self, visitor: Visitor) -> "Lawyer":
        self.said = Controls(visitor.html).said
        return self


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "sign.yaml").write_bytes(dumped(SIGN))
    return folder


@pytest.fixture
def visitor(lawyer: Visitor) -> Visitor:
    return lawyer


TEXT = b"""\
schema: 1
kind: negative_list
id: signs
title: \xe8\x8d\x89\xe7\xa8\xbf
version: "1"
effective: {from: 2026-01-01}
reviewed: {on: 2026-03-01, by: me}
items: []
"""


def begin(office: Office, visitor: Visitor, text: bytes = TEXT) -> Lawyer:
    pack = "signs" if text == TEXT else "sign"
    return Lawyer(visitor, start_draft(office, Actor("fa", "legal"), pack, "negative_list", text).record.id)


def text_of(office: Office, lawyer: Lawyer) -> bytes:
    return read_draft(office, lawyer.draft).text


def test_an_item_is_written_from_nothing(office: Office, visitor: Visitor) -> None:
    lawyer = begin(office, visitor)
    visitor.go(f"/desk/rule-drafts/{lawyer.draft}/items")
    assert f'href="/desk/rule-drafts/{lawyer.draft}/items/signs-001"' in visitor.html
    lawyer.open("signs-001").write(title="没有许可设置大型招牌", department="综合行政执法", severity="minor")
    for name, kind, ask in (("招牌面积", "number", "招牌有多大？"), ("取得许可", "boolean", "有没有许可？")):
        lawyer.press("row:facts")
        row = max(each for each in lawyer.said if each.startswith("facts.") and each.endswith(".name")).rsplit(".", 1)[
            0
        ]
        lawyer.said |= {f"{row}.name": [name], f"{row}.type": [kind], f"{row}.ask": [ask]}
    lawyer.write(facts__0__unit="平方米").press("look")
    lawyer.said["violated_when.new"] = ["招牌面积"]
    lawyer.press("test:violated_when")
    lawyer.said["violated_when.new"] = ["取得许可"]
    lawyer.press("test:violated_when").write(
        violated_when__0__operator="gt", violated_when__0__values="10", violated_when__1__value="false"
    )
    lawyer.press("row:duty").write(duty__0__law="某条例", duty__0__article="第十八条之一", duty__0__paragraph="2")
    lawyer.write(penalty__law="某条例", penalty__article="30", penalty__measures="责令限期改正\r\n罚款")
    lawyer.press("row:penalty.fines").write(
        penalty__fines__0__when="uncorrected", penalty__fines__0__who="any", penalty__fines__0__min="五千元"
    )
    lawyer.write(penalty__fines__0__max="1万", penalty__fines__0__may="true")
    lawyer.write(rectify__how="补办许可或者拆除", rectify__within_days="15")
    for number, (name, permit, expect) in enumerate(
        (("无许可", "false", "violation"), ("有许可", "true", "compliant"))
    ):
        lawyer.press("row:examples")
        lawyer.said |= {f"examples.{number}.name": [name], f"examples.{number}.expect": [expect]}
        lawyer.said |= {f"examples.{number}.given.0.value": ["12"], f"examples.{number}.given.1.value": [permit]}
    assert "「招牌面积」大于 10 且 「取得许可」为否" in lawyer.visitor.html

    lawyer.press("save")

    assert "已经保存" in visitor.html, visitor.html
    text = text_of(office, lawyer)
    assert lint_draft(office, read_draft(office, lawyer.draft).record, text) == ()
    file = parse_rule_file(text, "signs.yaml")
    assert run_examples(file) == ()
    assert text.decode() == TEXT.decode().replace(
        "items: []\n",
        """\
questions:
  招牌面积: {ask: 招牌有多大？, type: number, unit: 平方米}
  取得许可: {ask: 有没有许可？, type: boolean}
items:
  - id: signs-001
    title: 没有许可设置大型招牌
    department: 综合行政执法
    severity: minor
    duty: {law: 某条例, article: "18-1", paragraph: 2}
    violated_when: {招牌面积: {gt: 10}, 取得许可: false}
    penalty:
      law: 某条例
      article: 30
      measures: [责令限期改正, 罚款]
      fines:
        - {when: uncorrected, who: any, may: true, min: 5000, max: 10000}
    rectify: {how: 补办许可或者拆除, within_days: 15}
    examples:
      - {name: 无许可, given: {招牌面积: 12, 取得许可: false}, expect: violation}
      - {name: 有许可, given: {招牌面积: 12, 取得许可: true}, expect: compliant}
""",
    )


def test_the_page_as_it_stands_changes_nothing(office: Office, visitor: Visitor) -> None:
    text = (PROJECT / "rules" / "negative_lists" / "catering.yaml").read_bytes()
    draft = start_draft(office, OTHER, "catering", "negative_list", text).record.id
    lawyer = Lawyer(visitor, draft)
    for number in range(1, 48, 6):
        lawyer.open(f"catering-{number:03}").press("save")
        assert "已经保存" in visitor.html
    assert text_of(office, lawyer) == text
    assert read_draft(office, draft).record.revision == 1


def test_what_does_not_fit_is_said_beside_its_field_and_nothing_typed_is_lost(office: Office, visitor: Visitor) -> None:
    lawyer = begin(office, visitor, dumped(SIGN)).open("sign-001")
    lawyer.write(title="新的标题", penalty__fines__0__max="很多", violated_when__0__values="大").press("save")
    assert visitor.status == 400
    assert 'id="penalty.fines.0.max-flaw"' in visitor.html
    assert "「很多」不是数字" in visitor.html
    assert 'id="violated_when.0-flaw"' in visitor.html
    assert lawyer.said["title"] == ["新的标题"]
    assert lawyer.said["penalty.fines.0.max"] == ["很多"]
    assert lawyer.said["violated_when.0.values"] == ["大"]
    assert text_of(office, lawyer) == dumped(SIGN)


def test_what_the_linter_finds_stands_beside_the_field_that_it_is_about(office: Office, visitor: Visitor) -> None:
    broken = changed(SIGN, "items", 0, "severity", to="grave")
    broken = changed(broken, "items", 0, "violated_when", "all", 1, to={"取得许可证": False})
    lawyer = begin(office, visitor, dumped(broken)).open("sign-001")
    assert 'id="severity-flaw"' in visitor.html
    assert 'id="violated_when.1-flaw"' in visitor.html
    assert lawyer.said["severity"] == ["grave"]


def test_an_example_that_comes_out_otherwise_is_said_beside_it(office: Office, visitor: Visitor) -> None:
    lawyer = begin(office, visitor, dumped(SIGN)).open("sign-001")
    lawyer.write(examples__0__expect="compliant", examples__1__expect="violation").press("save")
    assert "已经保存" in visitor.html
    assert 'id="examples.1-flaw"' in visitor.html
    assert "应为违反" in visitor.html
    assert lawyer.said["examples.1.expect"] == ["violation"]


def test_two_at_one_item_are_merged_or_shown_both(office: Office, visitor: Visitor) -> None:
    lawyer = begin(office, visitor, dumped(SIGN)).open("sign-001").write(title="您的标题")
    theirs = dumped(changed(SIGN, "items", 0, "rectify", "how", to="别的办法"))
    save_draft(office, OTHER, lawyer.draft, theirs, 1)
    lawyer.press("save")
    assert "合到一起保存了" in visitor.html
    assert lawyer.said["rectify.how"] == ["别的办法"]

    lawyer.write(title="又一个")
    save_draft(
        office, OTHER, lawyer.draft, text_of(office, lawyer).replace("您的标题".encode(), "他的标题".encode()), 3
    )
    lawyer.press("save")
    assert visitor.status == 409
    assert "又一个" in visitor.html
    assert "他的标题" in visitor.html


def test_an_item_is_removed_and_stays_in_the_revisions_before(office: Office, visitor: Visitor) -> None:
    lawyer = begin(office, visitor, dumped(SIGN)).open("sign-001").press("remove-item")
    assert "共 0 项" in visitor.html
    assert parse_rule_file(text_of(office, lawyer), "sign.yaml").content.items == ()  # type: ignore[union-attr]


def test_only_legal_staff_change_items_and_officers_read_them(
    office: Office, visitor: Visitor, sign_in: SignIn
) -> None:
    lawyer = begin(office, visitor, dumped(SIGN)).open("sign-001")
    settled(office, "lisi")
    officer = sign_in("lisi").go(visitor.path)
    assert officer.status == 200
    assert '<fieldset class="plain" disabled>' in officer.html
    token = officer.go("/desk/").form()["csrf_token"]
    answer = officer.client.post(visitor.path, data={**lawyer.said, "csrf_token": token, "press": "save"})
    assert answer.status_code == 403


def test_a_text_that_is_no_yaml_says_what_to_do_first(office: Office, visitor: Visitor) -> None:
    lawyer = begin(office, visitor, b"schema: 1\nitems: [\n")
    assert "请先改好第" in visitor.go(f"/desk/rule-drafts/{lawyer.draft}/items").html
    assert visitor.go(f"/desk/rule-drafts/{lawyer.draft}/items/sign-001").status == 200


def test_an_item_that_is_not_there_is_not_made_up(office: Office, visitor: Visitor) -> None:
    begin(office, visitor, dumped(SIGN)).open("sign-077")
    assert visitor.status == 404


def test_hostile_texts_are_shown_as_texts(office: Office, visitor: Visitor) -> None:
    hostile = "</textarea><script>alert(1)</script>\"'"
    text = dumped(changed(SIGN, "items", 0, "title", to=hostile)).replace(
        "招牌面积".encode(), b"<script>alert(2)</script>"
    )
    lawyer = begin(office, visitor, text).open("sign-001")
    assert visitor.status == 200
    assert "<script>alert" not in visitor.html
    lawyer.press("look")
    assert "<script>alert" not in visitor.html


class TestBesideTheEditor:
    def ask(self, lawyer: Lawyer, text: str, **more: Any) -> dict[str, Any]:
        token = lawyer.visitor.go(f"/desk/rule-drafts/{lawyer.draft}").form()["csrf_token"]
        said = {"csrf_token": token, "text": text, "item": "sign-001", **more}
        answer = lawyer.visitor.client.post(f"/desk/rule-drafts/{lawyer.draft}/item-form", data=said)
        assert answer.status_code == 200
        assert isinstance(answer.json, dict)
        return answer.json

    def test_the_form_is_of_the_text_that_was_typed(self, office: Office, visitor: Visitor) -> None:
        lawyer = begin(office, visitor, dumped(SIGN))
        typed = dumped(changed(SIGN, "items", 0, "title", to="还没有保存的标题")).decode()
        told = self.ask(lawyer, typed)
        assert "还没有保存的标题" in told["form"]
        assert told["text"] == typed
        assert typed.splitlines()[told["line"] - 1].startswith("- id: sign-001")
        assert text_of(office, lawyer) == dumped(SIGN)

    def test_what_is_written_into_the_form_comes_back_as_text(self, office: Office, visitor: Visitor) -> None:
        lawyer = begin(office, visitor, dumped(SIGN))
        text = dumped(SIGN).decode()
        said = Controls(self.ask(lawyer, text)["form"]).said
        told = self.ask(lawyer, text, **{**said, "title": ["新的标题"], "press": ["save"]})
        assert told["text"] == text.replace(SIGN["items"][0]["title"], "新的标题")
        assert told["stands"]
        assert text_of(office, lawyer) == dumped(SIGN)

    def test_a_button_and_a_flaw_leave_the_text_alone(self, office: Office, visitor: Visitor) -> None:
        lawyer = begin(office, visitor, dumped(SIGN))
        text = dumped(SIGN).decode()
        said = Controls(self.ask(lawyer, text)["form"]).said
        more = self.ask(lawyer, text, **{**said, "press": ["row:duty"]})
        assert not more["stands"]
        assert more["text"] == text
        assert 'name="duty.1.law"' in more["form"]
        wrong = self.ask(lawyer, text, **{**said, "rectify.within_days": ["几天"], "press": ["save"]})
        assert wrong["text"] == text
        assert wrong["problems"] == [{"name": "rectify.within_days", "message": "「几天」不是数字；写成 10000 或 1万"}]

    def test_a_text_that_is_no_yaml_has_no_form(self, office: Office, visitor: Visitor) -> None:
        lawyer = begin(office, visitor, dumped(SIGN))
        told = self.ask(lawyer, "a: [")
        assert told["text"] is None
        assert "请先改好第" in told["form"]
