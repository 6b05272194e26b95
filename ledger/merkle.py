"""The Merkle tree of RFC 6962 §2.1 (the same in RFC 9162 §2.1), and its proofs.

Pure functions over SHA-256 hashes. A *node* is named by (height, index): the root of the complete
subtree over leaves `index * 2**height` up to `(index + 1) * 2**height`.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ledger.errors import ProofError

HASH_SIZE = 32
"""Bytes of a SHA-256 hash."""

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""Root of the tree without leaves (RFC 6962 §2.1)."""

Node = Callable[[int, int], bytes]
"""Gives the hash of the node at (height, index); asked only for complete subtrees."""

_sha256 = hashlib.sha256


def leaf_hash(entry: bytes) -> bytes:
    """Hash of a leaf: SHA-256(0x00 ‖ entry), RFC 6962 §2.1."""
    return _sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 ‖ left ‖ right), RFC 6962 §2.1."""
    return _sha256(b"\x01" + left + right).digest()


def complete_root(hashes: Sequence[bytes]) -> bytes:
    """Root of a complete subtree: the number of hashes is a power of two."""
    layer = list(hashes)
    while len(layer) > 1:
        layer = [
            _sha256(b"\x01" + layer[place] + layer[place + 1]).digest()
            for place in range(0, len(layer), 2)
        ]
    return layer[0]


@dataclass(slots=True)
class Frontier:
    """The right edge of a growing tree: all that is needed to append and to give the root."""

    size: int = 0
    _peaks: list[tuple[int, bytes]] = field(default_factory=list)

    def push(self, hash_: bytes, height: int = 0) -> None:
        """Append a leaf, or a complete subtree of 2**height leaves.

        Raises:
            ValueError: if the tree's size is not a multiple of 2**height.
        """
        if self.size % (1 << height):
            msg = f"a subtree of height {height} cannot follow {self.size} leaves"
            raise ValueError(msg)
        self.size += 1 << height
        peaks = self._peaks
        while peaks and peaks[-1][0] == height:
            hash_ = node_hash(peaks.pop()[1], hash_)
            height += 1
        peaks.append((height, hash_))

    def root(self) -> bytes:
        """Root of the tree as it stands."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1][1]
        for _, hash_ in reversed(self._peaks[:-1]):
            root = node_hash(hash_, root)
        return root

    def copy(self) -> "Frontier":
        """An independent frontier of the same tree."""
        return Frontier(self.size, list(self._peaks))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Root over leaf hashes, RFC 6962 §2.1."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.push(leaf)
    return frontier.root()


def _split(size: int) -> int:
    """Largest power of two smaller than `size` (RFC 6962's k); size is at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def range_root(start: int, end: int, node: Node) -> bytes:
    """Root over leaves start … end-1, where the range is a subtree of some tree."""
    size = end - start
    if size & (size - 1) == 0:
        height = size.bit_length() - 1
        return node(height, start >> height)
    middle = start + _split(size)
    return node_hash(range_root(start, middle, node), range_root(middle, end, node))


def tree_root(size: int, node: Node) -> bytes:
    """Root of the tree of this size."""
    return range_root(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, node: Node) -> tuple[bytes, ...]:
    """PATH(index, D[size]) of RFC 6962 §2.1.1, the leaf's sibling first.

    Raises:
        ValueError: unless 0 <= index < size.
    """
    if not 0 <= index < size:
        msg = f"no leaf {index} in a tree of {size}"
        raise ValueError(msg)
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(range_root(middle, end, node))
            end = middle
        else:
            proof.append(range_root(start, middle, node))
            start = middle
    return tuple(reversed(proof))


def consistency_proof(older: int, newer: int, node: Node) -> tuple[bytes, ...]:
    """PROOF(older, D[newer]) of RFC 6962 §2.1.2.

    Raises:
        ValueError: unless 1 <= older <= newer.
    """
    if not 1 <= older <= newer:
        msg = f"no consistency proof from size {older} to {newer}"
        raise ValueError(msg)
    proof: list[bytes] = []
    start, end = 0, newer
    whole = True  # RFC 6962's b: the older tree is this very subtree, known to the verifier
    while end != older:
        middle = start + _split(end - start)
        if older <= middle:
            proof.append(range_root(middle, end, node))
            end = middle
        else:
            proof.append(range_root(start, middle, node))
            start = middle
            whole = False
    if not whole:
        proof.append(range_root(start, end, node))
    return tuple(reversed(proof))


def verify_inclusion(
    *, leaf: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the leaf hash stands at `index` of the tree (RFC 9162 §2.1.3.2).

    Raises:
        ProofError: if it is not proven.
    """
    _check_hashes(leaf, root, *proof)
    if not 0 <= index < size:
        reason = f"index {index} is not inside a tree of size {size}"
        raise ProofError(reason)
    computed = leaf
    for on_left, hash_ in _climb(index, size - 1, proof):
        computed = node_hash(hash_, computed) if on_left else node_hash(computed, hash_)
    if computed != root:
        reason = "it leads to another root"
        raise ProofError(reason)


def verify_consistency(
    *, older: int, newer: int, older_root: bytes, newer_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the newer tree only appends to the older (RFC 9162 §2.1.4.2).

    A proof from the empty tree is refused: it would prove nothing (the public test vectors of
    transparency-dev/merkle demand the same).

    Raises:
        ProofError: if it is not proven.
    """
    _check_hashes(older_root, newer_root, *proof)
    if not 1 <= older <= newer:
        reason = f"sizes {older} and {newer} are not an older and a newer tree"
        raise ProofError(reason)
    if older == newer:
        if proof or older_root != newer_root:
            reason = "one size with two roots, or a proof where none is needed"
            raise ProofError(reason)
        return
    # Step numbers below are those of RFC 9162 §2.1.4.2; step 2 is the case above.
    hashes = list(proof)
    if older & (older - 1) == 0:  # 3. an older tree that is complete is its own first hash
        hashes.insert(0, older_root)
    if not hashes:
        reason = "it is empty"
        raise ProofError(reason)
    place, last = older - 1, newer - 1  # 4.
    while place & 1:  # 5.
        place, last = place >> 1, last >> 1
    from_older = from_newer = hashes[0]  # 6.
    for on_left, hash_ in _climb(place, last, hashes[1:]):  # 7.
        if on_left:
            from_older = node_hash(hash_, from_older)
            from_newer = node_hash(hash_, from_newer)
        else:
            from_newer = node_hash(from_newer, hash_)
    if from_older != older_root or from_newer != newer_root:  # 8.
        reason = "it does not lead to both roots"
        raise ProofError(reason)


def _climb(place: int, last: int, hashes: Sequence[bytes]) -> Iterator[tuple[bool, bytes]]:
    """Walk from a node to the root: for each hash, whether it stands on the left of the path.

    `place` and `last` are fn and sn of RFC 9162: the node's and the last node's index in a layer.
    """
    for hash_ in hashes:
        if last == 0:
            reason = "it has hashes left over"
            raise ProofError(reason)
        on_left = bool(place & 1) or place == last
        yield on_left, hash_
        while on_left and place and not place & 1:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    if last:
        reason = "it has too few hashes"
        raise ProofError(reason)


def _check_hashes(*hashes: bytes) -> None:
    for hash_ in hashes:
        if len(hash_) != HASH_SIZE:
            reason = f"a hash has {len(hash_)} bytes instead of {HASH_SIZE}"
            raise ProofError(reason)
