"""What kind of file it is, by its content: names and what browsers say are anybody's word."""

from collections.abc import Callable

from compliance.evidence.files import MAX_BYTES, Evidence, EvidenceError
from compliance.evidence.images import cleaned_heic, cleaned_image
from compliance.evidence.pdfs import cleaned_pdf

TAKEN = "只收照片（JPEG、PNG、WebP、HEIC）和 PDF"
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}


def cleaned(content: bytes) -> Evidence:
    """The file with nothing in it but what is seen; raises EvidenceError.

    For the process that `cleaning` starts: it takes whatever time and memory the file asks for.
    """
    if not content:
        raise EvidenceError("文件是空的；请重新选择文件")
    if len(content) > MAX_BYTES:
        raise EvidenceError(f"文件超过 {MAX_BYTES // 2**20} MB；请压缩或者分成几份后再上传")
    return _cleaner(content)(content)


def _cleaner(content: bytes) -> Callable[[bytes], Evidence]:
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or _is_webp(content):
        return cleaned_image
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return cleaned_heic
    if content.startswith(b"%PDF-"):
        return cleaned_pdf
    raise EvidenceError(f"{TAKEN}，这个文件不是；请拍成照片，或者另存为 PDF 后再上传")


def _is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"
