"""A table is walked in the order of its key, page by page, each row once."""

from collections.abc import Iterator

import pytest
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    insert,
    select,
)
from sqlalchemy.pool import NullPool

from storage.keyset import walk
from tests.cluster import TestDatabase

_thing = Table(
    "thing",
    MetaData(),
    Column("kind", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    prefixes=["temporary"],
)
_ROWS = [(kind, number) for kind in ("a", "b", "乙") for number in (3, 1, 2)]


@pytest.fixture
def filled(worker_database: TestDatabase) -> Iterator[Connection]:
    engine = create_engine(worker_database.superuser_url, poolclass=NullPool)
    with engine.begin() as connection:
        _thing.create(connection)
        connection.execute(insert(_thing), [{"kind": k, "number": n} for k, n in _ROWS])
        yield connection


@pytest.mark.parametrize("page", [1, 2, 3, 8, 9, 10, 1000])
def test_every_row_comes_once_in_the_order_of_its_key(filled: Connection, page: int) -> None:
    query = select(_thing.c.kind, _thing.c.number)
    rows = walk(filled, query, _thing.c.kind, _thing.c.number, page=page)
    assert [tuple(row) for row in rows] == sorted(_ROWS)


def test_a_filter_stays_and_nothing_is_nothing(filled: Connection) -> None:
    query = select(_thing.c.number).where(_thing.c.kind == "b")
    assert [number for (number,) in walk(filled, query, _thing.c.number, page=2)] == [1, 2, 3]
    assert list(walk(filled, query.where(_thing.c.number > 3), _thing.c.number, page=2)) == []
