from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, func, literal, select

from ledger.checkpoint import open_checkpoint
from ledger.entry import Tenant, read_entry
from ledger.errors import PartialViewError, UnknownLeafError, UnknownSizeError
from ledger.export import export
from ledger.merkle import leaf_hash, verify_consistency, verify_inclusion
from ledger.note import VerifierKey
from ledger.source import DatabaseSource
from ledger.store import (
    append,
    checkpoint_of,
    entries_page,
    entry_at,
    index_of,
    insert_event,
    latest_checkpoint,
    pending_age,
    prove_consistency,
    prove_inclusion,
)
from storage.scope import SYSTEM, Scope
from tests.ledger.builders import START, an_entry
from tests.ledger.stage import AUDITOR, OFFICER, Stage


def test_an_entry_gets_its_place_and_is_read_back_as_it_was_written(stage: Stage) -> None:
    (leaf,) = stage.record(an_entry(5))
    assert stage.drain() == 1
    with stage.app.transaction(OFFICER) as connection:
        assert index_of(connection, leaf.leaf_hash) == 0
        stored = entry_at(connection, 0)
    assert stored.data == an_entry(5).seal().data
    assert stored.leaf_hash == leaf.leaf_hash == leaf_hash(stored.data)
    assert leaf.text == leaf.leaf_hash.hex()
    assert read_entry(stored.data) == an_entry(5)


def test_an_act_that_is_rolled_back_leaves_no_entry(stage: Stage) -> None:
    with stage.app.transaction(OFFICER) as connection:
        append(connection, an_entry(1))
        connection.rollback()
    assert stage.drain() == 0


def test_recording_costs_one_statement(stage: Stage) -> None:
    seen: list[str] = []
    with stage.app.transaction(OFFICER) as connection:
        event.listen(connection, "before_cursor_execute", lambda *args: seen.append(args[2]))
        append(connection, an_entry(1))
    assert len(seen) == 1
    assert "RETURNING" not in seen[0]


def test_recording_folds_into_a_use_cases_own_statement(stage: Stage) -> None:
    sealed = an_entry(1).seal()
    recorded = insert_event(sealed).cte("recorded")
    with stage.app.transaction(OFFICER) as connection:
        assert connection.scalar(select(literal(1)).add_cte(recorded)) == 1
    assert stage.drain() == 1
    with stage.app.transaction(OFFICER) as connection:
        assert entry_at(connection, 0).data == sealed.data


def test_entries_keep_the_order_in_which_they_were_recorded(stage: Stage) -> None:
    leaves = stage.record_many(range(20))
    stage.drain()
    with stage.app.transaction(AUDITOR) as connection:
        page = entries_page(connection, start=0, limit=100)
        assert [entry.leaf_hash for entry in page] == [leaf.leaf_hash for leaf in leaves]
        assert [entry.index for entry in entries_page(connection, start=7, limit=3)] == [7, 8, 9]


def test_every_leaf_is_proven_against_the_signed_checkpoint(stage: Stage, key: VerifierKey) -> None:
    leaves = stage.record_many(range(530))
    stage.drain()
    with stage.app.transaction(OFFICER) as connection:
        for index in (0, 1, 255, 256, 300, 511, 512, 529):
            proof = prove_inclusion(connection, leaves[index].leaf_hash)
            signed = open_checkpoint(proof.signed.note, [key])
            assert (proof.index, proof.size) == (index, 530)
            verify_inclusion(
                leaf=leaves[index].leaf_hash,
                index=index,
                size=signed.size,
                root=signed.root,
                proof=proof.hashes,
            )


def test_checkpoints_of_a_growing_ledger_are_consistent(stage: Stage) -> None:
    sequencer = stage.sequencer()
    sizes: list[int] = []
    for step in (1, 2, 252, 1, 1, 300):
        start = sizes[-1] if sizes else 0
        stage.record_many(range(start, start + step))
        stage.drain(sequencer)
        sizes.append(start + step)
    with stage.app.transaction(OFFICER) as connection:
        for older in sizes:
            for newer in (size for size in sizes if size >= older):
                proof = prove_consistency(connection, older=older, newer=newer)
                assert proof.older_root == checkpoint_of(connection, older).checkpoint.root
                assert proof.newer_root == checkpoint_of(connection, newer).checkpoint.root
                verify_consistency(
                    older=older,
                    newer=newer,
                    older_root=proof.older_root,
                    newer_root=proof.newer_root,
                    proof=proof.hashes,
                )


