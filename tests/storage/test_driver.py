"""Statements on the driver's own cursor say and fail the same as those of the toolkit."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError

from storage.database import Database
from storage.driver import Statement, commit_with, first_row, first_rows
from storage.faults import Fault, constraint_of, fault_of
from storage.scope import SYSTEM
from tests.cluster import TestDatabase
from tests.storage.statements import COUNT, DIE, ONE, WRONG
from tests.storage.things import make_tables

_ECHO = Statement.of("select %(number)s::int, %(text)s::text")
_WHERE = Statement.of("select 1 where %(no)s")
_PID = Statement.of("select pg_backend_pid()")
_PUT = Statement.of("insert into procheck.thing values (%(id)s)")
_KINDS = Statement.of(
    "select %(text)s::text, %(bytes)s::bytea, %(day)s::date, %(instant)s::timestamptz,"
    " %(texts)s::text[], %(none)s::text, %(text)s::text, %(flag)s::boolean",
)


@pytest.fixture
def own(fresh_database: TestDatabase) -> Iterator[Database]:
    make_tables(fresh_database, thing="id integer constraint pk_thing primary key")
    database = Database(fresh_database.app_url, pool_size=2)
    yield database
    database.close()


def test_the_first_row_is_returned_or_none(own: Database) -> None:
    with own.transaction(SYSTEM) as connection:
        assert first_row(connection, _ECHO, {"number": 7, "text": "x"}) == (7, "x")
        assert first_row(connection, _WHERE, {"no": False}) is None
        assert first_row(connection, _PUT, {"id": 1}) is None


def test_it_belongs_to_the_transaction_of_the_connection(own: Database) -> None:
    def fail() -> None:
        with own.transaction(SYSTEM) as connection:
            first_row(connection, _PUT, {"id": 1})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with own.transaction(SYSTEM) as connection:
        assert first_row(connection, COUNT, {}) == (0,)


def test_what_the_database_refuses_is_told_as_the_toolkit_tells_it(own: Database) -> None:
    def twice() -> None:
        with own.transaction(SYSTEM) as connection:
            for _ in range(2):
                first_row(connection, _PUT, {"id": 77})

    with pytest.raises(IntegrityError) as caught:
        twice()
    assert constraint_of(caught.value) == "pk_thing"
    assert fault_of(caught.value) is Fault.CONSTRAINT
    assert caught.value.params is None  # what was sent may be a secret


def test_a_connection_that_broke_is_not_used_again(own: Database) -> None:
    def cut() -> None:
        with own.transaction(SYSTEM) as connection:
            first_row(connection, DIE, {})

    with pytest.raises(DBAPIError) as caught:
        cut()
    assert isinstance(caught.value, OperationalError)
    assert fault_of(caught.value) is Fault.AWAY
    with own.transaction(SYSTEM) as connection:
        assert first_row(connection, ONE, {}) == (1,)


def test_a_connection_that_breaks_while_it_is_held_is_told_as_away(
    own: Database, fresh_database: TestDatabase
) -> None:
    def held() -> None:
        with own.transaction(SYSTEM) as connection:
            first_row(connection, ONE, {})
            first_row(connection, ONE, {})  # prepared by now, and in a transaction
            (pid,) = first_row(connection, _PID, {}) or (0,)
            with fresh_database.address.connect(database=fresh_database.name) as other:
                other.execute("select pg_terminate_backend(%s)", (pid,))
            first_row(connection, ONE, {})

    with pytest.raises(DBAPIError) as caught:
        held()
    assert fault_of(caught.value) is Fault.AWAY
    with own.transaction(SYSTEM) as connection:
        assert first_row(connection, ONE, {}) == (1,)


def test_every_kind_of_parameter_arrives_as_it_is(own: Database) -> None:
    instant = datetime(2026, 11, 28, 1, 2, 3, 4, tzinfo=UTC)
    texts = ["a", "b,c", '"', "\\", "{}", "", "NULL", "麒麟"]
    sent = {
        "text": "麒麟'%$1",
        "bytes": b"\x00\xff\\",
        "day": date(2026, 2, 28),
        "instant": instant,
        "texts": texts,
        "none": None,
        "flag": True,
    }
    with own.transaction(SYSTEM) as connection:
        got = first_row(connection, _KINDS, sent)
    text = sent["text"]
    assert got == (text, sent["bytes"], sent["day"], instant, texts, None, text, True)


def test_what_travels_together_is_answered_in_order(own: Database) -> None:
    with own.engine.begin() as connection:
        rows = first_rows(connection, (COUNT, {}), (_PUT, {"id": 1}), (COUNT, {}))
    assert rows == ((0,), None, (1,))


def test_after_one_that_fails_none_is_run_and_nothing_is_stored(own: Database) -> None:
    for _ in range(2):  # what was prepared on the way is known the second time
        with pytest.raises(ProgrammingError), own.engine.begin() as connection:
            first_rows(connection, (_PUT, {"id": 1}), (WRONG, {}), (_PUT, {"id": 2}))
    with own.engine.begin() as connection:
        assert first_row(connection, COUNT, {}) == (0,)


def test_a_parameter_that_is_missing_leaves_the_connection_as_it_was(own: Database) -> None:
    with own.engine.begin() as connection:
        with pytest.raises(KeyError):
            first_rows(connection, (COUNT, {}), (_PUT, {}))
        assert first_row(connection, COUNT, {}) == (0,)


def test_the_last_statement_commits(own: Database) -> None:
    with own.engine.begin() as connection:
        first_row(connection, _PUT, {"id": 1})
        commit_with(connection, (_PUT, {"id": 2}))
        with own.engine.begin() as other:
            assert first_row(other, COUNT, {}) == (2,)


def test_a_last_statement_that_fails_commits_nothing(own: Database) -> None:
    def twice() -> None:
        with own.engine.begin() as connection:
            first_row(connection, _PUT, {"id": 1})
            commit_with(connection, (_PUT, {"id": 1}))

    with pytest.raises(IntegrityError):
        twice()
    with own.engine.begin() as connection:
        assert first_row(connection, COUNT, {}) == (0,)


def test_more_than_the_wires_hold_is_sent_and_read(own: Database) -> None:
    large = "x" * 20_000_000
    with own.engine.begin() as connection:
        rows = first_rows(connection, *[(_ECHO, {"number": 1, "text": large})] * 3)
    assert [len(row[1]) for row in rows if row] == [20_000_000] * 3
