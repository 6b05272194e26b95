"""The embedded PostgreSQL: private, durable, and gone when it is to be gone."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from storage.embedded.account import Account
from storage.embedded.folders import Home, make_home
from storage.embedded.reaping import is_ours, read_record, reap, write_record
from storage.embedded.server import running, running_address
from storage.errors import DataFolderInUseError, DataVersionError, ServerFailedError
from storage.processes import identify, wait_until
from storage.roles import ROLES
from tests.storage.programs import (
    count_rows,
    held_elsewhere,
    none_left_in,
    servers_in,
    write_a_row,
)


def test_a_new_folder_becomes_a_durable_server_that_listens_to_nobody_else(tmp_path: Path) -> None:
    with running(tmp_path) as server, server.address.connect() as connection:
        shown = {
            name: connection.execute(f"show {name}").fetchone()
            for name in (
                "data_checksums",
                "server_encoding",
                "fsync",
                "full_page_writes",
                "synchronous_commit",
                "listen_addresses",
            )
        }
        locale = connection.execute(
            "select datlocprovider, datlocale from pg_database where datname = 'procheck'"
        ).fetchone()
        assert stat.S_IMODE(server.address.socket.stat().st_mode) == 0o700
    assert {name: value[0] for name, value in shown.items() if value} == {
        "data_checksums": "on",
        "server_encoding": "UTF8",
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "listen_addresses": "",
    }
    assert locale == ("b", "C.UTF-8")


def test_every_role_can_log_in_and_none_is_more_than_it_should_be(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        for role in ROLES:
            with server.address.connect(role, "procheck") as connection:
                row = connection.execute(
                    "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
                    " from pg_roles where rolname = current_user"
                ).fetchone()
                assert row == (role, False, False, False, False)


def test_what_was_stored_is_there_after_a_restart_and_nothing_ran_in_between(
    tmp_path: Path,
) -> None:
    with running(tmp_path) as server:
        write_a_row(server)
        socket = server.address.socket
        assert running_address(tmp_path) == server.address
    assert servers_in(tmp_path) == []
    assert not socket.parent.exists()
    assert running_address(tmp_path) is None
    with running(tmp_path) as server:
        assert count_rows(server) == 1


def test_a_second_start_on_the_folder_is_refused_at_once_and_names_the_first(
    tmp_path: Path,
) -> None:
    with running(tmp_path) as server:
        with pytest.raises(DataFolderInUseError, match=f"process {os.getpid()}"):
            running(tmp_path).__enter__()
        write_a_row(server)


def test_a_killed_owner_takes_the_server_with_it_and_the_next_start_finds_everything(
    tmp_path: Path,
) -> None:
    with held_elsewhere(tmp_path) as (owner, _):
        address = running_address(tmp_path)
        assert address is not None
        with address.connect() as connection:
            connection.execute("create table kept (value int)")
            connection.execute("insert into kept values (1)")
        owner.kill()
        owner.wait()
    assert none_left_in(tmp_path)
    with running(tmp_path) as server:
        assert count_rows(server) == 1


def test_a_killed_postmaster_leaves_no_orphan_that_blocks_the_next_start(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        write_a_row(server)
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        assert wait_until(lambda: server.exit_code == -signal.SIGKILL, 10)
        server.start()
        assert count_rows(server) == 1


def test_an_orphan_that_hangs_does_not_block_the_next_start(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        assert server.pid is not None
        hanging = server.address.connect()
        os.kill(hanging.info.backend_pid, signal.SIGSTOP)
        os.kill(server.pid, signal.SIGKILL)
        assert wait_until(lambda: server.exit_code is not None, 10)
        assert identify(hanging.info.backend_pid) is not None
        server.start()
        assert identify(hanging.info.backend_pid) is None
        write_a_row(server)
        hanging.close()


def test_a_server_that_was_paused_while_its_owner_was_killed_is_reaped(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path) as (owner, postmaster):
        os.kill(postmaster, signal.SIGSTOP)
        owner.kill()
        owner.wait()
    # The farewell of its owner cannot reach it, so it is still there.
    assert postmaster in {process.pid for process in servers_in(tmp_path)}
    with running(tmp_path) as server:
        assert postmaster not in {process.pid for process in servers_in(tmp_path)}
        assert server.pid != postmaster


def test_a_stranger_who_was_given_the_recorded_pid_is_left_alone(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        write_a_row(server)
    home = Home(tmp_path / "postgres")
    # Of the same user as the server, where PostgreSQL itself could not tell it from one.
    with subprocess.Popen(["sleep", "600"], user=Account.of_server().switch_to_uid) as stranger:
        identity = identify(stranger.pid)
        assert identity is not None
        write_record(home, identity, tmp_path)
        (home.data / "postmaster.pid").write_text(f"{stranger.pid}\n{home.data}\n")
        assert running_address(tmp_path) is None
        with running(tmp_path) as server:
            assert count_rows(server) == 1
        assert stranger.poll() is None
        stranger.kill()


def test_neither_the_server_of_another_folder_nor_another_program_is_ours(tmp_path: Path) -> None:
    # Judged only, with nothing at stake: what is ours here gets killed elsewhere.
    with running(tmp_path / "a"), running(tmp_path / "b"):
        home = Home(tmp_path / "a" / "postgres")
        assert all(is_ours(process, home) for process in servers_in(tmp_path / "a"))
        assert len(servers_in(tmp_path / "a")) > 3
        assert not any(is_ours(process, home) for process in servers_in(tmp_path / "b"))
        in_the_folder = "import os, sys; os.chdir(sys.argv[1]); print('up', flush=True); input()"
        with subprocess.Popen(
            [sys.executable, "-c", in_the_folder, str(home.data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as visitor:
            assert visitor.stdout is not None
            assert visitor.stdout.readline() == b"up\n"
            identity = identify(visitor.pid)
            assert identity is not None
            assert not is_ours(identity, home)
            visitor.kill()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"postmaster": {"pid": "1"}}', b"\xff"])
def test_a_damaged_record_is_no_record(tmp_path: Path, content: bytes) -> None:
    home = make_home(tmp_path)
    home.record.write_bytes(content)
    assert read_record(home) is None
    assert reap(home) == 0


def test_a_long_and_strange_path_works(tmp_path: Path) -> None:
    folder = tmp_path / ("很长的路径 with 'quotes' and $PATH " + "x" * 60) / ("y" * 120)
    with running(folder) as server:
        write_a_row(server)
        longest = server.address.socket / ".s.PGSQL.5432"
        assert len(os.fsencode(longest)) <= 107


def test_no_folder_above_its_own_is_changed(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.mkdir(mode=0o750)
    above = [folder, *folder.parents]
    before = [(place.stat().st_mode, place.stat().st_uid, place.stat().st_gid) for place in above]
    with running(folder):
        pass
    after = [(place.stat().st_mode, place.stat().st_uid, place.stat().st_gid) for place in above]
    assert after == before
    assert [entry.name for entry in folder.iterdir()] == ["postgres"]


def test_an_interrupted_preparation_is_begun_anew(tmp_path: Path) -> None:
    half = make_home(tmp_path).path / "data.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with running(tmp_path) as server:
        write_a_row(server)
    assert not half.exists()


def test_data_of_another_major_version_is_refused_untouched(tmp_path: Path) -> None:
    with running(tmp_path):
        pass
    version = tmp_path / "postgres" / "data" / "PG_VERSION"
    version.write_text("14\n")
    with pytest.raises(DataVersionError, match="of PostgreSQL 14"):
        running(tmp_path).__enter__()
    assert version.read_text() == "14\n"


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(ServerFailedError, match="invalid value for parameter"):
        running(tmp_path, settings={"wal_level": "nonsense"}).__enter__()
    assert servers_in(tmp_path) == []


def test_a_server_that_dies_while_its_roles_are_made_is_reported_and_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(connection: psycopg.Connection) -> None:
        recorded = read_record(Home(tmp_path / "postgres"))
        assert recorded is not None
        os.kill(recorded[0].pid, signal.SIGKILL)
        connection.execute("select pg_sleep(5)")

    monkeypatch.setattr("storage.embedded.server.provision", killed)
    with pytest.raises(ServerFailedError, match="broke off"), running(tmp_path):
        pass
    assert none_left_in(tmp_path)


def test_a_wait_for_readiness_ends_when_the_caller_gives_up(tmp_path: Path) -> None:
    from storage.embedded.server import prepared  # noqa: PLC0415 - not among the names above

    with prepared(tmp_path) as server:
        server._ready_or_over = lambda: False  # type: ignore[method-assign]  # never ready
        with pytest.raises(ServerFailedError, match="before it was ready"):
            server.start(give_up=lambda: True)
        assert servers_in(tmp_path) == []


def test_the_log_is_set_aside_when_it_has_grown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.embedded.server.LOG_BYTES", 10)
    for _ in range(2):
        with running(tmp_path):
            pass
    assert (tmp_path / "postgres" / "server.log.1").stat().st_size > 10


def test_temporary_tables_are_not_for_the_serving_role(tmp_path: Path) -> None:
    with (
        running(tmp_path) as server,
        server.address.connect("procheck_app", "procheck") as opened,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        opened.execute("create temporary table aside (value int)")
