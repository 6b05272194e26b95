"""The processes of the service under torture, found by descent from its supervisor."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from storage.processes import ProcessIdentity, all_pids, end, identify, is_running

_KILL = ((signal.SIGKILL, 10.0),)


class Part(StrEnum):
    """A kind of process of the service."""

    WEB_WORKER = "web worker"
    WEB_MASTER = "gunicorn master"
    SEQUENCER = "sequencer"
    JOB_WORKER = "job worker"
    DISPATCHER = "dispatcher"
    EXAMINER = "examiner"
    BACKEND = "PostgreSQL backend"
    POSTMASTER = "postmaster"
    SUPERVISOR = "supervisor"


_SINGLE = {
    "sequencer": Part.SEQUENCER,
    "worker": Part.JOB_WORKER,
    "dispatcher": Part.DISPATCHER,
    "examiner": Part.EXAMINER,
}
"""Processes of which there is one, by the module they run."""


def family(supervisor: int) -> dict[Part, list[ProcessIdentity]]:
    """Return the service's processes by their part."""
    children: dict[int, list[int]] = {}
    for pid, parent in _parents():
        children.setdefault(parent, []).append(pid)
    found: dict[Part, list[ProcessIdentity]] = {part: [] for part in Part}
    _add(found, Part.SUPERVISOR, supervisor)
    for pid in children.get(supervisor, ()):
        command = _command(pid)
        if "gunicorn" in command:
            _add(found, Part.WEB_MASTER, pid)
            for worker in children.get(pid, ()):
                _add(found, Part.WEB_WORKER, worker)
        elif (single := _SINGLE.get(command.rpartition("api.processes.")[2].strip())) is not None:
            _add(found, single, pid)
        elif "bin/postgres" in command:
            _add(found, Part.POSTMASTER, pid)
            for backend in children.get(pid, ()):
                if _command(backend).startswith("postgres: procheck_"):
                    _add(found, Part.BACKEND, backend)
    return found


def kill(process: ProcessIdentity) -> None:
    """End a process as kill -9 does, and no other that has its number."""
    end(process, _KILL)


def pause(process: ProcessIdentity, seconds: float) -> None:
    """Stop a process for a while, as a machine that hangs would."""
    with suppress(ProcessLookupError):
        handle = os.pidfd_open(process.pid)
        try:
            if is_running(process):
                signal.pidfd_send_signal(handle, signal.SIGSTOP)
                time.sleep(seconds)
                signal.pidfd_send_signal(handle, signal.SIGCONT)
        finally:
            os.close(handle)


def at_work_for(folder: Path) -> list[str]:
    """Return what still runs for the data folder, by its environment or by where it stands."""
    mark, place = f"PROCHECK_DATA_DIR={folder}".encode(), folder / "postgres" / "data"
    found = []
    for pid in all_pids():
        with suppress(OSError):
            stands = Path(f"/proc/{pid}/cwd").readlink() == place
            told = mark in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
            if (stands or told) and identify(pid) is not None:
                found.append(f"process {pid}: {_command(pid)[:80]}")
    return found


def _add(found: dict[Part, list[ProcessIdentity]], part: Part, pid: int) -> None:
    process = identify(pid)
    if process is not None:
        found[part].append(process)


def _parents() -> Iterator[tuple[int, int]]:
    for pid in all_pids():
        with suppress(OSError):
            stat = Path(f"/proc/{pid}/stat").read_text()
            yield pid, int(stat.rpartition(")")[2].split()[1])


def _command(pid: int) -> str:
    with suppress(OSError):
        return (
            Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        )
    return ""
