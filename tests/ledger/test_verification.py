"""The tamper classes of a ledger's export: each is found, and named with its index."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ledger.discrepancies import Discrepancy, Fault
from ledger.export import export
from ledger.folder import CHECKPOINT, KEYS, README
from ledger.merkle import leaf_hash
from ledger.note import VerifierKey, sign_note
from ledger.reasons import Reason
from ledger.signing import Ed25519FileSigner
from ledger.tiles import Tile, bundle_path, pack_bundle, unpack_bundle
from ledger.verification import Kept, Verification
from tests.ledger.builders import ORIGIN, START, MemoryLedger, an_entry

SIZE = 300
FIRST, LAST = bundle_path(0), bundle_path(1, SIZE - 256)


@pytest.fixture(scope="module")
def honest(
    signer: Ed25519FileSigner, key: VerifierKey, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("honest")
    export(MemoryLedger(signer).grow(SIZE), folder, keys=[key])
    return folder


@pytest.fixture
def folder(honest: Path, tmp_path: Path) -> Path:
    return shutil.copytree(honest, tmp_path / "copy")


def _verify(
    folder: Path, key: VerifierKey, *previous: bytes, tolerance: float = 60
) -> list[Discrepancy]:
    verification = Verification(
        folder=folder,
        keys=[key],
        previous=[Kept(f"kept-{place}", data) for place, data in enumerate(previous)],
        tolerance=timedelta(seconds=tolerance),
    )
    found = list(verification.discrepancies())
    for discrepancy in found:
        assert discrepancy.sentence("en")
        assert discrepancy.sentence("zh") != discrepancy.sentence("en")
        for fact in discrepancy.facts.values():
            if isinstance(fact, Reason):
                assert fact.chinese in discrepancy.sentence("zh")
                assert fact.english in discrepancy.sentence("en")
    return found


def _named(found: list[Discrepancy]) -> list[tuple[Fault, int | None]]:
    return [(discrepancy.fault, discrepancy.first) for discrepancy in found]


def _edit(path: Path, change: Callable[[list[bytes]], None]) -> None:
    entries = list(unpack_bundle(path.read_bytes()))
    change(entries)
    path.write_bytes(pack_bundle(entries))


def test_an_honest_export_has_nothing_wrong(honest: Path, key: VerifierKey) -> None:
    verification = Verification(folder=honest, keys=[key])
    assert list(verification.discrepancies()) == []
    assert verification.entries == SIZE
    assert verification.checkpoint is not None
    assert verification.checkpoint.size == SIZE


# 1. edit body
def test_an_edited_body_is_named(folder: Path, key: VerifierKey) -> None:
    def change(entries: list[bytes]) -> None:
        entries[17] = entries[17].replace(b"4940.00", b"1940.00")

    _edit(folder / FIRST, change)
    (found,) = _verify(folder, key)
    assert (found.fault, found.first, found.path) == (Fault.ENTRY_ALTERED, 17, FIRST)
    assert found.facts["held"] == leaf_hash(an_entry(17).seal().data).hex()


# 2. edit metadata
def test_an_edited_actor_or_time_is_named(folder: Path, key: VerifierKey) -> None:
    def change(entries: list[bytes]) -> None:
        entries[3] = entries[3].replace(b"person-7", b"person-8")
        entries[4] = entries[4].replace(b"T09:00:04", b"T09:00:05")

    _edit(folder / LAST, change)
    assert _named(_verify(folder, key)) == [(Fault.ENTRY_ALTERED, 259)]
    _edit(folder / FIRST, change)
    named = _named(_verify(folder, key))
    assert named == [(Fault.ENTRY_ALTERED, index) for index in (3, 4, 259)]


def test_many_edits_are_all_named(folder: Path, key: VerifierKey) -> None:
    def change(entries: list[bytes]) -> None:
        entries[:] = [entry.replace(b"4940.00", b"0.01") for entry in entries]

    _edit(folder / FIRST, change)
    _edit(folder / LAST, change)
    assert _named(_verify(folder, key)) == [(Fault.ENTRY_ALTERED, index) for index in range(SIZE)]


# 3. delete
@pytest.mark.parametrize("index", [0, 100, 255])
def test_a_deleted_entry_is_named(folder: Path, key: VerifierKey, index: int) -> None:
    _edit(folder / FIRST, lambda entries: entries.__delitem__(index))
    assert _named(_verify(folder, key)) == [(Fault.ENTRY_MISSING, index)]


def test_a_deleted_entry_whose_followers_moved_up_is_named(folder: Path, key: VerifierKey) -> None:
    first = list(unpack_bundle((folder / FIRST).read_bytes()))
    last = list(unpack_bundle((folder / LAST).read_bytes()))
    both = first + last
    del both[40]
    (folder / FIRST).write_bytes(pack_bundle(both[:256]))
    (folder / LAST).write_bytes(pack_bundle(both[256:]))
    assert _named(_verify(folder, key)) == [
        (Fault.ENTRY_MISSING, 40),
        (Fault.ENTRY_ADDED, 255),
        (Fault.ENTRY_MISSING, 256),
    ]


# 4. insert
def test_an_inserted_entry_is_named(folder: Path, key: VerifierKey) -> None:
    strange = an_entry(20, id="strange").seal().data
    _edit(folder / FIRST, lambda entries: entries.insert(20, strange))
    assert _named(_verify(folder, key)) == [(Fault.ENTRY_ADDED, 20)]


def test_a_repeated_entry_is_named(folder: Path, key: VerifierKey) -> None:
    _edit(folder / FIRST, lambda entries: entries.insert(21, entries[20]))
    (found,) = _verify(folder, key)
    assert found.fault is Fault.ENTRY_ADDED
    assert found.first in (20, 21)


# 5. swap
def test_two_swapped_entries_are_named(folder: Path, key: VerifierKey) -> None:
    def change(entries: list[bytes]) -> None:
        entries[10], entries[200] = entries[200], entries[10]

    _edit(folder / FIRST, change)
    found = _verify(folder, key, tolerance=10_000)
    assert {(f.fault, f.first, f.facts["place"]) for f in found} == {
        (Fault.ENTRY_MOVED, 200, "10"),
        (Fault.ENTRY_MOVED, 10, "200"),
    }


# 6. reorder
def test_a_reversed_bundle_is_found_with_every_place(folder: Path, key: VerifierKey) -> None:
    _edit(folder / LAST, lambda entries: entries.reverse())
    found = _verify(folder, key, tolerance=10_000)
    assert {f.fault for f in found} == {Fault.ENTRY_MOVED}
    assert {(f.first, int(str(f.facts["place"]))) for f in found} >= {
        (256 + place, 299 - place) for place in range(44) if place != 43 - place and place > 0
    }


# 7. truncate the tail
def test_a_tail_cut_out_of_the_files_is_named(folder: Path, key: VerifierKey) -> None:
    _edit(folder / LAST, lambda entries: entries.__delitem__(slice(40, 44)))
    assert _named(_verify(folder, key)) == [(Fault.ENTRY_MISSING, 296 + n) for n in range(4)]


def test_files_of_the_tail_that_are_gone_are_named_with_their_entries(
    folder: Path, key: VerifierKey
) -> None:
    (folder / LAST).unlink()
    (found,) = _verify(folder, key)
    assert (found.fault, found.first, found.last) == (Fault.FILE_MISSING, 256, 299)
    (folder / Tile(0, 1, 44).path).unlink()
    found_now = _verify(folder, key)
    assert _named(found_now) == [
        (Fault.FILE_MISSING, 256),
        (Fault.FILE_MISSING, 256),
        (Fault.ROOT_DISAGREES, 0),
    ]
    assert found_now[-1].facts["found"] == "not computable"


# 8. roll back and regrow
def test_a_ledger_rolled_back_is_found_by_a_kept_checkpoint(
    folder: Path, key: VerifierKey, signer: Ed25519FileSigner, tmp_path: Path
) -> None:
    kept = (folder / CHECKPOINT).read_bytes()
    export(MemoryLedger(signer).grow(290), tmp_path / "shorter", keys=[key])
    assert _verify(tmp_path / "shorter", key) == []
    (found,) = _verify(tmp_path / "shorter", key, kept)
    assert (found.fault, found.first, found.last) == (Fault.ROLLED_BACK, 290, 299)


def test_a_ledger_regrown_differently_is_found_by_a_kept_checkpoint(
    folder: Path, key: VerifierKey, signer: Ed25519FileSigner, tmp_path: Path
) -> None:
    kept = (folder / CHECKPOINT).read_bytes()
    forked = MemoryLedger(signer).grow(290)
    forked.bodies[289] = an_entry(289, body={"total": "0.01"}).seal().data
    export(forked.grow(60), tmp_path / "forked", keys=[key])
    assert _verify(tmp_path / "forked", key) == []
    (found,) = _verify(tmp_path / "forked", key, kept)
    assert (found.fault, found.path) == (Fault.FORKED, "kept-0")


@pytest.mark.parametrize("older", [0, 1, 255, 256, 257, 299, 300])
def test_a_ledger_that_only_grew_agrees_with_every_checkpoint_kept(
    folder: Path, key: VerifierKey, signer: Ed25519FileSigner, older: int
) -> None:
    kept = MemoryLedger(signer).grow(older).checkpoint()
    assert _verify(folder, key, kept) == []


def test_a_kept_checkpoint_that_is_not_ours_is_named(
    folder: Path, key: VerifierKey, signer: Ed25519FileSigner, other_signer: Ed25519FileSigner
) -> None:
    stranger = MemoryLedger(other_signer).grow(5).checkpoint()
    elsewhere = MemoryLedger(signer, "procheck.example/other").grow(5).checkpoint()
    found = _verify(folder, key, stranger, b"noise", elsewhere)
    assert [f.path for f in found] == ["kept-0", "kept-1", "kept-2"]
    assert {f.fault for f in found} == {Fault.CHECKPOINT_UNTRUSTED}


def test_a_kept_checkpoint_of_another_ledger_we_trust_is_not_compared_with_this_one(
    folder: Path, key: VerifierKey, signer: Ed25519FileSigner
) -> None:
    other = VerifierKey("procheck.example/other", signer.public_key)
    kept = MemoryLedger(signer, other.name).grow(SIZE).checkpoint()
    verification = Verification(folder=folder, keys=[key, other], previous=[Kept("kept", kept)])
    (found,) = verification.discrepancies()
    assert found.fault is Fault.CHECKPOINT_UNTRUSTED
    assert other.name in found.sentence()


# 9. another key's checkpoint
def test_a_checkpoint_of_another_key_is_named_and_the_rest_still_checked(
    folder: Path, key: VerifierKey, other_signer: Ed25519FileSigner
) -> None:
    forged = MemoryLedger(other_signer).grow(SIZE).checkpoint()
    (folder / CHECKPOINT).write_bytes(forged)
    _edit(folder / FIRST, lambda entries: entries.__delitem__(9))
    assert _named(_verify(folder, key)) == [
        (Fault.CHECKPOINT_UNTRUSTED, None),
        (Fault.ENTRY_MISSING, 9),
    ]


def test_a_checkpoint_changed_after_signing_is_named(folder: Path, key: VerifierKey) -> None:
    text = (folder / CHECKPOINT).read_text(encoding="utf-8")
    (folder / CHECKPOINT).write_text(text.replace("\n300\n", "\n299\n"), encoding="utf-8")
    faults = [fault for fault, _ in _named(_verify(folder, key))]
    assert faults[0] is Fault.CHECKPOINT_UNTRUSTED
    assert Fault.ROOT_DISAGREES in faults


def test_a_checkpoint_that_is_none_is_named(folder: Path, key: VerifierKey) -> None:
    (folder / CHECKPOINT).write_bytes(b"300 entries, honestly")
    assert _named(_verify(folder, key)) == [(Fault.CHECKPOINT_MALFORMED, None)]


# 10. a backdated event
def test_a_backdated_entry_is_named_even_if_everything_was_signed(
    signer: Ed25519FileSigner, key: VerifierKey, tmp_path: Path
) -> None:
    ledger = MemoryLedger(signer).grow(280)
    early = START - timedelta(days=30)
    ledger.bodies.append(an_entry(280, recorded_at=early).seal().data)
    export(ledger.grow(10), tmp_path, keys=[key])
    (found,) = _verify(tmp_path, key)
    assert (found.fault, found.first) == (Fault.ENTRY_BACKDATED, 280)
    assert found.facts["other"] == "279"


@pytest.mark.parametrize(("seconds", "faults"), [(60, 0), (60.000001, 1)])
def test_an_entry_may_be_a_minute_behind_and_no_more(
    signer: Ed25519FileSigner, key: VerifierKey, tmp_path: Path, seconds: float, faults: int
) -> None:
    ledger = MemoryLedger(signer).grow(1)
    late = an_entry(1, recorded_at=START - timedelta(seconds=seconds))
    ledger.bodies.append(late.seal().data)
    export(ledger, tmp_path, keys=[key])
    assert len(_verify(tmp_path, key)) == faults


# 11. an event omitted: the tree is signed without it, so only what the tree lacks can tell
def test_an_omitted_entry_makes_another_history_than_the_one_signed(
    folder: Path, key: VerifierKey, signer: Ed25519FileSigner, tmp_path: Path
) -> None:
    kept = (folder / CHECKPOINT).read_bytes()
    ledger = MemoryLedger(signer).grow(SIZE + 5)
    del ledger.bodies[150]
    export(ledger, tmp_path / "omitted", keys=[key])
    assert _named(_verify(tmp_path / "omitted", key, kept)) == [(Fault.FORKED, 0)]


# The tree itself
def test_an_entry_changed_together_with_its_leaf_is_named_by_the_tile_above(
    folder: Path, key: VerifierKey, signer: Ed25519FileSigner
) -> None:
    ledger = MemoryLedger(signer).grow(SIZE)
    ledger.bodies[17] = an_entry(17, body={"total": "0.01"}).seal().data
    (folder / FIRST).write_bytes(pack_bundle(ledger.entries(0, 256)))
    (folder / Tile(0, 0).path).write_bytes(b"".join(ledger.hashes(Tile(0, 0))))
    found = _verify(folder, key)
    assert _named(found) == [(Fault.TILE_DISAGREES, 0), (Fault.ROOT_DISAGREES, 0)]
    assert (found[0].path, found[0].last) == ("tile/0/000", 255)
    (folder / Tile(1, 0, 1).path).write_bytes(b"".join(ledger.hashes(Tile(1, 0, 1))))
    assert _named(_verify(folder, key)) == [(Fault.ROOT_DISAGREES, 0)]


def test_a_damaged_tile_is_told_from_a_damaged_entry(folder: Path, key: VerifierKey) -> None:
    tile = folder / Tile(0, 0).path
    data = bytearray(tile.read_bytes())
    data[32 * 17] ^= 1
    tile.write_bytes(data)
    assert _named(_verify(folder, key)) == [(Fault.ENTRY_ALTERED, 17), (Fault.TILE_DISAGREES, 0)]


@pytest.mark.parametrize("change", [b"", b"x" * 31, b"x" * 10_000])
def test_a_tile_of_another_length_is_named(folder: Path, key: VerifierKey, change: bytes) -> None:
    (folder / Tile(0, 1, 44).path).write_bytes(change)
    assert _named(_verify(folder, key)) == [(Fault.FILE_MALFORMED, 256)]


def test_a_bundle_that_breaks_off_is_named_from_the_entry_on(
    folder: Path, key: VerifierKey
) -> None:
    data = (folder / LAST).read_bytes()
    (folder / LAST).write_bytes(data[:-1])
    (found,) = _verify(folder, key)
    assert (found.fault, found.first, found.last) == (Fault.BUNDLE_BROKEN, 299, 299)
    (folder / LAST).write_bytes(data + b"\x00")
    assert _named(_verify(folder, key)) == [(Fault.BUNDLE_BROKEN, 299)]


def _offset(path: Path, place: int) -> int:
    """Where in a bundle the length of an entry stands."""
    return sum(2 + len(it) for it in unpack_bundle(path.read_bytes())[:place])


def _flip(path: Path, *places: int, bit: int = 1) -> None:
    data = bytearray(path.read_bytes())
    for place in places:
        data[place] ^= bit
    path.write_bytes(data)


@pytest.mark.parametrize("place", [0, 17, 254, 255])
@pytest.mark.parametrize(("byte", "bit"), [(0, 0x01), (0, 0x80), (1, 0x01), (1, 0x40), (1, 0x80)])
def test_a_flipped_length_names_its_entry_alone(
    folder: Path, key: VerifierKey, place: int, byte: int, bit: int
) -> None:
    offset = _offset(folder / FIRST, place)
    right = len(unpack_bundle((folder / FIRST).read_bytes())[place])
    _flip(folder / FIRST, offset + byte, bit=bit)
    (found,) = _verify(folder, key)
    assert (found.fault, found.first, found.last) == (Fault.ENTRY_LENGTH, place, place)
    assert (found.facts["offset"], found.facts["right"]) == (str(offset), str(right))


def test_every_flipped_length_of_a_file_is_named(folder: Path, key: VerifierKey) -> None:
    places = [_offset(folder / LAST, place) for place in range(44)]
    _flip(folder / LAST, *(it + 1 for it in places), bit=0x10)
    assert _named(_verify(folder, key)) == [
        (Fault.ENTRY_LENGTH, index) for index in range(256, 300)
    ]


@pytest.mark.parametrize("place", [0, 17, 255])
def test_damage_to_a_length_and_its_entry_names_the_first_and_one_range(
    folder: Path, key: VerifierKey, place: int
) -> None:
    offset = _offset(folder / FIRST, place)
    _flip(folder / FIRST, offset + 1, offset + 30)
    (found,) = _verify(folder, key)
    assert (found.fault, found.first, found.last) == (Fault.BUNDLE_BROKEN, place, 255)
    assert found.facts["offset"] == str(offset)
    assert "cannot be told apart" in found.sentence("en")


def test_an_entry_that_is_no_longer_json_is_one_altered_entry(
    folder: Path, key: VerifierKey
) -> None:
    _flip(folder / FIRST, _offset(folder / FIRST, 17) + 2)
    found = _verify(folder, key)
    assert _named(found) == [(Fault.ENTRY_MALFORMED, 17), (Fault.ENTRY_ALTERED, 17)]


def test_a_flipped_length_does_not_hide_other_tampering(folder: Path, key: VerifierKey) -> None:
    def change(entries: list[bytes]) -> None:
        entries[200] = entries[200].replace(b"4940.00", b"1940.00")

    _edit(folder / FIRST, change)
    _flip(folder / FIRST, _offset(folder / FIRST, 17) + 1)
    assert _named(_verify(folder, key)) == [
        (Fault.ENTRY_LENGTH, 17),
        (Fault.ENTRY_ALTERED, 200),
    ]


def test_what_is_signed_but_no_entry_is_named(
    signer: Ed25519FileSigner, key: VerifierKey, tmp_path: Path
) -> None:
    ledger = MemoryLedger(signer).grow(3)
    ledger.bodies.append(b'{"total":"4940.00"}')
    export(ledger, tmp_path, keys=[key])
    assert _named(_verify(tmp_path, key)) == [(Fault.ENTRY_MALFORMED, 3)]


# The files beside the tree
def test_files_that_do_not_belong_are_named(folder: Path, key: VerifierKey) -> None:
    (folder / "tile/entries/007").write_bytes(b"")
    (folder / "notes.txt").write_text("hidden")
    (folder / "tile/0/002").symlink_to(folder / "tile/0/000")
    found = _verify(folder, key)
    assert {f.path for f in found} == {"tile/entries/007", "notes.txt", "tile/0/002"}
    assert {f.fault for f in found} == {Fault.FILE_UNEXPECTED}


def test_a_link_in_place_of_a_file_counts_as_missing(folder: Path, key: VerifierKey) -> None:
    elsewhere = folder.parent / "elsewhere"
    (folder / FIRST).rename(elsewhere)
    (folder / FIRST).symlink_to(elsewhere)
    assert _named(_verify(folder, key)) == [(Fault.FILE_MISSING, 0)]


def test_damage_to_the_files_for_readers_is_named(folder: Path, key: VerifierKey) -> None:
    (folder / README).write_text("All is well.")
    (found,) = _verify(folder, key)
    assert (found.fault, found.path) == (Fault.FILE_MALFORMED, KEYS)
    (folder / README).unlink()
    (folder / KEYS).unlink()
    found_now = _verify(folder, key)
    assert [(f.fault, f.path) for f in found_now] == [
        (Fault.FILE_MISSING, KEYS),
        (Fault.FILE_MISSING, README),
    ]


def test_a_folder_without_a_checkpoint_is_no_export(tmp_path: Path, key: VerifierKey) -> None:
    with pytest.raises(FileNotFoundError):
        _verify(tmp_path, key)


class _CountsOver:
    """A replay of the kind an auditor adds: no order above a sum."""

    def see(self, index: int, data: bytes, path: str) -> Iterator[Discrepancy]:
        if b'"number":5,' in data:
            yield Discrepancy(Fault.ENTRY_MALFORMED, path, index, index, {"reason": "over"})


def test_an_auditor_may_add_checks_of_the_entries(folder: Path, key: VerifierKey) -> None:
    verification = Verification(folder=folder, keys=[key], checks=[_CountsOver()])
    assert _named(list(verification.discrepancies())) == [(Fault.ENTRY_MALFORMED, 5)]


def test_after_a_change_of_key_both_keys_are_given(
    signer: Ed25519FileSigner, other_signer: Ed25519FileSigner, key: VerifierKey, tmp_path: Path
) -> None:
    new_key = VerifierKey(ORIGIN, other_signer.public_key)
    kept = MemoryLedger(signer).grow(4).checkpoint()
    export(MemoryLedger(other_signer).grow(9), tmp_path, keys=[key, new_key])
    both = Verification(folder=tmp_path, keys=[key, new_key], previous=[Kept("kept", kept)])
    assert list(both.discrepancies()) == []
    assert _named(_verify(tmp_path, key)) == [(Fault.CHECKPOINT_UNTRUSTED, None)]


def test_a_witness_signature_beside_the_ledgers_is_welcome(
    folder: Path, key: VerifierKey, other_signer: Ed25519FileSigner
) -> None:
    ours = (folder / CHECKPOINT).read_bytes()
    text = ours.decode().rpartition("\n\n")[0] + "\n"
    witness = sign_note(text, name="witness.example", signer=other_signer)
    (folder / CHECKPOINT).write_bytes(ours + f"{witness.signatures[0].line}\n".encode())
    assert _verify(folder, key) == []
