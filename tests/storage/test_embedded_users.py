"""The embedded PostgreSQL as root and as an ordinary user, and what other users can do to it."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from storage.embedded import binaries, folders
from storage.embedded.account import SERVICE_UID, Account
from storage.embedded.binaries import Installation, installed
from storage.embedded.folders import make_home, runtime_folder
from storage.embedded.server import Address, running
from storage.errors import EmbeddedUnavailableError, FolderRefusedError
from tests.storage.programs import (
    ANOTHER_UID,
    count_rows,
    in_a_child,
    servers_in,
    write_a_row,
)

as_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can become another user; run as root to see this"
)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder other users can reach; pytest's own are closed to them."""
    folder = Path(tempfile.mkdtemp(prefix="procheck-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@as_root
def test_started_by_root_it_runs_without_privileges_behind_folders_closed_to_it(
    tmp_path: Path,
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    def start() -> None:
        os.setgroups([4, 27])  # of root's groups, none may be left to it
        with running(closed) as server:
            write_a_row(server)
            processes = servers_in(closed)
            assert processes
            for process in processes:
                status = Path(f"/proc/{process.pid}/status").read_text()
                lines = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
                assert set(lines["Uid"].split()) == set(lines["Gid"].split()) == {str(SERVICE_UID)}
                assert lines["Groups"].strip() == ""
                assert int(lines["CapEff"], 16) == int(lines["CapPrm"], 16) == 0

    assert in_a_child(start) == ""
    data = (closed / "postgres" / "data").stat()
    assert (data.st_uid, stat.S_IMODE(data.st_mode)) == (SERVICE_UID, 0o700)


@as_root
def test_an_ordinary_user_starts_stops_and_starts_it_again(open_folder: Path) -> None:
    folder = open_folder / "data"
    folder.mkdir()
    os.chown(folder, ANOTHER_UID, ANOTHER_UID)

    def first() -> None:
        with running(folder) as server:
            write_a_row(server)
            pids = [process.pid for process in servers_in(folder)]
            assert {Path(f"/proc/{pid}").stat().st_uid for pid in pids} == {ANOTHER_UID}

    def second() -> None:
        with running(folder) as server:
            assert count_rows(server) == 1

    assert in_a_child(first, uid=ANOTHER_UID) == ""
    assert in_a_child(second, uid=ANOTHER_UID) == ""


@as_root
def test_root_does_not_run_on_the_folder_of_another_user(open_folder: Path) -> None:
    (open_folder / "postgres").mkdir(mode=0o700)
    os.chown(open_folder / "postgres", ANOTHER_UID, ANOTHER_UID)
    with pytest.raises(FolderRefusedError, match=f"belongs to user {ANOTHER_UID}"):
        running(open_folder).__enter__()


@as_root
def test_another_user_reaches_neither_the_socket_nor_past_it(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        address = server.address

        def knock() -> None:
            for role in ("postgres", "procheck_app"):
                with pytest.raises(psycopg.OperationalError, match=_expected):
                    address.connect(role)

        _expected = "Permission denied"
        assert in_a_child(knock, uid=ANOTHER_UID) == ""
        # Even with the door held open, the server asks the kernel who is knocking.
        address.socket.chmod(0o755)
        (address.socket / ".s.PGSQL.5432").chmod(0o777)
        _expected = "Peer authentication failed"
        assert in_a_child(knock, uid=ANOTHER_UID) == ""


@as_root
def test_programs_out_of_reach_are_copied_to_where_they_can_be_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = installed()
    package = original.prefix.parent
    closed = tmp_path / "root" / "site-packages"
    closed.mkdir(parents=True, mode=0o700)
    prefix = closed / package.name / original.prefix.name
    shutil.copytree(original.prefix, prefix)
    shutil.copytree(package.parent / f"{package.name}.libs", closed / f"{package.name}.libs")
    moved = Installation(prefix, original.major)
    monkeypatch.setattr("storage.embedded.server.installed", lambda: moved)
    with running(tmp_path / "data") as server:
        write_a_row(server)
        program = Path(f"/proc/{server.pid}/exe").readlink()
        assert program.is_relative_to(server.address.socket.parent / "bin")
        with server.address.connect() as connection:
            # Files of the copied `share` are read on demand, long after the start.
            connection.execute("set timezone to 'Asia/Shanghai'")
    assert not program.exists()


def test_programs_that_do_not_run_in_either_place_are_refused(tmp_path: Path) -> None:
    broken = tmp_path / "wheel" / "pginstall99"
    for part in ("bin", "lib", "share"):
        (broken / part).mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (broken / "bin" / name).write_text("#!/bin/sh\necho no such library >&2\nexit 127\n")
        (broken / "bin" / name).chmod(0o755)
    with pytest.raises(EmbeddedUnavailableError, match="PROCHECK_DATABASE_URL"):
        binaries.reachable(Installation(broken, 99), Account.of_server(), tmp_path / "copy")


def test_without_the_wheel_an_external_server_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "find_spec", lambda _name: None)
    with pytest.raises(EmbeddedUnavailableError, match="PROCHECK_DATABASE_URL"):
        installed()


def _runtime_path(home: folders.Home) -> Path:
    with runtime_folder(home, Account.of_server()) as path:
        return path


@as_root
def test_a_runtime_folder_somebody_else_made_first_is_refused(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    path = _runtime_path(home)
    path.mkdir(mode=0o700)
    try:
        os.chown(path, ANOTHER_UID, ANOTHER_UID)
        with pytest.raises(FolderRefusedError, match=f"belongs to user {ANOTHER_UID}"):
            _runtime_path(home)
    finally:
        path.rmdir()


def test_a_link_in_the_place_of_the_runtime_folder_is_refused(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    path = _runtime_path(home)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    path.symlink_to(elsewhere)
    try:
        with pytest.raises(FolderRefusedError, match="it is no folder"):
            _runtime_path(home)
    finally:
        path.unlink()
    assert list(elsewhere.iterdir()) == []


def test_a_home_others_may_enter_is_refused(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    home.path.chmod(0o755)
    with pytest.raises(FolderRefusedError, match="its mode is 0755 and must be 0700"):
        make_home(tmp_path)


def test_what_an_earlier_run_left_in_the_runtime_folder_is_cleared(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    path = _runtime_path(home)
    (path / "s").mkdir(parents=True)
    path.chmod(0o700)
    (path / "s" / ".s.PGSQL.5432.lock").write_text("1\n")
    (path / "left").write_text("over")
    with runtime_folder(home, Account.of_server()) as made:
        assert [entry.name for entry in made.iterdir()] == ["s"]
        assert list((made / "s").iterdir()) == []
    assert not path.exists()


def test_a_temporary_folder_that_is_too_long_or_closed_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("t" * 90)
    long.mkdir()
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(long))
    path = _runtime_path(make_home(tmp_path))
    assert not path.is_relative_to(long)
    assert str(path.parent) in folders._FALLBACKS


def test_two_data_folders_have_two_runtime_folders(tmp_path: Path) -> None:
    assert _runtime_path(make_home(tmp_path / "a")) != _runtime_path(make_home(tmp_path / "b"))


def test_an_address_keeps_its_folder_whatever_it_is_called() -> None:
    address = Address(Path("/tmp/a b&c%d?é"))  # noqa: S108 - never made
    from sqlalchemy import make_url  # noqa: PLC0415 - for this one reading

    assert make_url(address.url("procheck_app")).query["host"] == "/tmp/a b&c%d?é"  # noqa: S108 - a path as text, never opened
