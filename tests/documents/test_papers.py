"""The papers themselves: pages, fonts, texts, and what hostile input does to them."""

import gc
import json
import logging
import re
import time
import weakref
from io import BytesIO
from itertools import chain

import pytest
import yaml
from pypdf import PdfReader
from weasyprint import HTML

from compliance.documents.content import content_of
from compliance.documents.definitions import find_definition
from compliance.documents.glyphs import FACES, FAMILIES
from compliance.documents.page import to_html
from compliance.documents.pdf import to_pdf
from compliance.documents.render import render, stylesheet
from compliance.settings import PROJECT
from tests.documents.matters import ANSWERS, SHOP, Shop, many_items, matter, shop_matter
from tests.packs import FIRST_OFFENCE, TODAY, item, pack, question

CHECKLISTS, TEMPLATES = PROJECT / "checklists", PROJECT / "templates"
LINK = "https://qingdan.example/results/abcdefghijklmnopqrstuvwxyz012345"
KINDS = ["guidance", "checkup", "negative"]


def paper(kind, about):
    return render(find_definition(CHECKLISTS, kind), about, TEMPLATES)


def html(kind, about):
    return to_html(content_of(find_definition(CHECKLISTS, kind), about), TEMPLATES)


def texts(pdf):
    """Each page's text without any spaces."""
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(BytesIO(pdf), strict=True).pages]


def fonts(pdf):
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            yield font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()


@pytest.fixture(autouse=True)
def no_complaints(caplog):
    """WeasyPrint logs what it ignores or can't load."""
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        yield
    assert [record.getMessage() for record in caplog.records if record.name == "weasyprint"] == []


@pytest.fixture(scope="module")
def guidance():
    return paper("guidance", shop_matter(link=LINK, number="甲〔2026〕1号"))


def test_the_guidance_list_tells_the_band_of_the_verdict():
    band = {"verdict": "ordinary", "from": TODAY, "share": [0.5, 1], "basis": {"law": "某基准", "article": 3}}
    about = matter(SHOP, FIRST_OFFENCE | {"bands": [band]}, sheet={"answers": ANSWERS})
    assert "处1万元以上10万元以下罚款；一般情形的幅度：5.5万元以上10万元以下" in "".join(
        texts(paper("guidance", about))
    )


def test_the_guidance_list_tells_everything_that_is_to_be_mended(guidance):
    text = "".join(texts(guidance))
    for said in [
        "甲〔2026〕1号",
        "2026年11月21日",
        "某某店",
        "91330000MA00000000",
        "共5项：违反2项，尚不能确定1项，符合1项，不适用1项",
        "1．没有备案",
        "《某条例》第十八条第二款",
        "逾期不改正的，处1万元以上10万元以下罚款",
        "补办备案",
        "2026年11月26日前（5日内）",
        "综合行政执法",
        "年检了吗？",
        "部门名称没有核对。",
        "不是行政处罚决定，也不作为认定违法的依据；结论以执法机关核实为准",
        "企业签收",
        "指导人员",
    ]:
        assert said in text


def test_the_guidance_list_carries_the_decision_as_data(guidance):
    attachments = PdfReader(BytesIO(guidance)).attachments
    assert list(attachments) == ["decision.json"]
    assert json.loads(attachments["decision.json"][0])["findings"][1]["status"] == "violation"


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_has_a_title_a_language_tags_and_embedded_fonts(kind):
    pdf = paper(kind, shop_matter())
    reader = PdfReader(BytesIO(pdf), strict=True)
    title = {"guidance": "企业合规整改指导清单", "checkup": "企业合规体检清单", "negative": "开店负面清单"}[kind]
    assert reader.metadata.title == title
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert (reader.xmp_metadata.pdfaid_part, reader.xmp_metadata.pdfaid_conformance) == ("3", "A")
    used = list(fonts(pdf))
    assert used
    assert all("/FontFile3" in font or "/FontFile2" in font for font in used)
    families = {family.replace(" ", "-") for family in FAMILIES}
    assert all(any(family in font["/FontName"] for family in families) for font in used)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_matter_gives_the_same_bytes(kind):
    about = shop_matter(link=LINK)
    assert paper(kind, about) == paper(kind, about)


