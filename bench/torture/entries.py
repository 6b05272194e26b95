"""What an exported ledger says of orders, approvals and quota, read from its files alone."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from approvals.replaying import COUNTERS
from ledger.checkpoint import Checkpoint
from ledger.folder import CHECKPOINT
from ledger.merkle import leaf_hash
from ledger.note import Note
from ledger.tiles import bundle_path, level_tiles, unpack_bundle


@dataclass(slots=True)
class Told:
    """The ledger's side of the story.

    Attributes:
        leaves: leaf hashes of all entries, in hexadecimal.
        orders: by their identifier, the digest of what was ordered.
        approvals: by their number, the digest of their statement.
        taken: by agency, the units its orders hold.
    """

    leaves: set[str] = field(default_factory=set)
    orders: dict[str, str] = field(default_factory=dict)
    approvals: dict[str, str] = field(default_factory=dict)
    taken: Counter[str] = field(default_factory=Counter)


def read_export(folder: Path) -> Told:
    """Read an export; that it is whole and signed is for `python -m ledger verify` to say."""
    told = Told()
    size = Checkpoint.parse(Note.parse((folder / CHECKPOINT).read_bytes()).text).size
    for tile in level_tiles(0, size):
        for data in unpack_bundle((folder / bundle_path(tile.index, tile.width)).read_bytes()):
            told.leaves.add(leaf_hash(data).hex())
            _note(told, json.loads(data))
    return told


def _note(told: Told, entry: dict[str, Any]) -> None:
    subjects, body, agency = entry["subjects"], entry["body"], entry["tenant"]["agency"]
    match entry["kind"]:
        case "order.examined":
            told.orders[subjects["order"]] = body["content"]
        case "approval.granted":
            told.approvals[subjects["approval"]] = body["statement"]
        case _:
            pass
    for kinds in body.get("quota", {}).values():
        told.taken[agency] += sum(it.get(name, 0) for it in kinds for name in COUNTERS)
