"""Goes once through all entries and tiles of an export and checks every link between them."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from ledger.alignment import compare_entries
from ledger.discrepancies import Discrepancy, Facts, Fault
from ledger.errors import BrokenBundleError
from ledger.folder import read_file
from ledger.framing import Framed, reframe
from ledger.merkle import HASH_SIZE, complete_root, leaf_hash
from ledger.reasons import because
from ledger.spine import Spine
from ledger.tiles import (
    MAX_ENTRY,
    TILE_HEIGHT,
    TILE_WIDTH,
    Tile,
    bundle_path,
    level_tiles,
    levels,
    split_hashes,
    unpack_bundle,
)

_BUNDLE_BYTES = TILE_WIDTH * (2 + MAX_ENTRY)


class EntryCheck(Protocol):
    """Looks at every readable entry in order; an auditor's replay is one more of these."""

    def see(self, index: int, data: bytes, path: str) -> Iterator[Discrepancy]:
        """Look at the next entry and tell what is wrong with it."""


class Walk:
    """One pass over a folder that should hold a ledger of the given size.

    Attributes:
        entries: how many entries could be read.
        by_entries: roots recomputed from the entries' own bytes.
        by_tiles: roots recomputed from the leaf hashes in the tiles.
    """

    def __init__(
        self, folder: Path, size: int, *, checks: Sequence[EntryCheck], sizes: Iterable[int]
    ) -> None:
        """Prepare; `sizes` are further tree sizes whose roots are wanted."""
        wanted = {size, *sizes}
        self._folder = folder
        self._size = size
        self._checks = checks
        self._roots: list[bytes | None] = []
        self.entries = 0
        self.by_entries = Spine(wanted)
        self.by_tiles = Spine(wanted)

    def discrepancies(self) -> Iterator[Discrepancy]:
        """Every link that does not hold.

        Raises:
            OSError: if a file that is there cannot be read.
        """
        for tile in level_tiles(0, self._size):
            yield from self._check_leaves(tile)
        for level in range(1, levels(self._size)):
            below, self._roots = self._roots, []
            for tile in level_tiles(level, self._size):
                start = tile.index * TILE_WIDTH
                yield from self._check_above(tile, below[start : start + tile.width])

    def _check_leaves(self, tile: Tile) -> Iterator[Discrepancy]:
        """Check one bundle against its tile of leaf hashes."""
        held = yield from self._read_tile(tile)
        found, unbroken = yield from self._check_bundle(tile, held)
        if held is not None and found is not None and found != held:
            compared = held if unbroken else held[: len(found)]
            start, path = tile.index * TILE_WIDTH, bundle_path(tile.index, tile.width)
            yield from compare_entries(compared, found, start=start, path=path)
        whole = found if unbroken and found is not None and len(found) == tile.width else None
        # What is wrong here has been said. From here on each side stands in for the other, so that
        # the rest of the tree can still be checked.
        self._append(tile, by_entries=whole or held, by_tiles=held or whole)

    def _append(
        self,
        tile: Tile,
        *,
        by_entries: tuple[bytes, ...] | None,
        by_tiles: tuple[bytes, ...] | None,
    ) -> None:
        full = tile.width == TILE_WIDTH
        root = complete_root(by_tiles) if full and by_tiles is not None else None
        self.by_tiles.push(by_tiles, root)
        self.by_entries.push(by_entries, root if by_entries == by_tiles else None)
        if full:
            self._roots.append(root)

    def _check_bundle(
        self, tile: Tile, held: tuple[bytes, ...] | None
    ) -> Generator[Discrepancy, None, tuple[tuple[bytes, ...] | None, bool]]:
        """Leaf hashes of the entries that can be read, and whether that is all of the file."""
        start, path = tile.index * TILE_WIDTH, bundle_path(tile.index, tile.width)
        data = read_file(self._folder / path, _BUNDLE_BYTES)
        if data is None:
            last = start + tile.width - 1
            held_there: Facts = {"what": because("held-entries", first=start, last=last)}
            yield Discrepancy(Fault.FILE_MISSING, path, start, last, held_there)
            return None, False
        framed, leaves = _framed(data, held or ())
        for it in framed.wrong:
            index = start + it.place
            facts = {"offset": str(it.offset), "stated": str(it.stated), "right": str(it.right)}
            yield Discrepancy(Fault.ENTRY_LENGTH, path, index, index, facts)
        if framed.lost_at is not None:
            first, last = start + len(framed.entries), start + tile.width - 1
            facts = {"offset": str(framed.lost_at)}
            yield Discrepancy(Fault.BUNDLE_BROKEN, path, min(first, last), last, facts)
        self.entries += len(framed.entries)
        for place, entry in enumerate(framed.entries):
            for check in self._checks:
                yield from check.see(start + place, entry, path)
        return leaves, framed.lost_at is None

    def _read_tile(self, tile: Tile) -> Generator[Discrepancy, None, tuple[bytes, ...] | None]:
        """The hashes in a tile, or None if it cannot be used."""
        wanted = tile.width * HASH_SIZE
        data = read_file(self._folder / tile.path, wanted)
        first, last = self._span(tile.level, tile.index * TILE_WIDTH, tile.width)
        if data is None:
            facts = {"what": because("held-hashes", first=first, last=last)}
            yield Discrepancy(Fault.FILE_MISSING, tile.path, first, last, facts)
            return None
        if len(data) != wanted:
            code = "file-longer" if len(data) > wanted else "file-size"
            facts = {"reason": because(code, wanted=wanted, found=len(data))}
            yield Discrepancy(Fault.FILE_MALFORMED, tile.path, first, last, facts)
            return None
        return split_hashes(data)

    def _check_above(self, tile: Tile, below: Sequence[bytes | None]) -> Iterator[Discrepancy]:
        """Check a tile of a higher level against the roots of the tiles under it."""
        held = yield from self._read_tile(tile)
        for place, root in enumerate(below):
            if held is not None and root is not None and held[place] != root:
                under = Tile(tile.level - 1, tile.index * TILE_WIDTH + place)
                first, last = self._span(tile.level, under.index, 1)
                facts = {"above": tile.path}
                yield Discrepancy(Fault.TILE_DISAGREES, under.path, first, last, facts)
        if tile.width == TILE_WIDTH:
            known = [root for root in below if root is not None]
            hashes = held or (known if len(known) == TILE_WIDTH else None)
            self._roots.append(None if hashes is None else complete_root(hashes))

    def _span(self, level: int, index: int, width: int) -> tuple[int, int]:
        """First and last entry under `width` hashes of a level from `index` on."""
        shift = level * TILE_HEIGHT
        return index << shift, min(self._size, (index + width) << shift) - 1


def _framed(data: bytes, held: Sequence[bytes]) -> tuple[Framed, tuple[bytes, ...]]:
    """The entries of a bundle and their hashes; only one that is not as held is looked into."""
    try:
        entries = unpack_bundle(data)
        leaves = tuple(map(leaf_hash, entries))
        if not held or leaves == tuple(held):
            return Framed(entries, (), None), leaves
    except BrokenBundleError:
        pass  # what could be read of it is found again below
    framed = reframe(data, held)
    return framed, tuple(map(leaf_hash, framed.entries))
