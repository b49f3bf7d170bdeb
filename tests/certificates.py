"""Certificates for tests: a root of their own, and what it certifies, as PKCS#12 files."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

PASSWORD = "秘密 1"
FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)
KEYS = {
    "rsa": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
}


@dataclass(frozen=True)
class Root:
    """An authority that certifies whatever is asked for."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    def certified(self, key: Any, last: datetime = LAST) -> x509.Certificate:
        """A certificate to sign papers with, valid until `last`."""
        return _certificate("某某镇", key.public_key(), "测试根", self.key, last, ca=False)

    def write(self, path: Path, key: Any = None, password: str = PASSWORD, last: datetime = LAST) -> Path:
        """A PKCS#12 file of a key, a new one unless given, and its certificate."""
        key = key or KEYS["rsa"]()
        encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
        certificate = self.certified(key, last)
        path.write_bytes(serialize_key_and_certificates(b"town", key, certificate, [self.certificate], encryption))
        return path


def new_root() -> Root:
    key = ec.generate_private_key(ec.SECP256R1())
    return Root(key, _certificate("测试根", key.public_key(), "测试根", key, LAST, ca=True))


def _certificate(name: str, public_key: Any, issuer: str, key: Any, last: datetime, ca: bool) -> x509.Certificate:
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only", "crl_sign"), False
    )
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(FIRST)
        .not_valid_after(last)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=not ca, content_commitment=not ca, key_cert_sign=ca, **usage), critical=True
        )
        .sign(key, hashes.SHA256())
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
