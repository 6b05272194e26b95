"""Runs a supervised service for a test, and looks at what is left of it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from api.supervision.runs import MARK
from storage.processes import ProcessIdentity, all_pids, identify, wait_until
from tests.storage.programs import REPOSITORY, servers_in

LIVE = """
import os, pathlib, signal, sys, time
name = {name!r}
folder = pathlib.Path(os.environ["FOLDER"])
def leave(*_):
    with (folder / "order").open("a") as file:
        file.write(name + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
{more}
with (folder / "order").open("a") as file:
    file.write("+" + name + "\\n")
(folder / (name + ".pid.new")).write_text(str(os.getpid()))
(folder / (name + ".pid.new")).rename(folder / (name + ".pid"))
while True:
    time.sleep(0.05)
"""


def living(name: str, more: str = "", **described: object) -> dict[str, object]:
    """A child that lives until it is told to leave, and writes down when it came and left."""
    code = LIVE.format(name=name, more=more)
    return {"name": name, "code": code, "ready": f"{name}.pid"} | described


class Stage:
    """A running service in its folder."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes], log: Path) -> None:
        self.folder = folder
        self.process = process
        self._log = log

    @property
    def log(self) -> str:
        return self._log.read_text()

    @property
    def order(self) -> list[str]:
        path = self.folder / "order"
        return path.read_text().split() if path.exists() else []

    def pid_of(self, name: str) -> int:
        assert wait_until((self.folder / f"{name}.pid").exists, 60), self.log
        return int((self.folder / f"{name}.pid").read_text())

    def says(self, words: str, seconds: float = 60) -> bool:
        return wait_until(
            lambda: words in self.log or self.process.poll() is not None, seconds
        ) and (words in self.log)

    def restarted(self, name: str, earlier: int) -> bool:
        return wait_until(lambda: self.pid_of(name) != earlier, 60)

    def wait(self, seconds: float = 60) -> int:
        return self.process.wait(seconds)

    def marked(self) -> list[ProcessIdentity]:
        """All processes of any run on this folder, the supervisor apart."""
        return marked(self.folder)

    def nothing_left(self, seconds: float = 15) -> bool:
        return wait_until(
            lambda: not self.marked() and not servers_in(self.folder / "data"), seconds
        )


def marked(folder: Path, run: str = "") -> list[ProcessIdentity]:
    found = []
    for pid in all_pids():
        process = identify(pid)
        try:
            environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        except OSError:
            continue
        ours = f"FOLDER={folder}".encode() in environment
        marks = [entry.decode() for entry in environment if entry.startswith(MARK.encode())]
        if process and ours and any(run in mark for mark in marks):
            found.append(process)
    return found


@contextmanager
def service(
    folder: Path,
    children: Sequence[Mapping[str, object]],
    *,
    embedded: bool = False,
    breaks: str | None = None,
) -> Iterator[Stage]:
    """The service at work; killed at the end, if it still is."""
    folder.mkdir(exist_ok=True)
    log = folder / "log"
    plan = json.dumps({"embedded": embedded, "children": children, "breaks": breaks})
    with (
        log.open("ab") as out,
        subprocess.Popen(
            [sys.executable, "-u", "-m", "tests.supervision.service", str(folder), plan],
            cwd=REPOSITORY,
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
        ) as process,
    ):
        stage = Stage(folder, process, log)
        try:
            yield stage
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            for left in marked(folder, f".{process.pid}."):
                os.kill(left.pid, signal.SIGKILL)
