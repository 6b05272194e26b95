"""Entries of the ledger as JSON documents."""

import base64
from typing import Any

from api.instants import instant
from ledger.entry import read_entry
from ledger.store import StoredEntry


def entry_document(held: StoredEntry) -> dict[str, Any]:
    """Return an entry in its place; `data` are the bytes the tree commits to."""
    entry = read_entry(held.data)
    return {
        "index": held.index,
        "leaf": held.leaf_hash.hex(),
        "kind": entry.kind.value,
        "recorded_at": instant(entry.recorded_at),
        "actor": {"person": entry.actor.person, "role": entry.actor.role},
        "subjects": dict(entry.subjects),
        "body": entry.body,
        "data": base64_text(held.data),
    }


def base64_text(data: bytes) -> str:
    """Return bytes in Base64 (RFC 4648 §4)."""
    return base64.b64encode(data).decode()
