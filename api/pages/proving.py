"""The proof of an entry, checked here from what anybody is told: entry, proof, checkpoint, keys."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.checkpoint import open_checkpoint
from ledger.errors import LedgerError
from ledger.merkle import leaf_hash, verify_inclusion
from ledger.note import VerifierKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What became of a check; ``reason`` says why not, where it did not hold."""

    holds: bool
    index: int
    size: int
    root: str
    reason: str = ""


def prove(data: str, proof: Mapping[str, Any], keys: Mapping[str, Any]) -> Proven:
    """Return whether an entry's bytes stand in the tree of a checkpoint that a key signed.

    Args:
        data: the entry's bytes in Base64, as they are listed.
        proof: the answer of `proveInclusion`.
        keys: the answer of `getLedgerKeys`.
    """
    index, size, root = int(proof["index"]), int(proof["size"]), str(proof["root"])
    try:
        known = [VerifierKey.parse(it) for it in keys["keys"]]
        signed = open_checkpoint(proof["checkpoint"].encode(), known)
        verify_inclusion(
            leaf=leaf_hash(base64.b64decode(data)),
            index=index,
            size=signed.size,
            root=signed.root,
            proof=[base64.b64decode(it) for it in proof["hashes"]],
        )
    except LedgerError as error:
        return Proven(holds=False, index=index, size=size, root=root, reason=str(error))
    return Proven(
        holds=True, index=index, size=signed.size, root=base64.b64encode(signed.root).decode()
    )