@pytest.mark.parametrize(
    ("kind", "about"), [("checkup", matter()), ("negative", matter()), ("negative", shop_matter())]
)
def test_a_paper_that_tells_of_no_decision_carries_none(kind, about):
    assert not PdfReader(BytesIO(paper(kind, about))).attachments


def test_a_checkup_ticks_what_was_found_and_lists_the_answers():
    page = html("checkup", shop_matter())
    ticked = re.findall(r'class="box ticked"><span></span>(\w+)', page)
    assert ticked == ["违反", "违反", "尚不能确定", "符合"]
    assert "3平方米" in page


def test_a_checkup_of_nobody_is_an_empty_form():
    page = html("checkup", matter())
    assert page.count('class="box"') == 5 * 4
    assert "ticked" not in page
    assert "某某店" not in page


def test_a_negative_list_names_nobody():
    text = "".join(texts(paper("negative", shop_matter())))
    assert "某某店" not in text
    assert "不归本店的事" in text
    assert "30日内" in text


@pytest.mark.parametrize("count", [1, 8, 10, 12, 30])
def test_a_long_list_repeats_its_header_counts_its_pages_and_never_leaves_the_signatures_alone(count):
    pages = texts(paper("checkup", matter(many_items(count), sheet={"answers": {"挂牌": True}})))
    for number, text in enumerate(pages, 1):
        assert f"第{number}页共{len(pages)}页" in text
    with_rows = [text for text in pages if re.search(r"第\d+件事", text)]
    assert all("序号事项依据主管部门检查结果" in text for text in with_rows)
    signed = next(text for text in pages if "受检企业" in text)
    assert re.search(r"第\d+件事|挂牌|情况怎样", signed)


def test_a_long_list_of_violations_repeats_the_head_of_a_card_that_goes_on():
    about = matter(many_items(12), sheet={"answers": {"挂牌": False}})
    _, *others = texts(paper("guidance", about))
    assert len(others) > 2
    assert all(re.match(r"\d+．第\d+件事", text) for text in others)


def test_the_qr_code_is_there_when_there_is_somewhere_to_lead():
    assert "<svg" in html("guidance", shop_matter(link=LINK))
    assert "<svg" not in html("guidance", shop_matter())
    assert "<svg" not in html("negative", shop_matter(link=LINK))


def test_the_qr_code_has_words_for_those_who_cannot_see_it(guidance):
    assert "<title>扫码查验真伪</title>" in html("guidance", shop_matter(link=LINK))


HOSTILE = [
    "<script>alert(1)</script><b>粗</b>",
    "<img src='file:///etc/hostname'><img src='http://127.0.0.1:9/x.png'>",
    "</td></table><style>@import url(http://127.0.0.1:9/x.css); * {display: none}</style>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;&amp;&#x3c;",
]


def hostile_matter(text):
    """A shop and a pack that say it wherever they can."""
    citation = {"law": text, "article": 1, "unverified": text}
    bad = item({"甲": True}, title=text, department=text, duty=citation, rectify={"how": text})
    data = pack({"甲": question("boolean")}, bad, title=text, unverified=[text])
    shop = Shop(name=text, address=text, credit_code=text)
    return matter(data, sheet={"answers": {"甲": True}}, enterprise=shop, number=text, link=LINK + text)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text_makes_no_markup(kind, text):
    harmless = re.findall(r"<\w+", html(kind, hostile_matter("文")))
    assert re.findall(r"<\w+", html(kind, hostile_matter(text))) == harmless


