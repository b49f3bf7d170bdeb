"""Papers in bulk: what comes out, whatever happens on the way."""

import csv
import shutil
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from zipfile import ZIP_STORED, ZipFile

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from compliance.documents.rows import UnknownItemError
from compliance.services.batch.folder import OutputFolderError
from compliance.services.bulk import Issuing, Request, print_bulk
from compliance.services.bulk.request import BulkError
from compliance.services.issue_paper import NoNumberError
from compliance.services.office import printing_office
from compliance.services.verify_document import verify_document
from compliance.settings import PROJECT
from tests.auditing import SYSTEM, told
from tests.packs import SIGN, TODAY, changed, dumped
from tests.services.bulk.processes import UNLUCKY, printing

HEADER = "企业编号,名称,统一社会信用代码,地址,设有招牌,招牌面积,取得许可"
CODE = "91330106MA2CFLDG4R"


@pytest.fixture
def town(tmp_path):
    """One pack, and a way to print papers with it."""
    sign = tmp_path / "sign.yaml"
    sign.write_bytes(dumped(SIGN))
    templates = tmp_path / "templates"
    shutil.copytree(PROJECT / "templates" / "documents", templates / "documents")

    def bulk(table=None, output="out", workers=1, progress=lambda done, total: None, **more):
        settings = {"kind": "guidance", "packs": [sign], "as_of": TODAY, "suffix": "xlsx", "templates": templates}
        request = Request(enterprises=table, output=tmp_path / output, **(settings | more))
        return print_bulk(request, workers, progress)

    def write(*lines, name="town.csv"):
        path = tmp_path / name
        path.write_text("\n".join((HEADER, *lines)) + "\n", encoding="utf-8")
        return path

    return SimpleNamespace(
        pack=sign, bulk=bulk, write=write, out=tmp_path / "out", folder=tmp_path, templates=templates
    )


def rows(count, **areas):
    """Enterprises of which each violates the one item; `areas` of some, by id."""
    return [f"E{n},第{n}店,,,是,{areas.get(f'E{n}', 20)},否" for n in range(count)]


def papers(folder):
    return {path.name: path.read_bytes() for path in (folder / "papers").iterdir()}


def report(folder):
    return list(csv.reader((folder / "report.csv").read_text(encoding="utf-8-sig").splitlines()))


def words(paper):
    """All texts of a spreadsheet."""
    sheets = load_workbook(BytesIO(paper)).worksheets
    return "\n".join(str(cell) for sheet in sheets for row in sheet.values for cell in row if cell is not None)


# ── What comes out ──


def test_each_enterprise_gets_a_paper_with_its_name_and_what_is_decided_for_it(town):
    table = town.write("甲,甲店,,文一路1号,是,20,否", "乙,乙店,,,是,3,否")

    done = town.bulk(table)

    first, second = (words(paper) for _, paper in sorted(papers(town.out).items()))
    assert sorted(papers(town.out)) == [
        "00002-甲店-企业合规整改指导清单.xlsx",
        "00003-乙店-企业合规整改指导清单.xlsx",
    ]
    assert ("甲店" in first, "文一路1号" in first, "违反1项" in first, "未经许可设置大型招牌" in first) == (True,) * 4
    assert ("乙店" in second, "违反0项" in second, "未经许可设置大型招牌" in second) == (True, True, False)
    assert (done.total, done.made, done.failed, done.spared, done.resumed) == (2, 2, 0, 0, 0)
    assert report(town.out) == [["行号", "企业编号", "结果", "列", "原因"]]


def test_one_bad_row_is_reported_with_all_that_is_wrong_and_the_rest_goes_on(town):
    table = town.write(
        *rows(2),
        "丙,丙店,,,是,很大,否",
        f"丁,{'长' * 101},,,是,20,否",
        f"戊,戊店,{CODE[:-1]}0,,是,20,否",
        "=1+1,己店,,,是,20,否",
        "E0,又是第0店,,,是,20,否",
        "庚,庚店",
        *(row.replace("E", "F") for row in rows(1)),
    )

    done = town.bulk(table, workers=2)

    assert [name[:5] for name in sorted(papers(town.out))] == ["00002", "00003", "00010"]
    assert [line[:4] for line in report(town.out)[1:]] == [
        ["4", "丙", "未生成", "招牌面积"],
        ["5", "丁", "未生成", "名称"],
        ["6", "戊", "未生成", "统一社会信用代码"],
        ["7", "", "未生成", "企业编号"],
        ["8", "E0", "未生成", "企业编号"],
        ["9", "", "未生成", ""],
    ]
    assert (done.made, done.failed) == (3, 6)
    assert "第 4 行（丙）：「招牌面积」" in done.reasons[0]


