"""The service under torture: started by its own command, and again after its supervisor died."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from bench.torture.processes import Part, family, kill

WORKERS = 3
"""Web workers; each takes several requests at once."""

_ROOT = Path(__file__).resolve().parents[2]
_READY_SECONDS, _STOP_SECONDS, _LOOK = 90.0, 60.0, 0.05


class NotReady(Exception):  # noqa: N818 - named for what happened
    """The service did not answer in time; the message is the end of its log."""


class TorturedService:
    """A service in a folder of its own on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.log = folder / "service.log"
        self.port = _free_port()
        self.gave_up: list[int] = []
        """Exit codes of starts that ended although nobody had killed them."""
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the service and of commands beside it."""
        plain = {name: it for name, it in os.environ.items() if not name.startswith("PROCHECK_")}
        return plain | {
            "PROCHECK_DATA_DIR": str(self.data),
            "PROCHECK_PORT": str(self.port),
            "PROCHECK_WORKERS": str(WORKERS),
            "PYTHONPATH": str(_ROOT),
        }

    @property
    def supervisor(self) -> int:
        """The supervisor's process; 0 if it has ended."""
        return 0 if self._process is None or self._process.poll() is not None else self._process.pid

    def start(self) -> None:
        """Start it; it is ready some seconds later."""
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "api", "serve", "--demo"],
                cwd=_ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def died(self) -> None:
        """Take away the remains of a supervisor that was killed."""
        if self._process is not None:
            self._process.wait(_STOP_SECONDS)
            self._process = None

    def ready(self) -> float:
        """Wait until it answers and return the seconds it took; start it again if it gave up.

        Raises:
            NotReady: it did not answer in time.
        """
        began = time.monotonic()
        while time.monotonic() - began < _READY_SECONDS:
            code = None if self._process is None else self._process.poll()
            if code is not None:
                self.gave_up.append(code)
                self.start()
            if self.status("/readyz") == http.client.OK:
                return time.monotonic() - began
            time.sleep(_LOOK)
        raise NotReady(self.log.read_text(errors="replace")[-4000:])

    def status(self, path: str) -> int:
        """Return the status a path is answered with, 0 without an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of the project beside the service."""
        return subprocess.run(  # noqa: S603 - the project's own command
            [sys.executable, "-P", "-m", *words],
            cwd=_ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def stop(self) -> int | None:
        """Stop it as an administrator does; return its exit code, None if it did not end."""
        if self._process is None:
            return None
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            return None

    def kill_everything(self) -> None:
        """Kill every process at once, as the end of a container does."""
        found = family(self.supervisor)
        found[Part.BACKEND].clear()  # their postmaster's death ends them
        for processes in found.values():
            for process in processes:
                kill(process)
        self.died()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
