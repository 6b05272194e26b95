"""Who signs: the `Signer` protocol, and the signer that keeps its key in a file.

Two keys exist, and they are never one: the ledger key signs checkpoints, the approval key signs
statements. A hardware module or another algorithm (SM2) is one more class with these members.
"""

import base64
import hashlib
import os
import stat
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from ledger.canonical import canonical
from ledger.errors import KeyFileError
from ledger.syncing import sync

ED25519 = "Ed25519"
"""JOSE name of the algorithm (RFC 9864 §2.2); the older `EdDSA` does not name one algorithm."""

_MAX_KEY_FILE = 4096


class Signer(Protocol):
    """Signs bytes with one private key that never leaves it."""

    @property
    def kid(self) -> str:
        """Name of the key: the SHA-256 thumbprint of its public form (RFC 7638)."""

    @property
    def algorithm(self) -> str:
        """JOSE name of the signature algorithm."""

    @property
    def public_key(self) -> bytes:
        """The public key in the raw form of its algorithm."""

    def sign(self, data: bytes) -> bytes:
        """The signature over these bytes, in the raw form of the algorithm."""


def base64url(data: bytes) -> str:
    """Base64 in the URL alphabet without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def ed25519_jwk(public_key: bytes) -> dict[str, str]:
    """The required members of an Ed25519 public key as a JWK (RFC 8037 §2)."""
    return {"kty": "OKP", "crv": ED25519, "x": base64url(public_key)}


def ed25519_kid(public_key: bytes) -> str:
    """Thumbprint of an Ed25519 public key (RFC 7638, RFC 8037 appendix A.3)."""
    return base64url(hashlib.sha256(canonical(ed25519_jwk(public_key))).digest())


class Ed25519FileSigner:
    """An Ed25519 key from a PEM file (PKCS#8, unencrypted) that only its owner may read."""

    algorithm = ED25519

    def __init__(self, path: Path) -> None:
        """Load the key.

        Raises:
            KeyFileError: if the file is missing, readable by others, owned by somebody else, no
                regular file, or holds no Ed25519 private key.
        """
        self._key = _load(path)
        self.public_key = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.kid = ed25519_kid(self.public_key)

    @classmethod
    def generate(cls, path: Path) -> "Ed25519FileSigner":
        """Make a new key, write it to a new file of mode 0600, and load it from there.

        Raises:
            KeyFileError: if the file exists (no key is ever overwritten) or cannot be written.
        """
        pem = Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        except FileExistsError as error:
            reason = "it exists and is not overwritten: choose another name"
            raise KeyFileError(str(path), reason) from error
        except OSError as error:
            raise KeyFileError(str(path), f"it cannot be written: {error.strerror}") from error
        with open(handle, "wb") as file:  # noqa: PTH123 - opened by descriptor, with its mode set
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        sync(path.parent)
        return cls(path)

    def sign(self, data: bytes) -> bytes:
        """Ed25519 signature over the data (RFC 8032), 64 bytes."""
        return self._key.sign(data)


def _load(path: Path) -> Ed25519PrivateKey:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise KeyFileError(str(path), f"it cannot be opened: {error.strerror}") from error
    with open(handle, "rb") as file:  # noqa: PTH123 - the descriptor that is judged is the one read
        _check_owner(path, os.fstat(file.fileno()))
        pem = file.read(_MAX_KEY_FILE)
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        reason = "it holds no unencrypted PEM private key"
        raise KeyFileError(str(path), reason) from error
    if not isinstance(key, Ed25519PrivateKey):
        reason = f"an Ed25519 key is needed, it holds a {type(key).__name__}"
        raise KeyFileError(str(path), reason)
    return key


def _check_owner(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        reason = "it is not a regular file"
        raise KeyFileError(str(path), reason)
    mode = stat.S_IMODE(status.st_mode)
    if mode & 0o177:
        reason = f"its mode is {mode:04o} and must be 0600 or narrower: run chmod 600 on it"
        raise KeyFileError(str(path), reason)
    if status.st_uid not in (os.geteuid(), 0):
        reason = f"it belongs to user {status.st_uid}, not to the user running this"
        raise KeyFileError(str(path), reason)
