"""The papers as spreadsheets and as documents to edit: the same content, texts that stay texts, print set-up."""

import dataclasses
import re
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import docx
import openpyxl
import pytest
import yaml
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from pypdf import PdfReader

from compliance import cli
from compliance.documents.content import content_of
from compliance.documents.definitions import WIDTHS, Definition, find_definition
from compliance.documents.glyphs import CUT
from compliance.documents.render import FORMATS, UnknownFormatError, render, suffix_of
from compliance.settings import PROJECT
from tests.documents.matters import SHOP, Shop, many_items, matter, shop_matter
from tests.documents.test_papers import HOSTILE, hostile_matter
from tests.packs import TODAY, dumped

CHECKLISTS, TEMPLATES = PROJECT / "checklists", PROJECT / "templates"
KINDS = ["guidance", "checkup", "negative"]
LINK = "https://qingdan.example/results/abcdefghijklmnopqrstuvwxyz012345"
MAX_CELL = 32_767


def about(**more):
    return shop_matter(**{"link": LINK, "number": "甲〔2026〕1号", **more})


def content(kind, matter):
    return content_of(find_definition(CHECKLISTS, kind), matter)


def paper(kind, matter, suffix):
    return render(find_definition(CHECKLISTS, kind), matter, TEMPLATES, suffix)


def book(kind, matter):
    return openpyxl.load_workbook(BytesIO(paper(kind, matter, "xlsx")))


def document(kind, matter):
    return docx.Document(BytesIO(paper(kind, matter, "docx")))


def sheet_texts(sheet):
    return [cell.value for row in sheet for cell in row if isinstance(cell.value, str)]


def docx_lines(document):
    """The text of each paragraph, boxes included, wherever it stands."""
    signs = {qn("w:t"): lambda each: each.text or "", qn("w:br"): lambda each: "\n", qn("w:tab"): lambda each: "\t"}
    for paragraph in document.element.body.iter(qn("w:p")):
        yield "".join(signs[each.tag](each) for each in paragraph.iter(*signs) if each.getparent().tag != qn("w:tabs"))


def headings(content):
    return [f"{block.ordinal}、{block.section.title}" for block in content.blocks]


def shown(cell):
    """The texts of a cell but its number, in their order."""
    return [
        f"〔{text}〕" if line.field == "severity" else text
        for line in cell.lines
        if line.field != "number"
        for text in line.texts
    ]


def in_order(texts, whole):
    """Whether the whole text has all of them, one after the other."""
    place = 0
    for text in texts:
        place = whole.find(text, place)
        if place < 0:
            return False
        place += len(text)
    return True


# ── The same content ──


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_tells_all_of_the_content_in_its_order(kind):
    told = content(kind, about())
    texts = [told.title, told.issued_on, *([Shop.name, Shop.credit_code, Shop.address] if told.number else [])]
    if kind == "negative":
        texts = [told.title, told.sources, told.issued_on]
    texts += told.introduction
    for block, heading in zip(told.blocks, headings(told), strict=True):
        texts += [heading, *([block.explanation] if block.explanation else [])]
        texts += [text for row in block.rows for cell in row for text in shown(cell)]
    texts += told.statements
    texts += [
        part for each in told.definition.signatures for part in (each.title, *(f"{line}：" for line in each.lines))
    ]
    lines = "\n".join(docx_lines(document(kind, about())))
    assert len(texts) > 20
    missing = [text for text in texts if text not in lines]
    assert not missing
    if kind != "negative":
        texts.remove(told.issued_on)
    assert in_order(texts, lines)


