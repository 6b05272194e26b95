import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BrokenBundleError
from ledger.merkle import Frontier, complete_root, leaf_hash, root_of, tree_root
from ledger.tiles import (
    TILE_WIDTH,
    Tile,
    bundle_path,
    frontier_of,
    level_tiles,
    levels,
    node_reader,
    pack_bundle,
    split_hashes,
    tile_for,
    unpack_bundle,
)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 5, 17), "tile/0/005.p/17"),
        (Tile(1, 999), "tile/1/999"),
        (Tile(0, 1000), "tile/0/x001/000"),
        # The example that the C2SP text gives for an index.
        (Tile(63, 1234067), "tile/63/x001/x234/067"),
        (Tile(2, 1234067, 255), "tile/2/x001/x234/067.p/255"),
    ],
)
def test_a_tile_has_the_path_that_the_specification_gives(tile: Tile, path: str) -> None:
    assert tile.path == path


def test_a_bundle_lies_beside_the_tiles() -> None:
    assert bundle_path(1234067) == "tile/entries/x001/x234/067"
    assert bundle_path(0, 3) == "tile/entries/000.p/3"


def test_a_tree_of_70000_has_the_tiles_that_the_specification_counts() -> None:
    tiles = {level: list(level_tiles(level, 70_000)) for level in range(levels(70_000))}
    assert len(tiles[0]) == 274
    assert tiles[0][-1] == Tile(0, 273, 112)
    assert tiles[1] == [Tile(1, 0), Tile(1, 1, 17)]
    assert tiles[2] == [Tile(2, 0, 1)]
    assert set(tiles) == {0, 1, 2}


def test_a_tree_of_256_has_one_full_tile_and_one_hash_above_it() -> None:
    assert list(level_tiles(0, 256)) == [Tile(0, 0)]
    assert list(level_tiles(1, 256)) == [Tile(1, 0, 1)]
    assert levels(256) == 2


def test_an_empty_tree_has_no_tiles() -> None:
    assert levels(0) == 0
    assert list(level_tiles(0, 0)) == []


@pytest.mark.parametrize(("level", "index", "size"), [(0, 1, 256), (1, 0, 255), (0, -1, 5)])
def test_a_tile_that_a_tree_does_not_have_is_refused(level: int, index: int, size: int) -> None:
    with pytest.raises(ValueError, match="has no tile"):
        tile_for(level, index, size)


@given(st.integers(1, 70_000))
def test_tiles_read_as_nodes_give_the_root_of_the_tree(size: int) -> None:
    # Leaves that are cheap to make: the tree code does not care what they hash.
    hashes = [[number.to_bytes(32, "big") for number in range(size)]]
    while len(hashes[-1]) >= TILE_WIDTH:
        full = len(hashes[-1]) // TILE_WIDTH
        below = hashes[-1]
        hashes.append([complete_root(below[n * 256 : n * 256 + 256]) for n in range(full)])
    read: list[Tile] = []

    def read_tile(tile: Tile) -> list[bytes]:
        read.append(tile)
        start = tile.index * TILE_WIDTH
        found = hashes[tile.level][start : start + tile.width]
        assert len(found) == tile.width
        return found

    root = tree_root(size, node_reader(read_tile, size))
    assert len(read) == len(set(read)), "a tile is fetched once"
    edges = [level[len(level) - len(level) % TILE_WIDTH :] for level in hashes]
    assert frontier_of(edges).root() == root
    assert frontier_of(edges).size == size
    frontier = Frontier()
    for leaf in hashes[0]:
        frontier.push(leaf)
    assert frontier.root() == root


@given(st.lists(st.binary(max_size=300), max_size=30))
def test_a_bundle_reads_back(entries: list[bytes]) -> None:
    assert unpack_bundle(pack_bundle(entries)) == tuple(entries)


def test_a_bundle_is_lengths_and_entries() -> None:
    assert pack_bundle([b"ab", b""]) == b"\x00\x02ab\x00\x00"


def test_an_entry_longer_than_its_prefix_can_say_is_refused() -> None:
    assert unpack_bundle(pack_bundle([b"x" * 65_535])) == (b"x" * 65_535,)
    with pytest.raises(OverflowError):
        pack_bundle([b"x" * 65_536])


@given(st.lists(st.binary(min_size=1, max_size=9), min_size=1, max_size=5), st.data())
def test_a_bundle_that_breaks_off_says_where_and_what_was_read(
    entries: list[bytes], data: st.DataObject
) -> None:
    whole = pack_bundle(entries)
    cut = data.draw(st.integers(1, len(entries[-1]) + 1))
    with pytest.raises(BrokenBundleError) as caught:
        unpack_bundle(whole[:-cut])
    assert caught.value.entries == tuple(entries[:-1])
    assert caught.value.offset == len(pack_bundle(entries[:-1]))


def test_a_tile_with_half_a_hash_is_refused() -> None:
    with pytest.raises(ValueError, match="33 bytes"):
        split_hashes(b"x" * 33)


def test_hashes_are_split_in_order() -> None:
    leaves = [leaf_hash(b"a"), leaf_hash(b"b")]
    assert split_hashes(b"".join(leaves)) == tuple(leaves)
    assert root_of(leaves) == complete_root(leaves)
