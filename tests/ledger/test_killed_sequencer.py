import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import func, select, text

from ledger.memory import CheckpointFile
from ledger.reconciling import reconcile
from ledger.store import index_of, latest_checkpoint
from ledger.tables import ledger_checkpoint
from storage.scope import SYSTEM
from tests.ledger.stage import AUDITOR, Stage

ROOT = Path(__file__).parents[2]
DEADLINE = 20.0

# How much longer each sequencer lives after its first new checkpoint, in seconds: numbers unlike
# each other, so that the kill meets different moments of a batch, which takes some milliseconds.
LIVES = [0.0, 0.0013, 0.0031, 0.0047, 0.0072, 0.011, 0.0178, 0.029, 0.0415, 0.067]


def _size(stage: Stage) -> int:
    with stage.app.transaction(AUDITOR) as connection:
        return connection.scalar(select(func.max(ledger_checkpoint.c.size))) or 0


def test_a_sequencer_killed_at_any_moment_leaves_a_ledger_that_verifies(
    stage: Stage, key_file: Path, tmp_path: Path
) -> None:
    memory = tmp_path / "last-signed"
    command = [sys.executable, "-m", "tests.ledger.sequencer_process"]
    command += [stage.url("procheck_sequencer"), str(key_file), str(memory)]
    leaves = []
    sizes = []
    for round_, life in enumerate(LIVES):
        leaves += stage.record_many(range(round_ * 300, round_ * 300 + 300))
        before = _size(stage)
        with subprocess.Popen(command, cwd=ROOT) as process:
            deadline = time.monotonic() + DEADLINE
            while _size(stage) == before:
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.001)
            time.sleep(life)
            process.kill()
        sizes.append(_size(stage))
        # What it holds on the server ends when the server notices; until then the lock is kept.
        with stage.login("postgres").transaction(SYSTEM) as connection:
            connection.execute(
                text(
                    "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
                    " where usename = 'procheck_sequencer' and datname = current_database()"
                )
            )
        assert stage.faults(tmp_path / f"after-{round_}") == []
    assert sizes == sorted(sizes)
    assert sizes[-1] < len(leaves), "every life ended before its work did"
    stage.drain(stage.sequencer(memory=CheckpointFile(memory)))
    with stage.app.transaction(AUDITOR) as connection:
        assert list(reconcile(connection)) == []
        signed = latest_checkpoint(connection)
        assert signed is not None
        assert signed.checkpoint.size == len(leaves)
        assert [index_of(connection, leaf.leaf_hash) for leaf in leaves] == list(range(len(leaves)))
    assert stage.faults(tmp_path / "at-last") == []