@pytest.mark.parametrize("kind", KINDS)
def test_a_spreadsheet_has_a_sheet_for_each_section_and_a_row_for_each_of_its_rows(kind):
    told, made = content(kind, about()), book(kind, about())
    listed = [block for block in told.blocks if block.rows]
    assert made.sheetnames == ["封面", *headings(dataclasses.replace(told, blocks=tuple(listed)))]
    for block, sheet in zip(listed, made.worksheets[1:], strict=True):
        rows = list(sheet.iter_rows(values_only=True))[-len(block.rows) :]
        for number, (cells, row) in enumerate(zip(block.rows, rows, strict=True), 1):
            texts = [text for cell in cells for text in shown(cell)]
            assert in_order(texts, "\n".join(value for value in row if isinstance(value, str)))
            if block.section.layout != "notes":
                assert number in row


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_sheet_tells_what_stands_around_the_lists(kind):
    told = content(kind, about())
    texts = sheet_texts(book(kind, about()).worksheets[0])
    heads = [f"编号：{told.number}", Shop.name, Shop.credit_code, Shop.address, "统一社会信用代码"]
    expected = [told.title, told.issued_on, *([told.sources] if kind == "negative" else heads)]
    expected += [*told.introduction, *told.statements]
    expected += [part for each in told.definition.signatures for part in (each.title, *each.lines)]
    assert [text for text in expected if text not in texts] == []
    assert all(any(text.startswith(heading) for text in texts) for heading in headings(told))


def test_an_empty_section_says_so():
    empty = matter(SHOP, sheet={"answers": {"挂牌": True, "备案": True, "年检": True, "面积": 3}})
    said = "没有查出违反的事项"
    assert any(said in text for text in sheet_texts(book("guidance", empty).worksheets[0]))
    assert said in "\n".join(docx_lines(document("guidance", empty)))


def test_boxes_are_ticked_as_found():
    sheet = book("checkup", about()).worksheets[1]
    head, *rows = [row for row in sheet.iter_rows(values_only=True) if row[1]]
    boxes = {box: head.index(f"检查结果\n{box}") for box in ("符合", "违反", "不适用", "尚不能确定")}
    found = [[box for box, place in boxes.items() if row[place] == "■"] for row in rows]
    assert found == [["违反"], ["违反"], ["尚不能确定"], ["符合"]]
    assert {row[place] for row in rows for place in boxes.values()} == {"■", "□"}
    (choice,) = {each.formula1 for each in sheet.data_validations.dataValidation}
    assert choice == '"□,■"'
    lines = "\n".join(docx_lines(document("checkup", about())))
    assert re.findall(r"■ (\w+)", lines) == ["违反", "违反", "尚不能确定", "符合"]
    assert lines.count("□") == 4 * 3


def test_an_empty_form_has_room_for_the_number_and_the_enterprise():
    lines = list(docx_lines(document("checkup", matter())))
    assert any(re.match(r"编号：＿+\t", line) for line in lines)
    assert "统一社会信用代码" in lines
    assert "编号：" in sheet_texts(book("checkup", matter()).worksheets[0])


def test_the_qr_code_is_there_when_there_is_somewhere_to_lead():
    def pictures(matter, suffix):
        with ZipFile(BytesIO(paper("guidance", matter, suffix))) as parts:
            return [name for name in parts.namelist() if name.endswith(".png")]

    for suffix in ("xlsx", "docx"):
        assert len(pictures(about(), suffix)) == 1
        assert pictures(about(link=None), suffix) == []


# ── Texts stay texts ──

FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "{=1+1}", '=HYPERLINK("http://127.0.0.1:9/")', "http://127.0.0.1:9/", "0012"]
STRANGE = ["_x0041_", "a&b", "&R&20", "第一行\n第二行", "[x]:*?/\\", "'引'"]


