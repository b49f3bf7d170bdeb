"""The lawyers' guide as a page of the desk."""

from markupsafe import Markup

from compliance.web.legal.guide import _rendered
from tests.web.visitor import Visitor


def test_lawyers_come_to_the_guide_from_the_rules(lawyer: Visitor) -> None:
    lawyer.go("/desk/packs")
    assert 'href="/desk/guide"' in lawyer.html
    lawyer.go("/desk/guide")
    assert "<h1>从一条法律条文到一个发布的事项</h1>" in lawyer.html
    assert "<strong>照现在的一版新建草稿</strong>" in lawyer.html
    assert "<script>" not in lawyer.html
    assert "style=" not in lawyer.html


def test_no_link_leads_to_a_file_that_the_site_does_not_have(lawyer: Visitor) -> None:
    page = lawyer.go("/desk/guide").html
    assert "rules/README.md" in page
    assert 'README.md"' not in page


def test_html_in_the_text_is_shown_as_text() -> None:
    assert _rendered("<script>alert(1)</script>") == Markup("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n")
