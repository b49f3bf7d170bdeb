"""Earlier violations at the desk: looked up by whoever works on matters, imported by those who answer for them."""

import re
from datetime import timedelta
from io import BytesIO
from tempfile import gettempdir

import pytest
from openpyxl import Workbook
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from compliance.services.history.importing import COLUMNS
from compliance.services.history.uploading import MAX_FILE
from compliance.services.matters.deciding import Verified, decide_matter
from compliance.services.matters.keeping import purge_matters
from compliance.services.matters.moving import Details, do
from compliance.services.matters.opening import Found, report_found
from compliance.services.office import Office
from tests.auditing import SYSTEM, told
from tests.packs import TODAY
from tests.people import DEPARTMENT, settled
from tests.services.history.records import past_of
from tests.services.history.test_importing import CODE, HEADER, ROW
from tests.services.matters.officers import SHOP, officer
from tests.web.conftest import Clock, SignIn
from tests.web.visitor import Visitor

OTHER_CODE = "913301065898765431"


@pytest.fixture
def reviewer(office: Office, sign_in: SignIn) -> Visitor:
    settled(office, "zhao", "reviewer", department=DEPARTMENT)
    return sign_in("zhao").go("/desk/history/import")


def table(*rows: str) -> bytes:
    return "\n".join((HEADER, *rows)).encode()


def attempt(page: Visitor, content: bytes, name: str = "以前的.csv") -> int:
    """Chooses the file and presses the button."""
    sent = {"csrf_token": page.form()["csrf_token"], "file": FileStorage(BytesIO(content), name)}
    boundary, body = encode_multipart(sent)  # in memory, where the client would leave a file open
    kind = f"multipart/form-data; boundary={boundary}"
    answer = page.client.post("/desk/history/import", data=body, content_type=kind)
    page.path, page.html, page.status = answer.request.path, answer.text, answer.status_code
    return page.status


def confirm(page: Visitor, tried: str | None = None) -> Visitor:
    page.path = "/desk/history/import/confirm"
    return page.send({"tried": tried} if tried else {})


def known(office: Office, code: str = CODE) -> list[str]:
    return [each.document for each in past_of(office, code).known]


def test_a_file_is_tried_and_looked_at_before_anything_is_imported(office: Office, reviewer: Visitor) -> None:
    assert attempt(reviewer, table(ROW)) == 200
    assert "可以导入：共 1 行，新的 1 条" in reviewer.html
    assert known(office) == []

    confirm(reviewer)

    assert reviewer.path == "/desk/history/import"
    assert "导入了 1 条，0 条原来就有" in reviewer.html
    assert known(office) == ["综执罚〔2025〕1号"]


def test_the_same_file_again_changes_nothing_and_says_so(office: Office, reviewer: Visitor) -> None:
    attempt(reviewer, table(ROW))
    form = reviewer.form()
    answers = [reviewer.client.post("/desk/history/import/confirm", data=form) for _ in range(2)]

    assert [each.status_code for each in answers] == [303, 303]
    assert "这份文件已经导入了，不用再导入" in reviewer.go("/desk/history/import").html
    attempt(reviewer, table(ROW))
    assert "都已经有了，不用再导入" in reviewer.html
    assert "/desk/history/import/confirm" not in reviewer.html
    assert len(known(office)) == 1


def test_wrong_rows_are_named_by_row_and_column_and_nothing_is_imported(office: Office, reviewer: Visitor) -> None:
    attempt(reviewer, table(ROW, ROW.replace("sign-001", "sign-01").replace("2025-03-02", "三月"), "甲,乙"))

    cells = re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", reviewer.html)[3:]
    assert cells[:3] == ["3", "事项编号", cells[2]]
    assert "是不是「sign-001」" in cells[2]
    assert cells[3] == "日期"
    assert cells[5:7] == ["4", "整行"]
    assert "有 2 行要改，一行也没有导入" in reviewer.html
    assert "/desk/history/import/confirm" not in reviewer.html
    assert known(office) == []


def test_a_spreadsheet_is_imported_too(office: Office, reviewer: Visitor) -> None:
    workbook, file = Workbook(), BytesIO()
    for row in (COLUMNS, ROW.split(",")):
        workbook.active.append(row)
    workbook.save(file)

    assert attempt(reviewer, file.getvalue(), "表.XLSX") == 200
    confirm(reviewer)
    assert known(office) == ["综执罚〔2025〕1号"]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.csv", "还没有选择文件"),
        (b"x", "a.pdf", "请用 .csv 或 .xlsx 文件"),
        (b"x", "a.parquet", "请用 .csv 或 .xlsx 文件"),
        (b"not a spreadsheet", "a.xlsx", "文件.xlsx：不是完好的"),
        ("列\n值".encode(), "a.csv", "列名应是"),
        (b"x" * (MAX_FILE + 1), "a.csv", "文件最大 5 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(
    reviewer: Visitor, content: bytes, name: str, said: str
) -> None:
    assert attempt(reviewer, content, name) == 400
    assert said in reviewer.html
    assert gettempdir() not in reviewer.html


