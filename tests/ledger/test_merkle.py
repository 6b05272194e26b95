import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import ProofError
from ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    Node,
    complete_root,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    tree_root,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves and the root of the tree that Certificate Transparency's own tests use.
_CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
_CT_LEAVES += ["606162636465666768696a6b6c6d6e6f"]
_CT_ROOT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def _leaves(count: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(count)]


def _reader(leaves: list[bytes]) -> Node:
    def node(height: int, index: int) -> bytes:
        chosen = leaves[index << height : (index + 1) << height]
        assert len(chosen) == 1 << height, "only complete subtrees may be asked for"
        return complete_root(chosen)

    return node


def _recursive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1 as it is written there, to hold the quicker code against."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return node_hash(_recursive_root(leaves[:middle]), _recursive_root(leaves[middle:]))


def test_the_reference_tree_has_its_published_root() -> None:
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in _CT_LEAVES]
    assert root_of(leaves).hex() == _CT_ROOT
    assert tree_root(8, _reader(leaves)).hex() == _CT_ROOT


@pytest.mark.parametrize("size", [*range(34), 255, 256, 257, 1000])
def test_a_frontier_gives_the_root_that_the_definition_gives(size: int) -> None:
    leaves = _leaves(size)
    assert root_of(leaves) == _recursive_root(leaves)
    assert tree_root(size, _reader(leaves)) == _recursive_root(leaves)


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == tree_root(0, _reader([]))


def test_a_subtree_that_does_not_fit_the_frontier_is_refused() -> None:
    frontier = Frontier()
    frontier.push(leaf_hash(b"0"))
    with pytest.raises(ValueError, match="cannot follow 1 leaves"):
        frontier.push(leaf_hash(b"1"), 1)


def _bytes(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def _holds(case: dict[str, Any]) -> bool:
    proof = [_bytes(hash_) for hash_ in case["proof"] or ()]
    try:
        if "leafIdx" in case:
            verify_inclusion(
                leaf=_bytes(case["leafHash"]),
                index=case["leafIdx"],
                size=case["treeSize"],
                root=_bytes(case["root"]),
                proof=proof,
            )
        else:
            verify_consistency(
                older=case["size1"],
                newer=case["size2"],
                older_root=_bytes(case["root1"]),
                newer_root=_bytes(case["root2"]),
                proof=proof,
            )
    except ProofError:
        return False
    return True


def test_all_92_public_vectors_are_judged_as_they_demand(samples: Path) -> None:
    cases = {
        path.relative_to(samples): json.loads(path.read_bytes())
        for path in (samples / "merkle").rglob("*.json")
    }
    assert len(cases) == 92
    wrong = [str(path) for path, case in cases.items() if _holds(case) == case["wantErr"]]
    assert wrong == []


@given(st.data(), st.integers(1, 300))
def test_every_inclusion_proof_made_is_accepted_and_fits_no_other_place(
    data: st.DataObject, size: int
) -> None:
    leaves = _leaves(size)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, _reader(leaves))
    root = root_of(leaves)
    verify_inclusion(leaf=leaves[index], index=index, size=size, root=root, proof=proof)
    other = data.draw(st.integers(0, size - 1).filter(lambda place: place != index or size == 1))
    if other != index:
        with pytest.raises(ProofError):
            verify_inclusion(leaf=leaves[index], index=other, size=size, root=root, proof=proof)


@given(st.data(), st.integers(1, 300))
def test_every_consistency_proof_made_is_accepted(data: st.DataObject, newer: int) -> None:
    leaves = _leaves(newer)
    older = data.draw(st.integers(1, newer))
    proof = consistency_proof(older, newer, _reader(leaves))
    roots = {"older_root": root_of(leaves[:older]), "newer_root": root_of(leaves)}
    verify_consistency(older=older, newer=newer, proof=proof, **roots)


@given(st.data(), st.integers(2, 200))
def test_no_proof_with_a_flipped_bit_is_accepted(data: st.DataObject, size: int) -> None:
    leaves = _leaves(size)
    index = data.draw(st.integers(0, size - 1))
    proof = list(inclusion_proof(index, size, _reader(leaves)))
    place = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    flipped = int.from_bytes(proof[place], "big") ^ (1 << bit)
    proof[place] = flipped.to_bytes(32, "big")
    with pytest.raises(ProofError):
        verify_inclusion(
            leaf=leaves[index], index=index, size=size, root=root_of(leaves), proof=proof
        )


@given(st.data(), st.integers(2, 200))
def test_no_consistency_proof_hides_a_changed_leaf(data: st.DataObject, newer: int) -> None:
    leaves = _leaves(newer)
    older = data.draw(st.integers(1, newer - 1))
    changed = list(leaves)
    changed[data.draw(st.integers(0, older - 1))] = leaf_hash(b"changed")
    proof = consistency_proof(older, newer, _reader(changed))
    with pytest.raises(ProofError):
        verify_consistency(
            older=older,
            newer=newer,
            older_root=root_of(leaves[:older]),
            newer_root=root_of(changed),
            proof=proof,
        )


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_inclusion_proof_is_made_for_a_leaf_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(index, size, _reader(_leaves(size)))


@pytest.mark.parametrize(("older", "newer"), [(0, 3), (4, 3), (0, 0)])
def test_no_consistency_proof_is_made_from_nothing_or_backwards(older: int, newer: int) -> None:
    with pytest.raises(ValueError, match="no consistency proof"):
        consistency_proof(older, newer, _reader(_leaves(newer)))