@pytest.mark.parametrize("text", [*FORMULAS, *STRANGE, *HOSTILE])
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text_stays_text_in_a_spreadsheet(kind, text):
    made = book(kind, hostile_matter(text))
    cells = [cell for sheet in made for row in sheet for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(isinstance(cell.value, int) and cell.value < 100 for cell in cells if cell.data_type == "n")
    assert not [cell for cell in cells if cell.hyperlink]
    texts = [cell.value for cell in cells if cell.data_type == "s"]
    assert sum(text in each for each in texts) >= 3


@pytest.mark.parametrize("text", [*FORMULAS, *STRANGE, *HOSTILE])
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text_makes_no_markup_in_a_document(kind, text):
    def elements(document):
        kept = (each.tag for each in document.element.body.iter() if each.tag not in (qn("w:br"), qn("w:t")))
        return list(kept)

    made = document(kind, hostile_matter(text))
    assert elements(made) == elements(document(kind, hostile_matter("文")))
    assert sum(line.count(text) for line in docx_lines(made)) >= 3


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_what_xml_cannot_hold_is_named_and_what_cannot_be_seen_goes(suffix):
    shop = Shop(name="a\x00b\ud800c\ufffe反\u202e转\x0b\r\n笑\U0001f600")
    said = "a〔缺字U+0000〕b〔缺字U+D800〕c〔缺字U+FFFE〕反转〔缺字U+000B〕\n笑\U0001f600"
    matter = about(enterprise=shop)
    lines = sheet_texts(book("guidance", matter).worksheets[0]) if suffix == "xlsx" else None
    assert said in (lines or docx_lines(document("guidance", matter)))


@pytest.mark.parametrize("letter", ["垚", "\U0001f600"])
def test_a_text_without_end_is_cut_and_says_so(letter):
    shop = Shop(name=letter * 40_000)
    (cell,) = (text for text in sheet_texts(book("guidance", about(enterprise=shop)).worksheets[0]) if letter in text)
    assert cell.endswith(letter + CUT)
    assert MAX_CELL - 2 < len(cell.encode("utf-16-le")) / 2 <= MAX_CELL
    assert cell in docx_lines(document("guidance", about(enterprise=shop)))


def test_what_just_fits_is_not_cut():
    name = "字" * MAX_CELL
    assert name in sheet_texts(book("guidance", about(enterprise=Shop(name=name))).worksheets[0])


# ── The same bytes, and nothing of the machine ──


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_matter_gives_the_same_bytes(kind, suffix, monkeypatch):
    first = paper(kind, about(), suffix)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert paper(kind, about(), suffix) == first
    with ZipFile(BytesIO(first)) as parts:
        assert {part.date_time[:3] for part in parts.infolist()} == {(1980, 1, 1)}
        assert len(set(parts.namelist())) == len(parts.namelist())


def test_the_properties_tell_the_title_and_the_day_and_no_author():
    made = [book("guidance", about()).properties, document("guidance", about()).core_properties]
    for each in made:
        assert each.title == "企业合规整改指导清单"
        assert each.subject == "开店负面清单（2026.1版）"
        assert each.created.replace(tzinfo=None) == datetime(TODAY.year, TODAY.month, TODAY.day)  # noqa: DTZ001
        assert each.modified == each.created
    assert not {made[0].creator, made[0].lastModifiedBy, made[1].author, made[1].last_modified_by} - {"", None}


# ── What a spreadsheet looks like ──


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_can_be_filtered_and_prints_on_a4_with_its_header_on_each_page(kind):
    made = book(kind, about())
    for place, sheet in enumerate(made.worksheets):
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.page_setup.fitToHeight == 0
        assert "&P" in sheet.oddFooter.center.text
        if place == 0:
            continue
        head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "序号")
        assert sheet.freeze_panes == f"A{head + 1}"
        assert sheet.print_title_rows == f"${head}:${head}"
        assert re.fullmatch(rf"A{head}:[A-Z]+{sheet.max_row}", sheet.auto_filter.ref)
        assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row if cell.value is not None)


def test_columns_are_as_wide_as_the_definition_says_and_fill_the_paper():
    sheet = book("negative", about()).worksheets[1]
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEF"]
    millimetres = [width * 7 * 25.4 / 96 for width in widths]
    assert [round(each) for each in millimetres[1:4]] == pytest.approx([50, 64, 60], abs=1)
    assert sum(millimetres) == pytest.approx(WIDTHS["landscape"], abs=3)


def test_rows_are_as_high_as_their_texts_need_and_can_grow():
    with ZipFile(BytesIO(paper("negative", about(), "xlsx"))) as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml").decode()
    heights = [float(each) for each in re.findall(r'<row [^>]*ht="([\d.]+)"', sheet)]
    assert max(heights) > 40
    assert "customHeight" not in sheet


# ── What a document looks like ──


def test_every_sheet_of_a_kind_with_numbers_says_that_the_pdf_counts():
    for sheet in book("guidance", about(number=None)).worksheets:
        assert "可编辑稿，无编号，以正式 PDF 为准" in sheet.oddHeader.left.text
    for sheet in book("negative", about()).worksheets:
        assert "可编辑稿" not in (sheet.oddHeader.left.text or "")
    assert "可编辑稿" not in document("negative", about()).sections[0].header.paragraphs[0].text


