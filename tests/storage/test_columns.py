"""Columns that refuse what the service's words do not allow."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Integer, MetaData, Table, create_engine, insert, select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.pool import NullPool

from storage.base import metadata
from storage.columns import CanonicalJson, Digest, Instant, Money, digest_check
from storage.faults import constraint_of
from tests.cluster import TestDatabase, cloned

_thing = Table(
    "kept",
    MetaData(naming_convention=metadata.naming_convention),
    Column("id", Integer, primary_key=True),
    Column("at", Instant),
    Column("amount", Money),
    Column("seal", Digest),
    Column("body", CanonicalJson),
    digest_check("seal"),
    prefixes=["TEMPORARY"],
)


@pytest.fixture(scope="module")
def columns(request: pytest.FixtureRequest) -> Iterator[Connection]:
    with cloned(request.getfixturevalue("server"), "columns") as made:
        made_for: TestDatabase = made
        engine = create_engine(made_for.superuser_url, poolclass=NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql("set timezone = 'Asia/Shanghai'")
            _thing.create(connection)
            yield connection


def _kept(connection: Connection, **values: object) -> tuple[object, ...]:
    with connection.begin_nested() as savepoint:
        row = connection.execute(insert(_thing).values(**values).returning(_thing)).one()
        assert connection.execute(select(_thing)).one() == row
        savepoint.rollback()
    return tuple(row)


def test_an_instant_comes_back_in_utc_whatever_zone_it_was_given_in(columns: Connection) -> None:
    given_in = datetime(2026, 6, 1, 8, 30, 0, 123456, timezone(timedelta(hours=8)))
    (kept,) = [value for value in _kept(columns, at=given_in) if isinstance(value, datetime)]
    assert kept == given_in
    assert kept.tzinfo is UTC


def test_a_naive_instant_is_refused(columns: Connection) -> None:
    with pytest.raises(StatementError, match="needs an offset"):
        _kept(columns, at=datetime(2026, 6, 1))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(st.decimals(-(10**14) + 1, 10**14 - 1, places=4))
def test_an_amount_comes_back_as_it_was(columns: Connection, amount: Decimal) -> None:
    assert amount in _kept(columns, amount=amount)


@pytest.mark.parametrize("amount", [1.5, 1, "2.5", True])
def test_an_amount_that_is_no_decimal_is_refused(columns: Connection, amount: object) -> None:
    with pytest.raises(StatementError, match="an amount is a Decimal"):
        _kept(columns, amount=amount)


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        ("1.00001", "at most 4 decimal places"),
        ("1e14", "below"),
        ("-1e14", "below"),
        ("NaN", "finite"),
        ("Infinity", "finite"),
        ("sNaN", "finite"),
    ],
)
def test_an_amount_the_column_would_change_is_refused(
    columns: Connection, amount: str, reason: str
) -> None:
    with pytest.raises(StatementError, match=reason):
        _kept(columns, amount=Decimal(amount))


@pytest.mark.parametrize("amount", ["0", "99999999999999.9999", "1.00000", "1E+3", "-0.0001"])
def test_an_amount_at_the_edge_is_kept(columns: Connection, amount: str) -> None:
    assert Decimal(amount) in _kept(columns, amount=Decimal(amount))


def test_what_is_absent_stays_absent(columns: Connection) -> None:
    row = _kept(columns, at=None, amount=None, seal=None, body=None)
    assert row[1:] == (None, None, None, None)


def test_bytes_are_kept_as_they_are(columns: Connection) -> None:
    body = b'{"b":1,"a":"\xe4\xb8\xad"}'
    assert body in _kept(columns, body=body)


def test_a_digest_is_kept(columns: Connection) -> None:
    seal = "sha256:" + "0f" * 32
    assert seal in _kept(columns, seal=seal)


@pytest.mark.parametrize(
    "seal",
    ["", "sha256:", "0f" * 32, "sha256:" + "0F" * 32, "sha256:" + "0f" * 33, "md5:" + "0f" * 32],
)
def test_what_is_no_digest_is_refused_by_the_database(columns: Connection, seal: str) -> None:
    with pytest.raises(IntegrityError) as refused:
        _kept(columns, seal=seal)
    assert constraint_of(refused.value) == "ck_kept_seal_is_digest"
