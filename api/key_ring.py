"""The installation's signing keys: made once, published for ever, replaced by rotation.

Private halves are files of mode 0600; the public halves of all keys ever used, with their states,
stand in ``published.json`` beside them, since what an old key signed must stay verifiable.
"""

import base64
import json
import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from api.document_key import make_sure_of_document_key
from api.evidence_keys import make_sure_of_evidence_keys
from api.settings import Settings
from api.webhook_keys import make_sure_of_webhook_keys
from ledger.errors import KeyFileError
from ledger.jws import KeyState, PublishedKey
from ledger.signing import Ed25519FileSigner, base64url
from ledger.syncing import sync

APPROVAL, LEDGER, DOCUMENT = "approval", "ledger", "document"
_RING = "published.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """Both signers, and every public key.

    ``ledger_next`` is the key that was announced to follow the ledger's: it signs beside it.
    """

    approval: Ed25519FileSigner
    ledger: Ed25519FileSigner
    published: tuple[PublishedKey, ...]
    ledger_next: Ed25519FileSigner | None = None


def ring_file(settings: Settings) -> Path:
    """Return where the public keys are kept."""
    return settings.data_dir / "keys" / _RING


def key_file(settings: Settings, use: str) -> Path:
    """Return where the key of a use lies that signs."""
    return settings.ledger_key if use == LEDGER else settings.approval_key


def next_file(settings: Settings, use: str = APPROVAL) -> Path:
    """Return where the key lies that a rotation is bringing in (`api.key_rotation`)."""
    path = key_file(settings, use)
    return path.with_name(f"{path.stem}-next{path.suffix}")


def read_ring(settings: Settings) -> tuple[PublishedKey, ...]:
    """Return every public key.

    Raises:
        KeyFileError: the list is missing or unfit.
    """
    return _read(ring_file(settings))


def write_ring(settings: Settings, keys: tuple[PublishedKey, ...]) -> None:
    """Put a list of public keys in the place of the old one, whole or not at all.

    Raises:
        KeyFileError: it cannot be written.
    """
    _write(ring_file(settings), keys)


def open_ring(settings: Settings) -> KeyRing:
    """Return the keys of the installation.

    Raises:
        KeyFileError: a file is missing or unfit, the two keys are one, or a signing key is not
            among the published ones as active.
    """
    try:
        return _opened(settings)
    except KeyFileError:
        # A rotation replaces two files, one after the other, and may have come in between.
        return _opened(settings)


def _opened(settings: Settings) -> KeyRing:
    published = read_ring(settings)
    active = {(key.use, key.kid) for key in published if key.state is KeyState.ACTIVE}
    waiting = any(key.use == LEDGER and key.state is KeyState.NEXT for key in published)
    ring = KeyRing(
        approval=_signer(settings, APPROVAL, active),
        ledger=_signer(settings, LEDGER, active),
        published=published,
        ledger_next=Ed25519FileSigner(next_file(settings, LEDGER)) if waiting else None,
    )
    if ring.approval.kid == ring.ledger.kid:
        reason = "it is the ledger key: approvals and checkpoints are signed by two keys"
        raise KeyFileError(str(settings.approval_key), reason)
    for use, signer in ((APPROVAL, ring.approval), (LEDGER, ring.ledger)):
        if (use, signer.kid) not in active:
            reason = f"it does not list the {use} key {signer.kid} as active: run `procheck keys`"
            raise KeyFileError(str(ring_file(settings)), reason)
    return ring


def _signer(settings: Settings, use: str, active: Collection[tuple[str, str]]) -> Ed25519FileSigner:
    signer = Ed25519FileSigner(key_file(settings, use))
    if (use, signer.kid) not in active and next_file(settings, use).exists():
        # A rotation was stopped between the ring and the file.
        return Ed25519FileSigner(next_file(settings, use))
    return signer


def make_sure(settings: Settings, now: datetime) -> tuple[str, ...]:
    """Make the keys that are missing, and publish them; return what was made, in words.

    Raises:
        KeyFileError: a file that is there is unfit, or one cannot be written.
    """
    made = []
    for use in (APPROVAL, LEDGER):
        path = key_file(settings, use)
        _private_folder(path.parent)
        fresh = not path.exists()
        signer = Ed25519FileSigner.generate(path) if fresh else Ed25519FileSigner(path)
        if fresh:
            made.append(f"made the {use} key {signer.kid} in {path}")
        _publish(settings, signer, use, now)
    made += make_sure_of_evidence_keys(settings, now)
    made += make_sure_of_document_key(settings, now)
    made += make_sure_of_webhook_keys(settings, now)
    return tuple(made)


def _publish(settings: Settings, signer: Ed25519FileSigner, use: str, now: datetime) -> None:
    path = ring_file(settings)
    _private_folder(path.parent)
    known = _read(path) if path.exists() else ()
    if not any(key.kid == signer.kid for key in known):
        added = PublishedKey(
            public_key=signer.public_key, use=use, state=KeyState.ACTIVE, since=now
        )
        _write(path, (*known, added))


def _private_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise KeyFileError(str(folder), f"it cannot be made: {error.strerror}") from error


def _read(path: Path) -> tuple[PublishedKey, ...]:
    try:
        listed: list[dict[str, Any]] = json.loads(path.read_bytes())["keys"]
        return tuple(_key(one) for one in listed)
    except OSError as error:
        raise KeyFileError(str(path), f"it cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        reason = f"it is no list of public keys: {error!r}"
        raise KeyFileError(str(path), reason) from error


def _key(document: dict[str, Any]) -> PublishedKey:
    revoked = document.get("revoked_at")
    x = str(document["x"])
    return PublishedKey(
        public_key=base64.urlsafe_b64decode(x + "=" * (-len(x) % 4)),
        use=str(document["use"]),
        state=KeyState(document["state"]),
        since=datetime.fromisoformat(document["since"]),
        revoked_at=None if revoked is None else datetime.fromisoformat(revoked),
    )


def _write(path: Path, keys: tuple[PublishedKey, ...]) -> None:
    document = {
        "keys": [
            {
                "x": base64url(key.public_key),
                "kid": key.kid,
                "use": key.use,
                "state": key.state.value,
                "since": key.since.isoformat(),
                **({} if key.revoked_at is None else {"revoked_at": key.revoked_at.isoformat()}),
            }
            for key in keys
        ]
    }
    fresh = path.with_suffix(".new")
    try:
        with fresh.open("w") as file:
            json.dump(document, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        sync(path.parent)
    except OSError as error:
        raise KeyFileError(str(path), f"it cannot be written: {error.strerror}") from error