@pytest.mark.parametrize(("kind", "millimetres"), [("guidance", (210, 297)), ("checkup", (297, 210))])
def test_a_document_is_a4_with_page_numbers_and_its_title_from_the_second_page(kind, millimetres):
    made = document(kind, about(number=None))
    (section,) = made.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == millimetres
    assert section.orientation == (WD_ORIENT.LANDSCAPE if kind == "checkup" else WD_ORIENT.PORTRAIT)
    assert section.different_first_page_header_footer
    standing = "可编辑稿，无编号，以正式 PDF 为准"
    assert section.first_page_header.paragraphs[0].text == standing
    assert section.header.paragraphs[0].text == f"{standing}　{content(kind, about()).title}"
    for footer in (section.footer, section.first_page_footer):
        fields = [each.get(qn("w:instr")).strip() for each in footer._element.iter(qn("w:fldSimple"))]
        assert fields == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize("kind", KINDS)
def test_tables_hold_their_widths_and_rows_are_not_torn(kind):
    made = document(kind, about())
    assert made.tables
    for table in made.tables:
        assert table.autofit is False
        columns = [column.width.mm for column in table.columns]
        assert sum(columns) == pytest.approx(WIDTHS[find_definition(CHECKLISTS, kind).paper], abs=0.5)
        for row in table.rows:
            assert row._tr.trPr.find(qn("w:cantSplit")) is not None
            assert sum(tc.width.mm for tc in row._tr.tc_lst) == pytest.approx(sum(columns), abs=0.5)


def test_tables_and_cards_repeat_their_heads():
    made = document("guidance", about())
    heads = [
        row.cells[0].text
        for table in made.tables
        for row in table.rows
        if row._tr.trPr.find(qn("w:tblHeader")) is not None
    ]
    assert heads == ["1．没有备案〔轻微〕", "2．没有挂牌〔轻微〕", "序号", "序号"]


@pytest.mark.parametrize("kind", KINDS)
def test_headings_are_headings_and_styles_have_chinese_faces(kind):
    made = document(kind, about())
    styles = [paragraph.style.name for paragraph in made.paragraphs]
    assert styles[0] == "Title"
    found = [paragraph.text for paragraph in made.paragraphs if paragraph.style.name == "Heading 1"]
    assert found == headings(content(kind, about()))
    faces = {each.get(qn("w:eastAsia")) for each in made.styles.element.iter(qn("w:rFonts"))}
    assert faces == {"宋体", "黑体", "楷体", "仿宋"}
    with ZipFile(BytesIO(paper(kind, about(), "docx"))) as parts:
        fonts = parts.read("word/fontTable.xml").decode()
    assert all(re.search(rf'w:name="{face}"><w:altName', fonts) for face in faces)


def test_the_signatures_are_kept_with_what_is_before_them():
    made = document("checkup", about())
    *_, answers, signatures = made.tables
    assert [paragraph.text for paragraph in signatures.rows[0].cells[0].paragraphs][:2] == ["受检企业", "签字："]
    last = answers.rows[-1].cells[0].paragraphs
    statements = [each for each in made.paragraphs if each.text.startswith("本清单供企业自查")]
    assert all(each.paragraph_format.keep_with_next for each in [*last, *statements])


# ── One definition, all formats ──


def test_a_new_file_makes_a_new_checklist_in_every_format(tmp_path, monkeypatch, capsys):
    (tmp_path / "checklists").mkdir()
    (tmp_path / "templates").symlink_to(TEMPLATES)
    (tmp_path / "shop.yaml").write_bytes(dumped(SHOP))
    columns = [{"title": "序号", "show": ["number"], "width": 11}, {"title": "不要做的", "show": ["title", "rectify"]}]
    section = {"title": "要记住的事", "list": "items", "layout": "table", "columns": columns}
    data = {"schema": 1, "kind": "checklist", "id": "keep", "title": "随身便条", "made_for": "public"}
    written = yaml.safe_dump({**data, "decision": "none", "sections": [section]}, allow_unicode=True)
    (tmp_path / "checklists" / "keep.yaml").write_text(written, encoding="utf-8")
    monkeypatch.setattr("compliance.services.print_checklist.PROJECT", tmp_path)
    for suffix in FORMATS:
        out = tmp_path / f"keep.{suffix}"
        arguments = ["checklist", "keep", tmp_path / "shop.yaml", "--as-of", "2026-11-21", "-o", out]
        assert cli.main([str(each) for each in arguments]) == 0
        assert str(out) in capsys.readouterr().out
    pdf = "".join(page.extract_text() for page in PdfReader(tmp_path / "keep.pdf").pages)
    sheets = [text for sheet in openpyxl.load_workbook(tmp_path / "keep.xlsx") for text in sheet_texts(sheet)]
    lines = list(docx_lines(docx.Document(str(tmp_path / "keep.docx"))))
    for text in ("随身便条", "没有挂牌"):
        assert text in pdf
        assert any(text in each for each in sheets)
        assert any(text in each for each in lines)


