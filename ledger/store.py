"""Queries of the ledger: append, look up, prove. None of them commits."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Insert, Select, func, insert, literal_column, select

from ledger.checkpoint import Checkpoint
from ledger.entry import Entry, SealedEntry
from ledger.errors import LedgerForkError, UnknownLeafError, UnknownSizeError
from ledger.kinds import EntryKind
from ledger.merkle import HASH_SIZE, Node, consistency_proof, inclusion_proof, tree_root
from ledger.note import Note
from ledger.tables import (
    ledger_checkpoint,
    ledger_entry,
    ledger_event,
    ledger_pending,
    ledger_tile,
)
from ledger.tiles import TILE_WIDTH, Tile, node_reader, split_hashes
from storage.keyset import PAGE, walk


@dataclass(frozen=True, slots=True)
class Leaf:
    """What the writer of an entry takes away: with it, the entry's place can be asked for."""

    leaf_hash: bytes

    @property
    def text(self) -> str:
        """The leaf hash in lower-case hexadecimal."""
        return self.leaf_hash.hex()


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry in its place."""

    index: int
    leaf_hash: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with the note that was signed, and when (never earlier than the one before)."""

    checkpoint: Checkpoint
    note: bytes
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """Proof that a leaf stands at an index of the tree a checkpoint signs."""

    leaf_hash: bytes
    index: int
    size: int
    hashes: tuple[bytes, ...]
    signed: SignedCheckpoint


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """Proof that the newer tree appends to the older one."""

    older: int
    newer: int
    older_root: bytes
    newer_root: bytes
    hashes: tuple[bytes, ...]


def insert_event(sealed: SealedEntry) -> Insert:
    """The one statement that records an entry; a use case may fold it into a CTE of its own."""
    entry = sealed.entry
    statement = insert(ledger_event).values(
        kind=entry.kind.value,
        recorded_at=entry.recorded_at,
        agency=entry.tenant.agency,
        supplier=entry.tenant.supplier,
        body=sealed.data,
    )
    # Without `inline` the row's id would be read back, which needs the right to read the row: who
    # records an act need not be among those who may read it.
    return statement.inline()


def append(connection: Connection, entry: Entry) -> Leaf:
    """Record an entry in the caller's transaction; it gets its place soon after the commit.

    Raises:
        NotCanonicalError, EntryTooLargeError, NaiveInstantError: see `Entry.seal`.
    """
    sealed = entry.seal()
    connection.execute(insert_event(sealed))
    return Leaf(sealed.leaf_hash)


def bodies_of(connection: Connection, kind: EntryKind) -> tuple[bytes, ...]:
    """The bytes of every entry of a kind that the reader may see, sequenced or not, in order.

    No index serves this: it is for kinds of which there are few, asked for at a start.
    """
    query = select(ledger_event.c.body).where(ledger_event.c.kind == kind.value)
    return tuple(connection.scalars(query.order_by(ledger_event.c.id)))


def every_body(connection: Connection, *, page: int = PAGE) -> Iterator[bytes]:
    """Yield the bytes of every entry that the reader may see, sequenced or not, a page at a time.

    In a transaction that is no snapshot, what commits meanwhile may be left out.
    """
    columns = ledger_event.c
    rows = walk(connection, select(columns.id, columns.body), columns.id, page=page)
    return (bytes(body) for _, body in rows)


def events_after(
    connection: Connection, event_id: int, kinds: Collection[EntryKind], *, limit: int
) -> tuple[tuple[int, bytes], ...]:
    """Up to so many entries of some kinds behind an event, in recorded order: its id and bytes.

    What commits later may have a lower id than what was read before. Acts that wait for one another
    (those of one agency) are in the order in which they were done.
    """
    columns = ledger_event.c
    query = select(columns.id, columns.body).where(
        columns.id > event_id, columns.kind.in_([kind.value for kind in kinds])
    )
    rows = connection.execute(query.order_by(columns.id).limit(limit))
    return tuple((ident, bytes(body)) for ident, body in rows)


def last_event(connection: Connection) -> int:
    """The id of the newest entry that the reader may see; 0 if there is none."""
    return connection.scalar(select(func.coalesce(func.max(ledger_event.c.id), 0))) or 0


def index_of(connection: Connection, leaf_hash: bytes) -> int:
    """Place of the entry with this leaf hash.

    Raises:
        UnknownLeafError: if it has none, or not yet.
    """
    query = select(func.min(ledger_entry.c.index)).where(ledger_entry.c.leaf_hash == leaf_hash)
    index: int | None = connection.scalar(query)
    if index is None:
        raise UnknownLeafError(leaf_hash.hex())
    return index


def entry_at(connection: Connection, index: int) -> StoredEntry:
    """The entry in this place.

    Raises:
        UnknownLeafError: if there is none, or it is not the reader's to see.
    """
    row = connection.execute(_entries().where(ledger_entry.c.index == index)).first()
    if row is None:
        raise UnknownLeafError(str(index))
    return StoredEntry(*row)


def grants_at(connection: Connection, instant: datetime) -> tuple[bytes, ...]:
    """The bytes of every entry of a grant recorded at an instant that the reader may see."""
    columns = ledger_event.c
    # Written out, and no parameter: only so a plan that is kept can use the partial index.
    granted = columns.kind == literal_column(f"'{EntryKind.APPROVAL_GRANTED.value}'")
    query = select(columns.body).where(granted, columns.recorded_at == instant)
    return tuple(map(bytes, connection.scalars(query.order_by(columns.id))))


