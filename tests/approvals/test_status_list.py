"""The status list: one bit an approval, signed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals import status_list
from ledger.canonical import canonical
from ledger.errors import SignatureError
from ledger.jws import sign_compact
from ledger.signing import Ed25519FileSigner
from tests.approvals.builders import NOW, POLICY, published


def test_a_list_that_is_no_list_is_refused(signer: Ed25519FileSigner) -> None:
    keys = [published(signer)]
    good = status_list.sign_list(b"\x01", policy=POLICY, now=NOW, signer=signer)
    assert status_list.read_list(good, keys).dead(0) is True
    bad = [{}, {"status_list": {"bits": 2, "lst": ""}}, {"status_list": {"bits": 1, "lst": "AAAA"}}]
    for claims in bad:
        whole = {"iss": "x", "iat": 1, "exp": 2, **claims}
        token = sign_compact(canonical(whole), typ=status_list.TYP, signer=signer)
        with pytest.raises(SignatureError):
            status_list.read_list(token, keys)


def test_a_compressed_bomb_is_refused_before_it_fills_the_memory(
    signer: Ed25519FileSigner,
) -> None:
    token = status_list.sign_list(
        bytes(status_list.MAX_BYTES + 1), policy=POLICY, now=NOW, signer=signer
    )
    with pytest.raises(SignatureError):
        status_list.read_list(token, [published(signer)])


@given(st.sets(st.integers(0, 300)), st.integers(301, 400))
def test_the_bits_say_who_is_dead_and_nobody_else(dead: set[int], size: int) -> None:
    snapshot = status_list.Snapshot(status_list.pack(dead, size), "x", NOW, NOW)
    assert {it for it in range(size) if snapshot.dead(it)} == dead
    assert snapshot.dead(size + 8) is None
    assert snapshot.dead(-1) is None


def test_the_bit_order_is_that_of_the_published_example() -> None:
    """Token Status List, the example with one bit an entry: bytes B9 A3."""
    dead = [0, 3, 4, 5, 7, 8, 9, 13, 15]
    assert status_list.pack(dead, 16) == bytes.fromhex("b9a3")
