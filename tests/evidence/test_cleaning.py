"""Evidence of any kind: what is taken, and that nothing else comes of any file than a clean one or a refusal."""

import subprocess
import sys
from io import BytesIO, TextIOWrapper

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from compliance.evidence import __main__ as process
from compliance.evidence import cleaning
from compliance.evidence.cleaning import clean
from compliance.evidence.files import MAX_BYTES, EvidenceError
from compliance.evidence.kinds import cleaned
from tests.evidence.made import PLACE, annotation, heic, pdf, picture, saved, script, telling, with_image

STARTS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n", "application/pdf": b"%PDF-"}


def scripted(document, page):
    with_image(telling("JPEG"))(document, page)
    document.Root.OpenAction = script()
    page.Annots = Array([annotation(document, Name.Stamp, A=script())])
    page.AA = Dictionary(O=script())


GOOD = {
    "jpeg": telling("JPEG"),
    "png": telling("PNG"),
    "webp": telling("WEBP"),
    "heic": heic(),
    "pdf": pdf(scripted),
}
REFUSED = {
    "gif": saved(picture(), "GIF"),
    "gif and script": b"GIF89a/*" + saved(picture(), "GIF")[8:] + b"*/=1;alert(1)//",
    "gif and pdf": saved(picture(), "GIF") + pdf(),
    "page": b"<!DOCTYPE html><script>alert(1)</script>",
    "page and pdf": b"<html><script>alert(1)</script>" + pdf(),
    "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "tiff": saved(picture(), "TIFF"),
    "bmp": saved(picture(), "BMP"),
    "film": b"\x00\x00\x00\x18ftypmp42" + bytes(100),
    "avif": b"\x00\x00\x00\x1cftypavif" + bytes(100),
    "zip": b"PK\x03\x04" + bytes(100),
    "program": b"MZ" + bytes(100),
    "postscript": b"%!PS-Adobe-3.0",
    "sound": b"RIFF\x24\x00\x00\x00WAVEfmt ",
}


@pytest.mark.parametrize("kind", GOOD)
def test_photos_and_pdfs_are_taken(kind):
    evidence = clean(GOOD[kind])
    assert evidence.content.startswith(STARTS[evidence.media_type])
    assert evidence.suffix in (".jpg", ".png", ".pdf")
    assert PLACE not in evidence.content


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_neither_photo_nor_pdf_is_refused_whatever_its_name(kind):
    with pytest.raises(EvidenceError, match=r"只收照片.*PDF.*拍成照片"):
        cleaned(REFUSED[kind])


def test_the_refusal_comes_through_from_the_process():
    with pytest.raises(EvidenceError, match=r"只收照片.*PDF.*拍成照片"):
        clean(REFUSED["svg"])


def test_an_empty_file_and_too_large_a_one_are_refused():
    with pytest.raises(EvidenceError, match="空的"):
        clean(b"")
    with pytest.raises(EvidenceError, match="20 MB"):
        clean(GOOD["jpeg"] + bytes(MAX_BYTES))


def test_what_is_clean_is_still_taken():
    for kind, content in GOOD.items():
        once = cleaned(content)
        assert cleaned(once.content).media_type == once.media_type, kind


def test_a_file_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(cleaning, "SECONDS", 0.001)
    with pytest.raises(EvidenceError, match="处理不完"):
        clean(GOOD["jpeg"])


def test_a_reader_that_dies_takes_nothing_with_it_and_is_logged(monkeypatch, caplog):
    dying = [sys.executable, "-c", "import os, sys; sys.stderr.write('why'); sys.stderr.flush(); os.abort()"]
    died = subprocess.run(dying, capture_output=True)
    monkeypatch.setattr(cleaning, "_run", lambda content: died)
    with pytest.raises(EvidenceError, match="处理不了"):
        clean(GOOD["jpeg"])
    assert "why" in caplog.text


def test_the_process_has_none_of_the_sites_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "telling")
    seen = {}
    monkeypatch.setattr(subprocess, "run", lambda *command, **options: seen.update(options) or _done())
    clean(b"x")
    assert seen["env"] == {}


def _done():
    return subprocess.CompletedProcess([], 0, b"image/png\nx", b"")


def test_the_process_limits_itself():
    asked = (
        "from resource import RLIMIT_AS, RLIMIT_CPU, getrlimit\n"
        "from pikepdf.settings import get_qpdf_limits\n"
        "from compliance.evidence import __main__ as process\n"
        "process._limit()\n"
        "print(getrlimit(RLIMIT_AS)[0], getrlimit(RLIMIT_CPU)[0], get_qpdf_limits()['flate_max_memory'])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(2**30), "30", str(256 * 2**20)]


def test_a_file_that_asks_for_too_much_memory_is_refused(monkeypatch, capsysbinary):
    def greedy(content):
        raise MemoryError

    monkeypatch.setattr(process, "_limit", lambda: None)
    monkeypatch.setattr(process, "cleaned", greedy)
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"x")))
    assert process.main() == cleaning.REFUSED
    assert "太大" in capsysbinary.readouterr().out.decode()


def taken_or_refused(content):
    try:
        evidence = cleaned(content)
    except EvidenceError:
        return
    assert evidence.content.startswith(STARTS[evidence.media_type])
    assert b"JavaScript" not in evidence.content
    assert (
        PLACE not in evidence.content or evidence.media_type == "application/pdf"
    )  # no picture any more that is shown


@given(st.sampled_from([b"", *STARTS.values(), b"RIFF\x10\x00\x00\x00WEBP", b"\x00\x00\x00\x18ftypheic"]), st.binary())
@pytest.mark.filterwarnings("ignore")
def test_any_bytes_are_taken_or_refused(start, rest):
    taken_or_refused(start + rest)


@given(st.data())
@pytest.mark.filterwarnings("ignore")
def test_good_files_that_went_wrong_are_taken_clean_or_refused(data):
    content = bytearray(GOOD[data.draw(st.sampled_from(sorted(GOOD)))])
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.integers(0, 40))
        content[place : place + length] = data.draw(st.binary(max_size=40))
        if not content:
            break
    taken_or_refused(bytes(content))
