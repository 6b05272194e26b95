"""What the sequencer reads and writes, one function for each statement. None of them commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from ledger.errors import LedgerForkError
from ledger.merkle import complete_root
from ledger.store import SignedCheckpoint, read_tile
from ledger.tables import (
    ledger_checkpoint,
    ledger_tile,
)
from ledger.tiles import TILE_HEIGHT, TILE_WIDTH, Tile, frontier_of, levels

_LOCK = 0x6C6564676572
"""Number of the advisory lock that keeps sequencers apart: the letters of `ledger`."""


@dataclass(frozen=True, slots=True)
class Edges:
    """The right edge of the tree as tiles: the hashes of the partial tile of every level."""

    size: int
    hashes: tuple[tuple[bytes, ...], ...]

    def root(self) -> bytes:
        """Root of the tree."""
        return frontier_of(self.hashes).root()

    def grow(self, leaves: Sequence[bytes]) -> tuple["Edges", list[tuple[Tile, tuple[bytes, ...]]]]:
        """The edges after appending leaves, and the tiles that became full on the way."""
        full: list[tuple[Tile, tuple[bytes, ...]]] = []
        grown: list[tuple[bytes, ...]] = []
        coming = tuple(leaves)
        level = 0
        while coming or level < len(self.hashes):
            edge = (self.hashes[level] if level < len(self.hashes) else ()) + coming
            index = self.size >> (TILE_HEIGHT * (level + 1))
            roots: list[bytes] = []
            while len(edge) >= TILE_WIDTH:
                head, edge = edge[:TILE_WIDTH], edge[TILE_WIDTH:]
                full.append((Tile(level, index + len(roots)), head))
                roots.append(complete_root(head))
            grown.append(edge)
            coming = tuple(roots)
            level += 1
        return Edges(self.size + len(leaves), tuple(grown)), full


def take_lock(connection: Connection) -> bool:
    """Whether this transaction may sequence; another sequencer may be in one of its own."""
    return bool(connection.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))))


def read_edges(connection: Connection, size: int) -> Edges:
    """The edges of the tree of this size, read from entries and tiles.

    Raises:
        LedgerForkError: if hashes are missing, or a full tile beside the edge does not hash to the
            root stored with it.
    """
    hashes: list[tuple[bytes, ...]] = []
    for level in range(levels(size)):
        index = size >> (TILE_HEIGHT * (level + 1))
        width = (size >> (TILE_HEIGHT * level)) % TILE_WIDTH
        hashes.append(read_tile(connection, Tile(level, index, width)) if width else ())
        if index:
            _check_tile(connection, Tile(level, index - 1), size)
    return Edges(size, tuple(hashes))


def _check_tile(connection: Connection, tile: Tile, size: int) -> None:
    query = select(ledger_tile.c.root).where(
        ledger_tile.c.level == tile.level, ledger_tile.c.index == tile.index
    )
    stored = connection.scalar(query)
    computed = complete_root(read_tile(connection, tile))
    if stored != computed:
        found = stored.hex() if stored else "none"
        raise LedgerForkError(size, f"root {computed.hex()} of {tile.path}", found)


# One statement moves a batch: the queue's oldest rows are taken out, numbered in their order, and
# their leaves hashed inside the server from the bytes as they are stored. `offset 0` keeps the
# planner from ever joining by reading all events.
_SEQUENCE = text("""
    with taken as (
        delete from procheck.ledger_pending
        where event_id in (
            select event_id from procheck.ledger_pending order by event_id limit :limit
        )
        returning event_id
    ), placed as (
        insert into procheck.ledger_entry ("index", event_id, leaf_hash)
        select :size + row_number() over (order by taken.event_id) - 1, taken.event_id, event.leaf
        from taken cross join lateral (
            select sha256('\\x00'::bytea || body) as leaf
            from procheck.ledger_event where id = taken.event_id offset 0
        ) as event
        returning "index", leaf_hash
    )
    select (select count(*) from taken), array_agg(leaf_hash order by "index") from placed
""")


def sequence_pending(connection: Connection, *, size: int, limit: int) -> tuple[bytes, ...]:
    """Give the oldest pending events their places after `size`; their leaf hashes, in order.

    Raises:
        LedgerForkError: if a pending event has no bytes to hash.
    """
    taken, hashes = connection.execute(_SEQUENCE, {"size": size, "limit": limit}).one()
    leaves = tuple(map(bytes, hashes or ()))
    if taken != len(leaves):
        raise LedgerForkError(size, f"{taken} pending events", f"the bytes of {len(leaves)}")
    return leaves


def insert_tiles(connection: Connection, tiles: Sequence[tuple[Tile, Sequence[bytes]]]) -> None:
    """Store tiles that became full."""
    rows: list[dict[str, Any]] = [
        {
            "level": tile.level,
            "index": tile.index,
            "root": complete_root(hashes),
            "hashes": b"".join(hashes),
        }
        for tile, hashes in tiles
    ]
    if rows:
        connection.execute(insert(ledger_tile), rows)


def insert_checkpoint(connection: Connection, signed: SignedCheckpoint) -> None:
    """Store a signed checkpoint; the primary key refuses a second one of its size."""
    connection.execute(
        insert(ledger_checkpoint).values(
            size=signed.checkpoint.size,
            root=signed.checkpoint.root,
            note=signed.note,
            signed_at=signed.signed_at,
        )
    )
