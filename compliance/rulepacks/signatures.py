"""Signatures on rule files, with Ed25519, in a file beside each; the one module that signs and checks them.

`gas.yaml.sig` has a line for each who signed `gas.yaml`: `ed25519`, the key's name (the first half of the public key's
SHA-256, in hexadecimal), and the signature in Base64. What is signed is the file, byte for byte, behind a heading that
keeps it from being taken for a signature on anything else.
"""

import hashlib
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from compliance.errors import ComplianceError

SUFFIX = ".sig"
_HEADING = b"qingdan rule file, signed with ed25519\n"
_SCHEME = "ed25519"
MOST_BYTES = 64 * 1024


class KeyFileError(ComplianceError):
    """A key that can't be used; the text names its file."""


class SignatureError(ComplianceError):
    """A rule file that nobody who is trusted signed as it stands; the text names it."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The public keys that are trusted, by name."""

    by_name: dict[str, Ed25519PublicKey]

    def signers(self, name: str, text: bytes, signatures: bytes) -> tuple[str, ...]:
        """The names of the keys that signed the file called `name`, which has this text, by its file of signatures.

        Raises SignatureError for none.
        """
        said = _lines(name + SUFFIX, signatures)
        found = tuple(key for key, signature in said if self._holds(key, signature, text))
        if not found:
            raise SignatureError(
                f"{name}：签名都不是信任的人签的，或者签名以后文件被改过；请向发布的人要原来的文件和签名，不要自己改"
            )
        return found

    def _holds(self, name: str, signature: bytes, text: bytes) -> bool:
        key = self.by_name.get(name)
        if key is None:
            return False
        try:
            key.verify(signature, _HEADING + text)
        except InvalidSignature:
            return False
        return True


def read_keys(paths: Iterable[Path]) -> Keys:
    """The public keys in these PEM files, and in all .pem files of these folders; raises KeyFileError, for none too."""
    paths = tuple(paths)
    files = [each for path in paths for each in (sorted(path.glob("*.pem")) if path.is_dir() else [path])]
    keys = {_name_of(key): key for key in map(_public_key, files)}
    if not keys:
        raise KeyFileError(f"{'、'.join(map(str, paths))}：里面没有 .pem 公钥文件")
    return Keys(keys)


def make_keys(private: Path, public: Path, password: bytes) -> str:
    """Makes a pair of keys, the private one under the password where that isn't empty, and gives their name.

    Raises KeyFileError where a file is there already or can't be written.
    """
    key = Ed25519PrivateKey.generate()
    lock: Any = BestAvailableEncryption(password) if password else NoEncryption()
    _write_new(private, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock), 0o600)
    _write_new(public, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), 0o644)
    return _name_of(key.public_key())


def read_private_key(path: Path, password: bytes) -> Ed25519PrivateKey:
    """The private key in the PEM file; raises KeyFileError."""
    try:
        key = load_pem_private_key(_read(path), password or None)
    except TypeError:
        said = "有密码，请写明" if not password else "没有密码，请不要写密码"
        raise KeyFileError(f"{path}：这个私钥{said}") from None
    except (ValueError, UnsupportedAlgorithm):
        raise KeyFileError(f"{path}：密码不对，或者不是 PEM 格式的私钥") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"{path}：不是 Ed25519 私钥；请用 packs keys 做一对")
    return key


def add_signature(path: Path, text: bytes, key: Ed25519PrivateKey) -> str:
    """Adds the key's signature on the file at `path`, in place of an older one of the same key; gives the key's name.

    Signatures of others stay: those that don't hold for the text any more hold for nobody. Raises SignatureError.
    """
    name = _name_of(key.public_key())
    place = signature_path(path)
    others = [each for each in _lines(str(place), _beside(path) or b"") if each[0] != name]
    lines = [*others, (name, key.sign(_HEADING + text))]
    said = "".join(f"{_SCHEME} {each} {b64encode(signature).decode()}\n" for each, signature in lines)
    try:
        place.write_text(said, encoding="ascii")
    except OSError as error:
        raise SignatureError(f"{place}：写不了（{error.strerror}）") from None
    return name


def signature_path(path: Path) -> Path:
    """Where the signatures on a file stand."""
    return path.with_name(path.name + SUFFIX)


_demanded: Keys | None = None


def demand(keys: Sequence[Path]) -> None:
    """From now on this process decides by no rule files but those signed with one of the keys, which `read_keys` reads;
    without any, by all. Raises KeyFileError.

    One setting of the installation, kept here, where files are read: no way of loading can leave it out.
    """
    global _demanded
    _demanded = read_keys(keys) if keys else None


def check_demanded(name: str, text: bytes, signatures: Callable[[], bytes]) -> None:
    """Raises SignatureError where signatures are demanded, and the file called `name`, which has this text, has none.

    `signatures` gives what stands in its file of signatures; it is called only where they are demanded.
    """
    if _demanded is not None:
        _demanded.signers(name, text, signatures())


def read_signatures(path: Path) -> bytes:
    """What stands in the file of signatures beside the file at `path`; raises SignatureError, for none too."""
    if (found := _beside(path)) is None:
        place = signature_path(path)
        raise SignatureError(f"{path}：没有签名（要有 {place.name}）；只有信任的人签过名的规则才能用")
    return found


def _beside(path: Path) -> bytes | None:
    place = signature_path(path)
    try:
        with place.open("rb") as file:
            return file.read(MOST_BYTES)
    except FileNotFoundError:
        return None
    except OSError:
        raise SignatureError(f"{place}：读不了，或者不是签名文件；请向发布的人要原来的签名") from None


def _lines(place: str, signatures: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        lines = signatures.decode("ascii").splitlines()
    except UnicodeDecodeError:
        raise SignatureError(f"{place}：读不了，或者不是签名文件；请向发布的人要原来的签名") from None
    for number, line in enumerate(lines, start=1):
        try:
            scheme, name, signature = line.split()
            if scheme != _SCHEME:
                continue  # another scheme of some later time
            yield name, b64decode(signature, validate=True)
        except ValueError:
            raise SignatureError(f"{place}:{number}：不是签名；请向发布的人要原来的签名") from None


def _public_key(path: Path) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(_read(path))
    except (ValueError, UnsupportedAlgorithm):
        raise KeyFileError(f"{path}：不是 PEM 格式的公钥") from None
    if not isinstance(key, Ed25519PublicKey):
        raise KeyFileError(f"{path}：不是 Ed25519 公钥；请用 packs keys 做一对")
    return key


def _name_of(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:32]


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except OSError as error:
        raise KeyFileError(f"{path}：读不了（{error.strerror}）；请检查路径和权限") from None


def _write_new(path: Path, content: bytes, mode: int) -> None:
    try:
        with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(content)
    except FileExistsError:
        raise KeyFileError(f"{path} 已经有了，没有改动；请换一个文件名") from None
    except OSError as error:
        raise KeyFileError(f"{path}：写不了（{error.strerror}）") from None
