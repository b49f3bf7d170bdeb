"""PDFs as evidence: the pages stay, what they could do or tell goes."""

import re
import zlib
from io import BytesIO

import pytest
from pikepdf import Array, Dictionary, Encryption, Name, Pdf, String
from pypdf import PdfWriter
from pypdf.generic import NameObject, NullObject

from compliance.evidence.cleaning import clean
from compliance.evidence.files import MAX_PAGES, EvidenceError
from compliance.evidence.kinds import cleaned
from compliance.evidence.pictures import bare_jpeg
from tests.evidence import made
from tests.evidence.made import annotation, laid_open, opened, pdf, picture, saved, script, telling, with_image

ACTIVE = (
    b"JavaScript", b"/JS", b"OpenAction", b"/AA", b"EmbeddedFile", b"/Filespec", b"Launch", b"/URI", b"SubmitForm",
    b"RichMedia", b"/Movie", b"/Sound", b"Rendition", b"/Metadata", b"/Info", b"PieceInfo", b"Telling", b"/Annots",
    b"/AcroForm", b"/Thumb", b"/Names", b"/Outlines", b"/AF", b"/3D",
)  # fmt: skip


def everything(document, page):
    """All that a PDF can do or tell besides being looked at."""
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = [made.MAKER.decode()]
    document.docinfo["/Author"] = made.MAKER.decode()
    document.attachments["TellingAttachment.exe"] = b"TellingAttachment"
    document.Root.Names.JavaScript = Dictionary(Names=Array([String("a"), script("TellingScript")]))
    document.Root.OpenAction = script("TellingScript")
    document.Root.AA = Dictionary(WC=script("TellingScript"))
    link = Dictionary(S=Name.URI, URI="https://telling.example/Telling")
    document.Root.Outlines = Dictionary(First=document.make_indirect(Dictionary(Title="Telling", A=link)))
    page.AA = Dictionary(O=Dictionary(S=Name.Launch, F="Telling.exe"))
    page.PieceInfo = Dictionary(Telling=Dictionary(Private="Telling"))
    page.Thumb = document.make_stream(b"TellingThumb")
    submit = Dictionary(S=Name.SubmitForm, F="https://telling.example/Telling")
    field = annotation(document, Name.Widget, FT=Name.Btn, T="Telling", A=submit, AA=Dictionary(U=script()))
    document.Root.AcroForm = Dictionary(Fields=Array([field]))
    others = [annotation(document, Name(f"/{kind}"), Contents="Telling") for kind in ("RichMedia", "Movie", "3D")]
    page.Annots = Array([field, annotation(document, Name.Link, A=link), *others])


def pages(content):
    with Pdf.open(BytesIO(content)) as document:
        return [page.Contents.read_bytes() for page in document.pages]


def test_the_pages_stay_and_all_that_acts_or_tells_goes():
    content = pdf(everything)
    before, after = laid_open(content), laid_open(cleaned(content).content)
    assert not [mark for mark in ACTIVE if mark in after]
    assert len([mark for mark in ACTIVE if mark in before]) > 18, "the file to be cleaned has nearly all of it"
    assert b"0 0 10 10 re f" in after


def test_stamps_and_filled_in_fields_stay_as_drawings():
    def stamped(document, page):
        page.Annots = Array([annotation(document, Name.Stamp, T="Telling", A=script())])

    after = laid_open(cleaned(pdf(stamped)).content)
    assert b"0 0 7 7 re f" in after
    assert b"Telling" not in after
    assert re.search(rb"/\S+ Do", after)


def test_no_earlier_version_is_left():
    first = pdf(lambda document, page: page.Contents.write(b"% TellingEarlier"), compress_streams=False)
    writer = PdfWriter(BytesIO(first), incremental=True)
    writer.pages[0][NameObject("/Contents")] = NullObject()
    second = BytesIO()
    writer.write(second)
    assert second.getvalue().startswith(first)
    assert b"TellingEarlier" not in laid_open(cleaned(second.getvalue()).content)
    assert b"TellingEarlier" in laid_open(cleaned(first).content), "it would be seen"


@pytest.mark.parametrize("wrapped", [False, True], ids=["alone", "compressed once more"])
def test_a_photo_in_a_pdf_does_not_tell_where_it_was_taken(wrapped):
    photo = telling("JPEG", picture((64, 32)))
    data, filters = (
        (zlib.compress(photo), Array([Name.FlateDecode, Name.DCTDecode])) if wrapped else (photo, Name.DCTDecode)
    )
    content = pdf(with_image(data, filters))
    with Pdf.open(BytesIO(cleaned(content).content)) as document:
        image = document.pages[0].Resources.XObject.Photo
        assert image.Filter == Name.DCTDecode
        inside = image.read_raw_bytes()
    assert not [mark for mark in made.TOLD if mark in inside]
    assert opened(inside).tobytes() == opened(photo).tobytes(), "not a pixel is changed"
    assert any(mark in photo for mark in made.TOLD)


def test_what_an_image_tells_in_its_own_dictionary_goes():
    place = Dictionary(Type=Name.Measure, GPTS=Array([30, 120]))
    content = pdf(with_image(saved(picture(), "JPEG"), Measure=place, Telling=made.XMP.decode()))
    after = laid_open(cleaned(content).content)
    assert b"GPTS" not in after
    assert b"Telling" not in after


