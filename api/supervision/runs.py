"""The mark every process of a run carries, and the sweeping up of an earlier run.

Children die with the supervisor by the kernel's hand. What they started themselves might not, so
all of them inherit a variable that names the run, and the next start ends whoever still carries it.
No number can be mistaken that way: a stranger does not have the mark.
"""

import json
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from storage.embedded.folders import locked
from storage.processes import ProcessIdentity, all_pids, end, identify, myself

MARK: Final = "PROCHECK_RUN"
"""Environment variable that names the run a process belongs to."""

_STEPS: Final = ((signal.SIGTERM, 3.0), (signal.SIGKILL, 5.0))


@contextmanager
def a_run(data_dir: Path) -> Iterator[Mapping[str, str]]:
    """Hold the data folder for one run, end what an earlier one left, yield this run's mark.

    Raises:
        DataFolderInUseError: at once, if a service runs on that folder.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with locked(data_dir):
        record = data_dir / "service.json"
        earlier = _recorded(record)
        if earlier is not None:
            sweep(earlier)
        this = myself()
        draft = record.with_suffix(".new")
        draft.write_text(json.dumps(this.as_json()))
        draft.replace(record)
        try:
            yield {MARK: _name(this)}
        finally:
            sweep(_name(this))
            record.unlink(missing_ok=True)


def sweep(mark: str) -> int:
    """End every process that carries the mark; returns how many there were."""
    if not mark:
        # It would be found wherever somebody set the variable to nothing.
        return 0
    entry = f"{MARK}={mark}".encode()
    found = [process for process in _others() if entry in _environment(process)]
    for process in found:
        end(process, _STEPS)
    return len(found)


def _others() -> Iterator[ProcessIdentity]:
    for pid in all_pids():
        process = None if pid == os.getpid() else identify(pid)
        if process is not None:
            yield process


def _environment(process: ProcessIdentity) -> list[bytes]:
    try:
        return Path(f"/proc/{process.pid}/environ").read_bytes().split(b"\0")
    except OSError:
        # It ended, or belongs to a user we are not: then it is none of ours.
        return []


def _recorded(record: Path) -> str | None:
    try:
        process = ProcessIdentity.from_json(json.loads(record.read_bytes()))
    except (OSError, ValueError):
        return None
    return None if process is None else _name(process)


def _name(process: ProcessIdentity) -> str:
    return f"{process.boot}.{process.pid}.{process.started}"
