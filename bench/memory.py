"""How much memory web workers, or this process, took at most, as the system counts it."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def peak_of_workers(port: int) -> float:
    """Return the most mebibytes that any web worker listening on ``port`` ever had resident.

    Pages that workers share are counted in each, so a worker is never shown too small.

    Raises:
        LookupError: no worker serves there.
    """
    servers = dict(_servers(port))
    workers = [pid for pid, parent in servers.items() if parent in servers]
    if not workers:
        raise LookupError(port)
    return max(_peak(Path("/proc", str(pid))) for pid in workers) / 1024


def own_peak() -> float:
    """Return the most mebibytes that this process ever had resident.

    What the system counts for `getrusage` begins with the pages of whoever started the process.
    """
    return _peak(Path("/proc/self")) / 1024


def _servers(port: int) -> Iterator[tuple[int, int]]:
    """Yield gunicorn's processes on a port, each with its parent: the arbiter and its workers."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if b"gunicorn" in words and any(
                word.startswith(b"--bind=") and word.endswith(b":%d" % port) for word in words
            ):
                yield int(folder.name), _status(folder, "PPid")


def _peak(process: Path) -> int:
    return _status(process, "VmHWM")


def _status(folder: Path, name: str) -> int:
    for line in (folder / "status").read_text().splitlines():
        key, _, text = line.partition(":")
        if key == name:
            return int(text.split()[0])
    raise LookupError(name)
