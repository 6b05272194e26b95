"""The sequencer: the one writer of the tree. It gives pending events their places, and signs.

It consumes the queue of pending events and never asks for "events after the last one seen": a
transaction that drew a lower number may commit later and would be left out for ever.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from ledger.batches import (
    Edges,
    insert_checkpoint,
    insert_tiles,
    read_edges,
    sequence_pending,
    take_lock,
)
from ledger.checkpoint import Checkpoint
from ledger.errors import LedgerForkError, NaiveInstantError, OriginMismatchError
from ledger.memory import CheckpointFile
from ledger.merkle import tree_root
from ledger.note import sign_note
from ledger.signing import Signer
from ledger.store import SignedCheckpoint, latest_checkpoint, nodes
from storage.database import Database
from storage.scope import SYSTEM

Signers = Callable[[], Sequence[Signer]]
"""Gives the keys that sign at this moment: the ledger's key, and the one that is to follow it."""

BATCH = 1000
"""Most events placed in one transaction; larger ones were measured to be slower."""

AUDIT_EVERY = 256
"""Batches after which the remembered edge is compared with the stored tiles again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one run of the sequencer did.

    Attributes:
        appended: entries that got their place.
        full: as many as one run places, so that more may be waiting.
        signed: the checkpoint signed over them; None if there was nothing to do.
        elsewhere: another sequencer was at work, so this one did nothing.
        clock_behind: how far `now` lies before the time of the last checkpoint, if it does.
    """

    appended: int = 0
    full: bool = False
    signed: SignedCheckpoint | None = None
    elsewhere: bool = False
    clock_behind: timedelta = timedelta(0)


class Sequencer:
    """Places pending events, extends the tree and signs checkpoints, a transaction at a time."""

    def __init__(
        self,
        database: Database,
        signers: Signers,
        origin: str,
        *,
        memory: CheckpointFile | None = None,
        limit: int = BATCH,
    ) -> None:
        """Prepare; nothing is read before the first `run_once`.

        Args:
            database: with a login that is a member of the role procheck_sequencer.
            signers: gives the ledger's Ed25519 keys, asked anew for each checkpoint.
            origin: the ledger's name, also the name of its key.
            memory: where the last signed checkpoint is kept outside the database.
            limit: most events placed in one transaction.
        """
        self._database = database
        self._signers = signers
        self._origin = origin
        self._memory = memory
        self._limit = limit
        self._edges: Edges | None = None
        self._until_audit = 0

    def run_once(self, now: datetime) -> Batch:
        """Place up to BATCH pending events and sign; the first run ever signs the empty ledger.

        Raises:
            LedgerForkError: if what is stored and what was signed disagree; nothing is signed.
            OriginMismatchError: if the database holds another ledger.
            SQLAlchemyError: if the database fails; nothing was done, or all of it.
        """
        if now.utcoffset() is None:
            raise NaiveInstantError(now)
        try:
            batch, edges = self._transact(now)
        except IntegrityError as error:
            # Under the lock nobody else takes places: they were taken by something that is no
            # sequencer, or the checkpoints were set back.
            size = -1 if self._edges is None else self._edges.size
            raise LedgerForkError(size, "free places above it", str(error.orig)) from error
        # Only a commit that is known to have happened moves the remembered edge. If it happened
        # without our knowing, the next run finds a newer checkpoint and reads the edge again.
        if edges is not None:
            self._edges = edges
        if self._memory is not None and batch.signed is not None:
            self._memory.write(batch.signed.note)
        return batch

    def _transact(self, now: datetime) -> tuple[Batch, Edges | None]:
        """One transaction, and the edge of the tree after it."""
        with self._database.transaction(SYSTEM) as connection:
            if not take_lock(connection):
                return Batch(elsewhere=True), None
            before = latest_checkpoint(connection)
            edges = self._current_edges(connection, before)
            leaves = sequence_pending(connection, size=edges.size, limit=self._limit)
            behind = timedelta(0) if before is None else max(before.signed_at - now, timedelta(0))
            if before is not None and not leaves:
                return Batch(clock_behind=behind), edges
            grown, full = edges.grow(leaves)
            signed = self._sign(grown, now + behind)
            insert_tiles(connection, full)
            insert_checkpoint(connection, signed)
            full_batch = len(leaves) >= self._limit
            return Batch(
                appended=len(leaves), full=full_batch, signed=signed, clock_behind=behind
            ), grown

    def _current_edges(self, connection: Connection, before: SignedCheckpoint | None) -> Edges:
        """The tree's right edge, remembered, or read and checked against what was signed."""
        if self._edges is None:
            self._check_memory(connection, before)
        edges = self._edges
        signed_size = -1 if before is None else before.checkpoint.size
        if edges is not None and signed_size < edges.size:
            found = f"a last checkpoint of size {signed_size}"
            raise LedgerForkError(edges.size, "the checkpoint signed last", found)
        if before is None:
            return Edges(0, ())
        self._until_audit -= 1
        if edges is None or edges.size != before.checkpoint.size or self._until_audit < 0:
            edges = self._stored_edges(connection, before.checkpoint)
            self._until_audit = AUDIT_EVERY
        root, signed = edges.root(), before.checkpoint
        if root != signed.root:
            raise LedgerForkError(signed.size, f"root {signed.root.hex()}", f"root {root.hex()}")
        return edges

    def _stored_edges(self, connection: Connection, signed: Checkpoint) -> Edges:
        if signed.origin != self._origin:
            raise OriginMismatchError(signed.origin, self._origin)
        return read_edges(connection, signed.size)

    def _check_memory(self, connection: Connection, before: SignedCheckpoint | None) -> None:
        """Refuse to go on below or beside what this service is known to have signed."""
        known = None if self._memory is None else self._memory.read()
        if known is None:
            return
        if known.origin != self._origin:
            raise OriginMismatchError(known.origin, self._origin)
        size = before.checkpoint.size if before is not None else -1
        if known.size > size:
            found = f"only {size}" if before is not None else "no checkpoint at all"
            raise LedgerForkError(known.size, f"the {known.size} entries that were signed", found)
        root = tree_root(known.size, nodes(connection, size))
        if root != known.root:
            raise LedgerForkError(known.size, f"root {known.root.hex()}", f"root {root.hex()}")

    def _sign(self, edges: Edges, signed_at: datetime) -> SignedCheckpoint:
        checkpoint = Checkpoint(self._origin, edges.size, edges.root())
        signer, *beside = self._signers()
        note = sign_note(checkpoint.text, name=self._origin, signer=signer, beside=beside)
        return SignedCheckpoint(checkpoint, note.encode(), signed_at)
