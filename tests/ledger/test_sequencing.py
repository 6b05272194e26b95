import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from ledger import sequencing
from ledger.batches import sequence_pending, take_lock
from ledger.checkpoint import open_checkpoint
from ledger.errors import (
    KeyFileError,
    LedgerForkError,
    NaiveInstantError,
    OriginMismatchError,
)
from ledger.memory import CheckpointFile
from ledger.merkle import EMPTY_ROOT, root_of
from ledger.note import VerifierKey
from ledger.reconciling import Mismatch, reconcile
from ledger.sequencing import BATCH, Sequencer
from ledger.signing import Ed25519FileSigner
from ledger.store import append, latest_checkpoint
from storage.database import Database
from storage.scope import SYSTEM, Scope
from tests.ledger.builders import ORIGIN, START, an_entry
from tests.ledger.stage import AUDITOR, OFFICER, Stage


def _size(stage: Stage) -> int:
    with stage.app.transaction(AUDITOR) as connection:
        signed = latest_checkpoint(connection)
    return -1 if signed is None else signed.checkpoint.size


def test_the_first_run_signs_the_empty_ledger(stage: Stage, key: VerifierKey) -> None:
    batch = stage.sequencer().run_once(START)
    assert batch.appended == 0
    assert batch.signed is not None
    assert open_checkpoint(batch.signed.note, [key]).root == EMPTY_ROOT
    assert stage.sequencer().run_once(START).signed is None


def test_a_batch_is_signed_with_the_root_of_its_leaves(stage: Stage, key: VerifierKey) -> None:
    leaves = stage.record_many(range(600))
    batch = stage.sequencer().run_once(START)
    assert batch.appended == 600
    assert batch.signed is not None
    checkpoint = open_checkpoint(batch.signed.note, [key])
    assert checkpoint.size == 600
    assert checkpoint.root == root_of([leaf.leaf_hash for leaf in leaves])
    assert batch.signed.signed_at == START


def test_no_batch_is_larger_than_the_limit(stage: Stage) -> None:
    stage.record_many(range(BATCH + 1))
    sequencer = stage.sequencer()
    assert sequencer.run_once(START).appended == BATCH
    assert sequencer.run_once(START).appended == 1


_READ_WHOLE = text(
    "select seq_scan from pg_stat_xact_all_tables where schemaname = 'procheck'"
    " and relname = 'ledger_event'"
)


def test_a_batch_is_placed_without_reading_the_whole_ledger(stage: Stage) -> None:
    stage.record_many(range(600))
    stage.drain()
    stage.record_many(range(600, 605))
    with stage.sequencing.transaction(SYSTEM) as connection:
        assert len(sequence_pending(connection, size=600, limit=BATCH)) == 5
        assert connection.scalar(_READ_WHOLE) == 0


@pytest.mark.parametrize("steps", [[255, 1], [256, 256], [1, 254, 2, 600], [1000, 1, 999]])
def test_a_ledger_grown_in_any_steps_exports_and_verifies(
    stage: Stage, tmp_path: Path, steps: list[int]
) -> None:
    sequencer, done = stage.sequencer(), 0
    for step in steps:
        stage.record_many(range(done, done + step))
        done += stage.drain(sequencer)
    assert done == sum(steps)
    assert stage.faults(tmp_path / "out") == []


def test_a_sequencer_that_starts_anew_goes_on_where_the_last_one_stopped(
    stage: Stage, tmp_path: Path
) -> None:
    for start in range(0, 900, 300):
        stage.record_many(range(start, start + 300))
        assert stage.drain(stage.sequencer()) == 300
    assert stage.faults(tmp_path / "out") == []


def test_more_than_65536_entries_fill_a_tile_of_the_second_level(
    stage: Stage, tmp_path: Path
) -> None:
    with stage.app.transaction(SYSTEM) as connection:
        # Written by the server itself: what matters here is the shape of the tree.
        template = an_entry(0).seal().data.decode().replace("entry-000000", "%s")
        connection.execute(
            text(
                "insert into procheck.ledger_event (kind, recorded_at, body) "
                "select 'order.examined', :at, convert_to(format(:template, n), 'UTF8') "
                "from generate_series(1, 65792) as n"
            ),
            {"at": START, "template": template.replace("%", "%%").replace("%%s", "%s")},
        )
    assert stage.drain() == 65_792
    assert stage.faults(tmp_path / "out") == []
    assert (tmp_path / "out" / "tile/1/000").stat().st_size == 8192


