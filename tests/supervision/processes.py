"""Single processes of the service, run as the supervisor runs them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).parents[2]
SECONDS = 60.0
Process = subprocess.Popen[bytes]


@contextmanager
def running(process: str, settings: Mapping[str, str]) -> Iterator[Process]:
    """A process by its module, with these settings alone; killed with SIGKILL at the end."""
    plain = {name: it for name, it in os.environ.items() if not name.startswith("PROCHECK_")}
    command = [sys.executable, "-m", f"api.processes.{process}"]
    with subprocess.Popen(command, cwd=_ROOT, env={**plain, **settings}) as started:
        try:
            yield started
        finally:
            started.kill()


def wait_for(met: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.05)
