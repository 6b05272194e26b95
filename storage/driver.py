"""Statements on the driver's own cursor, for what every request passes through.

SQLAlchemy's result and its copy of the column names cost more than a short statement itself. What
goes wrong is told as SQLAlchemy tells it, so that callers need not know by which way they went.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Parameters = Mapping[str, Any] | Sequence[Any]


def first_row(
    connection: Connection, statement: str, parameters: Parameters
) -> tuple[Any, ...] | None:
    """Run a statement in the connection's transaction; return its first row, if it gives rows.

    Args:
        connection: within a transaction.
        statement: SQL with the driver's own places, ``%s`` or ``%(name)s``; constant text.
        parameters: what stands in its places.

    Raises:
        DBAPIError: what the database answered, as SQLAlchemy would raise it.
    """
    driver = cast("psycopg.Connection[tuple[Any, ...]]", connection.connection.driver_connection)
    try:
        cursor = driver.execute(statement, parameters)
        return None if cursor.description is None else cursor.fetchone()
    except psycopg.Error as error:
        if driver.closed:
            connection.invalidate(error)
        raise DBAPIError.instance(
            statement,
            None,  # parameters may be secrets, and errors are logged
            error,
            psycopg.Error,
            connection_invalidated=bool(driver.closed),
            dialect=connection.dialect,
        ) from error
