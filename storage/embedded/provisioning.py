"""What an administrator would do on an external server: the roles, and the database."""

from typing import Final

import psycopg
from psycopg import sql

from storage.roles import OWNER, ROLES

DATABASE: Final = "procheck"
"""Name of the service's database in the embedded server."""


def provision(connection: psycopg.Connection) -> None:
    """Make sure of roles that may log in and of the database; changes nothing that is there.

    Args:
        connection: as the superuser, in autocommit.
    """
    for role in ROLES:
        if not _there(connection, "select from pg_roles where rolname = %s", role):
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    if not _there(connection, "select from pg_database where datname = %s", DATABASE):
        create_database(connection, DATABASE)


def create_database(
    connection: psycopg.Connection, name: str, *, template: str = "template0"
) -> None:
    """Create a database of the owner, closed to all but the service's roles."""
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
        )
    )
    roles = sql.SQL(", ").join(sql.Identifier(role) for role in ROLES)
    for statement in (
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)),
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(name), roles),
    ):
        connection.execute(statement)


def _there(connection: psycopg.Connection, query: str, name: str) -> bool:
    return connection.execute(query.encode(), (name,)).fetchone() is not None
