"""The verifier that stands alone agrees with the ledger, with which it shares no code."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.merkle import inclusion_proof, leaf_hash, range_root, root_of
from ledger.signing import base64url, ed25519_kid
from ledger.verify_approval import Broken, _base64url, _proof, _thumbprint


@st.composite
def places(draw: st.DrawFn) -> tuple[int, int]:
    size = draw(st.integers(1, 200))
    return draw(st.integers(0, size - 1)), size


@given(places(), st.integers(0, 199))
def test_it_takes_the_proofs_of_the_ledger_and_at_their_place_alone(
    at: tuple[int, int], other: int
) -> None:
    index, size = at
    leaves = [leaf_hash(str(number).encode()) for number in range(size)]

    def node(height: int, place: int) -> bytes:
        first = place << height
        if height == 0:
            return leaves[first]
        return root_of(leaves[first : first + (1 << height)])

    hashes = inclusion_proof(index, size, node)
    root = range_root(0, size, node)
    proof = {
        "index": index,
        "leaf": leaves[index].hex(),
        "hashes": [base64.b64encode(it).decode() for it in hashes],
    }
    assert _proof(proof, size, root) == (index, leaves[index])
    for wrong in (
        {**proof, "hashes": [*proof["hashes"], base64.b64encode(root).decode()]},  # type: ignore[misc]  # a list of texts
        {**proof, "leaf": hashlib.sha256(b"other").hexdigest()},
        {**proof, "index": size},
        {**proof, "index": -1},
        {**proof, "index": True},
        *([] if other == index else [{**proof, "index": other}]),
    ):
        with pytest.raises(Broken) as refused:
            _proof(wrong, size, root)
        assert refused.value.part == "proof"


@given(st.binary(min_size=32, max_size=32))
def test_it_names_keys_as_the_ledger_does(key: bytes) -> None:
    assert _thumbprint(base64url(key)) == ed25519_kid(key)


@given(st.binary(max_size=80))
def test_it_reads_base64_in_one_spelling(data: bytes) -> None:
    text = base64url(data)
    assert _base64url(text) == data
    for other in (text + "=", text + "\n", " " + text):
        with pytest.raises(ValueError, match=r"^"):
            _base64url(other)
