"""Statements on the driver's own cursor say and fail the same as those of the toolkit."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from storage.database import Database
from storage.driver import first_row
from storage.faults import Fault, constraint_of, fault_of
from storage.scope import SYSTEM
from tests.cluster import TestDatabase


@pytest.fixture
def own(fresh_database: TestDatabase) -> Iterator[Database]:
    owner = fresh_database.owner_url.replace("+psycopg", "")
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(
            "create table procheck.thing (id integer constraint pk_thing primary key)"
        )
        connection.execute("grant select, insert on procheck.thing to procheck_app")
    database = Database(fresh_database.app_url, pool_size=1)
    yield database
    database.close()


def test_the_first_row_is_returned_or_none(own: Database) -> None:
    with own.transaction(SYSTEM) as connection:
        assert first_row(connection, "select %s::int, %s::text", (7, "x")) == (7, "x")
        assert first_row(connection, "select 1 where %(no)s", {"no": False}) is None
        assert first_row(connection, "insert into procheck.thing values (%s)", (1,)) is None


def test_it_belongs_to_the_transaction_of_the_connection(own: Database) -> None:
    def fail() -> None:
        with own.transaction(SYSTEM) as connection:
            first_row(connection, "insert into procheck.thing values (%s)", (1,))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with own.transaction(SYSTEM) as connection:
        assert first_row(connection, "select count(*) from procheck.thing", ()) == (0,)


def test_what_the_database_refuses_is_told_as_the_toolkit_tells_it(own: Database) -> None:
    def twice() -> None:
        with own.transaction(SYSTEM) as connection:
            for _ in range(2):
                first_row(connection, "insert into procheck.thing values (%s)", (77,))

    with pytest.raises(IntegrityError) as caught:
        twice()
    assert constraint_of(caught.value) == "pk_thing"
    assert fault_of(caught.value) is Fault.CONSTRAINT
    assert caught.value.params is None  # what was sent may be a secret


def test_a_connection_that_broke_is_not_used_again(own: Database) -> None:
    def cut() -> None:
        with own.transaction(SYSTEM) as connection:
            first_row(connection, "select pg_terminate_backend(pg_backend_pid())", ())

    with pytest.raises(DBAPIError) as caught:
        cut()
    assert isinstance(caught.value, OperationalError)
    assert fault_of(caught.value) is Fault.AWAY
    with own.transaction(SYSTEM) as connection:
        assert first_row(connection, "select 1", ()) == (1,)
