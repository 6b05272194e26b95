"""The service and its yardstick side by side: one machine, one database, the same web server."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from api.demo.running import Running, service
from api.serving import web_command
from api.settings import PREFIX, Settings
from bench import bare
from bench.agencies import Officer, register
from storage.embedded.server import Address, running_address
from storage.roles import APP, OWNER

_START_SECONDS, _STOP_SECONDS, _PAUSE = 30.0, 20.0, 0.1
_ROOT = Path(__file__).resolve().parent.parent


class NotServing(Exception):  # noqa: N818 - named for what happened
    """The yardstick, or the service's database, is not there; ``log`` is what was written."""

    def __init__(self, log: str) -> None:
        super().__init__(log)
        self.log = log


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A running service with its settings and officers, and the yardstick's address."""

    running: Running
    settings: Settings
    database: str
    yardstick: str
    officers: tuple[Officer, ...]


@contextmanager
def stand(folder: Path) -> Iterator[Stand]:
    """Run the service and the yardstick while the block lasts.

    Args:
        folder: an empty folder for their data.

    Raises:
        NotStarted: the service did not start.
        NotServing: the yardstick did not.
    """
    data = folder / "service"
    with service(data) as running:
        environment = {
            name: it for name, it in running.environment.items() if name.startswith(PREFIX)
        }
        settings = Settings.from_environment(environment)
        address = running_address(data)
        if address is None:
            raise NotServing(str(data))
        officers = register(address.url(APP))
        with _yardstick(settings, address, folder) as yardstick:
            yield Stand(
                running=running,
                settings=settings,
                database=address.url(APP),
                yardstick=yardstick,
                officers=officers,
            )


@contextmanager
def _yardstick(settings: Settings, address: Address, folder: Path) -> Iterator[str]:
    """Serve the bare views with the very command line of the service's own web server."""
    _make_tables(address.url(OWNER))
    port = _free_port()
    command = (*web_command(replace(settings, port=port))[:-1], "bench.bare:create_app()")
    counters, log = folder / "yardstick-metrics", folder / "yardstick.log"
    counters.mkdir()
    environment = {
        **os.environ,
        bare.URL: address.url(APP),
        "PYTHONPATH": str(_ROOT),
        "PROMETHEUS_MULTIPROC_DIR": str(counters),
    }
    with log.open("wb") as out:
        # In a session of its own, as the service's parts are: the kernel shares the processors out
        # by session, and what stands in that of the load is treated otherwise (autogroup).
        process = subprocess.Popen(  # noqa: S603 - the project's own web server
            command,
            env=environment,
            cwd=_ROOT,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(process, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(_STOP_SECONDS)


def _make_tables(owner: str) -> None:
    schema = bare.metadata.schema
    engine = create_engine(owner, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(f"create schema {schema}"))
        bare.metadata.create_all(connection)
        connection.execute(text(f"grant usage on schema {schema} to {APP}"))
        connection.execute(text(f"grant insert on all tables in schema {schema} to {APP}"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=_PAUSE).close()
        except OSError:
            time.sleep(_PAUSE)
        else:
            return
    raise NotServing(log.read_text(errors="replace")[-4000:])