def test_what_hangs_from_any_other_part_of_a_page_goes_too():
    def told(document, page):
        page.Contents.F = String("TellingFile")
        colours = document.make_stream(b"", N=3, Metadata=document.make_stream(b"TellingXmp"))
        page.Resources = Dictionary(ColorSpace=Dictionary(C=Array([Name.ICCBased, colours])))

    assert b"Telling" in pdf(told, compress_streams=False)
    assert b"Telling" not in laid_open(cleaned(pdf(told)).content)


def test_jpeg_2000_in_a_pdf_tells_nothing():
    photo = saved(picture(), "JPEG2000")
    box = (8 + 16 + len(made.PLACE)).to_bytes(4, "big") + b"uuid" + bytes(16) + made.PLACE
    content = pdf(with_image(photo + box, Name.JPXDecode))
    assert made.PLACE in content
    assert made.PLACE not in cleaned(content).content
    assert photo in cleaned(content).content


@pytest.mark.parametrize(
    "options", [{}, {"progressive": True}, {"restart_marker_blocks": 1}, {"keep_rgb": True}], ids=str
)
def test_jpegs_of_all_makes_are_stripped_without_a_loss(options):
    for image in (picture(mode="L"), picture(), picture(mode="CMYK")):
        photo = telling("JPEG", image.effect_spread(9) if image.mode != "CMYK" else image, **options)
        bare = bare_jpeg(photo + telling("JPEG"))
        assert not [mark for mark in made.TOLD if mark in bare]
        assert opened(bare).tobytes() == opened(photo).tobytes()


def test_the_thumbnail_in_front_of_a_jpeg_goes():
    photo = saved(picture(), "JPEG")
    small = b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x01\x01" + made.PLACE
    assert photo[6:11] == small[:5]
    bare = bare_jpeg(photo[:2] + b"\xff\xe0" + (2 + len(small)).to_bytes(2) + small + photo[20:])
    assert made.PLACE not in bare
    assert opened(bare).tobytes() == opened(photo).tobytes()


def test_a_jpeg_without_its_end_gets_one_and_a_broken_one_is_refused():
    photo = saved(picture(), "JPEG")
    assert bare_jpeg(photo[:-2]) == bare_jpeg(photo)
    with pytest.raises(EvidenceError, match="PDF 读不了"):
        cleaned(pdf(with_image(photo[:100])))


@pytest.mark.parametrize("filters", [Name.HiddenDecode, String("DCTDecode"), Array([Name.DCTDecode, Name.FlateDecode])])
def test_what_is_packed_in_ways_that_nobody_knows_is_refused(filters):
    with pytest.raises(EvidenceError, match="PDF 读不了"):
        cleaned(pdf(with_image(telling("JPEG"), filters)))


def test_the_same_bytes_come_from_the_same_bytes():
    content = pdf(everything)
    assert clean(content) == clean(content)
    assert clean(content).media_type == "application/pdf"


@pytest.mark.parametrize("password", ["", "secret"], ids=["with rights taken away", "with a password"])
def test_an_encrypted_pdf_is_refused(password):
    with pytest.raises(EvidenceError, match=r"加了密.*去掉密码"):
        cleaned(pdf(encryption=Encryption(owner="owner", user=password)))


def test_a_pdf_has_a_page_and_not_too_many():
    assert len(pages(cleaned(pdf(pages=MAX_PAGES)).content)) == MAX_PAGES
    for number in (0, MAX_PAGES + 1):
        with pytest.raises(EvidenceError, match=f"有 {number} 页"):
            cleaned(pdf(pages=number))


@pytest.mark.parametrize("entries", [{"NeedAppearances": True}, {"XFA": "x"}], ids=str)
def test_a_form_that_only_its_reader_can_show_is_refused_rather_than_shown_empty(entries):
    def form(document, page):
        document.Root.AcroForm = Dictionary(Fields=Array([]), **entries)

    with pytest.raises(EvidenceError, match="打印成新的 PDF"):
        cleaned(pdf(form))


def test_hidden_layers_stay_hidden():
    def layered(document, page):
        layer = document.make_indirect(Dictionary(Type=Name.OCG, Name="draft"))
        page.Resources = Dictionary(Properties=Dictionary(L=layer))
        document.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))

    with Pdf.open(BytesIO(cleaned(pdf(layered)).content)) as document:
        shown = document.pages[0].Resources.Properties.L
        assert document.Root.OCProperties.D.OFF[0].objgen == shown.objgen


def test_what_pages_inherit_stays_theirs():
    def inheriting(document, page):
        document.Root.Pages.Rotate = 90

    with Pdf.open(BytesIO(cleaned(pdf(inheriting)).content)) as document:
        assert document.pages[0].Rotate == 90


def test_half_a_pdf_is_refused():
    content = pdf(pages=20)
    with pytest.raises(EvidenceError, match="没有传完整"):
        cleaned(content[: len(content) // 2])


def test_a_pdf_that_unfolds_is_refused_in_the_process_of_its_own():
    def bomb(document, page):
        huge = document.make_stream(zlib.compress(zlib.compress(bytes(4 * 10**8), 9), 9))
        huge.Filter = Array([Name.FlateDecode, Name.FlateDecode, Name.DCTDecode])
        huge.Type, huge.Subtype = Name.XObject, Name.Image
        page.Resources = Dictionary(XObject=Dictionary(Photo=huge))

    content = pdf(bomb)
    assert len(content) < 100_000
    with pytest.raises(EvidenceError, match="PDF 读不了"):
        clean(content)
