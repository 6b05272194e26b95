"""A witness of a ledger: keeps the last checkpoint it saw, and accepts only what continues it.

Run in the auditor's office, outside the operator's reach, it makes the ledger tamper-evident: an
operator who rewrites history, or shows it shorter, cannot show it to the witness. (C2SP
tlog-checkpoint; RFC 9162 §2.1.4; threats F1, F2 and F4.)
"""

import base64
import binascii
import json
import os
from pathlib import Path
from typing import Protocol

from integrations.errors import ForkError, UnreachableError
from ledger.checkpoint import Checkpoint, open_checkpoint
from ledger.errors import MalformedNoteError, ProofError
from ledger.merkle import verify_consistency
from ledger.note import VerifierKey


class Asks(Protocol):
    """What asks over HTTP."""

    def get(self, url: str, parameters: dict[str, str | int] | None = None) -> bytes:
        """Return the body of a GET, or raise ``UnreachableError``."""


def witness(caller: Asks, base: str, key: VerifierKey, kept: Path) -> Checkpoint:
    """Fetch the newest checkpoint, prove that it continues the kept one, and keep it.

    Args:
        caller: asks over HTTP.
        base: address of the service, without ``/v1``.
        key: the ledger's public key, got from somewhere else than the service.
        kept: the file with the last checkpoint seen; made at the first look.

    Returns:
        The checkpoint now kept.

    Raises:
        UnreachableError: the service did not answer as agreed; what was kept stays.
        SignatureError: the checkpoint is not signed by the ledger's key.
        MalformedNoteError: the kept file is no checkpoint.
        ForkError: the ledger does not continue what was seen before; what was kept stays, and is
            evidence together with what is shown now.
    """
    # 1. What was seen before, under the same key.
    before = open_checkpoint(kept.read_bytes(), [key]) if kept.exists() else None
    # 2. What is shown now.
    url = f"{base}/v1/ledger/checkpoint"
    shown = caller.get(url)
    try:
        now = open_checkpoint(shown, [key])
    except MalformedNoteError as error:
        raise UnreachableError(url, str(error)) from error
    # 3. A ledger only grows, and what it had it keeps.
    if before is not None and before.size:
        _continues(caller, base, before, now)
    # 4. Keep it, whole or not at all.
    _keep(kept, shown)
    return now


def _continues(caller: Asks, base: str, before: Checkpoint, now: Checkpoint) -> None:
    if now.size < before.size:
        raise ForkError(before.size, now.size, "it has become shorter")
    proof: tuple[bytes, ...] = ()
    if now.size > before.size:
        proof = _proof(caller, base, before.size, now.size)
    try:
        verify_consistency(
            older=before.size,
            newer=now.size,
            older_root=before.root,
            newer_root=now.root,
            proof=proof,
        )
    except ProofError as error:
        raise ForkError(before.size, now.size, str(error)) from error


def _proof(caller: Asks, base: str, older: int, newer: int) -> tuple[bytes, ...]:
    url = f"{base}/v1/ledger/proofs/consistency"
    body = caller.get(url, {"older": older, "newer": newer})
    try:
        return tuple(base64.b64decode(it, validate=True) for it in json.loads(body)["hashes"])
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise UnreachableError(url, "the proof is no list of hashes in base64") from error


def _keep(kept: Path, shown: bytes) -> None:
    fresh = kept.with_name(f"{kept.name}.new")
    with fresh.open("wb") as file:
        file.write(shown)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(kept)
