"""Where the pieces of a tiled log are and what is in them (C2SP tlog-tiles). Pure functions.

A *tile* holds up to 256 consecutive hashes of one level; the tile at level L+1 holds the roots of
full tiles of level L. An *entry bundle* holds the entries under one tile of level 0.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ledger.errors import BrokenBundleError
from ledger.merkle import HASH_SIZE, Frontier, Node, complete_root

TILE_HEIGHT = 8
"""Tree levels that one tile spans."""

TILE_WIDTH = 1 << TILE_HEIGHT
"""Hashes in a full tile, entries in a full bundle."""

MAX_ENTRY = 0xFFFF
"""Longest entry a bundle's 16-bit length prefix can announce, in bytes."""

PREFIX = 2
"""Bytes of the length before each entry of a bundle."""

_GROUP = 1000


@dataclass(frozen=True, slots=True)
class Tile:
    """Name of a tile: its level, its index in the level, and how many hashes it holds."""

    level: int
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Path below the log's prefix, for example `tile/1/x001/234.p/17`."""
        return f"tile/{self.level}/{_index_path(self.index, self.width)}"


def bundle_path(index: int, width: int = TILE_WIDTH) -> str:
    """Path of the entry bundle under the level-0 tile of this index and width."""
    return f"tile/entries/{_index_path(index, width)}"


def _index_path(index: int, width: int) -> str:
    groups = [f"{index % _GROUP:03d}"]
    while index := index // _GROUP:
        groups.append(f"x{index % _GROUP:03d}")
    path = "/".join(reversed(groups))
    return path if width == TILE_WIDTH else f"{path}.p/{width}"


def level_tiles(level: int, size: int, start: int = 0) -> Iterator[Tile]:
    """The tiles of one level, from tile `start`, that a tree of this size has, left to right."""
    full, rest = divmod(size >> (TILE_HEIGHT * level), TILE_WIDTH)
    for index in range(start, full):
        yield Tile(level, index)
    if rest and start <= full:
        yield Tile(level, full, rest)


def levels(size: int) -> int:
    """How many levels of tiles a tree of this size has."""
    count = 0
    while size >> (TILE_HEIGHT * count):
        count += 1
    return count


def tile_for(level: int, index: int, size: int) -> Tile:
    """The tile at this place as it is in a tree of this size.

    Raises:
        ValueError: if such a tree has no tile there.
    """
    width = min(TILE_WIDTH, (size >> (TILE_HEIGHT * level)) - index * TILE_WIDTH)
    if width < 1 or level < 0 or index < 0:
        msg = f"a tree of size {size} has no tile {index} at level {level}"
        raise ValueError(msg)
    return Tile(level, index, width)


def split_hashes(data: bytes) -> tuple[bytes, ...]:
    """The hashes in the bytes of a tile.

    Raises:
        ValueError: if the bytes are no whole number of hashes.
    """
    if len(data) % HASH_SIZE:
        msg = f"{len(data)} bytes are no whole number of {HASH_SIZE}-byte hashes"
        raise ValueError(msg)
    return tuple(data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE))


def node_reader(read: Callable[[Tile], Sequence[bytes]], size: int) -> Node:
    """A reader of tree nodes that fetches each tile it needs once.

    Args:
        read: gives the hashes of a tile as it is in the tree of this size.
        size: the tree's size; only nodes complete in it can be read.
    """
    fetched: dict[tuple[int, int], Sequence[bytes]] = {}

    def node(height: int, index: int) -> bytes:
        level, inside = divmod(height, TILE_HEIGHT)
        first = index << inside
        key = (level, first // TILE_WIDTH)
        if key not in fetched:
            fetched[key] = read(tile_for(*key, size))
        start = first % TILE_WIDTH
        return complete_root(fetched[key][start : start + (1 << inside)])

    return node


def frontier_of(edges: Sequence[Sequence[bytes]]) -> Frontier:
    """The frontier of the tree whose partial tiles, from level 0 up, are given (may be empty)."""
    frontier = Frontier()
    for level in range(len(edges) - 1, -1, -1):
        for hash_ in edges[level]:
            frontier.push(hash_, level * TILE_HEIGHT)
    return frontier


def pack_bundle(entries: Sequence[bytes]) -> bytes:
    """An entry bundle: each entry after its length as a big-endian 16-bit number.

    Raises:
        OverflowError: if an entry is longer than the prefix can say.
    """
    return b"".join(len(entry).to_bytes(PREFIX, "big") + entry for entry in entries)


def unpack_bundle(data: bytes) -> tuple[bytes, ...]:
    """The entries in a bundle.

    Raises:
        BrokenBundleError: if the lengths do not add up; it carries what could be read.
    """
    entries: list[bytes] = []
    offset = 0
    while offset < len(data):
        start = offset + PREFIX
        end = start + int.from_bytes(data[offset:start], "big")
        if start > len(data) or end > len(data):
            raise BrokenBundleError(offset, tuple(entries))
        entries.append(data[start:end])
        offset = end
    return tuple(entries)
