"""Rules that have to be signed: by whom, byte for byte, and that nothing else is decided by."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.cli import main
from compliance.rulepacks.loader import read_rule_file
from compliance.rulepacks.rulebook import read_rulebook
from compliance.rulepacks.signatures import (
    KeyFileError,
    SignatureError,
    add_signature,
    demand,
    make_keys,
    read_keys,
    read_private_key,
    read_signatures,
    signature_path,
)
from compliance.services.sign_packs import sign_packs, verify_packs
from tests.packs import SIGN, dumped


@pytest.fixture(autouse=True)
def nothing_demanded() -> Iterator[None]:
    yield
    demand(())


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    """A private and a public key's files."""
    make_keys(tmp_path / "private.pem", tmp_path / "public.pem", b"")
    return tmp_path / "private.pem", tmp_path / "public.pem"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    path = tmp_path / "rules" / "sign.yaml"
    path.parent.mkdir()
    path.write_bytes(dumped(SIGN))
    return path


def test_a_signed_pack_is_loaded_where_signatures_are_demanded(pack: Path, keys: tuple[Path, Path]) -> None:
    sign_packs([pack.parent], keys[0])
    demand([keys[1]])
    assert read_rule_file(pack).content.id == "sign"
    assert read_rulebook([pack.parent]).packs


def test_an_unsigned_pack_is_refused_and_only_looked_at_where_signatures_are_demanded(
    pack: Path, keys: tuple[Path, Path]
) -> None:
    demand([keys[1]])
    with pytest.raises(SignatureError, match="没有签名"):
        read_rule_file(pack)
    with pytest.raises(SignatureError, match="没有签名"):
        read_rulebook([pack.parent])
    assert read_rule_file(pack, draft=True).content.id == "sign"


def test_a_pack_whose_signature_was_taken_away_is_refused(pack: Path, keys: tuple[Path, Path]) -> None:
    sign_packs([pack], keys[0])
    demand([keys[1]])
    signature_path(pack).unlink()
    with pytest.raises(SignatureError, match=r"sign\.yaml"):
        read_rule_file(pack)
    signature_path(pack).write_bytes(b"")
    with pytest.raises(SignatureError, match=r"sign\.yaml"):
        read_rule_file(pack)


def make_public(place: Path, key: Ed25519PrivateKey) -> None:
    place.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


@settings(max_examples=50)
@given(data=st.data())
def test_no_other_text_has_the_signature(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path, key = tmp_path_factory.mktemp("pack") / "some.yaml", Ed25519PrivateKey.generate()
    text = data.draw(st.binary(max_size=40))
    add_signature(path, text, key)
    make_public(path.with_suffix(".pem"), key)
    trusted = read_keys([path.with_suffix(".pem")])
    assert len(trusted.signers(str(path), text, read_signatures(path))) == 1
    other = data.draw(st.binary(max_size=40).filter(lambda each: each != text))
    with pytest.raises(SignatureError, match="被改过"):
        trusted.signers(str(path), other, read_signatures(path))


def test_a_stranger_s_signature_is_none(pack: Path, keys: tuple[Path, Path], tmp_path: Path) -> None:
    make_keys(tmp_path / "other.pem", tmp_path / "other-public.pem", b"")
    sign_packs([pack], tmp_path / "other.pem")
    demand([keys[1]])
    with pytest.raises(SignatureError, match="信任"):
        read_rule_file(pack)


def test_a_stranger_who_takes_the_name_of_a_trusted_key_is_found_out(pack: Path, keys: tuple[Path, Path]) -> None:
    name, _ = sign_packs([pack], keys[0])
    forged = Ed25519PrivateKey.generate().sign(pack.read_bytes())
    signature_path(pack).write_text(f"ed25519 {name} {b64encode(forged).decode()}\n", encoding="ascii")
    demand([keys[1]])
    with pytest.raises(SignatureError, match="信任"):
        read_rule_file(pack)


def test_several_people_sign_and_one_of_them_suffices(pack: Path, keys: tuple[Path, Path], tmp_path: Path) -> None:
    make_keys(tmp_path / "other.pem", tmp_path / "other-public.pem", b"secret")
    sign_packs([pack], tmp_path / "other.pem", b"secret")
    first, _ = sign_packs([pack], keys[0])
    again, _ = sign_packs([pack], keys[0])
    assert first == again
    (held,) = verify_packs([pack], [keys[1], tmp_path / "other-public.pem"])
    assert len(held.signers) == 2
    assert verify_packs([pack], [keys[1]])[0].signers == (first,)


def test_a_signature_file_that_is_none_is_told_with_its_line(pack: Path, keys: tuple[Path, Path]) -> None:
    signature_path(pack).write_text("rsa a b\ned25519 only\n", encoding="ascii")
    demand([keys[1]])
    with pytest.raises(SignatureError, match=r"sign\.yaml\.sig:2：不是签名"):
        read_rule_file(pack)


def test_what_cannot_be_loaded_is_not_signed_and_nothing_beside_it(pack: Path, keys: tuple[Path, Path]) -> None:
    (pack.parent / "bad.yaml").write_text("kind: negative_list\n", encoding="utf-8")
    with pytest.raises(Exception, match="缺少必填"):
        sign_packs([pack.parent], keys[0])
    assert not signature_path(pack).exists()


def test_private_keys_are_for_their_owner_alone_and_never_written_over(keys: tuple[Path, Path]) -> None:
    assert S_IMODE(keys[0].stat().st_mode) == 0o600
    with pytest.raises(KeyFileError, match="已经有了"):
        make_keys(keys[0], keys[1], b"")


@pytest.mark.parametrize(("password", "said"), [(b"", "有密码"), (b"wrong", "密码不对")])
def test_a_private_key_with_a_password_wants_it(tmp_path: Path, password: bytes, said: str) -> None:
    make_keys(tmp_path / "a.pem", tmp_path / "b.pem", b"right")
    with pytest.raises(KeyFileError, match=said):
        read_private_key(tmp_path / "a.pem", password)


def test_a_folder_of_keys_without_any_is_an_error_and_not_no_demand(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="没有"):
        demand([tmp_path])
    with pytest.raises(KeyFileError, match="读不了"):
        demand([tmp_path / "nowhere.pem"])


def test_the_command_line_makes_keys_signs_verifies_and_then_decides_by_signed_packs_alone(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    private, public, answers = tmp_path / "k.pem", tmp_path / "p.pem", tmp_path / "answers.yaml"
    answers.write_text("answers: {设有招牌: false}\n", encoding="utf-8")
    assert main(["packs", "keys", str(private), str(public)]) == 0
    assert main(["packs", "verify", "--keys", str(public), str(pack)]) == 1
    monkeypatch.setenv("RULE_KEYS", str(public))
    assert main(["decide", str(pack), "--answers", str(answers)]) == 2
    assert "没有签名" in capsys.readouterr().err
    assert main(["packs", "sign", "--key", str(private), str(pack)]) == 0
    assert main(["packs", "verify", str(pack)]) == 0
    assert main(["decide", str(pack), "--answers", str(answers)]) == 0
    pack.write_bytes(pack.read_bytes() + b"\n")
    assert main(["lint", str(pack)]) == 0
    assert main(["decide", str(pack), "--answers", str(answers)]) == 2
    assert "被改过" in capsys.readouterr().err