def test_hostile_text_is_printed_as_it_is_and_nothing_is_fetched(monkeypatch):
    opened = []
    monkeypatch.setattr("socket.socket.connect", lambda self, address: opened.append(address))
    monkeypatch.setattr("urllib.request.FileHandler.file_open", lambda self, request: opened.append(request))
    text = "".join(HOSTILE)
    pages = "".join(texts(paper("guidance", hostile_matter(text))))
    assert pages.count(re.sub(r"\s", "", text)) >= 5
    assert opened == []


def test_even_markup_of_ours_could_fetch_nothing(monkeypatch, caplog):
    opened = []
    monkeypatch.setattr("urllib.request.OpenerDirector._open", lambda self, request, data=None: opened.append(request))
    page = (
        "<link rel=stylesheet href='file:///etc/hostname'><img src='http://127.0.0.1:9/'><img src='data:image/png,x'>"
    )
    style = "@import url(file:///etc/hostname); p { background: url(http://127.0.0.1:9/) }"
    assert to_pdf(page + "<p>文", style, TODAY, {}).startswith(b"%PDF")
    assert opened == []
    caplog.clear()


def test_characters_that_no_font_has_are_named():
    assert "笑〔缺字U+1F600〕店" in "".join(
        texts(paper("guidance", shop_matter(enterprise=Shop(name="笑\U0001f600店"))))
    )


def test_a_word_without_end_is_printed_in_little_time():
    about = shop_matter(enterprise=Shop(name="x" * 10_000))
    started = time.monotonic()
    pages = texts(paper("guidance", about))
    assert time.monotonic() - started < 20
    assert "……（以下从略）" in "".join(pages)
    assert len(pages) < 8


def test_the_stylesheet_names_no_other_font_and_no_address():
    style = stylesheet(TEMPLATES)
    faces = set(re.findall(r'\bfont(?:-family)?:[^;}"]*("[^}]*?")[;} ]', style))
    assert {tuple(re.findall(r'"([^"]+)"', face)) for face in faces} == set(FACES)
    assert set(chain(*FACES)) == set(FAMILIES)
    assert "url(" not in style
    assert "@import" not in style


def test_templates_never_switch_off_escaping():
    templates = list((TEMPLATES / "documents").glob("*.html"))
    assert len(templates) >= 4
    for path in templates:
        assert not re.search(r"\|\s*safe|autoescape", path.read_text(encoding="utf-8")), path


def test_a_new_file_makes_a_new_checklist(tmp_path):
    columns = [{"title": "序号", "show": ["number"], "width": 11}, {"title": "要改的", "show": ["title", "rectify"]}]
    section = {"title": "要改的事", "list": "violations", "layout": "table", "columns": columns}
    data = {"schema": 1, "kind": "checklist", "id": "mend", "title": "整改便条", "made_for": "public"}
    path = tmp_path / "mend.yaml"
    path.write_text(yaml.safe_dump({**data, "decision": "required", "sections": [section]}, allow_unicode=True))
    (page,) = texts(render(find_definition(tmp_path, "mend"), shop_matter(), TEMPLATES))
    assert "整改便条" in page
    assert "没有挂牌挂上" in page


def test_a_cell_with_a_single_text_has_no_paragraph_within():
    page = html("guidance", shop_matter())
    assert '<td colspan="3" class="f-rectify">补办备案</td>' in page
    assert '<p class="f-rectify">' not in page
    assert page.count('<p class="f-fines">') == 2  # of several texts in a cell each is a paragraph


def test_the_pages_are_let_go_of_before_garbage_is_collected_again(monkeypatch):
    made, alive = [], []
    render_pages = HTML.render

    def watched(*args, **kwargs):
        pages = render_pages(*args, **kwargs)
        made.append(weakref.ref(pages))
        return pages

    monkeypatch.setattr(HTML, "render", watched)
    monkeypatch.setattr("compliance.documents.pdf.gc.enable", lambda: alive.append(made[0]() is not None))
    assert gc.isenabled()
    try:
        to_pdf("<title>甲</title><p>甲", "", TODAY, {})
    finally:
        monkeypatch.undo()
        gc.enable()
    assert alive == [False]
