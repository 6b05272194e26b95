"""A transaction sees through its own scope and nobody else's."""

from sqlalchemy import Connection, text

from storage.database import Database
from storage.scope import SYSTEM, Scope
from tests.cluster import TestDatabase

_READ = text(
    "select current_setting('procheck.role', true), current_setting('procheck.person', true),"
    " current_setting('procheck.agency', true), current_setting('procheck.supplier', true)"
)


def test_a_transaction_carries_its_whole_scope(database: Database) -> None:
    scope = Scope(role="officer", person="p-1", agency="A", supplier="S")
    with database.transaction(scope) as connection:
        assert tuple(connection.execute(_READ).one()) == ("officer", "p-1", "A", "S")


def test_the_scope_is_gone_after_the_transaction_though_the_connection_is_kept(
    fresh_database: TestDatabase,
) -> None:
    database = Database(fresh_database.app_url, pool_size=1)
    with database.transaction(Scope(role="officer", person="p-1", agency="A")) as connection:
        first = connection.scalar(text("select pg_backend_pid()"))
    with database.engine.connect() as connection:
        assert connection.scalar(text("select pg_backend_pid()")) == first
        assert {value or "" for value in connection.execute(_READ).one()} == {""}
    database.close()


def test_nested(database: Database, connection: Connection) -> None:
    with database.transaction(SYSTEM):
        pass
    assert {value or "" for value in connection.execute(_READ).one()} == {""}
