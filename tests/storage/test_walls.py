"""Walls between tenants, tried with queries that have no filter at all."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import ProgrammingError

from storage.database import Database, apply_scope
from storage.faults import Fault, fault_of
from storage.scope import Scope
from storage.walls import READERS, WRITERS, enable_wall, grant
from tests.cluster import TestDatabase

A = Scope(role="officer", person="a", agency="A")
B = Scope(role="officer", person="b", agency="B")
S = Scope(role="supplier", person="s", supplier="S")
SYSTEM = Scope(role="system", person="jobs")


@pytest.fixture(scope="module")
def walled(request: pytest.FixtureRequest) -> Iterator[TestDatabase]:
    """A database with a walled table: agencies A and B, suppliers S and T, and one of nobody."""
    from tests.cluster import cloned  # noqa: PLC0415 - for this module's own database

    with cloned(request.getfixturevalue("server"), "walls") as made:
        engine = create_engine(made.owner_url)
        with engine.begin() as connection:
            connection.execute(
                text("create table procheck.deal (id int, agency text, supplier text)")
            )
            connection.execute(text("create table procheck.offer (id int, supplier text)"))
            enable_wall(connection, "deal", supplier_column="supplier")
            enable_wall(
                connection,
                "offer",
                agency_column=None,
                supplier_column="supplier",
                readers=("auditor",),
                writers=(),
                supplier_writes=True,
            )
            for table in ("deal", "offer"):
                grant(connection, table, app="SELECT, INSERT, UPDATE, DELETE")
        engine.dispose()
        database = Database(made.app_url)
        with database.transaction(SYSTEM) as connection:
            connection.execute(
                text(
                    "insert into procheck.deal values"
                    " (1, 'A', 'S'), (2, 'A', 'T'), (3, 'B', 'S'), (4, null, null), (5, '', '')"
                )
            )
        database.close()
        yield made


@pytest.fixture
def app(walled: TestDatabase) -> Iterator[Connection]:
    """A connection of the serving role, rolled back."""
    database = Database(walled.app_url, pool_size=1)
    with database.engine.connect() as connection, connection.begin() as outer:
        yield connection
        outer.rollback()
    database.close()


def _seen(connection: Connection, table: str = "deal") -> list[int]:
    return sorted(connection.scalars(text(f"select id from procheck.{table}")))  # noqa: S608 - our own name


@pytest.mark.parametrize(
    ("scope", "rows"),
    [
        (A, [1, 2]),
        (B, [3]),
        (S, [1, 3]),
        (Scope(role="supplier", person="t", supplier="T"), [2]),
        (Scope(role="officer", person="c", agency="C"), []),
        (Scope(role="officer", person="nobody"), []),
        (Scope(role="", person=""), []),
        (Scope(role="stranger", person="x"), []),
        *((Scope(role=role, person="r"), [1, 2, 3, 4, 5]) for role in READERS),
    ],
)
def test_each_scope_sees_its_own_rows_and_no_others(
    app: Connection, scope: Scope, rows: list[int]
) -> None:
    apply_scope(app, scope)
    assert _seen(app) == rows


def test_with_no_scope_at_all_nothing_is_seen(app: Connection) -> None:
    assert _seen(app) == []


def test_the_scope_of_one_transaction_does_not_show_rows_to_the_next(walled: TestDatabase) -> None:
    database = Database(walled.app_url, pool_size=1)
    for _ in range(3):
        with database.transaction(SYSTEM) as connection:
            assert len(_seen(connection)) == 5
        with database.engine.connect() as connection:
            assert _seen(connection) == []
    with pytest.raises(ZeroDivisionError), database.transaction(SYSTEM):
        raise ZeroDivisionError
    with database.engine.connect() as connection:
        assert _seen(connection) == []
    database.close()


def test_a_foreign_row_can_be_neither_changed_nor_deleted_nor_taken_over(app: Connection) -> None:
    apply_scope(app, A)
    assert app.execute(text("update procheck.deal set id = 9 where id = 3")).rowcount == 0
    assert app.execute(text("delete from procheck.deal where id = 3")).rowcount == 0
    assert app.execute(text("update procheck.deal set id = 9 where id = 1")).rowcount == 1


@pytest.mark.parametrize(
    ("scope", "statement"),
    [
        (A, "insert into procheck.deal values (6, 'B', 'S')"),
        (A, "update procheck.deal set agency = 'B' where id = 1"),
        (Scope(role="auditor", person="r", agency="A"), "update procheck.deal set agency = 'B'"),
        (S, "insert into procheck.deal values (6, 'A', 'S')"),
        (Scope(role="auditor", person="r"), "insert into procheck.deal values (6, 'A', 'S')"),
        (Scope(role="", person=""), "insert into procheck.deal values (6, null, null)"),
        (Scope(role="", person=""), "insert into procheck.deal values (6, '', '')"),
        (S, "insert into procheck.offer values (1, 'T')"),
        (SYSTEM, "insert into procheck.offer values (1, 'S')"),
    ],
)
def test_a_row_of_somebody_else_cannot_be_written(
    app: Connection, scope: Scope, statement: str
) -> None:
    apply_scope(app, scope)
    with pytest.raises(ProgrammingError, match="row-level security") as refused:
        app.execute(text(statement))
    assert fault_of(refused.value) is Fault.FORBIDDEN


@pytest.mark.parametrize("role", WRITERS)
def test_those_who_write_for_all_may(app: Connection, role: str) -> None:
    apply_scope(app, Scope(role=role, person="w"))
    app.execute(text("insert into procheck.deal values (6, 'B', 'T')"))
    assert 6 in _seen(app)


def test_a_supplier_writes_where_the_table_says_so(app: Connection) -> None:
    apply_scope(app, S)
    app.execute(text("insert into procheck.offer values (1, 'S')"))
    assert _seen(app, "offer") == [1]
    apply_scope(app, A)
    assert _seen(app, "offer") == []


def test_the_owner_of_the_table_stands_behind_the_wall_too(walled: TestDatabase) -> None:
    engine = create_engine(walled.owner_url)
    with engine.connect() as connection:
        assert _seen(connection) == []
    engine.dispose()


def test_the_auditing_role_reads_all_and_writes_nothing(walled: TestDatabase) -> None:
    engine = create_engine(walled.audit_url)
    with engine.connect() as connection:
        assert _seen(connection) == [1, 2, 3, 4, 5]
        apply_scope(connection, SYSTEM)
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text("delete from procheck.deal"))
    engine.dispose()


def test_a_table_nobody_was_granted_is_closed(walled: TestDatabase) -> None:
    owner = create_engine(walled.owner_url)
    with owner.begin() as connection:
        connection.execute(text("create table if not exists procheck.secret (id int)"))
    owner.dispose()
    for url in (walled.app_url, walled.audit_url, walled.sequencer_url):
        engine = create_engine(url)
        with engine.connect() as connection, pytest.raises(ProgrammingError, match="denied"):
            connection.execute(text("select * from procheck.secret"))
        engine.dispose()


def test_the_serving_role_cannot_take_the_wall_down(app: Connection) -> None:
    for statement in (
        "alter table procheck.deal disable row level security",
        "drop policy deal_read on procheck.deal",
        "set role procheck_owner",
        "create table procheck.mine (id int)",
    ):
        with pytest.raises(ProgrammingError), app.begin_nested():
            app.execute(text(statement))
    apply_scope(app, A)
    app.execute(text("set local row_security = off"))
    with pytest.raises(ProgrammingError, match="row-level security"):
        _seen(app)
