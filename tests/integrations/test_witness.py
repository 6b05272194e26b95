import base64
import json
from pathlib import Path

import pytest

from integrations.errors import ForkError, UnreachableError
from integrations.witness import witness
from ledger.checkpoint import Checkpoint
from ledger.errors import SignatureError
from ledger.merkle import consistency_proof, leaf_hash, root_of
from ledger.note import VerifierKey, sign_note
from ledger.signing import Ed25519FileSigner

ORIGIN = "example.test/ledger"
BASE = "http://127.0.0.1:9"


class Ledger:
    """A whole ledger in memory that answers as the service does."""

    def __init__(self, signer: Ed25519FileSigner, entries: list[bytes]) -> None:
        self.signer = signer
        self.leaves = [leaf_hash(entry) for entry in entries]
        self.asked: list[str] = []

    def get(self, url: str, parameters: dict[str, str | int] | None = None) -> bytes:
        self.asked.append(url)
        if url.endswith("/checkpoint"):
            checkpoint = Checkpoint(ORIGIN, len(self.leaves), root_of(self.leaves))
            return sign_note(checkpoint.text, name=ORIGIN, signer=self.signer).encode()
        assert parameters is not None
        hashes = consistency_proof(int(parameters["older"]), int(parameters["newer"]), self._node)
        return json.dumps({"hashes": [base64.b64encode(it).decode() for it in hashes]}).encode()

    def _node(self, level: int, index: int) -> bytes:
        start = index << level
        return root_of(self.leaves[start : start + (1 << level)])


@pytest.fixture
def signer(tmp_path: Path) -> Ed25519FileSigner:
    return Ed25519FileSigner.generate(tmp_path / "ledger.pem")


@pytest.fixture
def key(signer: Ed25519FileSigner) -> VerifierKey:
    return VerifierKey(ORIGIN, signer.public_key)


def entries(count: int) -> list[bytes]:
    return [f"entry {number}".encode() for number in range(count)]


def test_the_first_look_keeps_the_checkpoint(
    tmp_path: Path, signer: Ed25519FileSigner, key: VerifierKey
) -> None:
    ledger, kept = Ledger(signer, entries(5)), tmp_path / "kept"
    seen = witness(ledger, BASE, key, kept)
    assert seen.size == 5
    assert kept.read_bytes() == ledger.get("/checkpoint")


@pytest.mark.parametrize("grown", [8, 9, 13])
def test_a_ledger_that_only_grew_is_accepted_and_kept(
    tmp_path: Path, signer: Ed25519FileSigner, key: VerifierKey, grown: int
) -> None:
    kept = tmp_path / "kept"
    witness(Ledger(signer, entries(8)), BASE, key, kept)
    assert witness(Ledger(signer, entries(grown)), BASE, key, kept).size == grown
    assert str(grown) in kept.read_text()


def test_a_rewritten_ledger_of_the_same_size_is_a_fork(
    tmp_path: Path, signer: Ed25519FileSigner, key: VerifierKey
) -> None:
    kept = tmp_path / "kept"
    witness(Ledger(signer, entries(8)), BASE, key, kept)
    before = kept.read_bytes()
    with pytest.raises(ForkError) as caught:
        witness(Ledger(signer, [b"other", *entries(8)[1:]]), BASE, key, kept)
    assert (caught.value.kept, caught.value.shown) == (8, 8)
    assert kept.read_bytes() == before


def test_a_rewritten_ledger_that_also_grew_is_a_fork(
    tmp_path: Path, signer: Ed25519FileSigner, key: VerifierKey
) -> None:
    kept = tmp_path / "kept"
    witness(Ledger(signer, entries(8)), BASE, key, kept)
    with pytest.raises(ForkError):
        witness(Ledger(signer, [b"other", *entries(12)[1:]]), BASE, key, kept)


def test_a_shorter_ledger_is_a_fork(
    tmp_path: Path, signer: Ed25519FileSigner, key: VerifierKey
) -> None:
    kept = tmp_path / "kept"
    witness(Ledger(signer, entries(8)), BASE, key, kept)
    with pytest.raises(ForkError, match="shorter"):
        witness(Ledger(signer, entries(7)), BASE, key, kept)


def test_a_checkpoint_of_another_key_is_refused_and_nothing_is_kept(
    tmp_path: Path, key: VerifierKey
) -> None:
    stranger = Ed25519FileSigner.generate(tmp_path / "stranger.pem")
    with pytest.raises(SignatureError):
        witness(Ledger(stranger, entries(3)), BASE, key, tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_an_answer_that_is_no_checkpoint_is_reported_as_such(
    tmp_path: Path, key: VerifierKey
) -> None:
    class Garbled:
        def get(self, url: str, parameters: dict[str, str | int] | None = None) -> bytes:
            return b"<html>" if url and not parameters else b""

    with pytest.raises(UnreachableError):
        witness(Garbled(), BASE, key, tmp_path / "kept")
