"""Photos and PDFs that tell where and with what they were made, and what they tell it with."""

from io import BytesIO

from pikepdf import Array, Dictionary, Name, Pdf, Stream, StreamDecodeLevel
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pillow_heif import from_pillow

MAKER, PLACE, XMP, COMMENT, PROFILE = (
    b"TellingMaker",
    b"TellingPlace",
    b"TellingXmp",
    b"TellingComment",
    b"TellingColours",
)
TOLD = (MAKER, PLACE, XMP, COMMENT, PROFILE, b"Exif", b"xmpmeta", b"ICC_PROFILE", b"iCCP", b"eXIf", b"tEXt", b"XMP ")
RED, BLUE = (220, 20, 20), (20, 20, 220)


def picture(size=(64, 32), mode="RGB"):
    """Red, with a blue left half."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (0, 0, size[0] // 2, size[1]))
    return image.convert(mode)


def exif(orientation=1):
    """EXIF with a maker and a place (GPS)."""
    made = Image.Exif()
    made[0x0112], made[0x010F] = orientation, MAKER.decode()
    made.get_ifd(0x8825).update({1: "N", 2: (30.0, 52.0, 1.5), 3: "E", 4: (120.0, 5.0, 9.25), 27: PLACE})
    return made.tobytes()


def telling(kind, image=None, orientation=1, **options):
    """A picture of the kind with everything along that it can carry."""
    image = image or picture()
    along = {"exif": exif(orientation), "xmp": b"<x:xmpmeta>" + XMP + b"</x:xmpmeta>", "icc_profile": PROFILE * 20}
    if kind == "JPEG":
        along["comment"] = COMMENT
    if kind == "PNG":
        del along["xmp"]
        along["pnginfo"] = PngInfo()
        along["pnginfo"].add_text("Comment", COMMENT.decode())
        along["pnginfo"].add_itxt("XML:com.adobe.xmp", XMP.decode())
    return saved(image, kind, **along, **options)


def saved(image, kind, **options):
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def heic(image=None, orientation=1):
    written = BytesIO()
    from_pillow(image or picture()).save(written, exif=exif(orientation), xmp=XMP)
    return written.getvalue()


def opened(content):
    image = Image.open(BytesIO(content))
    image.load()
    return image


def pdf(change=None, pages=1, **options):
    """A PDF whose pages are drawn on; `change` gets the document and its first page."""
    written = BytesIO()
    with Pdf.new() as document:
        for number in range(pages):
            document.add_blank_page(page_size=(200, 100))
            document.pages[-1].obj.Contents = Stream(document, f"0 0 {number + 10} 10 re f".encode())
        if change:
            change(document, document.pages[0].obj if pages else None)
        document.save(written, **options)
    return written.getvalue()


def with_image(data, filters=Name.DCTDecode, **entries):
    """Draws compressed picture data on the page."""

    def change(document, page):
        entries_ = {"Width": 64, "Height": 32, "ColorSpace": Name.DeviceRGB, "BitsPerComponent": 8, **entries}
        image = Stream(document, data, Type=Name.XObject, Subtype=Name.Image, **entries_)
        image.Filter = filters
        page.Resources = Dictionary(XObject=Dictionary(Photo=document.make_indirect(image)))
        page.Contents = Stream(document, b"q 64 0 0 32 0 0 cm /Photo Do Q")

    return change


def script(mark="app.alert(1)"):
    return Dictionary(S=Name.JavaScript, JS=mark)


def annotation(document, subtype, **entries):
    """An annotation that is drawn as a small square."""
    look = Stream(document, b"0 0 7 7 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 7, 7]))
    return document.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=subtype, Rect=Array([10, 10, 17, 17]), F=4, AP=Dictionary(N=look), **entries
        )
    )


def laid_open(content):
    """The PDF with all its compressed parts written out, for looking at the bytes."""
    written = BytesIO()
    with Pdf.open(BytesIO(content)) as document:
        document.save(
            written, static_id=True, compress_streams=False, stream_decode_level=StreamDecodeLevel.generalized
        )
    return written.getvalue()