def test_a_notice_is_made_for_those_alone_that_violate_something(town):
    table = town.write("甲,甲店,,,是,20,否", "乙,乙店,,,是,3,否", "丙,丙店,,,是,20,")

    done = town.bulk(table, kind="correction")

    assert [name[:5] for name in papers(town.out)] == ["00002"]
    assert [line[:3] for line in report(town.out)[1:]] == [["3", "乙", "不用出具"], ["4", "丙", "不用出具"]]
    assert (done.made, done.spared, done.failed) == (1, 2, 0)


def test_without_a_table_there_is_a_paper_for_each_pack(town):
    other = town.folder / "other.yaml"
    items = [{**SIGN["items"][0], "id": "other-001", "title": "别的事"}]
    other.write_bytes(dumped(changed(changed(SIGN, "id", to="other"), "items", to=items) | {"title": "别的清单"}))

    town.bulk(packs=[town.pack, other], kind="negative")

    first, second = sorted(papers(town.out))
    assert (first, second) == ("00001-招牌负面清单.xlsx", "00002-别的清单.xlsx")
    assert "别的事" in words(papers(town.out)[second])
    assert "别的事" not in words(papers(town.out)[first])


def test_without_a_table_there_is_a_paper_for_each_visit_where_visits_are_given(town):
    visits = PROJECT / "checklists" / "one_visit"
    packs = [PROJECT / "rules" / "negative_lists", visits / "homestay.yaml", visits / "sewage.yaml"]

    assert town.bulk(packs=packs, kind="walk").made == 2
    assert [name.split("-")[1] for name in sorted(papers(town.out))] == ["开民宿一件事", "污水排放一件事"]


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"kind": "guidance"}, BulkError, "--enterprises"),
        ({"kind": "negative", "table": True}, BulkError, "去掉 --enterprises"),
        ({"kind": "checkup", "items": ("sign-001",)}, BulkError, "去掉 --item"),
        ({"table": True, "items": ("sign-002",)}, UnknownItemError, "sign-002"),
        ({"table": True, "merged": "x.pdf"}, BulkError, "只有 PDF"),
        ({"table": True, "output": "x.zip"}, BulkError, "--zip"),
    ],
)
def test_what_would_go_wrong_with_every_paper_is_said_before_any_is_made(town, asked, error, said):
    table = town.write(*rows(2)) if asked.pop("table", False) else None
    with pytest.raises(error, match=said):
        town.bulk(table, **asked)
    assert not town.out.exists()


def test_without_a_column_of_names_papers_are_called_by_id_and_that_is_told(town):
    table = town.folder / "nameless.csv"
    table.write_text("id,设有招牌\nE7,是\n", encoding="utf-8")

    assert "没有「名称」列" in town.bulk(table).notes[0]
    assert list(papers(town.out)) == ["00002-E7-企业合规整改指导清单.xlsx"]


# ── Put together ──


def test_the_zip_file_holds_the_papers_as_they_are_and_is_the_same_whenever_it_is_made(town):
    table = town.write(*rows(3), "E9,../../甲\u202e店: *,,,是,20,否")

    town.bulk(table, zip_file=town.folder / "a.zip")
    town.bulk(table, "again", workers=2, zip_file=town.folder / "b.zip")

    assert (town.folder / "a.zip").read_bytes() == (town.folder / "b.zip").read_bytes()
    with ZipFile(town.folder / "a.zip") as archive:
        assert {each.filename: archive.read(each) for each in archive.infolist()} == papers(town.out)
        for each in archive.infolist():
            assert (each.flag_bits & 0x800, each.compress_type, each.date_time[0]) == (0x800, ZIP_STORED, 1980)
        assert archive.namelist()[-1] == "00005-甲店-企业合规整改指导清单.xlsx"


def test_the_merged_pdf_has_the_pages_of_all_papers_and_finds_each(town):
    table = town.write(*rows(2), "丙,丙店,,,是,很大,否", "丁,丁店,,,是,20,否")

    town.bulk(table, suffix="pdf", workers=2, merged=town.folder / "all.pdf", zip_file=town.folder / "all.zip")

    whole = PdfReader(town.folder / "all.pdf", strict=True)
    single = [PdfReader(BytesIO(paper), strict=True) for _, paper in sorted(papers(town.out).items())]
    assert [page.extract_text() for page in whole.pages] == [
        page.extract_text() for one in single for page in one.pages
    ]
    assert [each["/Title"].split("-")[1] for each in whole.outline] == ["第0店", "第1店", "丁店"]
    (line,) = report(town.out)[1:]
    assert line[:2] == ["4", "丙"]


# ── Going on ──


@pytest.mark.parametrize("what", ["kill all", "kill main"])
def test_a_run_that_was_killed_goes_on_to_the_same_bytes(town, what):
    table = town.write(*rows(40))
    town.bulk(table, "undisturbed", workers=2, templates=PROJECT / "templates")

    printing(what, town.pack, table, town.out)
    made = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (town.out / "papers").glob("[0-9]*")}
    resumed = town.bulk(table, workers=2, templates=PROJECT / "templates")

    assert 0 < len(made) == resumed.resumed < 40
    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in made} == made
    assert papers(town.out) == papers(town.folder / "undisturbed")


