"""The PostgreSQL server of a test run: one for all workers, and never longer than the run.

The first worker in need starts this module as a process of its own. It watches the process that
runs the tests and ends with it, however that ends: a worker may be finished before the others, so
the server cannot be a worker's.
"""

import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from psycopg import sql

from storage.embedded.provisioning import create_database, provision
from storage.embedded.server import Address, running
from storage.migrating import upgrade
from storage.processes import ProcessIdentity, end, identify, is_running, myself, wait_until
from storage.roles import APP, AUDIT, OWNER, SEQUENCER

TEMPLATE, STOCKED = "migrated", "stocked"
"""The databases that others are copies of: an empty one, and one after a first start."""
START_SECONDS = 120.0

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class TestDatabase:
    """A migrated database of its own, by the addresses of the roles."""

    __test__ = False

    address: Address
    name: str

    def url(self, role: str = APP) -> str:
        return self.address.url(role, self.name)

    @property
    def app_url(self) -> str:
        return self.url(APP)

    @property
    def owner_url(self) -> str:
        return self.url(OWNER)

    @property
    def sequencer_url(self) -> str:
        return self.url(SEQUENCER)

    @property
    def audit_url(self) -> str:
        return self.url(AUDIT)

    @property
    def superuser_url(self) -> str:
        return self.url("postgres")


def cluster_of_run(folder: Path, controller: int, given: Path | None = None) -> Address:
    """The run's server; started if this is the first to ask, unless another's was given."""
    with (folder / "cluster.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        record = folder / "cluster.json"
        if given is not None and not record.exists():
            address = Address(given)
            _fill(address)
            record.write_text(json.dumps({"socket": str(given), "keeper": None}))
        elif not record.exists():
            log = (folder / "cluster.log").open("w+")
            with log:
                keeper = subprocess.Popen(
                    [sys.executable, "-m", "tests.cluster", str(folder), str(controller)],
                    cwd=Path(__file__).parent.parent,
                    stdout=log,
                    stderr=log,
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,
                )
                wait_until(lambda: record.exists() or keeper.poll() is not None, START_SECONDS)
                if not record.exists():
                    log.seek(0)
                    raise RuntimeError("the tests' PostgreSQL did not start:\n" + log.read())
            # It outlives this worker on purpose, so nobody is to wait for it here.
            keeper.returncode = 0
        return Address(Path(json.loads(record.read_text())["socket"]))


def end_cluster_of_run(folder: Path) -> None:
    """Stop the run's server, if it was started, and wait until it is gone."""
    with suppress(FileNotFoundError):
        record = json.loads((folder / "cluster.json").read_text())
        keeper = ProcessIdentity.from_json(record["keeper"])
        if keeper is not None:
            end(keeper, ((signal.SIGTERM, 40.0), (signal.SIGKILL, 5.0)))


@contextmanager
def cloned(address: Address, purpose: str, template: str = TEMPLATE) -> Iterator[TestDatabase]:
    """A database like the migrated template, dropped afterwards, connections to it included.

    Its name is its purpose and what no other worker of the run uses.
    """
    name = f"{purpose}_{os.getpid()}_{next(_numbers)}"
    with address.connect() as connection:
        create_database(connection, name, template=template)
    try:
        yield TestDatabase(address, name)
    finally:
        with address.connect() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


def _fill(address: Address) -> None:
    """Make the template, anew if an earlier run left one; of another one nothing is left."""
    with address.connect() as connection:
        provision(connection)
        for name in (TEMPLATE, STOCKED):
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )
        create_database(connection, TEMPLATE)
    upgrade(address.url(OWNER, TEMPLATE))


def _keep(folder: Path, controller: ProcessIdentity) -> None:
    """Run the server until we are told to stop or the controller is gone."""
    told, teller = os.pipe()
    os.set_blocking(teller, False)
    signal.set_wakeup_fd(teller)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    watched = os.pidfd_open(controller.pid)
    data = folder / "cluster"
    try:
        with running(data) as server:
            _fill(server.address)
            keeper = myself()
            draft = folder / "cluster.new"
            record = {"socket": str(server.address.socket), "keeper": keeper.as_json()}
            draft.write_text(json.dumps(record))
            draft.replace(folder / "cluster.json")
            if is_running(controller):
                select.select([told, watched], [], [])
    finally:
        # Nothing of it is worth keeping, and pytest keeps the folders of several runs.
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    _controller = identify(int(sys.argv[2]))
    if _controller is not None:
        _keep(Path(sys.argv[1]), _controller)
