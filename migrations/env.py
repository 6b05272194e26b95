"""How Alembic reaches the database: over the connection it is handed, or as a script of SQL.

Start migrations with `storage.migrating`, which locks, sets the role and hands the connection in.
"""

from typing import Any, Final

from alembic import context
from sqlalchemy import Connection

from storage.base import SCHEMA, metadata
from storage.roles import OWNER, ROLES

OPTIONS: Final[dict[str, Any]] = {
    "target_metadata": metadata,
    "version_table_schema": SCHEMA,
    "include_schemas": False,
    "compare_type": True,
    "transaction_per_migration": False,
}


def _write_script() -> None:
    context.configure(
        dialect_name="postgresql",
        dialect_opts={"paramstyle": "named"},
        literal_binds=True,
        **OPTIONS,
    )
    with context.begin_transaction():
        # What `storage.roles.prepare` does on a live server.
        for role in ROLES:
            context.execute(
                f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
                f"THEN CREATE ROLE {role} NOLOGIN; END IF; END $$"
            )
        context.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA} AUTHORIZATION {OWNER}")
        context.execute(f"SET LOCAL ROLE {OWNER}")
        context.execute(f"SET LOCAL search_path = {SCHEMA}")
        context.execute("SET LOCAL lock_timeout = '10s'")
        context.run_migrations()


def _migrate(connection: Connection) -> None:
    context.configure(connection=connection, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    _write_script()
else:
    handed: Connection = context.config.attributes["connection"]
    _migrate(handed)
