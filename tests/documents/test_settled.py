"""Objects of a PDF that are made bytes before the file is written."""

from io import BytesIO

import pydyf
from pypdf import PdfReader

from compliance.documents.settled import settle


class Counted(pydyf.Dictionary):
    """Counts how often its bytes are asked for."""

    asked = 0

    @property
    def data(self):
        self.asked += 1
        return super().data


def small(*objects):
    pdf = pydyf.PDF()
    content = pydyf.Stream([b"0 0 m", "10 10 l", b"S"], compress=True)
    pdf.add_object(content)
    pdf.add_page(
        pydyf.Dictionary(
            {
                "Type": "/Page",
                "Parent": pdf.pages.reference,
                "MediaBox": pydyf.Array([0, 0, 9, 9]),
                "Contents": content.reference,
            }
        )
    )
    for each in objects:
        pdf.add_object(each)
    return pdf


def written(pdf):
    file = BytesIO()
    pdf.write(file, version=b"1.7", identifier=b"always the same", compress=True)
    return file.getvalue()


def test_the_bytes_of_an_object_are_made_once_however_often_they_are_asked_for():
    once = Counted({"Some": "/Thing"})
    pdf = small(once)
    settle(None, pdf)
    assert b"/Some /Thing" not in written(pdf)  # it is in a compressed object stream
    assert once.asked == 1


def test_a_settled_file_reads_as_one_that_is_not():
    plain, settled = small(), small()
    settle(None, settled)
    pages = [PdfReader(BytesIO(written(each)), strict=True).pages[0] for each in (plain, settled)]
    streams = [page["/Contents"].get_object() for page in pages]
    assert [stream["/Filter"] for stream in streams] == ["/FlateDecode"] * 2
    assert streams[1].get_data() == streams[0].get_data() == b"0 0 m\n10 10 l\nS"


def test_an_object_that_is_not_used_stays_out_of_the_file():
    unused = pydyf.Dictionary({"Left": "/Out"})
    pdf = small(unused)
    unused.free = "f"
    settle(None, pdf)
    assert unused in pdf.objects


def test_a_stream_that_is_not_to_be_compressed_is_not():
    as_it_is = pydyf.Stream([b"as it is"])
    pdf = small(as_it_is)
    settle(None, pdf)
    assert b"\nas it is\n" in written(pdf)
