"""Builds entries, and a whole small ledger in memory that can be exported."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ledger.checkpoint import Checkpoint
from ledger.entry import Actor, Entry, Tenant
from ledger.kinds import EntryKind
from ledger.merkle import complete_root, leaf_hash, root_of
from ledger.note import sign_note
from ledger.signing import Signer
from ledger.tiles import TILE_WIDTH, Tile

ORIGIN = "procheck.example/ledger"
START = datetime(2026, 6, 1, 9, tzinfo=UTC)


def an_entry(number: int = 0, **changes: object) -> Entry:
    """A plausible entry; `number` makes it differ from others."""
    fields: dict[str, object] = {
        "id": f"entry-{number:06d}",
        "kind": EntryKind.ORDER_EXAMINED,
        "recorded_at": START + timedelta(seconds=number),
        "actor": Actor(person="person-7", role="officer", authentication="api-key"),
        "tenant": Tenant(agency="11100000MB0000001X"),
        "subjects": {"order": f"order-{number}"},
        "body": {"outcome": "conforming", "total": "4940.00", "number": number},
    }
    return Entry(**{**fields, **changes})  # type: ignore[arg-type]  # named as the fields are


@dataclass
class MemoryLedger:
    """A ledger without a database: the same tree, tiles and checkpoint from a list of entries."""

    signer: Signer
    origin: str = ORIGIN
    bodies: list[bytes] = field(default_factory=list)

    def grow(self, count: int) -> "MemoryLedger":
        start = len(self.bodies)
        self.bodies.extend(an_entry(start + place).seal().data for place in range(count))
        return self

    def checkpoint(self) -> bytes:
        root = root_of([leaf_hash(body) for body in self.bodies])
        text = Checkpoint(self.origin, len(self.bodies), root).text
        return sign_note(text, name=self.origin, signer=self.signer).encode()

    def entries(self, start: int, count: int) -> Sequence[bytes]:
        return self.bodies[start : start + count]

    def hashes(self, tile: Tile) -> Sequence[bytes]:
        level = [leaf_hash(body) for body in self.bodies]
        for _ in range(tile.level):
            level = [
                complete_root(level[start : start + TILE_WIDTH])
                for start in range(0, len(level) - TILE_WIDTH + 1, TILE_WIDTH)
            ]
        start = tile.index * TILE_WIDTH
        return level[start : start + tile.width]
