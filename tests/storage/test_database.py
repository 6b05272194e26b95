"""Transactions: what they carry, how long they wait, and what happens when the server goes."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from storage.database import Database, with_driver
from storage.embedded.server import running
from storage.faults import Fault, constraint_of, fault_of
from storage.scope import SYSTEM, Scope
from tests.cluster import TestDatabase

_SETTINGS = (
    "statement_timeout",
    "lock_timeout",
    "idle_in_transaction_session_timeout",
    "transaction_isolation",
    "transaction_read_only",
    "search_path",
    "timezone",
)


@pytest.fixture
def own(fresh_database: TestDatabase) -> Iterator[Database]:
    database = Database(fresh_database.app_url, pool_size=2)
    yield database
    database.close()


def _settings(connection: Connection) -> dict[str, str]:
    return {name: str(connection.scalar(text(f"show {name}"))) for name in _SETTINGS}


def test_a_transaction_has_its_limits_and_its_level(own: Database) -> None:
    with own.transaction(SYSTEM) as connection:
        assert _settings(connection) == {
            "statement_timeout": "8s",
            "lock_timeout": "4s",
            "idle_in_transaction_session_timeout": "15s",
            "transaction_isolation": "read committed",
            "transaction_read_only": "off",
            "search_path": "procheck",
            "timezone": "UTC",
        }


def test_a_snapshot_sees_one_moment_and_writes_nothing(
    own: Database, fresh_database: TestDatabase
) -> None:
    with psycopg.connect(fresh_database.owner_url.replace("+psycopg", ""), autocommit=True) as out:
        out.execute("create table procheck.seen (id int)")
        out.execute("grant select, insert on procheck.seen to procheck_app")
        with own.snapshot(SYSTEM) as connection:
            count = text("select count(*) from procheck.seen")
            assert connection.scalar(count) == 0
            out.execute("insert into procheck.seen values (1)")
            assert connection.scalar(count) == 0
            with pytest.raises(InternalError, match="read-only"):
                connection.execute(text("insert into procheck.seen values (2)"))
    with own.transaction(SYSTEM) as connection:
        assert _settings(connection)["transaction_read_only"] == "off"
        assert _settings(connection)["transaction_isolation"] == "read committed"


def test_the_scope_is_set_in_one_statement(own: Database) -> None:
    with own.transaction(SYSTEM):
        pass
    statements: list[str] = []
    from sqlalchemy import event  # noqa: PLC0415 - for this one count

    event.listen(
        own.engine, "before_cursor_execute", lambda *given: statements.append(str(given[2]))
    )
    with own.transaction(Scope(role="officer", person="p", agency="A")) as connection:
        connection.execute(text("select 1"))
    assert len(statements) == 2


def test_a_block_that_fails_stores_nothing(own: Database, fresh_database: TestDatabase) -> None:
    _make_table(fresh_database)

    def act() -> None:
        with own.transaction(SYSTEM) as connection:
            connection.execute(text("insert into procheck.thing values (1)"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    with own.transaction(SYSTEM) as connection:
        assert connection.scalar(text("select count(*) from procheck.thing")) == 0


def test_a_lock_that_is_not_had_in_time_is_reported_as_busy(
    own: Database, fresh_database: TestDatabase
) -> None:
    _make_table(fresh_database, row=True)
    with own.transaction(SYSTEM) as holder:
        holder.execute(text("select * from procheck.thing for update"))
        with own.transaction(SYSTEM) as other:
            other.execute(text("set local lock_timeout = '50ms'"))
            with pytest.raises(OperationalError) as refused:
                other.execute(text("select * from procheck.thing for update"))
    assert fault_of(refused.value) is Fault.BUSY


def test_a_statement_that_takes_too_long_is_reported_as_busy(own: Database) -> None:
    with own.transaction(SYSTEM) as connection:
        connection.execute(text("set local statement_timeout = '50ms'"))
        with pytest.raises(OperationalError) as refused:
            connection.execute(text("select pg_sleep(20)"))
    assert fault_of(refused.value) is Fault.BUSY


def test_a_deadlock_is_reported_as_worth_a_retry(
    own: Database, fresh_database: TestDatabase
) -> None:
    _make_table(fresh_database, row=True)
    faults: list[Fault] = []
    lock = text("select pg_advisory_xact_lock(:key)")

    def other() -> None:
        try:
            with own.transaction(SYSTEM) as connection:
                connection.execute(lock, {"key": 2})
                connection.execute(lock, {"key": 1})
        except SQLAlchemyError as error:
            faults.append(fault_of(error))

    thread = Thread(target=other)
    try:
        with own.transaction(SYSTEM) as connection:
            connection.execute(lock, {"key": 1})
            thread.start()
            waits = text(
                "select count(*) from pg_locks where locktype = 'advisory' and not granted"
            )
            while connection.scalar(waits) == 0:
                pass
            connection.execute(lock, {"key": 2})
    except SQLAlchemyError as error:
        faults.append(fault_of(error))
    thread.join(20)
    assert faults == [Fault.RETRY]


def test_a_broken_rule_is_named(own: Database, fresh_database: TestDatabase) -> None:
    _make_table(fresh_database)
    with pytest.raises(SQLAlchemyError) as refused, own.transaction(SYSTEM) as connection:
        connection.execute(text("insert into procheck.thing values (-1)"))
    assert fault_of(refused.value) is Fault.CONSTRAINT
    assert constraint_of(refused.value) == "ck_thing_not_negative"


def test_a_mistake_of_ours_is_neither(own: Database) -> None:
    with pytest.raises(DBAPIError) as refused, own.transaction(SYSTEM) as connection:
        connection.execute(text("select nonsense"))
    assert fault_of(refused.value) is Fault.OTHER
    assert constraint_of(refused.value) is None
    assert fault_of(SQLAlchemyError()) is Fault.OTHER
    assert constraint_of(SQLAlchemyError()) is None


def test_a_server_that_was_restarted_is_not_noticed_by_the_next_transaction(
    tmp_path: Path,
) -> None:
    with running(tmp_path) as server:
        database = Database(server.url("procheck_app"))
        with database.transaction(SYSTEM) as connection:
            first = connection.scalar(text("select pg_backend_pid()"))
        server.stop()
        server.start()
        with database.transaction(SYSTEM) as connection:
            assert connection.scalar(text("select pg_backend_pid()")) != first
        server.stop()
        with pytest.raises(OperationalError) as refused, database.transaction(SYSTEM):
            pass
        assert fault_of(refused.value) is Fault.AWAY
        server.start()
        with database.transaction(SYSTEM) as connection:
            assert connection.scalar(text("select 1")) == 1
        database.close()


def test_a_connection_lost_in_a_transaction_is_reported_as_away_and_replaced(
    own: Database, fresh_database: TestDatabase
) -> None:
    with own.transaction(SYSTEM) as connection:
        pid = connection.scalar(text("select pg_backend_pid()"))
        with fresh_database.address.connect() as killer:
            killer.execute("select pg_terminate_backend(%s, 5000)", (pid,))
        with pytest.raises(OperationalError) as refused:
            connection.execute(text("select 1"))
        connection.rollback()
    assert fault_of(refused.value) is Fault.AWAY
    with own.transaction(SYSTEM) as connection:
        assert connection.scalar(text("select 1")) == 1


def test_when_no_connection_is_free_the_caller_is_told(
    fresh_database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.POOL_WAIT_SECONDS", 0.05)
    database = Database(fresh_database.app_url, pool_size=1)
    with (
        database.transaction(SYSTEM),
        pytest.raises(PoolTimeoutError) as refused,
        database.transaction(SYSTEM),
    ):
        pass
    assert fault_of(refused.value) is Fault.AWAY
    database.close()


@pytest.mark.parametrize("url", ["sqlite://", "mysql://host/db"])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="PostgreSQL and nothing else"):
        Database(url)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg2"])
def test_every_spelling_of_an_address_gets_the_one_driver(scheme: str) -> None:
    assert with_driver(f"{scheme}://u:p@h/d").drivername == "postgresql+psycopg"


def test_what_the_address_asks_for_wins(fresh_database: TestDatabase) -> None:
    url = fresh_database.app_url + "&options=-c%20statement_timeout%3D1234"
    database = Database(url)
    with database.transaction(SYSTEM) as connection:
        assert _settings(connection)["statement_timeout"] == "1234ms"
        assert _settings(connection)["lock_timeout"] == "4s"
    database.close()


def _make_table(fresh_database: TestDatabase, *, row: bool = False) -> None:
    with psycopg.connect(fresh_database.owner_url.replace("+psycopg", ""), autocommit=True) as out:
        out.execute(
            "create table procheck.thing (id int constraint ck_thing_not_negative check (id >= 0))"
        )
        out.execute("grant select, insert, update on procheck.thing to procheck_app")
        if row:
            out.execute("insert into procheck.thing values (1)")
