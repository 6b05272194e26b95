import json
import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from ledger.errors import KeyFileError
from ledger.signing import Ed25519FileSigner, ed25519_jwk, ed25519_kid


def test_a_new_key_is_readable_by_its_owner_only_and_loads_again(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    old_mask = os.umask(0)
    try:
        made = Ed25519FileSigner.generate(path)
    finally:
        os.umask(old_mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    loaded = Ed25519FileSigner(path)
    assert (loaded.kid, loaded.public_key) == (made.kid, made.public_key)
    Ed25519PublicKey.from_public_bytes(made.public_key).verify(loaded.sign(b"data"), b"data")


def test_two_new_keys_differ(tmp_path: Path) -> None:
    first = Ed25519FileSigner.generate(tmp_path / "a.pem")
    second = Ed25519FileSigner.generate(tmp_path / "b.pem")
    assert first.kid != second.kid


def test_no_key_is_ever_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    kid = Ed25519FileSigner.generate(path).kid
    with pytest.raises(KeyFileError, match="not overwritten"):
        Ed25519FileSigner.generate(path)
    assert Ed25519FileSigner(path).kid == kid


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o700, 0o644])
def test_a_key_that_others_may_touch_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key.pem"
    Ed25519FileSigner.generate(path)
    path.chmod(mode)
    with pytest.raises(KeyFileError, match="must be 0600 or narrower"):
        Ed25519FileSigner(path)


def test_a_read_only_key_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    kid = Ed25519FileSigner.generate(path).kid
    path.chmod(0o400)
    assert Ed25519FileSigner(path).kid == kid


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_of_another_user_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    Ed25519FileSigner.generate(path)
    os.chown(path, 12345, -1)
    with pytest.raises(KeyFileError, match="belongs to user 12345"):
        Ed25519FileSigner(path)


def test_a_link_to_a_key_is_not_followed(tmp_path: Path) -> None:
    Ed25519FileSigner.generate(tmp_path / "key.pem")
    link = tmp_path / "link.pem"
    link.symlink_to(tmp_path / "key.pem")
    with pytest.raises(KeyFileError, match="cannot be opened"):
        Ed25519FileSigner(link)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(KeyFileError, match="not a regular file"):
        Ed25519FileSigner(tmp_path / "pipe")
    with pytest.raises(KeyFileError, match="cannot be opened"):
        Ed25519FileSigner(tmp_path / "absent")


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    path.chmod(0o600)
    return path


def test_a_file_without_an_unencrypted_ed25519_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="no unencrypted PEM private key"):
        Ed25519FileSigner(_write(tmp_path / "noise", b"noise"))
    curve = ec.generate_private_key(ec.SECP256R1())
    pem = curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(KeyFileError, match="an Ed25519 key is needed"):
        Ed25519FileSigner(_write(tmp_path / "curve", pem))
    Ed25519FileSigner.generate(tmp_path / "key.pem")
    key = load_pem_private_key((tmp_path / "key.pem").read_bytes(), None)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))
    with pytest.raises(KeyFileError, match="no unencrypted PEM private key"):
        Ed25519FileSigner(_write(tmp_path / "secret", secret))


def test_the_key_name_is_the_published_thumbprint(samples: Path) -> None:
    case = json.loads((samples / "vectors" / "ed25519_and_notes.json").read_bytes())["rfc8037_A4"]
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    assert ed25519_jwk(public)["x"] == case["jwk"]["x"]
    assert ed25519_kid(public) == case["thumbprint"]
