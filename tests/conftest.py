"""What every test may ask for: a real database, empty and migrated, in three strengths.

- `connection`: one connection of the serving role inside a transaction that is rolled back. Fast.
- `database`: a `Database` whose transactions nest in that same one. For use cases and the edge.
- `fresh_database`: a database of its own, dropped afterwards. For several connections at once, real
  commits, killed processes.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import InternalError

from storage.database import Database, apply_scope
from storage.embedded.server import Address
from storage.scope import Scope
from tests.cluster import TestDatabase, cloned, cluster_of_run, end_cluster_of_run

# How long an example takes is the machine's affair: on a busy one a deadline fails at random.
hypothesis.settings.register_profile("no-deadline", deadline=None, max_examples=20)
hypothesis.settings.load_profile("no-deadline")

_run_folder = pytest.StashKey[Path]()


class NestedDatabase(Database):
    """A database whose transactions are savepoints of one outer transaction, to be rolled back."""

    def __init__(self, connection: Connection) -> None:  # an engine of its own would see nothing
        self._connection = connection
        self._engine = connection.engine

    @contextmanager
    def transaction(self, scope: Scope) -> Iterator[Connection]:
        with self._connection.begin_nested():
            apply_scope(self._connection, scope)
            try:
                yield self._connection
            finally:
                self._unset_scope()

    @contextmanager
    def snapshot(self, scope: Scope) -> Iterator[Connection]:
        with self.transaction(scope) as connection:
            yield connection

    def close(self) -> None:
        """The connection is the fixture's to close."""

    def _unset_scope(self) -> None:
        # A failed transaction takes no more statements; rolling it back unsets the scope as well.
        with suppress(InternalError):
            apply_scope(self._connection, Scope(role="", person=""))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say how much of what could be tried without end is tried."""
    group = parser.getgroup("procheck")
    group.addoption(
        "--examples", type=int, default=3, help="generated requests a case of the API (3)"
    )
    group.addoption(
        "--sequences",
        type=int,
        help="sequences of acts (20), and of requests (as many as examples)",
    )
    group.addoption(
        "--server",
        type=Path,
        metavar="FOLDER",
        help="folder of the socket of a PostgreSQL server to test on (docs/development.md)",
    )
    group.addoption(
        "--tools",
        type=Path,
        metavar="FOLDER",
        help="folder of the programs that strangers' clients are made with (make clients)",
    )
    group.addoption(
        "--every-role", action="store_true", help="generated requests by every role and by nobody"
    )


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - xdist gives its nodes no public type
    """Tell each worker which process the run belongs to, and where the run keeps its server."""
    folder = node.config._tmp_path_factory.getbasetemp()
    node.config.stash[_run_folder] = folder
    node.workerinput["run"] = (str(folder), os.getpid())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server before the run says that it is over."""
    folder = config.stash.get(_run_folder, None)
    if folder is not None:
        end_cluster_of_run(folder)


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Address:
    """Where the run's PostgreSQL is reached."""
    given: Path | None = pytestconfig.getoption("server")
    workerinput = getattr(pytestconfig, "workerinput", None)
    if workerinput is not None:
        folder, controller = workerinput["run"]
        return cluster_of_run(Path(folder), controller, given)
    pytestconfig.stash[_run_folder] = tmp_path_factory.getbasetemp()
    return cluster_of_run(tmp_path_factory.getbasetemp(), os.getpid(), given)


@pytest.fixture(scope="session")
def worker_database(server: Address) -> Iterator[TestDatabase]:
    """The worker's database. Nothing is ever committed in it."""
    with cloned(server, "worker") as made:
        yield made


@pytest.fixture(scope="session")
def database_url(worker_database: TestDatabase) -> str:
    """The worker's database as the serving role reaches it."""
    return worker_database.app_url


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on the worker's database, as the serving role."""
    database = Database(database_url, pool_size=2, name="tests")
    yield database.engine
    database.close()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection of the serving role, in a transaction that is rolled back after the test."""
    with engine.connect() as opened:
        outer = opened.begin()
        yield opened
        outer.rollback()


@pytest.fixture
def database(connection: Connection) -> Database:
    """A database whose transactions nest in the test's own, which is rolled back."""
    return NestedDatabase(connection)


@pytest.fixture
def fresh_database(server: Address) -> Iterator[TestDatabase]:
    """A migrated database for this test alone."""
    with cloned(server, "fresh") as made:
        yield made
