"""Reads an export from the database."""

from ledger.errors import PartialViewError, UnknownSizeError
from ledger.store import SignedCheckpoint, entries_page, latest_checkpoint, read_tile
from ledger.tiles import Tile
from storage.database import Database
from storage.scope import Scope


class DatabaseSource:
    """The ledger at its latest checkpoint, read by somebody who may see every entry.

    What is below a checkpoint never changes, so each read is a transaction of its own: an export
    that takes an hour keeps none open, and slow disks run into no time limit of the database.
    """

    def __init__(self, database: Database, scope: Scope) -> None:
        """Fix the state.

        Args:
            database: where the ledger is.
            scope: of an auditor, or another who may see every entry.

        Raises:
            UnknownSizeError: if nothing was ever signed.
        """
        self._database = database
        self._scope = scope
        with database.transaction(scope) as connection:
            signed = latest_checkpoint(connection)
        if signed is None:
            raise UnknownSizeError(0, 0)
        self.signed: SignedCheckpoint = signed

    def checkpoint(self) -> bytes:
        """The signed checkpoint of this state."""
        return self.signed.note

    def entries(self, start: int, count: int) -> tuple[bytes, ...]:
        """The bytes of `count` entries from index `start` on.

        Raises:
            PartialViewError: if the reader may not see them all: part of a ledger is no export.
        """
        with self._database.transaction(self._scope) as connection:
            page = entries_page(connection, start=start, limit=count)
        if [entry.index for entry in page] != list(range(start, start + count)):
            raise PartialViewError(start, count, len(page))
        return tuple(entry.data for entry in page)

    def hashes(self, tile: Tile) -> tuple[bytes, ...]:
        """The hashes in a tile of this state."""
        with self._database.transaction(self._scope) as connection:
            return read_tile(connection, tile)
