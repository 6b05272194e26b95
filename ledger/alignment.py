"""Compares the leaves a tile holds with the entries of a bundle, to say what was done to them."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from ledger.discrepancies import Discrepancy, Fault


def compare_entries(
    held: Sequence[bytes], found: Sequence[bytes], *, start: int, path: str
) -> Iterator[Discrepancy]:
    """Name every entry that differs: altered, missing, added or moved.

    Args:
        held: leaf hashes in the tile.
        found: leaf hashes of the entries read from the bundle.
        start: index in the ledger of the first of them.
        path: the bundle, for the sentences.
    """
    gone, came = _unmatched(held, found)
    missing = {held[place]: place for place in gone}
    moved = {place for place in came if found[place] in missing}
    taken = {missing[found[place]] for place in moved}
    for place in sorted(moved):
        origin = start + missing[found[place]]
        yield Discrepancy(Fault.ENTRY_MOVED, path, origin, origin, {"place": str(start + place)})
    lost = [place for place in gone if place not in taken]
    strange = {place for place in came if place not in moved}
    for place in lost:
        index = start + place
        if place in strange and len(held) == len(found):
            strange.discard(place)
            facts = {"found": found[place].hex(), "held": held[place].hex()}
            yield Discrepancy(Fault.ENTRY_ALTERED, path, index, index, facts)
        else:
            facts = {"held": held[place].hex()}
            yield Discrepancy(Fault.ENTRY_MISSING, path, index, index, facts)
    for place in sorted(strange):
        index = start + place
        yield Discrepancy(Fault.ENTRY_ADDED, path, index, index, {"found": found[place].hex()})


def _unmatched(held: Sequence[bytes], found: Sequence[bytes]) -> tuple[list[int], list[int]]:
    """Places in `held` and in `found` that belong to no common run."""
    gone: list[int] = []
    came: list[int] = []
    matcher = SequenceMatcher(None, held, found, autojunk=False)
    for tag, held_from, held_to, found_from, found_to in matcher.get_opcodes():
        if tag != "equal":
            gone.extend(range(held_from, held_to))
            came.extend(range(found_from, found_to))
    return gone, came
