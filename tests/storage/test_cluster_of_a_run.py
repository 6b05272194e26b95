"""The tests' own server: one for the run, and never longer than the run."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from storage.database import Database
from storage.scope import SYSTEM
from tests.cluster import cluster_of_run, end_cluster_of_run
from tests.storage.programs import none_left_in, servers_in


@pytest.fixture
def controller() -> Iterator[subprocess.Popen[bytes]]:
    """A process that stands for the one that runs the tests."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process
        process.kill()


def test_workers_that_ask_at_once_get_the_same_server(
    tmp_path: Path, controller: subprocess.Popen[bytes]
) -> None:
    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(cluster_of_run, tmp_path, controller.pid) for _ in range(4)]
        assert len({one.result() for one in asked}) == 1
    end_cluster_of_run(tmp_path)
    assert servers_in(tmp_path / "cluster") == []
    assert not (tmp_path / "cluster").exists()


def test_a_run_that_is_killed_leaves_no_server(
    tmp_path: Path, controller: subprocess.Popen[bytes]
) -> None:
    address = cluster_of_run(tmp_path, controller.pid)
    controller.kill()
    controller.wait()
    assert none_left_in(tmp_path / "cluster")
    # Its end may be seen a moment before its folders are gone.
    end_cluster_of_run(tmp_path)
    assert not address.socket.parent.exists()


def test_what_a_transaction_of_the_database_fixture_wrote_is_seen_by_the_test(
    database: Database, connection: Connection
) -> None:
    with database.transaction(SYSTEM) as inner:
        inner.execute(text("select set_config('procheck.mark', 'kept', true)"))
    assert connection.scalar(text("select current_setting('procheck.mark', true)")) == "kept"


def test_a_failed_transaction_of_the_database_fixture_takes_only_itself_back(
    database: Database, connection: Connection
) -> None:
    def fail() -> None:
        with database.transaction(SYSTEM) as inner:
            inner.execute(text("select 1 / 0"))

    with pytest.raises(Exception, match="division by zero"):
        fail()
    with database.snapshot(SYSTEM) as inner:
        assert inner.scalar(text("select current_setting('procheck.role')")) == "system"
    role = connection.scalar(text("select current_setting('procheck.role', true)"))
    assert not role
