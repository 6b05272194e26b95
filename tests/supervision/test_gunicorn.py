"""Gunicorn under the supervisor: a worker in the middle of a request outlives nobody."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

from api.serving import web_command
from api.settings import Settings
from storage.processes import ProcessIdentity, all_pids, identify, is_running, wait_until
from tests.storage.programs import REPOSITORY

_APPLICATION = """
import sys
import time
loaded = b"yes" if "api.processes.web" in sys.modules else b"no"
def application(environ, start_response):
    if environ["PATH_INFO"] == "/loaded":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [loaded]
    if environ["PATH_INFO"] == "/slow":
        open({started!r}, "w").close()
        time.sleep(100)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ready"]
"""


def test_workers_in_the_middle_of_a_request_die_with_a_killed_master(tmp_path: Path) -> None:
    started = tmp_path / "started"
    with _gunicorn(tmp_path, started) as (master, port):
        assert wait_until(lambda: len(_children_of(master.pid)) == 2, 30)
        workers = _children_of(master.pid)
        asking = Thread(target=_ask, args=(port, "/slow"), daemon=True)
        asking.start()
        assert wait_until(started.exists, 30)
        os.kill(master.pid, signal.SIGKILL)
        master.wait()
        assert wait_until(lambda: not any(map(is_running, workers)), 5)
        asking.join(10)


def test_a_worker_begins_with_the_modules_its_master_has_loaded(tmp_path: Path) -> None:
    with _gunicorn(tmp_path, tmp_path / "started") as (_, port):
        assert _ask(port, "/loaded") == b"yes"


@contextmanager
def _gunicorn(folder: Path, started: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "slow_application.py").write_text(_APPLICATION.format(started=str(started)))
    settings = {"PROCHECK_PORT": str(port), "PROCHECK_WORKERS": "2", "PROCHECK_THREADS": "2"}
    # The service's own command line, but for what it serves.
    *command, _ = web_command(Settings.from_environment(settings))
    with (folder / "log").open("w") as log:
        master = subprocess.Popen(
            [*command, f"--pythonpath={folder}", "slow_application"],
            cwd=REPOSITORY,
            env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)},
            stdout=log,
            stderr=log,
        )
        try:
            ready = wait_until(lambda: _ask(port, "/") == b"ready", 60)
            assert ready, (folder / "log").read_text()
            yield master, port
        finally:
            left = _children_of(master.pid)
            master.kill()
            master.wait()
            for worker in left:
                if is_running(worker):
                    os.kill(worker.pid, signal.SIGKILL)


def _ask(port: int, path: str) -> bytes | None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    except OSError:
        return None
    finally:
        connection.close()


def _children_of(pid: int) -> list[ProcessIdentity]:
    found = []
    for other in all_pids():
        process = identify(other)
        try:
            parent = Path(f"/proc/{other}/stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if process is not None and int(parent) == pid:
            found.append(process)
    return found
