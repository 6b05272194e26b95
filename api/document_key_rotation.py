"""Replaces the key that signs printed approvals, in steps, each safe to stop after.

1. The new key and its certificate are made beside the old ones; nothing signs with them.
2. The former certificate joins those that stay published, unless its key was lost.
3. The ledger records the rotation, and the commit decides whether it happened.
4. The new certificate takes the old one's place, then the new key does.

Stopped before 3 is over, the old key stays, and the next rotation takes up what was made. Stopped
after it, the next start or rotation does 4; whoever prints in between finds the key where it lies.
"""

from collections.abc import Callable
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import Connection

from api.document_key import (
    document_certificate_file,
    document_key_file,
    former_certificates_file,
    make_next_document_key,
    next_document_files,
    read_document_key,
    write_file,
)
from api.key_ring import DOCUMENT
from api.key_rotation import alone, key_entry, recorded_as_active
from api.settings import Settings
from ledger.entry import Actor
from ledger.store import append
from ledger.syncing import sync
from storage.database import Database
from storage.scope import SYSTEM


def rotate_document_key(
    settings: Settings,
    database: Database,
    *,
    actor: Actor,
    ids: Callable[[], str],
    now: datetime,
    lost: str | None = None,
) -> tuple[str, str]:
    """Replace the key that signs printed approvals.

    Args:
        settings: where the keys lie.
        database: the service's.
        actor: who replaces it.
        ids: gives fresh identifiers.
        now: the instant of the act.
        lost: why papers of the former key are not to be trusted any more; its certificate is not
            published any longer, since nothing in a paper proves when it was signed.

    Returns:
        The fingerprints of the old and of the new certificate.

    Raises:
        KeyFileError: a file is unfit or cannot be written, or somebody else changes keys.
    """
    with alone(settings):
        with database.transaction(SYSTEM) as connection:
            settle_document_key(settings, connection)
        read_document_key(settings)
        _, fresh = make_next_document_key(settings, now)
        former = x509.load_pem_x509_certificate(document_certificate_file(settings).read_bytes())
        old = fingerprint(former)
        new = fingerprint(x509.load_pem_x509_certificate(fresh.read_bytes()))
        body: dict[str, object] = {"use": DOCUMENT, "active": new}
        if lost is None:
            body |= {"retired": old}
        else:
            body |= {"revoked": old, "revoked_at": now.isoformat(), "reason": lost}
        _keep(settings, former, published=lost is None)
        with database.transaction(SYSTEM) as connection:
            append(connection, key_entry(new, body, actor=actor, ident=ids(), now=now))
        _move(settings)
    return old, new


def settle_document_key(settings: Settings, connection: Connection) -> str | None:
    """End a rotation that the ledger records and the files do not show; return its key, if any."""
    key, certificate = next_document_files(settings)
    if not key.exists():
        return None
    # Where only the key is left to be moved, its certificate stands in its place already.
    where = certificate if certificate.exists() else document_certificate_file(settings)
    new = fingerprint(x509.load_pem_x509_certificate(where.read_bytes()))
    if not recorded_as_active(connection, new):
        return None
    _move(settings)
    return new


def published_certificates(settings: Settings) -> bytes:
    """Return the certificate that signs, and after it those that signed before (PEM)."""
    former = former_certificates_file(settings)
    kept = former.read_bytes() if former.exists() else b""
    now = document_certificate_file(settings).read_bytes()
    return now + kept.replace(now, b"")


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the name of a document key: SHA-256 of its certificate, as readers of PDF show it."""
    return f"sha256:{certificate.fingerprint(SHA256()).hex()}"


def _keep(settings: Settings, former: x509.Certificate, *, published: bool) -> None:
    path, pem = former_certificates_file(settings), former.public_bytes(Encoding.PEM)
    kept = path.read_bytes() if path.exists() else b""
    # It may be there already, of a rotation that was stopped.
    write_file(path, (pem if published else b"") + kept.replace(pem, b""), 0o644)


def _move(settings: Settings) -> None:
    key, certificate = next_document_files(settings)
    if certificate.exists():
        certificate.replace(document_certificate_file(settings))
    key.replace(document_key_file(settings))
    sync(key.parent)
