"""A database that must not be served from is refused, and every fault is named."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from storage import fitness
from storage.database import session_options, with_driver
from storage.embedded.server import Address, running
from storage.errors import UnfitDatabaseError
from storage.migrating import head
from tests.cluster import TestDatabase


def _faults(url: str, expected: str | None = None, *, sequencing: bool = False) -> list[str]:
    options = {"options": session_options(url)}
    engine = create_engine(with_driver(url), poolclass=NullPool, connect_args=options)
    with engine.connect() as connection:
        return fitness.check(connection, expected or head(), sequencing=sequencing)


def test_a_migrated_database_under_the_serving_role_is_fit(fresh_database: TestDatabase) -> None:
    assert _faults(fresh_database.app_url) == []
    engine = create_engine(fresh_database.app_url, poolclass=NullPool)
    with engine.connect() as connection:
        fitness.require(connection, head())


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_server_that_may_lose_what_it_acknowledged_is_refused(
    tmp_path: Path, setting: str
) -> None:
    with running(tmp_path, settings={setting: "off"}) as server:
        faults = _faults(server.url("procheck_app"))
    assert any(fault.startswith(f"{setting} is off") and "set" in fault for fault in faults)


def test_a_durability_that_is_off_for_the_role_alone_is_found(
    fresh_database: TestDatabase,
) -> None:
    with fresh_database.address.connect() as connection:
        connection.execute(
            f"alter role procheck_app in database {fresh_database.name}"
            " set synchronous_commit = off".encode()
        )
    assert [fault.split(",")[0] for fault in _faults(fresh_database.app_url)] == [
        "synchronous_commit is off"
    ]


@pytest.fixture
def bypasser(server: Address) -> Iterator[str]:
    with server.connect() as connection:
        connection.execute("create role bypasser login bypassrls in role procheck_app")
        yield "bypasser"
        connection.execute("drop role bypasser")


@pytest.fixture
def member(server: Address) -> Iterator[str]:
    with server.connect() as connection:
        connection.execute("create role member login in role procheck_owner")
        yield "member"
        connection.execute("drop role member")


@pytest.mark.parametrize(
    ("login", "reason"),
    [
        ("postgres", "is a superuser"),
        ("procheck_owner", "is or acts as procheck_owner"),
        ("member", "is or acts as procheck_owner"),
        ("bypasser", "may bypass row-level security"),
    ],
)
def test_a_login_the_walls_do_not_hold_is_refused(
    fresh_database: TestDatabase, request: pytest.FixtureRequest, login: str, reason: str
) -> None:
    if login in {"member", "bypasser"}:
        request.getfixturevalue(login)
        with fresh_database.address.connect(database=fresh_database.name) as connection:
            connection.execute(
                f"grant connect on database {fresh_database.name} to {login}".encode()
            )
    faults = _faults(fresh_database.url(login))
    with fresh_database.address.connect(database=fresh_database.name) as connection:
        connection.execute(f"revoke all on database {fresh_database.name} from {login}".encode())
    assert any(f"login {login} {reason}" in fault for fault in faults)
    assert all("PROCHECK_DATABASE_URL" in fault for fault in faults)


@pytest.fixture
def newcomer(fresh_database: TestDatabase) -> Iterator[str]:
    with fresh_database.address.connect() as connection:
        connection.execute("create role newcomer login noinherit")
        connection.execute(f"grant connect on database {fresh_database.name} to newcomer".encode())
        yield "newcomer"
        connection.execute(f"revoke all on database {fresh_database.name} from newcomer".encode())
        connection.execute("drop role newcomer")


def test_a_login_that_was_granted_nothing_is_told_what_it_lacks(
    fresh_database: TestDatabase, newcomer: str
) -> None:
    faults = _faults(fresh_database.url(newcomer), sequencing=True)
    assert [it.split(":")[0] for it in faults] == [
        "the login newcomer may not act as procheck_app",
        "the login newcomer may not act as procheck_sequencer",
    ]


def test_a_login_serves_as_settings_say_for_postgresql_15(
    fresh_database: TestDatabase, newcomer: str
) -> None:
    with fresh_database.address.connect() as connection:
        connection.execute("grant procheck_app, procheck_sequencer to newcomer")
        connection.execute("alter role newcomer set role = procheck_app")
    assert _faults(fresh_database.url(newcomer), sequencing=True) == []


def test_a_superuser_who_acts_as_somebody_else_is_still_refused(
    fresh_database: TestDatabase, newcomer: str
) -> None:
    with fresh_database.address.connect() as connection:
        connection.execute("alter role newcomer superuser")
        connection.execute("alter role newcomer set role = procheck_app")
    faults = _faults(fresh_database.url(newcomer))
    assert any("the login newcomer is a superuser" in fault for fault in faults)


def test_a_database_without_a_schema_is_refused(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        assert _faults(server.url("procheck_app")) == [
            "the database has no schema yet: run `procheck migrate`"
        ]


def test_a_schema_behind_is_refused(fresh_database: TestDatabase) -> None:
    _set_revision(fresh_database, "0001")
    assert _faults(fresh_database.app_url) == [
        f"the schema is at revision 0001, behind {head()}: run `procheck migrate`"
    ]


def test_a_schema_ahead_is_refused(fresh_database: TestDatabase) -> None:
    _set_revision(fresh_database, "9999")
    (fault,) = _faults(fresh_database.app_url)
    assert fault.startswith(f"the schema is at revision 9999, ahead of {head()}")


def test_an_encoding_that_cannot_hold_every_name_is_refused(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        with server.address.connect() as connection:
            connection.execute(
                "create database old encoding 'SQL_ASCII' locale_provider libc locale 'C'"
                " template template0"
            )
        faults = _faults(server.url("procheck_app", "old"))
    assert any(fault.startswith("the database is encoded in SQL_ASCII") for fault in faults)


def test_a_server_that_is_too_old_is_refused(
    fresh_database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitness, "OLDEST_MAJOR", 99)
    (fault,) = _faults(fresh_database.app_url)
    assert "must be 99 or later" in fault


def test_every_fault_is_named_at_once(fresh_database: TestDatabase) -> None:
    _set_revision(fresh_database, "0001")
    engine = create_engine(fresh_database.superuser_url, poolclass=NullPool)
    with engine.connect() as connection, pytest.raises(UnfitDatabaseError) as refused:
        fitness.require(connection, head())
    assert len(refused.value.faults) >= 3
    assert all(fault in str(refused.value) for fault in refused.value.faults)


def _set_revision(database: TestDatabase, revision: str) -> None:
    with psycopg.connect(database.owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("update procheck.alembic_version set version_num = %s", (revision,))