def test_a_transaction_that_commits_late_is_not_left_out(stage: Stage, tmp_path: Path) -> None:
    # It draws its number first and commits last: "everything after the last one seen" loses it.
    sequencer = stage.sequencer()
    with stage.app.transaction(OFFICER) as slow:
        append(slow, an_entry(0))
        stage.record_many(range(1, 11))
        assert stage.drain(sequencer) == 10
    assert stage.drain(sequencer) == 1
    assert stage.faults(tmp_path / "out") == []


def test_parallel_writers_with_slow_commits_lose_nothing(stage: Stage, tmp_path: Path) -> None:
    writers, each = 8, 40
    stop = threading.Event()
    failures: list[BaseException] = []

    def write(writer: int) -> None:
        try:
            for number in range(each):
                with stage.app.transaction(OFFICER) as connection:
                    append(connection, an_entry(writer * each + number))
                    if number % 5 == writer % 5:
                        # The server itself delays this commit, while others overtake it.
                        connection.execute(text("select pg_sleep(0.02)"))
        except BaseException as error:  # noqa: BLE001 - handed to the test below
            failures.append(error)

    def place() -> None:
        try:
            sequencer = stage.sequencer()
            while not stop.is_set():
                sequencer.run_once(START)
        except BaseException as error:  # noqa: BLE001 - handed to the test below
            failures.append(error)

    placing = threading.Thread(target=place)
    writing = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    placing.start()
    for thread in writing:
        thread.start()
    for thread in writing:
        thread.join()
    stop.set()
    placing.join()
    assert failures == []
    stage.drain()
    assert _size(stage) == writers * each
    with stage.app.transaction(AUDITOR) as connection:
        assert list(reconcile(connection)) == []
    # Their clocks were made up, so only the order of time is not asked about.
    assert [f for f in stage.faults(tmp_path / "out") if "recorded at" not in f] == []


