import os
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from catalog.catalogue import Catalogue
from catalog.seeds import load_seeds
from storage.database import Database, apply_scope
from storage.embedded.server import Address
from storage.scope import SYSTEM
from tests.api.stage import stocked
from tests.cluster import TestDatabase


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue of the release."""
    return load_seeds()


@pytest.fixture(scope="session")
def started(server: Address) -> Iterator[Database]:
    """A database as a first start leaves it. Nothing further is ever committed in it."""
    with stocked(server, f"catalog_{os.getpid()}") as made:
        database = Database(made.app_url, pool_size=1, name="tests")
        yield database
        database.close()


@pytest.fixture
def begun_database(server: Address) -> Iterator[TestDatabase]:
    """A database of its own as a first start left it."""
    with stocked(server, "begun") as made:
        yield made


@pytest.fixture
def begun(begun_database: TestDatabase) -> Iterator[Database]:
    """The same, opened to serve."""
    database = Database(begun_database.app_url)
    yield database
    database.close()


@pytest.fixture
def opened(started: Database) -> Iterator[Connection]:
    """A transaction on books as a first start leaves them, rolled back after the test."""
    with started.engine.connect() as connection:
        outer = connection.begin()
        apply_scope(connection, SYSTEM)
        yield connection
        outer.rollback()
