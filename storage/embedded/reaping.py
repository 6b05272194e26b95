"""Ending what a killed service left behind, and nothing else.

A process is ours if it runs a `postgres` program *in* our data folder: every PostgreSQL process
enters its data folder and stays there. That holds for orphans whose postmaster is gone, and it can
never hold for a stranger who was given a recorded pid.
"""

import json
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Final

from storage.embedded.folders import Home
from storage.errors import ServerFailedError
from storage.processes import ProcessIdentity, all_pids, end, identify, myself

GENTLE_SECONDS: Final = 10.0
"""How long a left-over server may take to leave after SIGQUIT, before SIGKILL."""

_STEPS: Final = ((signal.SIGQUIT, GENTLE_SECONDS), (signal.SIGKILL, 10.0))


def write_record(home: Home, postmaster: ProcessIdentity, socket: Path) -> None:
    """Record who runs the server, in one step: a reader sees the old record or the new one."""
    record = {
        "postmaster": postmaster.as_json(),
        "supervisor": myself().as_json(),
        "socket": str(socket),
    }
    draft = home.record.with_suffix(".new")
    with draft.open("w") as file:
        os.fchmod(file.fileno(), 0o600)
        json.dump(record, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(home.record)


def read_record(home: Home) -> tuple[ProcessIdentity, Path] | None:
    """The recorded postmaster and its socket folder; None if there is no readable record."""
    try:
        record = json.loads(home.record.read_bytes())
    except (OSError, ValueError):
        return None
    match record:
        case {"postmaster": dict(postmaster), "socket": str(socket)}:
            identity = ProcessIdentity.from_json(postmaster)
            return None if identity is None else (identity, Path(socket))
        case _:
            return None


def is_ours(process: ProcessIdentity, home: Home) -> bool:
    """Whether the process is a PostgreSQL at work in our data folder."""
    try:
        program = Path(f"/proc/{process.pid}/exe").readlink().name
        place = Path(f"/proc/{process.pid}/cwd").stat()
        data = home.data.stat()
    except OSError:
        return False
    # A replaced program is shown with " (deleted)" behind its name.
    same_place = (place.st_dev, place.st_ino) == (data.st_dev, data.st_ino)
    return program.split(" ")[0] == "postgres" and same_place


def reap(home: Home) -> int:
    """End every PostgreSQL process left in the home, postmaster first; returns how many there were.

    To be called with the home locked, so that none of them can belong to a service at work.

    Raises:
        ServerFailedError: if one cannot be ended.
    """
    left = _postmaster_first(home)
    for process in left:
        if not end(process, _STEPS):
            what = f"process {process.pid} of an earlier start does not end"
            raise ServerFailedError(what, f"kill -9 {process.pid} by hand, then start again")
    # Orphans may have been forked while we looked.
    again = [process for process in _at_work(home) if not end(process, _STEPS)]
    if again:
        pids = ", ".join(str(process.pid) for process in again)
        what = f"processes {pids} of an earlier start do not end"
        raise ServerFailedError(what, "end them by hand, then start again")
    # PostgreSQL would take any living process with the number in here for itself.
    (home.data / "postmaster.pid").unlink(missing_ok=True)
    home.record.unlink(missing_ok=True)
    return len(left)


def _postmaster_first(home: Home) -> list[ProcessIdentity]:
    recorded = read_record(home)
    postmaster = None if recorded is None else recorded[0]
    return sorted(_at_work(home), key=lambda process: process != postmaster)


def _at_work(home: Home) -> list[ProcessIdentity]:
    found = (identify(pid) for pid in all_pids())
    return [
        process
        for process in found
        if process is not None and is_ours(process, home) and _of_the_servers_user(process, home)
    ]


def _of_the_servers_user(process: ProcessIdentity, home: Home) -> bool:
    """Whether the process runs as the user the data belongs to.

    A second lock beside `is_ours`, because what is judged here is killed, perhaps by root.
    """
    with suppress(OSError):
        return Path(f"/proc/{process.pid}").stat().st_uid == home.data.stat().st_uid
    return False
