"""The service as the demonstration runs it: the real one, on a folder and a port of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from api.demo_data import CREDENTIALS
from integrations.errors import UnreachableError
from integrations.service import Service

_ROOT = Path(__file__).resolve().parent.parent.parent
_START_SECONDS, _STOP_SECONDS, _PAUSE = 90.0, 30.0, 0.2


class NotStarted(Exception):  # noqa: N818 - named for what happened
    """The service did not start; ``log`` is what it wrote."""

    def __init__(self, log: str) -> None:
        super().__init__(log)
        self.log = log


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A running service: its address, a key for each role, and the environment it runs in."""

    base: str
    keys: Mapping[str, str]
    environment: Mapping[str, str]

    def as_role(self, role: str) -> Service:
        """Return a client with the key of ``role``."""
        return Service(self.base, self.keys[role])

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of the project beside the service and return what it printed."""
        return subprocess.run(  # noqa: S603 - this project's own command line
            [sys.executable, "-P", "-m", *words],
            env=dict(self.environment),
            cwd=_ROOT,
            capture_output=True,
            text=True,
            check=False,
        )


@contextmanager
def service(folder: Path, settings: Mapping[str, str] = MappingProxyType({})) -> Iterator[Running]:
    """Run the whole service with example data while the block lasts.

    Args:
        folder: for its data; its log is written beside it.
        settings: what it is told beyond its folder and its port.

    Raises:
        NotStarted: it ended, or did not answer in time.
    """
    port = _free_port()
    environment = {
        name: text for name, text in os.environ.items() if not name.startswith("PROCHECK_")
    } | {
        "PROCHECK_DATA_DIR": str(folder),
        "PROCHECK_PORT": str(port),
        "PYTHONPATH": str(_ROOT),
        **settings,
    }
    log = folder.parent / "service.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "api", "serve", "--demo"],
            env=environment,
            cwd=_ROOT,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        base = f"http://127.0.0.1:{port}"
        _wait(process, base, log)
        keys = json.loads((folder / CREDENTIALS).read_text())
        yield Running(base=base, keys=keys, environment=environment)
    finally:
        _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: "subprocess.Popen[bytes]", base: str, log: Path) -> None:
    probe = Service(base)
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            probe.text("/readyz")
        except UnreachableError:
            time.sleep(_PAUSE)
        else:
            probe.close()
            return
    raise NotStarted(log.read_text(errors="replace")[-4000:])


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
