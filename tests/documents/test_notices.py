"""The shipped notices, records and sheets, and papers that are too long."""

import re
import time
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
import yaml
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from compliance.documents import pdf
from compliance.documents.content import NoDecisionError, NoVisitError, content_of
from compliance.documents.definitions import Definition, definition_paths, find_definition, read_definition
from compliance.documents.laws import Laws
from compliance.documents.matter import Matter
from compliance.documents.page import to_html
from compliance.documents.pdf import TooLongError, to_pdf
from compliance.documents.placeholders import Blank, Box
from compliance.documents.render import FORMATS, render
from compliance.documents.rows import UnknownItemError
from compliance.services.decide_files import decide_files, rulebook_of
from compliance.services.enterprise import Enterprise
from compliance.settings import PROJECT
from compliance.statutes.uses import Register
from tests.documents.matters import SHOP, matter, shop_matter
from tests.documents.test_papers import HOSTILE, hostile_matter, texts
from tests.packs import TODAY, engine, item, pack, question

CHECKLISTS, TEMPLATES = PROJECT / "checklists", PROJECT / "templates"
KINDS = list(definition_paths(CHECKLISTS))
NOTICES = ["correction", "credit_repair", "education", "reminder", "return_visit", "service_consent"]
OFFICIAL = ["correction", "credit_repair", "reminder"]
BOTTOM_MARGIN = 35 * 72 / 25.4
DAY = date(2026, 11, 21)
VISIT = {
    "schema": 1,
    "kind": "one_visit",
    "id": "shop-visit",
    "title": "开店一件事",
    "stops": [
        {"title": "后厨", "look": "看炉灶", "items": ["a-3", "a-1"]},
        {"title": "门口", "items": ["a-2"]},
    ],
}


def definition(kind):
    return find_definition(CHECKLISTS, kind)


def paper(kind, about, suffix="pdf"):
    return render(definition(kind), about, TEMPLATES, suffix)


def html(kind, about):
    return to_html(content_of(definition(kind), about), TEMPLATES)


def said(kind, about):
    return "".join(texts(paper(kind, about)))


def visit_matter(**more):
    return Matter(engine(SHOP, VISIT).rulebook, TODAY, **more)


def about(kind, **more):
    """Something that the paper can be made for."""
    return visit_matter(**more) if kind == "walk" else shop_matter(**more)


@pytest.fixture(scope="module")
def shipped():
    """A shipped pack with answers, and a shipped visit."""
    packs = [PROJECT / "rules" / "negative_lists" / f"{name}.yaml" for name in ("street", "signage")]
    discretion = [PROJECT / "rules" / "discretion" / "penalty_law.yaml"]
    decided = decide_files(packs, PROJECT / "docs" / "gallery" / "answers.yaml", discretion, DAY, None)
    party = Enterprise(name="示例店", address="示例路")
    found = Matter(decided.rulebook, DAY, decided.decision, decided.sheet, party, issuing_body="示例局")
    visit = CHECKLISTS / "one_visit" / "catering_fumes.yaml"
    walked = Matter(rulebook_of([PROJECT / "rules" / "negative_lists", visit]), DAY, enterprise=party)
    return {kind: walked if kind == "walk" else found for kind in KINDS}


def test_the_documents_that_an_office_needs_are_there():
    assert {*NOTICES, "walk", "checkup", "negative", "guidance"} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_each_shipped_document_prints_from_a_shipped_pack(kind, shipped):
    made = paper(kind, shipped[kind])
    reader = PdfReader(BytesIO(made), strict=True)
    assert (reader.xmp_metadata.pdfaid_part, reader.xmp_metadata.pdfaid_conformance) == ("3", "A")
    pages = texts(made)
    assert all(len(page) > 30 for page in pages), "a page with next to nothing on it"
    assert "缺字" not in "".join(pages)


@pytest.mark.parametrize("kind", KINDS)
def test_each_document_gives_the_same_bytes_twice(kind):
    assert paper(kind, about(kind)) == paper(kind, about(kind))


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
@pytest.mark.parametrize("kind", [*NOTICES, "walk"])
def test_each_document_comes_in_the_office_formats(kind, suffix):
    assert len(paper(kind, about(kind), suffix)) > 5000
    assert suffix in FORMATS


