"""Many papers as one PDF."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from compliance.documents.merging import Paper, merge
from compliance.documents.pdf import to_pdf

STYLE = "@page { size: A5 } h1 { font-family: 'Noto Serif CJK SC' } section { break-before: page }"


def paper(words, pages=1):
    """A paper on each of whose pages the words stand with a link."""
    body = f'<section><p>{words}</p><a href="https://qingdan.example/{words}">看</a></section>' * pages
    return to_pdf(f'<html lang="zh-CN"><title>{words}</title>{body}', STYLE, date(2026, 11, 21), {})


@pytest.fixture(scope="module")
def three():
    return [Paper("甲", paper("one", 2)), Paper("乙", paper("two")), Paper("丙", paper("three", 3))]


def merged(papers):
    file = BytesIO()
    return merge(papers, "合订", file), file


def test_all_pages_stand_behind_one_another_and_are_labelled_as_in_their_own_paper(three):
    count, file = merged(three)
    whole = PdfReader(file, strict=True)
    assert count == len(whole.pages) == 6
    assert [page.extract_text().split()[0] for page in whole.pages] == ["one"] * 2 + ["two"] + ["three"] * 3
    assert whole.page_labels == ["1", "2", "1", "1", "2", "3"]
    assert whole.metadata.title == "合订"


def test_the_outline_leads_to_each_papers_first_page(three):
    whole = PdfReader(merged(three)[1], strict=True)
    found = [(entry.title, whole.get_destination_page_number(entry)) for entry in whole.outline]
    assert found == [("甲", 0), ("乙", 2), ("丙", 3)]


def test_each_page_and_each_link_finds_its_own_tags(three):
    whole = PdfReader(merged(three)[1], strict=True)
    root = whole.root_object["/StructTreeRoot"]
    tags = {}
    for leaf in root["/ParentTree"]["/Kids"]:
        nums = leaf.get_object()["/Nums"]
        assert leaf.get_object()["/Limits"] == [min(nums[::2]), max(nums[::2])]
        tags |= dict(zip(nums[::2], nums[1::2], strict=True))
    keys = [page["/StructParents"] for page in whole.pages]
    links = [link.get_object() for page in whole.pages for link in page["/Annots"]]
    assert len({*keys, *(link["/StructParent"] for link in links)}) == len(keys) + len(links) == len(tags)
    for page in whole.pages:
        on_page = [each.get_object() for each in tags[page["/StructParents"]]]
        assert {each["/Pg"].get_object() == page for each in on_page if "/Pg" in each} == {True}
    assert [top.get_object()["/P"].get_object() for top in root["/K"]] == [root] * 3


def test_what_papers_have_in_common_is_written_once():
    one = paper("one")
    assert merged([Paper(str(n), one) for n in range(20)])[1].tell() < 4 * len(one)


def test_the_same_papers_give_the_same_bytes(three):
    assert merged(three)[1].getvalue() == merged(iter(three))[1].getvalue()


def test_no_papers_give_a_file_without_pages():
    count, file = merged([])
    assert (count, len(PdfReader(file, strict=True).pages)) == (0, 0)
