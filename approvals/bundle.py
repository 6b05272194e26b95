"""The offline bundle of one approval: all that proves it, in one file that needs no service.

`ledger.verify_approval` is the verifier, and says what each part proves. The form is versioned: a
bundle is kept for as long as the purchase can be questioned, so an old form is never changed.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from approvals import store
from approvals.errors import ApprovalNotFound
from approvals.store import StoredApproval
from ledger.canonical import canonical
from ledger.entry import read_entry
from ledger.errors import UnknownLeafError
from ledger.jws import KeyState, PublishedKey
from ledger.merkle import leaf_hash
from ledger.note import Note, VerifierKey
from ledger.signing import ed25519_jwk
from ledger.store import InclusionProof, SignedCheckpoint, grants_at, prove_inclusion

FORMAT = "procheck-approval-bundle/1"
"""The form of a bundle; a changed form is a new number beside this one."""

_LEDGER = "ledger"
_PREFERRED = (KeyState.ACTIVE, KeyState.RETIRED, KeyState.NEXT, KeyState.REVOKED)


@dataclass(frozen=True, slots=True)
class ProvenGrant:
    """An approval, the bytes of the entry that granted it, and the proof that they are recorded."""

    approval: StoredApproval
    entry: bytes
    proof: InclusionProof


def proven_grant(connection: Connection, number: str) -> ProvenGrant:
    """Return an approval with the proof that its grant is in the ledger.

    Raises:
        ApprovalNotFound: there is none, or it is not the reader's to see.
        UnknownLeafError: its entry has no place in the tree yet; it gets one within seconds.
    """
    held = store.approval_by_number(connection, number)
    for data in grants_at(connection, held.granted_at):
        if read_entry(data).subjects.get("approval") == number:
            return ProvenGrant(held, data, prove_inclusion(connection, leaf_hash(data)))
    raise UnknownLeafError(number)


def recorded_at(connection: Connection, number: str, statement: str) -> datetime | None:
    """Return when the ledger recorded the grant of an approval with a statement, by its digest.

    ``None``: it did not, or the reader may not see it.
    """
    try:
        held = store.approval_by_number(connection, number)
    except ApprovalNotFound:
        return None
    for entry in map(read_entry, grants_at(connection, held.granted_at)):
        if entry.subjects.get("approval") == number and entry.body.get("statement") == statement:
            return entry.recorded_at
    return None


def bundle_of(grant: ProvenGrant, status_list: str, published: Sequence[PublishedKey]) -> bytes:
    """Return the bundle as a JSON file.

    Args:
        grant: the approval and its proof.
        status_list: the signed list of dead approvals, made for the tree of the proof.
        published: every public key of the service.
    """
    proof = grant.proof
    named = {grant.approval.kid, _kid(status_list), _checkpoint_kid(proof.signed, published)}
    return canonical(
        {
            "format": FORMAT,
            "statement": grant.approval.statement,
            "entry": _base64(grant.entry),
            "proof": {
                "index": proof.index,
                "leaf": proof.leaf_hash.hex(),
                "hashes": [_base64(one) for one in proof.hashes],
            },
            "checkpoint": proof.signed.note.decode(),
            "status_list": status_list,
            # For whoever opens the file: a verifier trusts the keys he kept, and no others.
            "keys": {
                "keys": [
                    {**ed25519_jwk(key.public_key), "kid": key.kid}
                    for key in published
                    if key.kid in named
                ]
            },
        }
    )


def _checkpoint_kid(signed: SignedCheckpoint, published: Sequence[PublishedKey]) -> str | None:
    """Return the one key that a checkpoint is to be verified by, of those that signed it.

    While a key is replaced there are two: the one that signs alone before or after comes first.
    """
    origin = signed.checkpoint.origin
    signed_by = {(it.name, it.key_id) for it in Note.parse(signed.note).signatures}
    found = [
        key
        for key in published
        if key.use == _LEDGER and (origin, VerifierKey(origin, key.public_key).key_id) in signed_by
    ]
    return min(found, key=lambda it: _PREFERRED.index(it.state)).kid if found else None


def _kid(token: str) -> str:
    head = token.partition(".")[0]
    kid: str = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"]
    return kid


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