def test_what_does_not_exist_is_refused_by_name(stage: Stage) -> None:
    stage.record_many(range(3))
    with stage.app.transaction(OFFICER) as connection:
        assert latest_checkpoint(connection) is None
        with pytest.raises(UnknownLeafError):
            prove_inclusion(connection, an_entry(0).seal().leaf_hash)
        with pytest.raises(UnknownSizeError):
            checkpoint_of(connection, 0)
    stage.drain()
    with stage.app.transaction(OFFICER) as connection:
        with pytest.raises(UnknownLeafError, match="no entry 3 "):
            entry_at(connection, 3)
        with pytest.raises(UnknownLeafError):
            index_of(connection, bytes(32))
        for older, newer in ((0, 3), (1, 4), (3, 2), (-1, 3)):
            with pytest.raises(UnknownSizeError):
                prove_consistency(connection, older=older, newer=newer)
        with pytest.raises(UnknownSizeError, match="sizes from 1 to 3"):
            checkpoint_of(connection, 4)


def test_the_age_of_the_oldest_pending_entry_is_known(stage: Stage) -> None:
    with stage.app.transaction(OFFICER) as connection:
        assert pending_age(connection, START) == timedelta(0)
    stage.record_many([4, 2, 9])
    with stage.app.transaction(OFFICER) as connection:
        later = START + timedelta(seconds=30)
        assert pending_age(connection, later) == timedelta(seconds=28)
        assert pending_age(connection, START) == timedelta(0)
    stage.drain()
    with stage.app.transaction(OFFICER) as connection:
        assert pending_age(connection, later) == timedelta(0)


def test_bodies_are_seen_by_those_they_concern_and_hashes_by_all(stage: Stage) -> None:
    entries = [
        an_entry(0, tenant=Tenant(agency="A")),
        an_entry(1, tenant=Tenant(agency="B", supplier="S")),
        an_entry(2, tenant=Tenant()),
    ]
    keeper = Scope(role="standards-keeper", person="p")
    leaves = stage.record(*entries, scope=keeper)
    stage.drain()
    seen = {
        "agency A": (Scope(role="officer", person="p", agency="A"), [0]),
        "agency B": (Scope(role="officer", person="p", agency="B"), [1]),
        "supplier S": (Scope(role="supplier", person="p", supplier="S"), [1]),
        "supplier A": (Scope(role="supplier", person="p", supplier="A"), []),
        "keeper": (keeper, []),
        "auditor": (AUDITOR, [0, 1, 2]),
        "system": (SYSTEM, [0, 1, 2]),
    }
    for name, (scope, indices) in seen.items():
        with stage.app.transaction(scope) as connection:
            page = entries_page(connection, start=0, limit=10)
            assert [entry.index for entry in page] == indices, name
            proof = prove_inclusion(connection, leaves[2].leaf_hash)
            assert proof.index == 2, name


def test_an_entry_of_another_agency_looks_like_none(stage: Stage) -> None:
    stage.record(an_entry(0, tenant=Tenant(agency="A")), scope=SYSTEM)
    stage.drain()
    with stage.app.transaction(OFFICER) as connection, pytest.raises(UnknownLeafError):
        entry_at(connection, 0)


def test_an_export_is_made_by_somebody_who_sees_all_or_not_at_all(
    stage: Stage, key: VerifierKey, tmp_path: Path
) -> None:
    with pytest.raises(UnknownSizeError):
        DatabaseSource(stage.app, AUDITOR)
    stage.record(an_entry(0), an_entry(1, tenant=Tenant(agency="B")))
    stage.drain()
    with pytest.raises(PartialViewError) as caught:
        export(DatabaseSource(stage.app, OFFICER), tmp_path / "out", keys=[key])
    assert (caught.value.count, caught.value.seen) == (2, 1)
    assert not (tmp_path / "out" / "checkpoint").exists()
    assert stage.faults(tmp_path / "out") == []


def test_a_scope_does_not_outlive_its_transaction(stage: Stage) -> None:
    stage.record(an_entry(0, tenant=Tenant(agency="A")), scope=SYSTEM)
    stage.drain()
    with stage.app.transaction(AUDITOR) as connection:
        assert len(entries_page(connection, start=0, limit=10)) == 1
    with stage.app.engine.begin() as connection:
        assert entries_page(connection, start=0, limit=10) == ()
        assert connection.scalar(select(func.current_user())) == "procheck_app"