def test_two_sequencers_by_mistake_make_one_history(stage: Stage, tmp_path: Path) -> None:
    stage.record_many(range(3000))
    done = [0, 0]
    failures: list[BaseException] = []

    def work(which: int) -> None:
        try:
            sequencer = Sequencer(
                stage.login("procheck_sequencer"), lambda: (stage.signer,), ORIGIN
            )
            while sum(done) < 3000:
                done[which] += sequencer.run_once(START).appended
        except BaseException as error:  # noqa: BLE001 - handed to the test below
            failures.append(error)

    threads = [threading.Thread(target=work, args=(which,)) for which in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sum(done) == 3000
    assert stage.faults(tmp_path / "out") == []


def test_while_another_sequencer_is_at_work_this_one_waits_its_turn(stage: Stage) -> None:
    stage.record_many(range(3))
    with stage.sequencing.transaction(SYSTEM) as connection:
        assert take_lock(connection)
        batch = stage.sequencer().run_once(START)
    assert batch.elsewhere
    assert batch.appended == 0
    assert stage.drain() == 3


def test_two_sequencers_that_take_turns_notice_each_other(stage: Stage, tmp_path: Path) -> None:
    first, second = stage.sequencer(), stage.sequencer()
    for step in range(6):
        stage.record_many(range(step * 100, step * 100 + 100))
        stage.drain(first if step % 2 else second)
    assert _size(stage) == 600
    assert stage.faults(tmp_path / "out") == []


class _LosesTheAnswer(Database):
    """Commits, and then tells the caller that the connection broke."""

    broken = False

    @contextmanager
    def transaction(self, scope: Scope) -> Iterator[Connection]:
        with super().transaction(scope) as connection:
            yield connection
        if self.broken:
            raise OperationalError(None, None, ConnectionResetError())


def test_a_commit_whose_answer_is_lost_forks_nothing(stage: Stage, tmp_path: Path) -> None:
    database = _LosesTheAnswer(stage.url("procheck_sequencer"))
    sequencer = Sequencer(database, lambda: (stage.signer,), ORIGIN)
    stage.record_many(range(5))
    sequencer.run_once(START)
    stage.record_many(range(5, 10))
    database.broken = True
    with pytest.raises(OperationalError):
        sequencer.run_once(START)
    database.broken = False
    stage.record_many(range(10, 300))
    stage.drain(sequencer)
    database.close()
    assert _size(stage) == 300
    assert stage.faults(tmp_path / "out") == []


def test_a_database_of_another_origin_is_refused(stage: Stage) -> None:
    stage.sequencer().run_once(START)
    stranger = Sequencer(stage.sequencing, lambda: (stage.signer,), "procheck.example/other")
    with pytest.raises(OriginMismatchError) as caught:
        stranger.run_once(START)
    assert caught.value.stored == ORIGIN


@pytest.mark.parametrize(
    "damage",
    [
        "update procheck.ledger_entry set leaf_hash = sha256('x') where index = 299",
        "delete from procheck.ledger_entry where index = 299",
        "update procheck.ledger_tile set root = sha256('x')",
        "update procheck.ledger_tile set hashes = overlay(hashes placing 'xx' from 9)",
        "delete from procheck.ledger_tile",
    ],
)
def test_a_damaged_tree_is_not_signed(stage: Stage, damage: str) -> None:
    stage.record_many(range(300))
    stage.drain()
    stage.sabotage(damage)
    stage.record_many([300])
    with pytest.raises(LedgerForkError):
        stage.sequencer().run_once(START)
    assert _size(stage) == 300


def test_damage_is_noticed_while_running_too(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencing, "AUDIT_EVERY", 3)
    stage.record_many(range(299))
    stage.drain()
    sequencer = stage.sequencer(limit=1)
    stage.record_many([299])
    stage.drain(sequencer)
    stage.sabotage("update procheck.ledger_entry set leaf_hash = sha256('x') where index = 299")
    stage.record_many(range(300, 310))
    with pytest.raises(LedgerForkError):
        stage.drain(sequencer)
    assert _size(stage) < 310


def test_a_pending_event_that_vanished_stops_the_sequencer(stage: Stage) -> None:
    stage.record_many(range(3))
    stage.sabotage("delete from procheck.ledger_event")
    with pytest.raises(LedgerForkError, match="3 pending events"):
        stage.sequencer().run_once(START)


def test_a_place_is_never_given_twice(stage: Stage) -> None:
    stage.record_many(range(3))
    stage.drain()
    # Somebody set the signed size back: the places are taken, whatever the checkpoint says.
    stage.sabotage("delete from procheck.ledger_checkpoint where size = 3")
    stage.record_many([3])
    sequencer = stage.sequencer()
    with pytest.raises(LedgerForkError, match="pk_ledger_entry"):
        sequencer.run_once(START)


def test_a_checkpoint_set_back_under_a_running_sequencer_stops_it(stage: Stage) -> None:
    sequencer = stage.sequencer()
    stage.record_many(range(3))
    stage.drain(sequencer)
    stage.record_many(range(3, 6))
    stage.drain(sequencer)
    stage.sabotage(
        "delete from procheck.ledger_checkpoint where size = 6",
        "delete from procheck.ledger_entry where index >= 3",
    )
    stage.record_many([6])
    with pytest.raises(LedgerForkError, match="last checkpoint of size 3"):
        sequencer.run_once(START)
    assert _size(stage) == 3


def test_a_database_restored_from_an_older_backup_is_not_signed(
    stage: Stage, tmp_path: Path
) -> None:
    memory = CheckpointFile(tmp_path / "last-signed")
    stage.record_many(range(10))
    stage.drain(stage.sequencer(memory=memory))
    known = memory.read()
    assert known is not None
    assert known.size == 10
    stage.sabotage(
        "delete from procheck.ledger_checkpoint",
        "delete from procheck.ledger_feed",
        "delete from procheck.ledger_entry",
        "delete from procheck.ledger_event",
    )
    stage.record_many(range(100, 120))
    with pytest.raises(LedgerForkError) as caught:
        stage.sequencer(memory=memory).run_once(START)
    assert caught.value.size == 10
    assert _size(stage) == -1


def test_a_database_with_another_history_is_not_signed(stage: Stage, tmp_path: Path) -> None:
    memory = CheckpointFile(tmp_path / "last-signed")
    stage.record_many(range(10))
    stage.drain(stage.sequencer(memory=memory))
    stage.sabotage(
        "delete from procheck.ledger_checkpoint",
        "delete from procheck.ledger_feed",
        "delete from procheck.ledger_entry",
        "delete from procheck.ledger_event",
    )
    stage.record_many(range(100, 120))
    stage.drain(stage.sequencer())
    with pytest.raises(LedgerForkError, match="at size 10"):
        stage.sequencer(memory=memory).run_once(START)


def test_a_memory_that_lags_behind_is_no_fault(stage: Stage, tmp_path: Path) -> None:
    memory = CheckpointFile(tmp_path / "last-signed")
    stage.record_many(range(10))
    stage.drain(stage.sequencer(memory=memory))
    stage.record_many(range(10, 300))
    stage.drain(stage.sequencer())
    stage.record_many([300])
    assert stage.drain(stage.sequencer(memory=memory)) == 1
    known = memory.read()
    assert known is not None
    assert known.size == 301


def test_a_memory_of_another_ledger_or_of_none_is_refused(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "last-signed"
    stranger = Sequencer(
        stage.sequencing,
        lambda: (stage.signer,),
        "procheck.example/other",
        memory=CheckpointFile(path),
    )
    stranger.run_once(START)
    with pytest.raises(OriginMismatchError):
        stage.sequencer(memory=CheckpointFile(path)).run_once(START)
    path.write_bytes(b"noise")
    with pytest.raises(KeyFileError, match="last-signed"):
        stage.sequencer(memory=CheckpointFile(path)).run_once(START)


def test_a_clock_set_back_is_reported_and_never_recorded(stage: Stage) -> None:
    sequencer = stage.sequencer()
    sequencer.run_once(START)
    stage.record_many(range(3))
    batch = sequencer.run_once(START - timedelta(hours=1))
    assert batch.clock_behind == timedelta(hours=1)
    assert batch.signed is not None
    assert batch.signed.signed_at == START
    assert sequencer.run_once(START - timedelta(seconds=1)).clock_behind == timedelta(seconds=1)
    assert sequencer.run_once(START + timedelta(seconds=1)).clock_behind == timedelta(0)


def test_a_clock_without_a_zone_is_refused(stage: Stage) -> None:
    with pytest.raises(NaiveInstantError):
        stage.sequencer().run_once(datetime(2026, 6, 1))


def test_a_new_key_continues_the_same_ledger(
    stage: Stage, other_signer: Ed25519FileSigner, key: VerifierKey
) -> None:
    stage.record_many(range(3))
    stage.drain()
    stage.record_many([3])
    rotated = Sequencer(stage.sequencing, lambda: (other_signer,), ORIGIN)
    batch = rotated.run_once(START)
    assert batch.signed is not None
    new_key = VerifierKey(ORIGIN, other_signer.public_key)
    assert open_checkpoint(batch.signed.note, [key, new_key]).size == 4


def test_reconciling_names_what_an_export_cannot_show(stage: Stage) -> None:
    stage.record_many(range(6))
    stage.drain()
    stage.record_many([6])
    with stage.app.transaction(AUDITOR) as connection:
        assert list(reconcile(connection)) == []
    stage.sabotage(
        "delete from procheck.ledger_pending",
        "delete from procheck.ledger_event where id = 2",
        "update procheck.ledger_event set agency = 'B' where id = 3",
        "update procheck.ledger_event set body = '{}' where id = 4",
        "update procheck.ledger_event set recorded_at = recorded_at - interval '1 day'"
        " where id = 5",
    )
    with stage.app.transaction(AUDITOR) as connection:
        found = [
            (item.mismatch, item.event_id, item.index) for item in reconcile(connection, page=2)
        ]
    assert found == [
        (Mismatch.COLUMN, 3, 2),
        (Mismatch.LEAF, 4, 3),
        (Mismatch.COLUMN, 4, 3),
        (Mismatch.COLUMN, 5, 4),
        (Mismatch.OMITTED, 7, None),
        (Mismatch.BODILESS, 0, 1),
    ]


def test_a_sample_of_tampering_with_all_rights_is_found_offline(
    stage: Stage, tmp_path: Path
) -> None:
    stage.record_many(range(300))
    stage.drain()
    assert stage.faults(tmp_path / "honest") == []
    stage.sabotage(
        "update procheck.ledger_event set body = convert_to(replace(convert_from(body, 'UTF8'),"
        " '4940.00', '4940.01'), 'UTF8') where id = 18"
    )
    (fault,) = stage.faults(tmp_path / "tampered")
    assert fault.startswith("entry 17: ")
