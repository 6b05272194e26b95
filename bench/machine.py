"""What the benchmarks ran on: figures of two machines are compared as ratios or not at all."""

import os
import platform
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from storage.embedded.binaries import installed

_KIBIBYTES_A_GIBIBYTE = 1024 * 1024


def described() -> Iterator[str]:
    """Yield the machine and the versions that matter, a line each."""
    yield f"cores {os.cpu_count()} ({_named('/proc/cpuinfo', 'model name')})"
    kibibytes = int(_named("/proc/meminfo", "MemTotal").split()[0])
    yield f"memory {kibibytes / _KIBIBYTES_A_GIBIBYTE:.1f} GiB, {platform.platform()}"
    yield f"load before the start {os.getloadavg()[0]:.2f}"
    yield f"Python {platform.python_version()}, {_postgres()}"
    packages = ("zen-engine", "Flask", "gunicorn", "SQLAlchemy", "psycopg")
    yield ", ".join(f"{name} {version(name)}" for name in packages)


def _named(file: str, name: str) -> str:
    with Path(file).open() as lines:
        for line in lines:
            key, _, text = line.partition(":")
            if key.strip() == name:
                return text.strip()
    return "unknown"


def _postgres() -> str:
    command = [str(installed().program("postgres")), "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - the project's own server
    return done.stdout.strip()
