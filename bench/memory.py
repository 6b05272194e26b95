"""How much memory the web workers of a running service took at most, as the system counts it."""

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
    return max(_peak(pid) for pid in workers) / 1024


def _servers(port: int) -> Iterator[tuple[int, int]]:
    """Yield gunicorn's processes on a port, each with its parent: the arbiter and its workers."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if b"gunicorn" in words and any(
                word.startswith(b"--bind=") and word.endswith(b":%d" % port) for word in words
            ):
                yield int(folder.name), _status(folder, "PPid")


def _peak(pid: int) -> int:
    return _status(Path("/proc", str(pid)), "VmHWM")


def _status(folder: Path, name: str) -> int:
    for line in (folder / "status").read_text().splitlines():
        key, _, text = line.partition(":")
        if key == name:
            return int(text.split()[0])
    raise LookupError(name)
