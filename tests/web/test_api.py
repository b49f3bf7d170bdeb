"""What another program gets of the API: worked examples."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from urllib.parse import quote
from zipfile import ZipFile

import pytest
import simplejson
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from werkzeug.test import TestResponse

from compliance import cli
from compliance.engine.sheet import MAX_HINTS
from compliance.services.issue_checklist import issue_checklist
from compliance.services.office import Office
from compliance.services.submit_assessment import DraftSheet
from compliance.settings import Settings
from tests.packs import dumped, item, pack, question
from tests.submitting import submitted

SHEET = {"answers": {"设有招牌": True, "招牌面积": 20}, "circumstances": {"sign-001": {"危害后果": "无"}}}
PAPER = {"kind": "guidance", "packs": ["sign"], "sheet": SHEET, "enterprise": {"name": "某某商店"}}
NUMBER = "清导〔2026〕1号"


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    return site.test_client()


def ask(client: FlaskClient, path: str, body: object) -> TestResponse:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(f"/api/v1/{path}", data=text, content_type="application/json")


def decide(client: FlaskClient, **body: object) -> TestResponse:
    return ask(client, "decisions", {"packs": ["sign"], "sheet": SHEET} | body)


def flaws(answer: TestResponse) -> dict[str, str]:
    """What is to be mended, by the pointer to it."""
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert answer.json
    assert answer.json["status"] == 422
    return {each["pointer"]: each["detail"] for each in answer.json["errors"]}


class TestPacks:
    def test_all_are_listed_with_what_is_not_verified_in_them(self, client: FlaskClient) -> None:
        found = client.get("/api/v1/packs").json
        assert found
        assert [each["id"] for each in found["packs"]] == ["sign", "lamps"]
        assert found["packs"][1] == {
            "id": "lamps",
            "title": "灯具清单",
            "version": "2026.1",
            "region": None,
            "effective": {"from": "2026-01-01", "to": None},
            "reviewed": {"on": "2026-03-01", "by": "法制审核"},
            "items": 1,
            "unverified": ["这一条还没有核对。"],
            "unverified_items": 0,
        }

    def test_one_is_told_as_it_is_written(self, client: FlaskClient) -> None:
        found = client.get("/api/v1/packs/lamps").json
        assert found
        assert found["questions"]["招牌亮灯"] == {
            "ask": "招牌亮灯吗？",
            "type": "boolean",
            "ask_when": {"设有招牌": True},
        }
        assert found["items"][0]["violated_when"] == {"灯具安全": False}
        assert found["items"][0]["penalty"]["fines"][0]["max"] == 100000
        assert found["effective"] == {"from": "2026-01-01"}

    def test_one_that_is_not_there_is_told_so(self, client: FlaskClient) -> None:
        answer = client.get("/api/v1/packs/lamp")
        assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
        assert answer.json
        assert answer.json["detail"] == "没有编号为「lamp」的清单；是不是「lamps」？"


class TestVisits:
    @pytest.fixture
    def checklists(self, checklists: Path) -> Path:
        visit = {
            "schema": 1,
            "kind": "one_visit",
            "id": "walk",
            "title": "一件事",
            "stops": [{"title": "门口", "items": ["lamp-001"]}],
        }
        (checklists / "one_visit").mkdir()
        (checklists / "one_visit" / "walk.yaml").write_bytes(dumped(visit))
        return checklists

    def test_are_listed_stop_by_stop(self, client: FlaskClient) -> None:
        found = client.get("/api/v1/visits").json
        assert found
        assert found["visits"] == [
            {
                "id": "walk",
                "title": "一件事",
                "about": None,
                "reviewed": None,
                "unverified": [],
                "stops": [{"title": "门口", "look": None, "items": ["lamp-001"]}],
            }
        ]

    def test_can_be_decided_instead_of_packs(self, client: FlaskClient) -> None:
        body = {"visit": "walk", "sheet": {"answers": {"灯具安全": False}}}
        found = ask(client, "decisions", body).json
        assert found
        assert [(each["item"], each["status"]) for each in found["findings"]] == [("lamp-001", "violation")]


class TestDecisions:
    @pytest.mark.parametrize("explain", [False, True])
    @pytest.mark.parametrize("acted_on", [None, "2026-03-01"])
    def test_are_those_of_the_command_line_byte_for_byte(
        self,
        client: FlaskClient,
        rules: Path,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        explain: bool,
        acted_on: str | None,
    ) -> None:
        sheet = tmp_path / "sheet.json"
        sheet.write_text(json.dumps(SHEET), encoding="utf-8")
        options = [*(["--explain"] if explain else []), *(["--acted-on", acted_on] if acted_on else [])]
        case = [str(rules / "0.yaml"), "--discretion", str(rules / "2.yaml"), "--answers", str(sheet)]
        assert cli.main(["decide", *case, "--as-of", "2026-11-21", "--json", *options]) == 0
        answer = decide(client, explain=explain, acted_on=acted_on)
        assert answer.status_code == 200
        assert "no_penalty_allowed" in answer.text
        assert answer.data == capsys.readouterr().out.encode()

    def test_are_those_of_today_where_no_day_is_said(self, client: FlaskClient) -> None:
        found = decide(client).json
        assert found
        assert (found["as_of"], found["acted_on"]) == ("2026-11-21", "2026-11-21")

    def test_without_answers_find_nothing_compliant(self, client: FlaskClient) -> None:
        found = decide(client, sheet={}, packs=["sign", "lamps"]).json
        assert found
        assert {each["status"] for each in found["findings"]} == {"undetermined"}

    def test_leave_nothing_behind(self, client: FlaskClient, office: Office) -> None:
        before = Path(str(office.settings.database_url).removeprefix("sqlite:///")).read_bytes()
        assert decide(client).status_code == 200
        assert ask(client, "documents", PAPER).status_code == 200
        assert Path(str(office.settings.database_url).removeprefix("sqlite:///")).read_bytes() == before


class TestNumbers:
    @pytest.fixture
    def rules(self, tmp_path: Path) -> Path:
        """A fine of three times a value, which a binary fraction would get wrong."""
        fine = {"when": "immediate", "who": "any", "of": "货值金额", "times": [1, 3]}
        base = item({"货值金额": {"gt": 0}})
        goods = pack({"货值金额": question("number")}, base | {"penalty": base["penalty"] | {"fines": [fine]}})
        (tmp_path / "goods.yaml").write_bytes(dumped(goods))
        return tmp_path / "goods.yaml"

    def test_are_exact_from_end_to_end(self, client: FlaskClient) -> None:
        answer = ask(client, "decisions", '{"packs": ["sign"], "sheet": {"answers": {"货值金额": 0.1}}}')
        (finding,) = simplejson.loads(answer.text, use_decimal=True)["findings"]
        assert (finding["fines"][0]["min"], finding["fines"][0]["max"]) == (Decimal("0.1"), Decimal("0.3"))

    @pytest.mark.parametrize("number", ["1234567890.1234567", "1e400", "1e99999999999999999999"])
    def test_too_long_or_too_large_are_refused_and_not_rounded(self, client: FlaskClient, number: str) -> None:
        answer = ask(client, "decisions", f'{{"packs": ["sign"], "sheet": {{"answers": {{"货值金额": {number}}}}}}}')
        assert "#/sheet/answers/货值金额" in flaws(answer)


class TestWhatIsToBeMended:
    def test_every_problem_is_told_with_a_pointer_to_its_question(self, client: FlaskClient) -> None:
        sheet = {
            "answers": {"设有招牌": "是", "招牌面积": 999, "没有的": 1},
            "subject": "公司",
            "circumstances": {"sign-001": {"危害后果": "很大"}},
            "history": [{"item": "sign-001"}],
        }
        found = flaws(decide(client, sheet=sheet))
        assert set(found) == {
            "#/sheet/answers/设有招牌",
            "#/sheet/answers/招牌面积",
            "#/sheet/answers/没有的",
            "#/sheet/subject",
            "#/sheet/circumstances/sign-001/危害后果",
            "#/sheet/history/0",
        }
        assert "面积多大？" in found["#/sheet/answers/招牌面积"]
        assert "不能大于 500" in found["#/sheet/answers/招牌面积"]

    @pytest.mark.parametrize(
        ("body", "pointer", "said"),
        [
            ({}, "#", "packs 和 visit 要写一个"),
            ({"packs": ["sign"], "visit": "walk"}, "#", "只能写一个"),
            ({"packs": ["signs"]}, "#/packs", "没有编号为「signs」的清单"),
            ({"packs": ["sign"], "sheet": []}, "#/sheet", "应为一组键值"),
            ({"packs": ["sign"], "as_of": "2026-02-30"}, "#/as_of", "应为日期"),
            ({"packs": ["sign"], "as_of": "9999-12-31"}, "#/as_of", "应在 1949-10-01 到 2999-12-31 之间"),
            ({"packs": ["sign"], "acted_on": "1949-09-30"}, "#/acted_on", "应在 1949-10-01 到 2999-12-31 之间"),
            ({"packs": ["sign"], "as_of": 20}, "#/as_of", "应为日期"),
            ({"packs": ["sign"], "explain": 1}, "#/explain", "应为 true 或 false"),
            ({"packs": ["sign"], "a/b~": 1}, "#/a~1b~0", "不认识的键"),
        ],
    )
    def test_a_body_of_the_wrong_shape_is_told_where(
        self, client: FlaskClient, body: dict[str, object], pointer: str, said: str
    ) -> None:
        assert said in flaws(ask(client, "decisions", {"sheet": {}} | body))[pointer]

    def test_a_body_without_answers_is_told_so(self, client: FlaskClient) -> None:
        assert flaws(ask(client, "decisions", {"packs": ["sign"]})) == {"#/sheet": "「sheet」必须写"}

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("{", "不是合法的 JSON"),
            ("", "不是合法的 JSON"),
            (b"\xff", "不是 UTF-8"),
            ('{"packs": ["sign"], "packs": ["lamps"], "sheet": {}}', "「packs」写了两次"),
            ('{"packs": ["sign"], "sheet": {"answers": {"招牌面积": NaN}}}', "NaN 不是数字"),
            ("[" * 100_000, "嵌套超过 64 层"),
            ('"{}"', "写的是一段文字"),
        ],
    )
    def test_what_is_no_json_is_told_so(self, client: FlaskClient, text: str, said: str) -> None:
        answer = ask(client, "decisions", text)
        assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
        assert answer.json
        assert said in answer.json["detail"]


class TestDocuments:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, issuing_body="某某镇人民政府")

    def test_a_paper_tells_of_the_decision_but_names_no_issuer_and_no_number(
        self, client: FlaskClient, office: Office
    ) -> None:
        answer = ask(client, "documents", PAPER)
        assert (answer.status_code, answer.content_type) == (200, "application/pdf")
        reader = PdfReader(BytesIO(answer.data))
        text = "".join(page.extract_text() for page in reader.pages)
        assert "某某商店" in text
        assert "〔2026〕" not in text
        assert "某某镇人民政府" not in text
        (attached,) = reader.attachments["decision.json"]
        assert attached + b"\n" == decide(client).data

    @pytest.mark.parametrize("suffix", ["xlsx", "docx"])
    def test_a_paper_comes_as_an_office_file_too(self, client: FlaskClient, suffix: str) -> None:
        answer = ask(client, "documents", PAPER | {"format": suffix})
        assert answer.status_code == 200
        with ZipFile(BytesIO(answer.data)) as parts:
            assert any("某某商店" in parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))

    def test_a_blank_list_needs_no_answers(self, client: FlaskClient) -> None:
        answer = ask(client, "documents", {"kind": "negative", "packs": ["lamps"]})
        assert answer.data.startswith(b"%PDF")

    @pytest.mark.parametrize(
        ("change", "pointer", "said"),
        [
            ({"kind": "guidanse"}, "#/kind", "是不是「guidance」"),
            ({"kind": "correction", "sheet": {}}, "#/sheet", "没有查出"),
            ({"sheet": None}, "#/sheet", "要先有自查结果"),
            ({"kind": "walk"}, "#/visit", "一件事"),
            ({"items": ["sign-9"]}, "#/items", "没有编号为「sign-9」的事项"),
            ({"format": "odt"}, "#/format", "应为 pdf、xlsx、docx 之一"),
            ({"enterprise": {"credit_code": "1"}}, "#/enterprise/credit_code", "18 位"),
            ({"enterprise": {"name": "长" * 101}}, "#/enterprise/name", "最多 100 个字"),
        ],
    )
    def test_one_that_cannot_be_made_is_told_why(
        self, client: FlaskClient, change: dict[str, object], pointer: str, said: str
    ) -> None:
        assert said in flaws(ask(client, "documents", PAPER | change))[pointer]


class TestStanding:
    @pytest.fixture
    def paper(self, office: Office) -> bytes:
        token = submitted(office, DraftSheet(("sign",), SHEET), date(2026, 11, 21))
        return issue_checklist(office, token)

    def test_a_number_is_told_how_it_stands(self, client: FlaskClient, paper: bytes) -> None:
        assert client.get(f"/api/v1/documents/{quote(NUMBER)}").json == {
            "number": NUMBER,
            "title": "企业合规整改指导清单",
            "issued_on": "2026-11-21",
            "state": "in_force",
            "replaced_by": None,
            "withdrawn_on": None,
            "signed": False,
            "same": None,
        }

    def test_a_number_never_given_is_told_so(self, client: FlaskClient) -> None:
        answer = client.get("/api/v1/documents/x")
        assert answer.status_code == 404
        assert answer.json
        assert "没有出具过编号为「x」的文书" in answer.json["detail"]

    @pytest.mark.parametrize("same", [True, False])
    def test_a_file_or_its_hash_is_compared(self, client: FlaskClient, paper: bytes, same: bool) -> None:
        shown = paper if same else paper + b" "
        path = f"documents/{quote(NUMBER)}/compare"
        by_file = client.post(f"/api/v1/{path}", data={"file": (BytesIO(shown), "清单.pdf")})
        by_hash = ask(client, path, {"sha256": hashlib.sha256(shown).hexdigest()})
        assert by_file.json == by_hash.json
        assert by_file.json
        assert by_file.json["same"] is same

    def test_what_is_neither_is_told_so(self, client: FlaskClient, paper: bytes) -> None:
        path = f"documents/{quote(NUMBER)}/compare"
        assert "#/sha256" in flaws(ask(client, path, {"sha256": "A" * 64}))
        no_file = client.post(f"/api/v1/{path}", data={"x": "1"}, content_type="multipart/form-data")
        assert "请把文件放在 file 里" in flaws(no_file)["#"]


def test_no_cookie_is_asked_for_and_none_is_given(client: FlaskClient) -> None:
    assert "Set-Cookie" not in decide(client).headers


def test_the_description_names_every_address(client: FlaskClient, site: Flask) -> None:
    described = client.get("/api/v1/openapi.json").json
    assert described
    rules = {str(rule).replace("<", "{").replace(">", "}") for rule in site.url_map.iter_rules()}
    assert set(described["paths"]) == {rule for rule in rules if rule.startswith("/api/")} - {"/api/v1/openapi.json"}
    assert all(each["summary"] for path in described["paths"].values() for each in path.values())


def test_as_many_flaws_as_fit_are_told_without_looking_long_for_what_was_meant(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    monkeypatch.setattr("compliance.engine.sheet.did_you_mean", lambda word, _: looked.append(word) or "；是不是？")
    found = flaws(decide(client, sheet={"answers": {f"没有的{number}": 1 for number in range(5000)}}))
    assert len(found) == 5000
    assert len(looked) == MAX_HINTS
    assert "是不是" in found["#/sheet/answers/没有的0"]
    assert "是不是" not in found["#/sheet/answers/没有的4999"]
