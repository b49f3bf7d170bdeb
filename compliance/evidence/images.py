"""Pictures, drawn anew; the only module that imports Pillow and its reader of phones' HEIC.

Nothing but the pixels is taken over: no EXIF, XMP, comment, colour profile, thumbnail, further frame, or what hangs
behind the picture. Without its profile a picture with more colours than sRGB looks a little paler.
"""

from collections.abc import Callable
from io import BytesIO

from pi_heif import open_heif  # type: ignore[import-untyped]
from PIL import Image, ImageOps

from compliance.evidence.files import JPEG, LONGEST_SIDE, MAX_PIXELS, PNG, Evidence, EvidenceError

QUALITY = 85
"""Of JPEG, as Pillow counts it."""


def cleaned_image(content: bytes) -> Evidence:
    """A JPEG, PNG or WebP drawn anew; raises EvidenceError."""
    return _drawn_anew(lambda: Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP")))


def cleaned_heic(content: bytes) -> Evidence:
    """A HEIC drawn anew; raises EvidenceError."""

    def opened() -> Image.Image:
        heif = open_heif(BytesIO(content))
        _check_size(heif.size)
        image: Image.Image = heif.to_pillow()
        return image

    return _drawn_anew(opened)


def _drawn_anew(opened: Callable[[], Image.Image]) -> Evidence:
    try:
        image = opened()
        _check_size(image.size)
        return _encoded(_upright(image), lossless=image.format == "PNG")
    except (EvidenceError, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except Exception:  # Pillow's readers raise whatever a broken file leads them into
        raise EvidenceError("照片打不开，可能没有传完整或者已经损坏；请重新拍一张或者截图后再上传") from None


def _check_size(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        raise _too_large()


def _too_large() -> EvidenceError:
    return EvidenceError(f"照片超过 {MAX_PIXELS // 10_000} 万像素；请把相机调到普通分辨率重拍，或者截图后再上传")


def _upright(image: Image.Image) -> Image.Image:
    """The picture as it is looked at, in RGB or RGBA or grey, no larger than LONGEST_SIDE."""
    image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # JPEG can be read smaller than it is
    upright = _plain(ImageOps.exif_transpose(image))
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright.info = {}  # what Pillow would write along
    return upright


def _plain(image: Image.Image) -> Image.Image:
    if image.has_transparency_data:
        return _opaque_if_it_is(image.convert("RGBA"))
    if image.mode.startswith("I"):  # 16 bits of grey, which convert() would cut off rather than scale
        return image.point(lambda value: value / 256).convert("L")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _opaque_if_it_is(image: Image.Image) -> Image.Image:
    least, _ = image.getchannel("A").getextrema()
    return image.convert("RGB") if least == 255 else image


def _encoded(image: Image.Image, *, lossless: bool) -> Evidence:
    """As JPEG; as PNG where it is transparent, or was lossless and is no longer so: drawings, screenshots."""
    if image.mode == "RGBA":
        return Evidence(PNG, _saved(image, "PNG"))
    jpeg = Evidence(JPEG, _saved(image, "JPEG", quality=QUALITY))
    if not lossless:
        return jpeg
    return min(jpeg, Evidence(PNG, _saved(image, "PNG")), key=lambda each: len(each.content))


def _saved(image: Image.Image, kind: str, **options: int) -> bytes:
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()
