"""The tables of the ledger. All of them only grow, except the queue of pending events.

- `ledger_event`: every act, written in its own transaction; the bytes of the entry live here.
- `ledger_pending`: which events have no place yet; a trigger fills it, the sequencer empties it.
- `ledger_entry`: the place of each event in the tree, and its leaf hash.
- `ledger_tile`: full tiles only, so that no row is ever changed; partial ones are read off the rows
  they are made of.
- `ledger_checkpoint`: every signed checkpoint; its size is the key, so one size has one root.
- `ledger_feed`: whom the entry in each place concerns; a trigger fills it as places are given.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
)

from ledger.entry import MAX_BYTES
from storage.base import metadata
from storage.columns import Instant

_HASH = "octet_length({}) = 32"

ledger_event = Table(
    "ledger_event",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("agency", Text),
    Column("supplier", Text),
    Column("body", LargeBinary, nullable=False),
    CheckConstraint(f"octet_length(body) between 2 and {MAX_BYTES}", name="body_size"),
)
Index(
    "ix_ledger_event_agency_id",
    ledger_event.c.agency,
    ledger_event.c.id,
    postgresql_where=ledger_event.c.agency.is_not(None),
)
Index(
    "ix_ledger_event_supplier_id",
    ledger_event.c.supplier,
    ledger_event.c.id,
    postgresql_where=ledger_event.c.supplier.is_not(None),
)
# Finds the entry of a grant: a partial index, since of all other kinds nothing is asked like that.
Index(
    "ix_ledger_event_granted",
    ledger_event.c.recorded_at,
    postgresql_where=ledger_event.c.kind == "approval.granted",
)

ledger_pending = Table(
    "ledger_pending",
    metadata,
    Column("event_id", BigInteger, primary_key=True, autoincrement=False),
    Column("recorded_at", Instant, nullable=False),
)

ledger_entry = Table(
    "ledger_entry",
    metadata,
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    # No foreign key: its row locks would write every event a second time, and events cannot be
    # deleted. `reconcile` compares both tables.
    Column("event_id", BigInteger, nullable=False, unique=True),
    Column("leaf_hash", LargeBinary, nullable=False),
    CheckConstraint('"index" >= 0', name="index_not_negative"),
    CheckConstraint(_HASH.format("leaf_hash"), name="leaf_hash_size"),
)
Index("ix_ledger_entry_leaf_hash", ledger_entry.c.leaf_hash)

ledger_tile = Table(
    "ledger_tile",
    metadata,
    Column("level", SmallInteger, primary_key=True, autoincrement=False),
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
    Column("hashes", LargeBinary, nullable=False),
    CheckConstraint(_HASH.format("root"), name="root_size"),
    CheckConstraint("octet_length(hashes) = 8192", name="hashes_size"),
)

ledger_checkpoint = Table(
    "ledger_checkpoint",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
    Column("note", LargeBinary, nullable=False),
    Column("signed_at", Instant, nullable=False),
    CheckConstraint("size >= 0", name="size_not_negative"),
    CheckConstraint(_HASH.format("root"), name="root_size"),
)

ledger_feed = Table(
    "ledger_feed",
    metadata,
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", BigInteger, nullable=False, unique=True),
    Column("leaf_hash", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("agency", Text),
    Column("supplier", Text),
    Column("open", Boolean, nullable=False),
    CheckConstraint(_HASH.format("leaf_hash"), name="leaf_hash_size"),
)
Index("ix_ledger_feed_open", ledger_feed.c.index, postgresql_where=ledger_feed.c.open)
Index(
    "ix_ledger_feed_agency",
    ledger_feed.c.agency,
    ledger_feed.c.index,
    postgresql_where=ledger_feed.c.agency.is_not(None),
)
Index(
    "ix_ledger_feed_supplier",
    ledger_feed.c.supplier,
    ledger_feed.c.index,
    postgresql_where=ledger_feed.c.supplier.is_not(None),
)

ledger_subject = Table(
    "ledger_subject",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", BigInteger, nullable=False),
    Column("agency", Text),
)