def test_a_notice_names_the_violations_one_by_one_the_urgent_first():
    told = said("correction", shop_matter(issuing_body="某某局", number="甲〔2026〕1号"))
    for text in [
        "某某店：",
        "（一）没有备案",
        "（二）没有挂牌",
        "补办备案",
        "特此通知。",
        "某某局",
        "甲〔2026〕1号",
        "送达回证",
    ]:
        assert text in told
    assert "没有年检" not in told


def test_a_notice_takes_the_items_that_are_chosen():
    told = said("correction", shop_matter(items=("a-1",)))
    assert "没有挂牌" in told
    assert "没有备案" not in told


def test_counts_are_those_of_the_items_chosen():
    assert "共2项：违反1项" in said("guidance", shop_matter(items=("a-1", "a-4")))


def test_items_that_are_not_there_or_not_violated_are_refused():
    with pytest.raises(UnknownItemError, match="没有编号为「a-9」的事项"):
        paper("correction", shop_matter(items=("a-9",)))
    with pytest.raises(NoDecisionError, match="「面积过大」没有查出违反"):
        paper("correction", shop_matter(items=("a-1", "a-4")))


@pytest.mark.parametrize("kind", NOTICES)
def test_no_notice_is_made_without_a_violation(kind):
    with pytest.raises(NoDecisionError, match="这次没有查出"):
        paper(kind, matter(sheet={"answers": {"挂牌": True, "备案": True}}))
    with pytest.raises(NoDecisionError, match="先完成自查"):
        paper(kind, matter())


def blanks(kind, about_):
    content = content_of(definition(kind), about_)
    return [
        each.label for block in content.blocks for line in block.paragraphs for each in line if isinstance(each, Blank)
    ]


@pytest.mark.parametrize("kind", NOTICES)
def test_what_the_program_cannot_know_is_left_to_be_written_by_hand(kind):
    labels = blanks(kind, shop_matter(enterprise=None))
    assert all(f"<title>{label}（手填）</title>" in html(kind, shop_matter(enterprise=None)) for label in labels)
    boxes = [
        each
        for block in content_of(definition(kind), shop_matter()).blocks
        for line in block.paragraphs
        for each in line
        if isinstance(each, Box)
    ]
    assert labels or boxes or kind == "reminder"


def test_the_period_of_a_correction_notice_is_the_officer_s():
    assert blanks("correction", shop_matter()).count("改正期限") == 2


def test_an_unknown_addressee_and_issuer_are_blanks_with_a_label():
    page = html("correction", shop_matter(enterprise=None))
    for label in ("单位名称", "发文机关", "发文字号"):
        assert f"<title>{label}（手填）</title>" in page


def test_blanks_are_read_out_by_their_labels():
    made = PdfReader(BytesIO(paper("correction", shop_matter())))
    assert "行政复议机关（手填）" in alternatives(made.trailer["/Root"]["/StructTreeRoot"])


def alternatives(element):
    """The alternative texts below an element of the structure tree."""
    found, todo, seen = set(), [element], set()
    while todo:
        each = todo.pop()
        if isinstance(each, IndirectObject):
            if each.idnum in seen:
                continue
            seen.add(each.idnum)
            each = each.get_object()
        if isinstance(each, list):
            todo += each
        elif isinstance(each, dict):
            found |= {str(each["/Alt"])} if "/Alt" in each else set()
            todo += [each.raw_get("/K")] if "/K" in each else []
    return found


@pytest.mark.parametrize("kind", OFFICIAL)
def test_a_formal_notice_counts_its_pages_and_never_has_a_page_with_the_signature_alone(kind):
    pages = texts(paper(kind, shop_matter(issuing_body="某某局")))
    assert all(re.search(rf"—{number}—$|^—{number}—|—{number}—", page) for number, page in enumerate(pages, 1))
    signed = next(page for page in pages if "印章" in page)
    assert len(signed.split("某某局")[0]) > 20


def placed(page):
    """The texts of a page with their heights above its lower edge, in points, as they are drawn."""
    found = []

    def see(text, outer, inner, *_):
        if text.strip():
            found.append((inner[4] * outer[1] + inner[5] * outer[3] + outer[5], re.sub(r"\s", "", text)))

    page.extract_text(visitor_text=see)
    return found


