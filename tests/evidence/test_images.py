"""Photos as evidence: what is seen stays, what they tell besides goes."""

import struct
import zlib

import pytest
from PIL import Image

from compliance.evidence.cleaning import clean
from compliance.evidence.files import LONGEST_SIDE, MAX_PIXELS, EvidenceError
from compliance.evidence.kinds import cleaned
from tests.evidence.made import BLUE, RED, TOLD, heic, opened, picture, saved, telling

TELLING = {"JPEG": telling("JPEG"), "PNG": telling("PNG"), "WebP": telling("WEBP"), "HEIC": heic()}


def close(one, other):
    return all(abs(a - b) < 40 for a, b in zip(one, other, strict=False))


@pytest.mark.parametrize("kind", TELLING)
def test_nothing_is_told_but_what_is_seen(kind):
    assert any(mark in TELLING[kind] for mark in TOLD), "the file to be cleaned tells something"
    evidence = cleaned(TELLING[kind])
    assert not [mark for mark in TOLD if mark in evidence.content]
    image = opened(evidence.content)
    assert image.size == (64, 32)
    assert not image.getexif()
    assert not {"exif", "xmp", "icc_profile", "comment", "Comment"} & image.info.keys()
    assert close(image.convert("RGB").getpixel((5, 5)), BLUE)
    assert close(image.convert("RGB").getpixel((60, 5)), RED)


@pytest.mark.parametrize("make", [lambda: telling("JPEG", orientation=6), lambda: heic(orientation=6)])
def test_a_photo_taken_upright_is_shown_upright(make):
    image = opened(cleaned(make()).content)
    assert image.size == (32, 64)
    assert close(image.convert("RGB").getpixel((16, 4)), BLUE)
    assert close(image.convert("RGB").getpixel((16, 60)), RED)


def test_a_large_photo_is_made_smaller_and_a_small_one_is_not_made_larger():
    assert opened(cleaned(telling("JPEG", picture((5000, 2500)))).content).size == (LONGEST_SIDE, LONGEST_SIDE // 2)
    assert opened(cleaned(telling("PNG", picture((10, 3000)))).content).size == (7, LONGEST_SIDE)
    assert opened(cleaned(telling("JPEG", picture((10, 6)))).content).size == (10, 6)


def test_a_drawing_stays_png_and_a_photo_becomes_jpeg():
    assert cleaned(telling("PNG", picture((400, 400)))).suffix == ".png"
    noise = Image.effect_noise((200, 200), 90).convert("RGB")
    assert cleaned(saved(noise, "PNG")).suffix == ".jpg"
    assert cleaned(telling("WEBP")).media_type == "image/jpeg"


def test_what_is_transparent_stays_so_and_an_idle_alpha_channel_goes():
    image = picture(mode="RGBA")
    assert "A" not in opened(cleaned(saved(image, "PNG")).content).getbands()
    image.putpixel((0, 0), (0, 0, 0, 0))
    evidence = cleaned(saved(image, "WEBP", lossless=True))
    assert evidence.media_type == "image/png"
    assert opened(evidence.content).getpixel((0, 0))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_pictures_of_all_modes_keep_their_light(mode):
    if mode == "I;16":
        image = Image.new(mode, (20, 20), 30_000)
    else:
        image = Image.new("RGB", (20, 20), (117, 117, 117)).convert(mode)
    kind = "JPEG" if mode == "CMYK" else "PNG"
    shown = opened(cleaned(saved(image, kind)).content).convert("L")
    assert sum(shown.tobytes()) / 400 == pytest.approx(117, abs=12)


def test_of_a_film_the_first_picture_is_taken():
    frames = [Image.new("RGB", (30, 30), colour) for colour in (BLUE, RED)]
    for kind in ("PNG", "WEBP"):
        content = saved(frames[0], kind, save_all=True, append_images=frames[1:])
        image = opened(cleaned(content).content)
        assert getattr(image, "n_frames", 1) == 1
        assert close(image.convert("RGB").getpixel((5, 5)), BLUE)


def test_what_hangs_behind_a_picture_goes():
    tail = b"<script>alert(1)</script>PK\x03\x04%PDF-1.7" + telling("JPEG")
    for kind in ("JPEG", "PNG"):
        content = cleaned(telling(kind) + tail).content
        assert b"<script>" not in content
        assert b"%PDF" not in content
        assert content == cleaned(telling(kind)).content


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, data):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [7300, 9600, 30_000, 2**31 - 1], ids=str)
def test_a_small_file_that_unfolds_into_a_huge_picture_is_refused(side):
    assert side**2 > MAX_PIXELS
    bomb = png(side, side, zlib.compress(bytes(10_000_000), 9))
    assert len(bomb) < 20_000
    with pytest.raises(EvidenceError, match=r"5200 万像素.*截图"):
        cleaned(bomb)


def test_a_chunk_of_text_that_unfolds_is_refused_or_left_out():
    head, tail = telling("PNG")[:33], telling("PNG")[33:]
    bomb = head + chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(200_000_000), 9)) + tail
    with pytest.raises(EvidenceError, match="照片打不开"):
        clean(bomb)


@pytest.mark.parametrize("kind", TELLING)
def test_half_a_photo_is_refused_though_others_have_pillow_make_do_with_it(kind):
    content = telling("JPEG", picture((900, 900)).effect_spread(90)) if kind == "JPEG" else TELLING[kind]
    with pytest.raises(EvidenceError, match="没有传完整"):
        clean(content[: len(content) * 7 // 10])
