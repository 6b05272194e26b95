import fcntl
import os
from pathlib import Path

import pytest

from ledger.errors import ExportRefusedError, LedgerForkError
from ledger.export import export
from ledger.folder import CHECKPOINT, KEYS, README, expected_files, files_in
from ledger.note import VerifierKey
from ledger.signing import Ed25519FileSigner
from ledger.verification import Verification
from tests.ledger.builders import ORIGIN, MemoryLedger, an_entry


@pytest.fixture
def ledger(signer: Ed25519FileSigner) -> MemoryLedger:
    return MemoryLedger(signer)


def _faults(folder: Path, key: VerifierKey) -> list[str]:
    found = Verification(folder=folder, keys=[key]).discrepancies()
    return [discrepancy.sentence() for discrepancy in found]


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 700])
def test_an_export_of_any_size_verifies_and_has_just_the_files_it_should(
    ledger: MemoryLedger, key: VerifierKey, tmp_path: Path, size: int
) -> None:
    done = export(ledger.grow(size), tmp_path / "out", keys=[key])
    assert set(files_in(tmp_path / "out")) == set(expected_files(size))
    assert done.checkpoint.size == size
    assert done.files == len(set(expected_files(size)))
    assert _faults(tmp_path / "out", key) == []


def test_the_layout_is_the_one_that_other_tools_of_tiled_logs_read(
    ledger: MemoryLedger, key: VerifierKey, tmp_path: Path
) -> None:
    export(ledger.grow(300), tmp_path, keys=[key])
    assert sorted(files_in(tmp_path)) == [
        "README.txt",
        "checkpoint",
        "keys.json",
        "tile/0/000",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/44",
    ]
    entry = an_entry(0).seal().data
    bundle = (tmp_path / "tile/entries/000").read_bytes()
    assert bundle.startswith(len(entry).to_bytes(2, "big") + entry)


def test_an_older_export_is_brought_up_to_date_without_rewriting_what_is_full(
    ledger: MemoryLedger, key: VerifierKey, tmp_path: Path
) -> None:
    export(ledger.grow(300), tmp_path, keys=[key])
    kept = {path: (tmp_path / path).stat().st_mtime_ns for path in files_in(tmp_path)}
    os.utime(tmp_path / "tile/0/000", ns=(1, 1))
    export(ledger.grow(300), tmp_path, keys=[key])
    assert (tmp_path / "tile/0/000").stat().st_mtime_ns == 1
    assert (tmp_path / "tile/entries/000").stat().st_mtime_ns == kept["tile/entries/000"]
    assert set(files_in(tmp_path)) == set(expected_files(600))
    assert not list(tmp_path.rglob("001.p")), "folders of partial tiles that filled up are gone"
    assert _faults(tmp_path, key) == []


def test_exporting_again_changes_nothing(
    ledger: MemoryLedger, key: VerifierKey, tmp_path: Path
) -> None:
    export(ledger.grow(20), tmp_path, keys=[key])
    first = {path: (tmp_path / path).read_bytes() for path in files_in(tmp_path)}
    export(ledger, tmp_path, keys=[key])
    assert {path: (tmp_path / path).read_bytes() for path in files_in(tmp_path)} == first


class _BreaksOff(MemoryLedger):
    """Fails when the given entry is read, as a lost connection would."""

    fails_at = 512

    def entries(self, start: int, count: int) -> list[bytes]:
        if start >= self.fails_at:
            raise ConnectionError
        return list(super().entries(start, count))


def test_an_export_that_broke_off_has_no_checkpoint_and_is_finished_by_the_next(
    signer: Ed25519FileSigner, key: VerifierKey, tmp_path: Path
) -> None:
    broken = _BreaksOff(signer)
    broken.grow(700)
    with pytest.raises(ConnectionError):
        export(broken, tmp_path, keys=[key])
    assert (tmp_path / "tile/entries/000").exists()
    assert not (tmp_path / CHECKPOINT).exists()
    (tmp_path / "tile/entries/left.part").write_bytes(b"half a file")
    broken.fails_at = 10_000
    export(broken, tmp_path, keys=[key])
    assert _faults(tmp_path, key) == []


def test_a_folder_with_other_things_in_it_is_refused_and_left_alone(
    ledger: MemoryLedger, key: VerifierKey, tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ExportRefusedError, match=r"thesis\.txt"):
        export(ledger.grow(3), tmp_path, keys=[key])
    assert list(files_in(tmp_path)) == ["thesis.txt"]


def test_a_folder_with_another_ledger_is_refused(
    ledger: MemoryLedger, key: VerifierKey, signer: Ed25519FileSigner, tmp_path: Path
) -> None:
    export(MemoryLedger(signer, "procheck.example/other"), tmp_path, keys=[])
    with pytest.raises(ExportRefusedError, match="it holds 0 entries"):
        export(ledger.grow(3), tmp_path, keys=[key])


def test_a_ledger_that_became_shorter_does_not_replace_its_longer_export(
    ledger: MemoryLedger, key: VerifierKey, tmp_path: Path
) -> None:
    export(ledger.grow(20), tmp_path, keys=[key])
    del ledger.bodies[10:]
    with pytest.raises(ExportRefusedError, match="20 entries"):
        export(ledger, tmp_path, keys=[key])


def test_a_ledger_that_was_rewritten_does_not_replace_its_honest_export(
    ledger: MemoryLedger, key: VerifierKey, tmp_path: Path
) -> None:
    export(ledger.grow(300), tmp_path, keys=[key])
    ledger.bodies[5] = an_entry(5, body={"total": "1.00"}).seal().data
    with pytest.raises(LedgerForkError) as caught:
        export(ledger.grow(10), tmp_path, keys=[key])
    assert caught.value.size == 300


def test_two_exports_to_one_folder_do_not_mix(
    ledger: MemoryLedger, key: VerifierKey, tmp_path: Path
) -> None:
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        with pytest.raises(ExportRefusedError, match="another export"):
            export(ledger, tmp_path, keys=[key])
    finally:
        os.close(handle)
    export(ledger, tmp_path, keys=[key])


def test_the_folder_tells_a_reader_how_to_verify_it(
    ledger: MemoryLedger, key: VerifierKey, tmp_path: Path
) -> None:
    export(ledger.grow(2), tmp_path, keys=[key])
    text = (tmp_path / README).read_text(encoding="utf-8")
    assert ORIGIN in text
    assert "python -m ledger verify" in text
    assert "核验" in text
    assert key.text in (tmp_path / KEYS).read_text(encoding="utf-8")