def test_half_a_paper_left_by_a_kill_does_not_count(town):
    table = town.write(*rows(2))
    town.bulk(table)
    whole = papers(town.out)
    first = min((town.out / "papers").iterdir())
    first.rename(first.with_name(f".{first.name}.new"))
    (town.out / "papers" / "Thumbs.db").touch()  # what file managers leave behind

    assert town.bulk(table).resumed == 1
    assert papers(town.out) == whole | {"Thumbs.db": b""}


def test_a_row_that_failed_is_tried_again_and_stays_in_the_report(town):
    table = town.write(*rows(2), "丙,丙店,,,是,很大,否")
    town.bulk(table)

    again = town.bulk(table)

    assert (again.resumed, again.failed, len(report(town.out))) == (2, 1, 2)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda town: town.write(*rows(3)) and {}, "企业名单的内容"),
        (lambda town: town.pack.write_bytes(dumped(changed(SIGN, "version", to="2026.2"))) and {}, "「sign」的内容"),
        (lambda town: (town.templates / "documents" / "style.css").write_text("p {}") and {}, "模板"),
        (lambda town: {"as_of": date(2026, 11, 22), "acted_on": TODAY}, "--as-of（上次是 2026-11-21"),
        (lambda town: {"kind": "checkup"}, "文书（上次是 guidance，这次是 checkup）"),
        (lambda town: {"suffix": "docx"}, "--format（上次是 xlsx"),
        (lambda town: {"items": ("sign-001",)}, "--item（上次是 没有"),
        (lambda town: {"issuing_body": "某街道"}, "发文机关（上次是 没有，这次是 某街道）"),
    ],
    ids=["table", "pack", "templates", "as_of", "kind", "format", "items", "issuing body"],
)
def test_a_folder_made_from_something_else_is_refused_with_what_differs(town, change, said):
    table = town.write(*rows(2))
    town.bulk(table)
    before = papers(town.out)

    with pytest.raises(OutputFolderError, match=said):
        town.bulk(table, **change(town))
    assert papers(town.out) == before


def test_what_is_changed_meanwhile_is_noticed(town):
    table = town.write(*rows(2))

    def change(done, total):
        if done == 1:
            (town.templates / "documents" / "style.css").write_text("p {}", encoding="utf-8")

    with pytest.raises(OutputFolderError, match=r"被改过.*模板"):
        town.bulk(table, progress=change)


def test_progress_tells_papers_done_of_all_and_what_was_done_before(town):
    table = town.write(*rows(3))
    told = []

    town.bulk(table, progress=lambda *papers: told.append(papers))
    town.bulk(table, progress=lambda *papers: told.append(papers))

    assert told == [(0, 3), (1, 3), (2, 3), (3, 3), (3, 3)]


# ── Faults ──


@pytest.mark.parametrize(("what", "said"), [("fault", "not today"), ("crash", "意外结束")])
def test_a_fault_or_a_crash_costs_its_own_paper_and_is_reported(town, what, said):
    table = town.write(*rows(12, E5=UNLUCKY))

    ended = printing(what, town.pack, table, town.out)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert [name[:5] for name in sorted(papers(town.out))] == [f"{n + 2:05}" for n in range(12) if n != 5]
    lines = (town.out / "report.csv").read_text(encoding="utf-8-sig")
    assert lines.splitlines()[1].startswith("7,E5,未生成,,")
    assert said in lines


def test_issued_papers_have_numbers_of_their_own_and_are_registered(town, settings):
    office = printing_office(settings)
    office.store.migrate()
    table = town.write(*rows(3))

    done = town.bulk(table, suffix="pdf", issue=Issuing(settings, SYSTEM), workers=2)

    assert (done.made, done.failed) == (3, 0)
    issued = papers(town.out)
    for number in range(1, 4):
        (found,) = [
            each
            for each in issued.values()
            if verify_document(office, f"清导〔{office.today().year}〕{number}号", each).same
        ]
        assert found.startswith(b"%PDF")
    assert len(set(issued.values())) == 3
    town.bulk(table, output="again", suffix="pdf", issue=Issuing(settings, SYSTEM))
    assert papers(town.folder / "again") == issued
    assert sorted(told(office.store)) == [
        (SYSTEM.name, "document issued", f"清导〔{office.today().year}〕{number}号", '{"kind":"guidance"}')
        for number in range(1, 4)
    ]
    office.store.close()


def test_what_has_no_number_can_not_be_issued(town, settings):
    with pytest.raises(NoNumberError, match="只有 PDF"):
        town.bulk(town.write(*rows(1)), suffix="xlsx", issue=Issuing(settings, SYSTEM))
