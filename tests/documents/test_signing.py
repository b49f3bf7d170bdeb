"""Signatures: valid, of the whole file, and only by certificates that can sign."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.asymmetric import dsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from compliance.documents.pdf import to_pdf
from compliance.documents.signing import CertificateError, signing_with
from tests.certificates import KEYS, LAST, PASSWORD, new_root

MOMENT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def plain():
    html = '<html lang="zh-CN"><title>清单</title><body><h1>某某店</h1></body></html>'
    return to_pdf(html, "", date(2026, 11, 21), {"decision.json": "{}"})


@pytest.fixture(scope="module")
def root():
    return new_root()


def status_of(pdf, root):
    """What pyHanko's validator finds, trusting the root alone, with no network."""
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    trusting = ValidationContext(trust_roots=[Certificate.load(root.der)], moment=MOMENT)
    return signature, in_a_thread(validate_pdf_signature, signature, trusting)


def in_a_thread(call, *arguments):
    """Where no browser's event loop is running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call, *arguments).result()


@pytest.mark.parametrize("kind", KEYS)
def test_a_signature_holds_for_the_whole_file(kind, plain, root, tmp_path):
    sign = signing_with(root.write(tmp_path / "town.p12", KEYS[kind]()), PASSWORD, MOMENT)
    signature, status = status_of(plain + sign(plain, MOMENT), root)
    assert status.bottom_line, status.pretty_print_details()
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.signing_cert.subject.native == {"common_name": "某某镇"}
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.self_reported_timestamp == MOMENT


def test_a_thread_with_an_event_loop_can_sign(plain, root, tmp_path):
    sign = signing_with(root.write(tmp_path / "town.p12"), PASSWORD, MOMENT)

    async def signing():
        return sign(plain, MOMENT)

    assert in_a_thread(lambda: asyncio.run(signing()))


def test_a_flipped_byte_is_found_out(plain, root, tmp_path):
    sign = signing_with(root.write(tmp_path / "town.p12"), PASSWORD, MOMENT)
    signed = bytearray(plain + sign(plain, MOMENT))
    place = plain.index(b"stream\n") + 20
    signed[place] ^= 1
    _, status = status_of(signed, root)
    assert (status.intact, status.bottom_line) == (False, False)


def test_a_stranger_is_not_trusted(plain, root, tmp_path):
    sign = signing_with(new_root().write(tmp_path / "other.p12"), PASSWORD, MOMENT)
    _, status = status_of(plain + sign(plain, MOMENT), root)
    assert (status.intact, status.trusted) == (True, False)


def test_the_marks_of_an_archived_paper_stay(plain, root, tmp_path):
    sign = signing_with(root.write(tmp_path / "town.p12"), PASSWORD, MOMENT)
    reader = PdfReader(BytesIO(plain + sign(plain, MOMENT)), strict=True)
    assert reader.attachments["decision.json"] == [b"{}"]
    assert reader.metadata.title == "清单"
    top = reader.trailer["/Root"]
    assert (top["/Lang"], top["/MarkInfo"]["/Marked"], "/StructTreeRoot" in top) == ("zh-CN", True, True)
    assert (reader.xmp_metadata.pdfaid_part, reader.xmp_metadata.pdfaid_conformance) == ("3", "A")
    assert "/NeedAppearances" not in top["/AcroForm"]
    (mark,) = reader.pages[0]["/Annots"]
    assert mark.get_object()["/Rect"] == [0, 0, 0, 0]  # needs no appearance
    assert mark.get_object()["/F"] & 0b100111 == 0b100  # printed; neither hidden, invisible nor kept off the screen


def test_a_certificate_may_have_no_password(plain, root, tmp_path):
    assert signing_with(root.write(tmp_path / "town.p12", password=""), "", MOMENT)(plain, MOMENT)


@pytest.mark.parametrize("password", ["", "wrong"])
def test_a_wrong_password_is_said(password, root, tmp_path):
    path = root.write(tmp_path / "town.p12")
    with pytest.raises(CertificateError, match=r"town\.p12：密码不对.*SIGNING_PASSWORD"):
        signing_with(path, password, MOMENT)


def test_a_wrong_file_is_said(tmp_path):
    (tmp_path / "town.p12").write_text("no certificate", encoding="utf-8")
    with pytest.raises(CertificateError, match="不是 PKCS#12 文件"):
        signing_with(tmp_path / "town.p12", PASSWORD, MOMENT)
    for path in (tmp_path, tmp_path / "missing.p12"):
        with pytest.raises(CertificateError, match=r"读不了签名证书.*SIGNING_CERTIFICATE"):
            signing_with(path, PASSWORD, MOMENT)


def test_a_file_without_its_key_or_with_one_that_cannot_sign_is_said(root, tmp_path):
    key, path = KEYS["rsa"](), tmp_path / "town.p12"
    encrypted = BestAvailableEncryption(PASSWORD.encode())
    for name, certificate, more in ((None, None, [root.certified(key)]), (key, None, None)):
        path.write_bytes(serialize_key_and_certificates(b"town", name, certificate, more, encrypted))
        with pytest.raises(CertificateError, match="没有私钥或者没有它的证书"):
            signing_with(path, PASSWORD, MOMENT)
    with pytest.raises(CertificateError, match="密钥用不了；可以用 RSA"):
        signing_with(root.write(path, dsa.generate_private_key(2048)), PASSWORD, MOMENT)


@pytest.mark.parametrize("moment", [datetime(2019, 12, 31, tzinfo=UTC), LAST + timedelta(seconds=1)])
def test_a_certificate_that_is_not_valid_now_is_said(moment, root, tmp_path):
    path = root.write(tmp_path / "town.p12")
    with pytest.raises(CertificateError, match="有效期是 2020-01-01 到 2090-01-01，不在有效期内"):
        signing_with(path, PASSWORD, moment)


def test_a_certificate_that_runs_out_later_signs_no_more_and_says_so(plain, root, tmp_path, caplog):
    sign = signing_with(root.write(tmp_path / "town.p12", last=MOMENT), PASSWORD, MOMENT)
    with caplog.at_level(logging.ERROR):
        assert sign(plain, MOMENT + timedelta(seconds=1)) == b""
    assert "出具的文书没有签名" in caplog.text
    assert sign(plain, MOMENT)
