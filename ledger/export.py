"""Writes the ledger to a folder of plain files that anyone can keep, copy and verify.

The checkpoint is written last: a folder without one is an export that was not finished, and
exporting again takes up where it stopped. An export of an earlier state is brought up to date by
adding what is new, unless the ledger no longer continues what that export holds.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ledger.checkpoint import Checkpoint
from ledger.errors import ExportRefusedError, LedgerForkError, MalformedNoteError
from ledger.folder import (
    CHECKPOINT,
    KEYS,
    README,
    TEMPORARY,
    expected_files,
    files_in,
    keys_document,
    read_file,
    readme,
)
from ledger.merkle import HASH_SIZE, tree_root
from ledger.note import Note, VerifierKey
from ledger.syncing import sync
from ledger.tiles import (
    TILE_WIDTH,
    Tile,
    bundle_path,
    level_tiles,
    levels,
    node_reader,
    pack_bundle,
)

_SMALL_FILE = 1 << 20


class Source(Protocol):
    """Where an export is read from: one state of the ledger, that of its signed checkpoint."""

    def checkpoint(self) -> bytes:
        """The signed checkpoint of this state."""

    def entries(self, start: int, count: int) -> Sequence[bytes]:
        """The bytes of `count` entries from index `start` on."""

    def hashes(self, tile: Tile) -> Sequence[bytes]:
        """The hashes in a tile of this state."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export did: the checkpoint it stands at, and how many files it wrote."""

    checkpoint: Checkpoint
    files: int


def export(source: Source, folder: Path, *, keys: Sequence[VerifierKey]) -> Exported:
    """Write the source's state to the folder, which is made if it does not exist.

    Args:
        source: the state to write.
        folder: a new or empty folder, or one with an earlier or unfinished export of this ledger.
        keys: the ledger's public keys, present and past, named like its origin.

    Raises:
        ExportRefusedError: if the folder holds anything else, or is being written to.
        LedgerForkError: if the ledger does not continue the export that the folder holds.
        OSError: if a file cannot be written.
    """
    signed = source.checkpoint()
    checkpoint = Checkpoint.parse(Note.parse(signed).text)
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        _check_folder(folder, source, checkpoint)
        files = 0
        for path, content in _contents(source, checkpoint, folder):
            _write(folder / path, content)
            files += 1
        _write(folder / README, readme(checkpoint.origin))
        _write(folder / KEYS, keys_document(checkpoint.origin, keys))
        # Everything must be on the disk before the file that vouches for it.
        _settle(folder)
        _write(folder / CHECKPOINT, signed)
        _remove_surplus(folder, checkpoint.size)
        _settle(folder)
    return Exported(checkpoint, files + 3)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        reason = "another export is being written there"
        raise ExportRefusedError(str(folder), reason) from error
    finally:
        os.close(handle)


def _check_folder(folder: Path, source: Source, checkpoint: Checkpoint) -> None:
    for path in files_in(folder):
        if path not in (CHECKPOINT, KEYS, README) and not path.startswith("tile/"):
            if path.removesuffix(TEMPORARY) in (CHECKPOINT, KEYS, README):
                continue
            reason = f"it holds {path}, which is no part of an export: choose an empty folder"
            raise ExportRefusedError(str(folder), reason)
    data = read_file(folder / CHECKPOINT, _SMALL_FILE)
    if data is None:
        return
    try:
        older = Checkpoint.parse(Note.parse(data).text)
    except MalformedNoteError as error:
        raise ExportRefusedError(str(folder), str(error)) from error
    if older.origin != checkpoint.origin or older.size > checkpoint.size:
        reason = f"it holds {older.size} entries of {older.origin}: choose an empty folder"
        raise ExportRefusedError(str(folder), reason)
    root = tree_root(older.size, node_reader(source.hashes, checkpoint.size))
    if root != older.root:
        raise LedgerForkError(older.size, f"root {older.root.hex()}", f"root {root.hex()}")


def _contents(source: Source, checkpoint: Checkpoint, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Tiles and bundles to write; full ones that are there already do not change."""
    size = checkpoint.size
    for level in range(levels(size)):
        for tile in level_tiles(level, size):
            full = tile.width == TILE_WIDTH
            bundle = bundle_path(tile.index, tile.width)
            if level == 0 and not (full and (folder / bundle).is_file()):
                entries = source.entries(tile.index * TILE_WIDTH, tile.width)
                yield bundle, pack_bundle(entries)
            if not (full and _has_size(folder / tile.path, TILE_WIDTH * HASH_SIZE)):
                yield tile.path, b"".join(source.hashes(tile))


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def _write(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, and on the disk before the next one.

    One call for all of them at the end would be quicker, and would hold up every commit of a
    database on the same disk for as long as it takes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + TEMPORARY)
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fdatasync(file.fileno())
    temporary.replace(path)


def _settle(folder: Path) -> None:
    """Return once the names of all files in the folder are on the disk."""
    for path in (folder.parent, *(Path(it) for it, _, _ in os.walk(folder))):
        sync(path)


def _remove_surplus(folder: Path, size: int) -> None:
    """Remove partial tiles of the earlier state, and what an interrupted export left."""
    for path in set(files_in(folder)).difference(expected_files(size)):
        (folder / path).unlink()
        parent = (folder / path).parent
        if parent.suffix == ".p" and not any(parent.iterdir()):
            parent.rmdir()