def test_whatever_a_definition_may_say_comes_out_in_every_format():
    number, boxes = (
        {"title": "序", "show": ["number"]},
        {"title": "结果", "show": ["needs"], "boxes": ["符合", "一个很长很长的方框"]},
    )
    mixed = {
        "title": "事项",
        "show": [{"field": "title", "label": "名称"}, "number", "severity", {"field": "fines", "label": "罚款"}],
    }
    blank, half = {"title": "备注"}, [{"title": f"半{n}", "show": ["title"], "half": True} for n in (1, 2)]
    sections = [
        {"title": "同名[1]:*?/\\", "list": "items", "layout": "table", "columns": [boxes, number, mixed, blank]},
        {"title": "同名[1]:*?/\\", "list": "items", "layout": "cards", "columns": [mixed, *half, boxes, blank, *half]},
        {"title": "同名" * 40, "list": "items", "layout": "notes", "columns": [mixed, boxes]},
        {"title": "空的", "list": "items", "layout": "table", "columns": [{"title": "宽", "width": 174}, blank]},
    ]
    signatures = [{"title": f"甲{n}", "lines": ["签字", "日期"][:n]} for n in (0, 1, 2)]
    data = {
        "schema": 1,
        "kind": "checklist",
        "id": "odd",
        "title": "杂",
        "made_for": "enterprise",
        "decision": "optional",
    }
    definition = Definition.model_validate({**data, "sections": sections, "signatures": signatures, "qr": "扫码"})
    pdf, xlsx, made = (render(definition, about(), TEMPLATES, suffix) for suffix in FORMATS)
    told = content_of(definition, about())
    book = openpyxl.load_workbook(BytesIO(xlsx))
    lines = "\n".join(docx_lines(docx.Document(BytesIO(made))))
    texts = "\n".join(text for sheet in book for text in sheet_texts(sheet))
    assert len(book.worksheets) == 5
    assert book.sheetnames[1] == "一、同名［1］：＊？／＼"
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert all(sheet.column_dimensions["A"].width > 4 for sheet in book)
    for block in told.blocks:
        for text in (text for row in block.rows for cell in row for text in shown(cell)):
            assert text in lines
            assert text in texts
    boxes_shown = sum(len(cell.boxes) for block in told.blocks for row in block.rows for cell in row)
    for whole in (lines, texts):
        assert len(re.findall("[□■]", whole)) == boxes_shown
    for said in ("甲0", "甲1", "甲2"):
        assert said in lines
        assert said in texts
    assert pdf.startswith(b"%PDF")


@pytest.mark.parametrize(("name", "suffix"), [("a.pdf", "pdf"), ("清单.XLSX", "xlsx"), ("a.b.docx", "docx")])
def test_the_format_is_told_by_the_name(name, suffix, tmp_path):
    assert suffix_of(tmp_path / name) == suffix


@pytest.mark.parametrize("name", ["a", "a.doc", "a.pdf.txt", ".docx"])
def test_another_format_is_refused(name, tmp_path):
    with pytest.raises(UnknownFormatError, match=r"\.pdf、\.xlsx、\.docx 之一"):
        suffix_of(tmp_path / name)


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_a_long_list_keeps_every_row(suffix):
    made = paper("checkup", matter(many_items(300)), suffix)
    if suffix == "xlsx":
        assert openpyxl.load_workbook(BytesIO(made)).worksheets[1].max_row == 302
    else:
        assert len(docx.Document(BytesIO(made)).tables[1]._tbl.tr_lst) == 302  # with the head and the group's
