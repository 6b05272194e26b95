"""Recomputes roots while going once through the leaves, for every tree size that is asked about."""

from collections.abc import Iterable, Sequence

from ledger.merkle import EMPTY_ROOT, Frontier, complete_root
from ledger.tiles import TILE_HEIGHT, TILE_WIDTH


class Spine:
    """A frontier that takes tiles of leaf hashes and remembers the roots at the wanted sizes.

    Attributes:
        roots: root by size, for those wanted sizes that could be computed.
    """

    def __init__(self, wanted: Iterable[int]) -> None:
        """Start with no leaves; `wanted` are the sizes whose roots are to be kept."""
        self._wanted = sorted(set(wanted))
        self._frontier: Frontier | None = Frontier()
        self.roots: dict[int, bytes] = {0: EMPTY_ROOT}

    def push(self, leaves: Sequence[bytes] | None, complete: bytes | None = None) -> None:
        """Append the leaves of the next tile; None says they are unknown, and ends the spine.

        Args:
            leaves: 256 leaf hashes, or fewer in the last tile.
            complete: root over a full tile, where the caller has it already.
        """
        if self._frontier is None or leaves is None:
            self._frontier = None
            return
        start = self._frontier.size
        for size in self._wanted:
            if start < size <= start + len(leaves):
                self.roots[size] = _root_after(self._frontier, leaves[: size - start])
        if len(leaves) == TILE_WIDTH:
            self._frontier.push(complete or complete_root(leaves), TILE_HEIGHT)
        else:
            for leaf in leaves:
                self._frontier.push(leaf)


def _root_after(frontier: Frontier, leaves: Sequence[bytes]) -> bytes:
    grown = frontier.copy()
    for leaf in leaves:
        grown.push(leaf)
    return grown.root()