def entries_page(connection: Connection, *, start: int, limit: int) -> tuple[StoredEntry, ...]:
    """Up to `limit` entries from index `start` on that the reader may see, in order."""
    query = _entries().where(ledger_entry.c.index >= start).order_by(ledger_entry.c.index)
    return tuple(StoredEntry(*row) for row in connection.execute(query.limit(limit)))


def _entries() -> Select[int, bytes, bytes]:
    joined = ledger_entry.join(ledger_event, ledger_event.c.id == ledger_entry.c.event_id)
    columns = (ledger_entry.c.index, ledger_entry.c.leaf_hash, ledger_event.c.body)
    return select(*columns).select_from(joined)


def latest_checkpoint(connection: Connection) -> SignedCheckpoint | None:
    """The newest checkpoint; None before the sequencer first ran."""
    query = select(ledger_checkpoint.c.note, ledger_checkpoint.c.signed_at)
    row = connection.execute(query.order_by(ledger_checkpoint.c.size.desc()).limit(1)).first()
    return None if row is None else _signed(*row)


def checkpoint_of(connection: Connection, size: int) -> SignedCheckpoint:
    """The oldest checkpoint of at least this size.

    Raises:
        UnknownSizeError: if the ledger has not grown so far.
    """
    query = select(ledger_checkpoint.c.note, ledger_checkpoint.c.signed_at)
    query = query.where(ledger_checkpoint.c.size >= size).order_by(ledger_checkpoint.c.size)
    row = connection.execute(query.limit(1)).first()
    if row is None:
        raise UnknownSizeError(size, _largest(connection))
    return _signed(*row)


def _signed(note: bytes, signed_at: datetime) -> SignedCheckpoint:
    return SignedCheckpoint(Checkpoint.parse(Note.parse(note).text), note, signed_at)


def _largest(connection: Connection) -> int:
    return connection.scalar(select(func.coalesce(func.max(ledger_checkpoint.c.size), 0))) or 0


def prove_inclusion(connection: Connection, leaf_hash: bytes) -> InclusionProof:
    """Proof of the entry with this leaf hash against the latest checkpoint.

    Raises:
        UnknownLeafError: if it has no place, or not yet.
    """
    index = index_of(connection, leaf_hash)
    # Read after the index: a checkpoint that covers it was committed with it.
    signed = latest_checkpoint(connection)
    if signed is None or signed.checkpoint.size <= index:
        raise LedgerForkError(index + 1, "a checkpoint that covers every entry", "none")
    size = signed.checkpoint.size
    hashes = inclusion_proof(index, size, nodes(connection, size))
    return InclusionProof(leaf_hash, index, size, hashes, signed)


def prove_consistency(connection: Connection, *, older: int, newer: int) -> ConsistencyProof:
    """Proof that the tree of the newer size continues that of the older.

    Raises:
        UnknownSizeError: unless 1 <= older <= newer <= the latest checkpoint's size.
    """
    largest = _largest(connection)
    for size in (older, newer):
        if not 1 <= size <= largest:
            raise UnknownSizeError(size, largest)
    if older > newer:
        raise UnknownSizeError(older, newer)
    node = nodes(connection, newer)
    hashes = consistency_proof(older, newer, node)
    return ConsistencyProof(older, newer, tree_root(older, node), tree_root(newer, node), hashes)


def nodes(connection: Connection, size: int) -> Node:
    """A reader of the nodes of the tree of this size."""
    return node_reader(lambda tile: read_tile(connection, tile), size)


def read_tile(connection: Connection, tile: Tile) -> tuple[bytes, ...]:
    """The hashes in a tile, full or partial.

    Raises:
        LedgerForkError: if the database holds fewer of them than the tile's name says.
    """
    hashes: tuple[bytes, ...] = ()
    if tile.width == TILE_WIDTH:
        query = select(ledger_tile.c.hashes).where(
            ledger_tile.c.level == tile.level, ledger_tile.c.index == tile.index
        )
        hashes = split_hashes(connection.scalar(query) or b"")
    else:
        first = tile.index * TILE_WIDTH
        hashes = tuple(connection.scalars(_hashes(tile.level, first, tile.width)))
    if len(hashes) != tile.width:
        raise LedgerForkError(
            tile.index * TILE_WIDTH + tile.width,
            f"{tile.width} hashes in {tile.path}",
            f"{len(hashes)} ({HASH_SIZE} bytes each)",
        )
    return hashes


def _hashes(level: int, first: int, count: int) -> Select[bytes]:
    """Hashes of a level, which are roots of full tiles of the level below, or leaf hashes."""
    if level == 0:
        place, hash_ = ledger_entry.c.index, ledger_entry.c.leaf_hash
        query: Select[bytes] = select(hash_)
    else:
        place, hash_ = ledger_tile.c.index, ledger_tile.c.root
        query = select(hash_).where(ledger_tile.c.level == level - 1)
    return query.where(place >= first, place < first + count).order_by(place)


def pending_count(connection: Connection) -> int:
    """How many entries are recorded and have no place yet."""
    return connection.scalar(select(func.count()).select_from(ledger_pending)) or 0


def pending_age(connection: Connection, now: datetime) -> timedelta:
    """Age of the oldest entry that has no place yet; zero if there is none."""
    oldest: datetime | None = connection.scalar(select(func.min(ledger_pending.c.recorded_at)))
    return timedelta(0) if oldest is None else max(now - oldest, timedelta(0))