def test_a_file_far_too_large_is_not_even_read(reviewer: Visitor) -> None:
    body = b"--b\r\n" + b"x" * (MAX_FILE * 2)
    answer = reviewer.client.post("/desk/history/import", data=body, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 413


def test_a_tried_file_is_its_accounts_own_and_is_kept_for_an_hour(
    office: Office, reviewer: Visitor, sign_in: SignIn, clock: Clock
) -> None:
    attempt(reviewer, table(ROW))
    tried = reviewer.form()["tried"]
    settled(office, "qian", "legal")
    other = confirm(sign_in("qian").go("/desk/history/import"), tried)
    assert "请再选一次文件" in other.html
    clock.go_on(minutes=61)
    reviewer = sign_in("zhao").go("/desk/history/import")
    assert "请再选一次文件" in confirm(reviewer, tried).html
    assert known(office) == []
    with office.store.reading() as records:
        assert records.history_uploads.find("zhao") is None


def test_what_nobody_imported_goes_with_the_next_purge(office: Office, reviewer: Visitor, clock: Clock) -> None:
    attempt(reviewer, table(ROW))
    purge_matters(office, SYSTEM)
    with office.store.reading() as records:
        assert records.history_uploads.find("zhao")
    clock.now += timedelta(hours=2)
    purge_matters(office, SYSTEM)
    with office.store.reading() as records:
        assert records.history_uploads.find("zhao") is None


def test_another_file_tried_since_takes_the_place_of_the_first(office: Office, reviewer: Visitor) -> None:
    attempt(reviewer, table(ROW))
    first = reviewer.form()["tried"]
    attempt(reviewer, table(ROW.replace("1号", "2号")))

    confirm(reviewer, first)

    assert "请再选一次文件" in reviewer.html
    assert known(office) == []


def test_what_contradicts_what_came_meanwhile_is_not_imported(
    office: Office, reviewer: Visitor, sign_in: SignIn
) -> None:
    attempt(reviewer, table(ROW))
    settled(office, "qian", "legal")
    other = sign_in("qian").go("/desk/history/import")
    attempt(other, table(ROW.replace("罚款2万元", "警告")))
    confirm(other)

    assert confirm(reviewer).status == 409
    assert "处理结果是「警告」" in reviewer.html
    assert [each.outcome for each in past_of(office, CODE).known] == ["警告"]


@pytest.mark.parametrize("role", ["officer", "reviewer", "legal"])
def test_an_enterprise_is_found_by_its_name_or_code(
    office: Office, reviewer: Visitor, sign_in: SignIn, role: str
) -> None:
    attempt(reviewer, table(ROW, ROW.replace(CODE, OTHER_CODE).replace("甲商店", "乙商店")))
    confirm(reviewer)
    settled(office, "sun", role)
    page = sign_in("sun")

    assert "甲商店" in page.go("/desk/history?q=商店").html
    assert "乙商店" in page.html
    for words in ("甲商", CODE, CODE.lower(), f" {CODE} "):
        page.go(f"/desk/history?q={words}")
        assert "未经许可设置大型招牌" in page.html
        assert "罚款2万元" in page.html
        assert "2026年11月导入" in page.html
        assert "乙商店" not in page.html
    assert "没有找到" in page.go("/desk/history?q=丙商店").html
    assert told(office.store)[-1][:2] == ("sun", "history shown")
    assert not any("商店" in said for entry in told(office.store) for said in entry)


@pytest.mark.parametrize("words", ["%", "%%", "__", "商%", "\\\\", "商_"])
def test_signs_that_stand_for_others_elsewhere_are_letters_here(reviewer: Visitor, words: str) -> None:
    attempt(reviewer, table(ROW))
    confirm(reviewer)
    assert "甲商店" not in reviewer.client.get("/desk/history", query_string={"q": words}).text


@pytest.mark.parametrize("words", ["甲", "长" * 101, "a\0b"])
def test_words_that_nothing_can_be_found_by_are_refused(reviewer: Visitor, words: str) -> None:
    assert reviewer.client.get("/desk/history", query_string={"q": words}).status_code == 400


def decided(office: Office) -> str:
    number = report_found(office, officer(), Found(SHOP, ("sign-001",), TODAY)).number
    do(office, officer(), number, "assign", Details(to_person="李某"))
    verified = Verified({"设有招牌": True, "招牌面积": 20}, {"sign-001": {"危害后果": "无"}}, looked_up=True)
    decide_matter(office, officer(), number, verified, {})
    return number


def test_a_matters_violation_is_shown_to_all_and_its_number_to_those_who_may_see_it(
    office: Office, sign_in: SignIn
) -> None:
    number = decided(office)
    settled(office, "own", department=DEPARTMENT)
    settled(office, "elsewhere", department=DEPARTMENT, town="乙镇")

    own, other = (sign_in(name).go(f"/desk/history?code={CODE}").html for name in ("own", "elsewhere"))

    assert number in own
    assert "可以不予处罚" in other
    assert "本系统办理的事项" in other
    assert number not in other
    assert "没有查到不等于没有违法" in own


def test_a_long_history_comes_page_by_page(office: Office, reviewer: Visitor) -> None:
    attempt(reviewer, table(*(ROW.replace("1号", f"{n}号") for n in range(60))))
    confirm(reviewer)

    first, second = (reviewer.go(f"/desk/history?code={CODE}&page={n}").html for n in (1, 2))

    assert (first.count("罚款2万元"), second.count("罚款2万元")) == (50, 10)
    assert "下一页" in first
    assert "下一页" not in second


def test_an_officer_imports_nothing(office: Office, sign_in: SignIn) -> None:
    settled(office, "sun")
    page = sign_in("sun").go("/desk/history")
    assert "导入以前的" not in page.html
    assert page.go("/desk/history/import").status == 403
