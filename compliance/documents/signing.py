"""Signatures on papers; the only module that imports pyHanko.

A signature (PAdES-B, invisible) is appended to the PDF and leaves the bytes before it as they are. Whoever keeps what
was appended gets the signed paper back by making the plain one again, whatever has become of the certificate since.
Signing anew would give other bytes: pyHanko draws a part of the document's identifier at random and writes the time of
day into its metadata, keys on elliptic curves sign otherwise each time, and a renewed certificate always does.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates, load_pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from compliance.errors import ComplianceError

_FIELD = "Signature"
_INVISIBLE = InvisSigSettings(set_print_flag=True, set_hidden_flag=False)  # no size; PDF/A allows no hidden flag


class CertificateError(ComplianceError):
    """A certificate that papers can't be signed with; the text says why."""


def signing_with(certificate: Path, password: str, now: datetime) -> Callable[[bytes, datetime], bytes]:
    """What signs with the certificate in a PKCS#12 file; raises CertificateError.

    It takes a PDF and the time of signing, and gives what to append: nothing where the certificate has run out since,
    which is logged. A paper then goes out plain, as it does where no certificate is set, rather than not at all.
    """
    data = _read(certificate)
    holder = _opened(certificate, data, password)
    signer = SimpleSigner.load_pkcs12_data(data, (), _secret(password))
    if fault := _out_of_date(holder, now):
        raise CertificateError(f"签名证书 {certificate} {fault}；请换上在有效期内的证书")

    def sign(pdf: bytes, moment: datetime) -> bytes:
        if fault := _out_of_date(holder, moment):
            logging.getLogger(__name__).error(
                "签名证书 %s %s，出具的文书没有签名；请换证书后重新启动", certificate, fault
            )
            return b""
        with ThreadPoolExecutor(1) as thread:  # pyHanko starts an event loop, and the caller's thread may have one
            signed = thread.submit(_Signing(signer, moment).sign_pdf, IncrementalPdfFileWriter(BytesIO(pdf))).result()
        return bytes(signed.getvalue()[len(pdf) :])

    return sign


class _Signing(PdfSigner):
    """pyHanko's signer with a given time of signing instead of the time of day."""

    def __init__(self, signer: SimpleSigner, moment: datetime) -> None:
        metadata = PdfSignatureMetadata(field_name=_FIELD, subfilter=SigSeedSubFilter.PADES)
        field = SigFieldSpec(_FIELD, invis_sig_settings=_INVISIBLE, readable_field_name="电子签名")
        super().__init__(metadata, signer, new_field_spec=field)
        self._moment = moment

    def init_signing_session(self, *arguments: Any, **options: Any) -> Any:
        session = super().init_signing_session(*arguments, **options)
        session.system_time = self._moment
        return session


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CertificateError(f"读不了签名证书 {path}：{error.strerror}；请检查 SIGNING_CERTIFICATE") from None


def _opened(path: Path, data: bytes, password: str) -> PKCS12KeyAndCertificates:
    try:
        found = load_pkcs12(data, _secret(password))
    except (ValueError, UnsupportedAlgorithm):
        raise CertificateError(
            f"打不开签名证书 {path}：密码不对，或者不是 PKCS#12 文件（.p12、.pfx）；"
            "请检查 SIGNING_CERTIFICATE 和 SIGNING_PASSWORD"
        ) from None
    if found.key is None or found.cert is None:
        raise CertificateError(f"签名证书 {path} 里没有私钥或者没有它的证书；导出时要连私钥一起导出")
    if not isinstance(found.key, RSAPrivateKey | EllipticCurvePrivateKey | Ed25519PrivateKey):
        raise CertificateError(f"签名证书 {path} 的密钥用不了；可以用 RSA、ECDSA 或 Ed25519 的")
    return found


def _secret(password: str) -> bytes | None:
    return password.encode() or None


def _out_of_date(holder: PKCS12KeyAndCertificates, moment: datetime) -> str:
    """What is wrong with the certificate at the moment, in Chinese; nothing where it is valid."""
    assert holder.cert is not None
    first, last = holder.cert.certificate.not_valid_before_utc, holder.cert.certificate.not_valid_after_utc
    if first <= moment <= last:
        return ""
    return f"的有效期是 {first:%Y-%m-%d} 到 {last:%Y-%m-%d}，不在有效期内"