@pytest.mark.parametrize("kind", OFFICIAL)
@pytest.mark.parametrize("longer", range(0, 400, 57))
def test_the_imprint_stands_at_the_foot_of_the_last_page_below_all_the_text(kind, longer):
    bad = item({"甲": True}, title="长" * (1 + longer))
    about_ = matter(pack({"甲": question("boolean")}, bad), sheet={"answers": {"甲": True}}, issuing_body="某某局")
    pages = [placed(page) for page in PdfReader(BytesIO(paper(kind, about_))).pages]
    assert [number for number, page in enumerate(pages, 1) if "印发" in str(page)] == [len(pages)]
    last = [(y, text) for y, text in pages[-1] if y > BOTTOM_MARGIN]
    imprint = next(place for place, (_, text) in enumerate(last) if "印发" in text)
    body, foot = last[: imprint - 1], last[imprint - 1 :]
    assert all(word in str(body) for word in ("特此", "印章"))
    assert min(y for y, _ in body) > foot[0][0] + 20
    assert min(y for y, _ in foot) < BOTTOM_MARGIN + 15


def test_a_formal_notice_keeps_the_text_area_of_the_standard():
    page = PdfReader(BytesIO(paper("correction", shop_matter()))).pages[0]
    style = (TEMPLATES / "documents" / "official.css").read_text(encoding="utf-8")
    assert [round(float(each)) for each in page.mediabox[2:]] == [595, 842]
    assert "margin: 37mm 26mm 35mm 28mm" in style


def test_the_walk_sheet_goes_from_stop_to_stop():
    told = said("walk", visit_matter())
    places = [told.index(text) for text in ["开店一件事", "后厨：看炉灶", "没有年检", "没有挂牌", "门口", "没有备案"]]
    assert places == sorted(places)
    assert "面积过大" not in told
    assert "市场监管" in told


def test_the_checkup_of_a_visit_names_it_and_goes_from_stop_to_stop_with_departments():
    told = said("checkup", visit_matter())
    places = [told.index(text) for text in ["体检内容：开店一件事", "后厨：看炉灶", "没有年检", "门口", "没有备案"]]
    assert places == sorted(places)
    assert "市场监管" in told


def test_the_walk_sheet_is_for_visits_only():
    with pytest.raises(NoVisitError, match="要有“一件事”清单"):
        paper("walk", matter())


def test_violations_are_grouped_by_when_they_are_due():
    page = html("guidance", shop_matter())
    assert re.findall(r'<h3 class="group rank-(\d)">(\S+?)（', page) == [("1", "限5日内改正"), ("2", "限30日内改正")]


def test_the_laws_cited_are_listed_under_their_full_titles():
    register = Register.of(rulebook_of([PROJECT / "rules"]).files)
    told = said("guidance", shop_matter(laws=Laws(register)))
    assert "依据的法律法规" in told
    assert "《某条例》" in told.split("依据的法律法规")[1]


@pytest.mark.parametrize("kind", [*OFFICIAL, "education"])
def test_a_notice_ends_with_the_laws_that_it_cites_under_their_full_titles(kind):
    register = Register.of(rulebook_of([PROJECT / "rules"]).files)
    told = said(kind, shop_matter(laws=Laws(register)))
    listed = told.split("引用的法律法规")[1]
    assert "《某条例》（文本日期没有登记）" in listed
    for name in set(re.findall(r"《((?:行政|浙江省)[^》]*)》第", told)):
        full = register.find(name).title
        assert f"《{full}》（" in listed
        assert full == name or f"简称《{name}》" in listed


@pytest.mark.parametrize("kind", ["correction", "credit_repair", "reminder"])
def test_what_to_mend_stands_on_a_line_of_its_own_so_that_any_wording_reads_well(kind):
    page = html(kind, shop_matter(items=("a-1",)))
    assert re.search(r"<p>\s*整改要求：\s*挂上\s*</p>", page)


# ── A new document is a new file ──


LETTER = {
    "schema": 1,
    "kind": "checklist",
    "id": "invitation",
    "title": "约谈通知书",
    "made_for": "enterprise",
    "decision": "violations",
    "official": {"to": "{单位名称}", "closing": "特此通知。", "copies": ["{空:抄送机关}"]},
    "sections": [
        {"layout": "letter", "paragraphs": ["请于{空:约谈时间:12}到{空:约谈地点}接受约谈。"]},
        {"layout": "letter", "list": "violations", "paragraphs": ["（{序号}）{事项}，{主管部门}。"]},
    ],
}


