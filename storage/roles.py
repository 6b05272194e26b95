"""The roles of the database: who owns, who serves, who sequences, who only reads.

Roles belong to a whole server, not to one database, so they are made sure of before the first
migration rather than by one: the migrations run as `procheck_owner`, whoever logged in.
"""

from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from storage.base import SCHEMA
from storage.errors import MissingRolesError

OWNER: Final = "procheck_owner"
"""Owns the schema and all in it, and migrates. Nothing that answers requests logs in as it."""

APP: Final = "procheck_app"
"""Serves: reads and writes what each table grants it, behind the walls."""

SEQUENCER: Final = "procheck_sequencer"
"""Gives ledger entries their places; the only one who may."""

AUDIT: Final = "procheck_audit"
"""Reads everything, writes nothing."""

ROLES: Final = (OWNER, APP, SEQUENCER, AUDIT)


def missing_statements(connection: Connection) -> list[str]:
    """The statements that would complete roles, membership and schema; empty if all is there.

    `GRANT` to the login itself is needed since PostgreSQL 16, where whoever creates a role may
    administer it but not act as it.
    """
    held = set(connection.scalars(text("select rolname from pg_roles")))
    statements = [f"CREATE ROLE {role} NOLOGIN" for role in ROLES if role not in held]
    login, member = connection.execute(
        text(
            "select session_user::text, exists (select from pg_roles where rolname = :owner"
            " and (pg_has_role(session_user, oid, 'MEMBER')))"
        ),
        {"owner": OWNER},
    ).one()
    if not member:
        statements.append(f'GRANT {OWNER} TO "{login}"')
    if not _schema_is_owned(connection):
        statements.append(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA} AUTHORIZATION {OWNER}")
        statements.append(f"ALTER SCHEMA {SCHEMA} OWNER TO {OWNER}")
    return statements


def prepare(connection: Connection) -> None:
    """Create the roles and the schema that are missing, as far as the login may.

    Raises:
        MissingRolesError: with the statements an administrator must run, if the login may not.
    """
    statements = missing_statements(connection)
    try:
        with connection.begin_nested():
            for statement in statements:
                connection.execute(text(statement))
    except ProgrammingError as error:
        login = connection.scalar(text("select session_user::text"))
        raise MissingRolesError(str(login), statements) from error


def _schema_is_owned(connection: Connection) -> bool:
    query = (
        "select exists (select from pg_namespace n join pg_roles r on r.oid = n.nspowner"
        " where n.nspname = :schema and r.rolname = :owner)"
    )
    return bool(connection.scalar(text(query), {"schema": SCHEMA, "owner": OWNER}))
