"""The key that signs printed approvals, with its certificate: two files beside the signing keys.

A key of its own and of another kind (ECDSA P-256): readers of PDF know it, and few know Ed25519. It
proves where a paper comes from; that an approval holds its statement proves. (ADR 0017.)
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from api.settings import Settings
from ledger.errors import KeyFileError

LIFE = timedelta(days=3652)
"""For how long the certificate is valid: ten years, as approvals are kept."""
_OTHERS = 0o077
_NAME_LENGTH = 64
"""Longest common name of a certificate (X.520, ub-common-name)."""


def document_key_file(settings: Settings) -> Path:
    """Return where the private key lies."""
    return settings.data_dir / "keys" / "document.pem"


def document_certificate_file(settings: Settings) -> Path:
    """Return where its certificate lies."""
    return settings.data_dir / "keys" / "document-certificate.pem"


def former_certificates_file(settings: Settings) -> Path:
    """Return where the certificates are kept that signed before."""
    return settings.data_dir / "keys" / "document-certificates-former.pem"


def next_document_files(settings: Settings) -> tuple[Path, Path]:
    """Return where the key and the certificate lie that a rotation is bringing in."""
    folder = settings.data_dir / "keys"
    return folder / "document-next.pem", folder / "document-certificate-next.pem"


def make_sure_of_document_key(settings: Settings, now: datetime) -> list[str]:
    """Make the key and its certificate if there is none; return what was made, in words.

    Raises:
        KeyFileError: what is there is unfit, or cannot be written.
    """
    path, certificate = document_key_file(settings), document_certificate_file(settings)
    if path.exists() and certificate.exists():
        read_document_key(settings)
        return []
    _make(settings, path, certificate, now)
    return [f"made the document key in {path}"]


def make_next_document_key(settings: Settings, now: datetime) -> tuple[Path, Path]:
    """Return the files of the key that is to follow; they are made unless they are there.

    Raises:
        KeyFileError: what is there is unfit, or cannot be written.
    """
    path, certificate = next_document_files(settings)
    if not (path.exists() and certificate.exists()):
        _make(settings, path, certificate, now)
    _check(path, certificate)
    return path, certificate


def _make(settings: Settings, path: Path, file: Path, now: datetime) -> None:
    # A key without its certificate signed nothing yet.
    path.unlink(missing_ok=True)
    key = generate_private_key(SECP256R1())
    certificate = _certificate(key, settings.issues_as, now).public_bytes(Encoding.PEM)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        write_file(path, private, 0o600)
        write_file(file, certificate, 0o644)
    except OSError as error:
        raise KeyFileError(str(path), f"it cannot be written: {error.strerror}") from error


def read_document_key(settings: Settings) -> tuple[Path, Path]:
    """Return the files of the private key and of its certificate, once they are fit to be used.

    Raises:
        KeyFileError: a file is missing, open to others or unfit, or the two do not belong together.
    """
    path, certificate = document_key_file(settings), document_certificate_file(settings)
    fresh, _ = next_document_files(settings)
    if fresh.exists() and _belongs(fresh, certificate):
        # A rotation moves two files, one after the other, and has come in between.
        return fresh, certificate
    _check(path, certificate)
    return path, certificate


def _belongs(path: Path, certificate: Path) -> bool:
    try:
        _check(path, certificate)
    except KeyFileError:
        return False
    return True


def _check(path: Path, file: Path) -> None:
    try:
        if path.stat().st_mode & _OTHERS:
            raise KeyFileError(str(path), "others than its owner may read it: set mode 0600")
        key = load_pem_private_key(path.read_bytes(), password=None)
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
    except OSError as error:
        raise KeyFileError(str(path), f"it cannot be read: {error.strerror}") from error
    except (ValueError, TypeError):
        raise KeyFileError(str(path), "it or its certificate is no PEM") from None
    if not isinstance(key, EllipticCurvePrivateKey):
        raise KeyFileError(str(path), "it is no key on an elliptic curve")
    if certificate.public_key() != key.public_key():
        raise KeyFileError(str(path), "the certificate beside it is of another key")


def _certificate(key: EllipticCurvePrivateKey, issuer: str, now: datetime) -> x509.Certificate:
    """Return a certificate of a key that it signs itself: for signatures of documents alone."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer[:_NAME_LENGTH])])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def write_file(path: Path, data: bytes, mode: int) -> None:
    """Put a file of a mode in its place, whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
