"""PDFs, put together anew; the only module that imports pikepdf.

The pages are taken over into an empty document, and of each page only what is drawn: its content, what that uses, and
annotations (stamps, filled-in forms) as they look, drawn onto the page. Scripts, actions, links, attachments, films,
metadata and earlier versions hang from elsewhere and stay behind; so does an electronic signature, of which only the
picture is left.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, PasswordError, Pdf, PdfError, Stream

from compliance.evidence.files import MAX_PAGES, PDF, Evidence, EvidenceError
from compliance.evidence.pictures import bare_jpeg, bare_jpeg2000

_PAGE = {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group"}
_STREAM = {"/Length", "/Filter", "/DecodeParms", "/Type", "/Subtype"}
_XOBJECTS = {
    "/Form": _STREAM | {"/FormType", "/BBox", "/Matrix", "/Resources", "/Group", "/OC"},
    "/Image": _STREAM
    | {"/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent", "/ImageMask", "/Mask", "/Decode"}
    | {"/Interpolate", "/SMask", "/SMaskInData", "/Matte", "/OC"},
}
"""What is drawn of an XObject; the rest are metadata, alternates, places on earth, other programs' data."""
_TELLING = {"/Metadata", "/PieceInfo", "/AF", "/AA", "/JS", "/CreatorInfo"}
_ELSEWHERE = {"/F", "/FFilter", "/FDecodeParms"}
"""Where a stream's data lies in another file."""
_BARE = {"/DCTDecode": bare_jpeg, "/DCT": bare_jpeg, "/JPXDecode": bare_jpeg2000}
_FILTERS = _BARE.keys() | {
    *("/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL", "/CCITTFaxDecode", "/CCF"),
    *("/ASCIIHexDecode", "/AHx", "/ASCII85Decode", "/A85", "/JBIG2Decode"),
}


def cleaned_pdf(content: bytes) -> Evidence:
    """The PDF put together anew, the same bytes from the same bytes; raises EvidenceError."""
    try:
        with Pdf.open(BytesIO(content), attempt_recovery=False) as source, Pdf.new() as target:
            _check(source)
            _take_pages(source, target)
            _strip(target)
            return Evidence(PDF, _saved(target))
    except (EvidenceError, MemoryError):
        raise
    except PasswordError:
        raise _encrypted() from None
    except Exception as error:  # a document that isn't made as it should leads pikepdf into errors of any kind
        kind = "没有传完整或者已经损坏" if isinstance(error, PdfError) else "里面的内容不合规范"
        raise EvidenceError(f"PDF 读不了，可能{kind}；请重新导出，或者拍成照片后再上传") from None


def _encrypted() -> EvidenceError:
    return EvidenceError("PDF 加了密或者限制了权限；请去掉密码和限制，或者打印成新的 PDF 后再上传")


def _check(source: Pdf) -> None:
    if source.is_encrypted:
        raise _encrypted()
    if not 0 < len(source.pages) <= MAX_PAGES:
        raise EvidenceError(f"PDF 有 {len(source.pages)} 页，只收 1 到 {MAX_PAGES} 页的；请只留有用的页再上传")
    form = source.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and ("/XFA" in form or form.get("/NeedAppearances", False) is True):
        raise EvidenceError("PDF 里的表单要由阅读软件来显示；请打印成新的 PDF，或者拍成照片后再上传")


def _take_pages(source: Pdf, target: Pdf) -> None:
    source.flatten_annotations("all")
    for page in source.pages:
        _keep(page.obj, _PAGE)
    target.pages.extend(source.pages)
    if "/OCProperties" in source.Root:  # which layers are shown
        layers = source.make_indirect(source.Root["/OCProperties"])
        target.Root["/OCProperties"] = target.copy_foreign(layers)


def _strip(target: Pdf) -> None:
    for each in target.objects:
        for part in _parts(each):
            _strip_keys(part)
        if isinstance(each, Stream):
            _strip_picture(target, each)


def _parts(container: Any) -> Iterator[Dictionary | Stream]:
    """The dictionary or stream and all dictionaries that are written inside it."""
    todo = [container]
    while todo:
        each = todo.pop()
        if isinstance(each, Dictionary | Stream):
            yield each
            inner = [each[key] for key in each.keys()]  # noqa: SIM118 - a PDF's dictionary is iterated otherwise
        elif isinstance(each, Array):
            inner = list(each)
        else:
            continue
        todo += [one for one in inner if isinstance(one, Dictionary | Array) and not one.is_indirect]


def _strip_keys(part: Dictionary | Stream) -> None:
    if isinstance(part, Stream) and (kept := _XOBJECTS.get(str(part.get("/Subtype")))):
        _keep(part, kept)
    for key in _TELLING | (_ELSEWHERE if isinstance(part, Stream) else set()):
        if key in part:
            del part[key]


def _keep(part: Object, keys: set[str]) -> None:
    for key in set(part.keys()) - keys:
        del part[key]


def _strip_picture(target: Pdf, stream: Stream) -> None:
    filters, parms = _listed(stream.get("/Filter")), _listed(stream.get("/DecodeParms"))
    if unknown := [each for each in filters if not isinstance(each, Name) or str(each) not in _FILTERS]:
        raise ValueError(f"nobody knows what {unknown} hides")
    if not any(str(each) in _BARE for each in filters):
        return
    *outer, codec = filters
    data = stream.read_raw_bytes()
    if outer:
        data = _unwrapped(target, data, outer, parms[:-1])
    stream.write(_BARE[str(codec)](data), filter=codec, decode_parms=parms[-1] if parms else None)


def _unwrapped(target: Pdf, data: bytes, filters: list[Any], parms: list[Any]) -> bytes:
    wrapped = Stream(target, data)
    wrapped.Filter = Array(filters)
    if parms:
        wrapped.DecodeParms = Array(parms)
    return wrapped.read_bytes()


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _saved(target: Pdf) -> bytes:
    written = BytesIO()
    target.save(written, deterministic_id=True)
    return written.getvalue()