def test_a_new_notice_is_a_new_file_and_nothing_else(tmp_path):
    (tmp_path / "invitation.yaml").write_text(yaml.safe_dump(LETTER, allow_unicode=True), encoding="utf-8")
    made = render(find_definition(tmp_path, "invitation"), shop_matter(), TEMPLATES)
    told = "".join(texts(made))
    assert "约谈通知书" in told
    assert "（二）没有备案，综合行政执法。" in told


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"paragraphs": []}, "letter 版式要写 paragraphs"),
        ({"columns": [{"title": "甲", "show": ["title"]}]}, "letter 版式不写 columns"),
        ({"list": "remarks"}, "letter 版式只能列事项和法律法规"),
        ({"group": "stop"}, "只有表格、卡片里的事项可以分组"),
        ({"paragraphs": ["{事项}"]}, "「{事项}」不能用"),
        ({"list": "laws", "paragraphs": ["{事项}"]}, "「{事项}」不能用"),
        ({"list": "violations", "paragraphs": ["{法规}"]}, "「{法规}」不能用"),
        ({"paragraphs": ["{空:长:40}"]}, "太大"),
        ({"layout": "table"}, "table 版式要写 columns"),
    ],
)
def test_a_faulty_letter_says_what_to_mend(tmp_path, change, text):
    path = tmp_path / "invitation.yaml"
    section = {"layout": "letter", "paragraphs": ["文"], **change}
    path.write_text(yaml.safe_dump({**LETTER, "sections": [section]}, allow_unicode=True), encoding="utf-8")
    with pytest.raises(Exception, match=re.escape(text)):
        read_definition(path)


def test_a_formal_notice_stands_upright(tmp_path):
    path = tmp_path / "invitation.yaml"
    path.write_text(yaml.safe_dump({**LETTER, "paper": "landscape"}, allow_unicode=True), encoding="utf-8")
    with pytest.raises(Exception, match="公文只能竖排"):
        read_definition(path)


# ── Hostile texts ──


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", NOTICES)
def test_hostile_text_makes_no_markup_in_a_notice(kind, text):
    def tags(word):
        return re.findall(r"<\w+", html(kind, replace(hostile_matter(word), issuing_body=word)))

    assert tags(text) == tags("文")


def test_odd_text_stays_text():
    name = "㛃𠮷‮店<b>\U0001f600{空:x}" + "w" * 200
    told = said("correction", shop_matter(enterprise=Enterprise(name=name), issuing_body=name))
    assert told.count("㛃𠮷店<b>〔缺字U+1F600〕{空:x}www") >= 2


@pytest.mark.parametrize("kind", OFFICIAL)
def test_a_character_that_the_face_of_notices_lacks_is_drawn_by_the_next_font(kind):
    """FandolFang has none of these, and a font that lacks a character would draw a box."""
    made = PdfReader(BytesIO(paper(kind, shop_matter(enterprise=Enterprise(name="垚堃昇喆赟")))))
    drawn = []
    made.pages[0].extract_text(visitor_text=lambda text, _, __, font, ___: drawn.append((text.strip(), font)))
    (font,) = [font for text, font in drawn if text.startswith("垚堃昇喆赟")]
    assert "Noto-Serif-CJK-SC" in font["/BaseFont"]


def test_a_rare_character_comes_from_another_font():
    section = {"title": "节", "list": "items", "layout": "table", "columns": [{"title": "事项", "show": ["title"]}]}
    data = {"schema": 1, "kind": "checklist", "id": "rare", "title": "字", "made_for": "public", "decision": "none"}
    read = Definition.model_validate({**data, "sections": [{**section, "explanation": "垚昇饭店㛃𠮷"}]})
    assert "垚昇饭店㛃𠮷" in "".join(texts(render(read, matter(), TEMPLATES)))


def test_a_megabyte_of_text_is_cut_with_a_mark():
    bad = item({"甲": True}, title="长" * 350_000)  # three bytes each
    long = matter(pack({"甲": question("boolean")}, bad), sheet={"answers": {"甲": True}})
    started = time.monotonic()
    told = said("correction", long)
    assert "……（以下从略）" in told
    assert time.monotonic() - started < 30


def test_a_paper_that_is_too_long_is_refused(monkeypatch):
    with pytest.raises(TooLongError, match="内容太多"):
        to_pdf("<p>" + "文" * pdf.MAX_CHARACTERS, "", TODAY, {})
    monkeypatch.setattr(pdf, "MAX_PAGES", 1)
    with pytest.raises(TooLongError, match="有2页，一份文书最多1页"):
        to_pdf("<p>一<p style='break-before: page'>二", "", TODAY, {})
    monkeypatch.setattr(pdf, "MAX_SECONDS", 0.05)
    with pytest.raises(TooLongError, match="排版超过"):
        to_pdf("<p>" + "文" * 100_000, "", TODAY, {})
