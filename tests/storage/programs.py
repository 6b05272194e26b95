"""Small programs the tests start, kill and run as other users."""

import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.embedded.folders import Home
from storage.embedded.reaping import is_ours
from storage.embedded.server import Server, running
from storage.processes import ProcessIdentity, all_pids, identify, wait_until

REPOSITORY = Path(__file__).resolve().parent.parent.parent
ANOTHER_UID = 65534

_HOLD = "import sys; from tests.storage.programs import hold; hold(sys.argv[1])"


def hold(data_dir: str) -> None:
    """Run a server and say so; ends when its input does."""
    with running(Path(data_dir)) as server:
        sys.stdout.write(f"{server.pid}\n")
        sys.stdout.flush()
        sys.stdin.read()


@contextmanager
def held_elsewhere(data_dir: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Another process that runs a server on the folder: that process, and its postmaster's pid."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(data_dir)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, "the other process did not get its server to run"
        try:
            yield process, int(line)
        finally:
            process.kill()


def servers_in(data_dir: Path) -> list[ProcessIdentity]:
    """Every PostgreSQL process at work in the data folder."""
    home = Home(data_dir.resolve() / "postgres")
    found = (identify(pid) for pid in all_pids())
    return [process for process in found if process is not None and is_ours(process, home)]


def none_left_in(data_dir: Path, seconds: float = 15.0) -> bool:
    return wait_until(lambda: not servers_in(data_dir), seconds)


def in_a_child(action: Callable[[], None], *, uid: int | None = None, seconds: float = 90.0) -> str:
    """Run the action in a fork of this process, as another user if asked: "" or what went wrong.

    A fork, because another user may not be able to read this interpreter's own files.
    """
    readable, writable = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(readable)
            if uid is not None:
                os.setgroups([])
                os.setgid(uid)
                os.setuid(uid)
            action()
            status = 0
        except BaseException:  # noqa: BLE001 - reported to the parent, whatever it is
            os.write(writable, traceback.format_exc().encode()[-60_000:])
        finally:
            os._exit(status)
    os.close(writable)
    deadline = time.monotonic() + seconds
    done = status = 0
    while done == 0 and time.monotonic() < deadline:
        done, status = os.waitpid(pid, os.WNOHANG)
        time.sleep(0.02)
    if done == 0:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(readable)
        return "it took too long"
    with os.fdopen(readable, "rb") as reader:
        return reader.read().decode() or ("" if status == 0 else f"status {status}")


def write_a_row(server: Server) -> None:
    with server.address.connect() as connection:
        connection.execute("create table if not exists kept (value int)")
        connection.execute("insert into kept values (1)")


def count_rows(server: Server) -> int:
    with server.address.connect() as connection:
        row = connection.execute("select count(*) from kept").fetchone()
        assert row is not None
        return int(row[0])
