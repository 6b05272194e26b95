"""No byte of an export can change without being found."""

from pathlib import Path

import pytest

from ledger.export import export
from ledger.folder import files_in
from ledger.note import VerifierKey
from ledger.signing import Ed25519FileSigner
from ledger.verification import Verification
from tests.ledger.builders import MemoryLedger


def _is_clean(folder: Path, key: VerifierKey) -> bool:
    return not list(Verification(folder=folder, keys=[key]).discrepancies())


@pytest.mark.parametrize("bit", [0x01, 0x20, 0x80])
def test_every_flipped_bit_of_a_small_export_is_found(
    signer: Ed25519FileSigner, key: VerifierKey, tmp_path: Path, bit: int
) -> None:
    export(MemoryLedger(signer).grow(3), tmp_path, keys=[key])
    assert _is_clean(tmp_path, key)
    unnoticed = []
    for name in sorted(files_in(tmp_path)):
        data = (tmp_path / name).read_bytes()
        for place in range(len(data)):
            flipped = data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]
            (tmp_path / name).write_bytes(flipped)
            if _is_clean(tmp_path, key):
                unnoticed.append((name, place))
        (tmp_path / name).write_bytes(data)
    assert unnoticed == []
    assert _is_clean(tmp_path, key)


def test_flipped_bytes_all_over_a_tree_of_two_levels_are_found(
    signer: Ed25519FileSigner, key: VerifierKey, tmp_path: Path
) -> None:
    export(MemoryLedger(signer).grow(260), tmp_path, keys=[key])
    unnoticed = []
    for name in sorted(files_in(tmp_path)):
        data = (tmp_path / name).read_bytes()
        for place in range(0, len(data), max(1, len(data) // 40)):
            flipped = data[:place] + bytes([data[place] ^ 0x04]) + data[place + 1 :]
            (tmp_path / name).write_bytes(flipped)
            if _is_clean(tmp_path, key):
                unnoticed.append((name, place))
        (tmp_path / name).write_bytes(data)
    assert unnoticed == []
