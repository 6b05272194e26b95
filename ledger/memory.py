"""Remembers the last signed checkpoint outside the database.

A database restored from an old backup would otherwise let the sequencer sign a second history over
the same sizes without noticing: what was signed must be known somewhere the backup does not reach.
"""

import os
from pathlib import Path

from ledger.checkpoint import Checkpoint
from ledger.errors import KeyFileError, MalformedNoteError
from ledger.folder import TEMPORARY, read_file
from ledger.note import Note

_LIMIT = 1 << 16


class CheckpointFile:
    """A file with the last signed checkpoint, replaced whole after each commit."""

    def __init__(self, path: Path) -> None:
        """Name the file; its folder must exist."""
        self._path = path

    def read(self) -> Checkpoint | None:
        """What was last signed; None if the file does not exist.

        Raises:
            KeyFileError: if it is there and is no checkpoint: a person must look at it.
        """
        data = read_file(self._path, _LIMIT)
        if data is None:
            return None
        try:
            return Checkpoint.parse(Note.parse(data).text)
        except MalformedNoteError as error:
            raise KeyFileError(str(self._path), str(error)) from error

    def write(self, note: bytes) -> None:
        """Replace the content with this signed checkpoint, durably."""
        temporary = self._path.with_name(self._path.name + TEMPORARY)
        with temporary.open("wb") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._path)
