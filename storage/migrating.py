"""Migrations, run by the program itself: there is no second way and no second configuration."""

import io
from contextlib import redirect_stdout
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from storage.base import SCHEMA
from storage.database import with_driver
from storage.errors import MigrationBusyError
from storage.roles import OWNER, prepare

VERSION_TABLE: Final = "alembic_version"
"""Holds the revision the schema has; in the service's own schema."""

QUEUE_SECONDS: Final = 300.0
"""How long a migrator waits for another one."""

LOCK_SECONDS: Final = 10.0
"""How long a statement waits for a table lock: a migration must never freeze a running service."""

_SCRIPTS: Final = Path(__file__).resolve().parent.parent / "migrations"
_ADVISORY_KEY: Final = 0x70726F_636865_636B


def head() -> str:
    """The revision this release expects; needs no database."""
    revision = _scripts().get_current_head()
    if revision is None:
        msg = f"no migrations in {_SCRIPTS}: the installation is incomplete"
        raise RuntimeError(msg)
    return revision


def is_known(revision: str) -> bool:
    """Whether this release has that revision; a later release's it has not."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def current(connection: Connection) -> str | None:
    """The revision the database has; None before the first migration."""
    if not inspect(connection).has_table(VERSION_TABLE, schema=SCHEMA):
        return None
    context = MigrationContext.configure(connection, opts={"version_table_schema": SCHEMA})
    return context.get_current_revision()


def upgrade(url: str | URL, *, revision: str = "head") -> None:
    """Bring the schema to a revision; a second migrator waits until the first is done.

    The login needs to be a member of `procheck_owner`; whatever it is, objects belong to that role.
    All revisions run in one transaction, so a failure leaves the database as it was.

    Raises:
        MissingRolesError: if roles or schema are missing and the login may not create them.
        MigrationBusyError: if another migration did not end in time.
        SQLAlchemyError: what the database answered.
    """
    engine = create_engine(with_driver(url), poolclass=NullPool)
    with engine.begin() as connection:
        _queue(connection)
        prepare(connection)
        connection.execute(text(f"SET LOCAL ROLE {OWNER}"))
        connection.execute(text(f"SET LOCAL search_path = {SCHEMA}"))
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS:g}s'"))
        configuration = _configuration()
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, revision)


def downgrade(url: str | URL, *, revision: str) -> None:
    """Take revisions back, where they allow it; what holds the record refuses.

    Raises:
        DowngradeRefusedError: if a revision on the way holds the record.
        MigrationBusyError: if another migration did not end in time.
        SQLAlchemyError: what the database answered.
    """
    engine = create_engine(with_driver(url), poolclass=NullPool)
    with engine.begin() as connection:
        _queue(connection)
        connection.execute(text(f"SET LOCAL ROLE {OWNER}"))
        connection.execute(text(f"SET LOCAL search_path = {SCHEMA}"))
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS:g}s'"))
        configuration = _configuration()
        configuration.attributes["connection"] = connection
        command.downgrade(configuration, revision)


def render() -> str:
    """All migrations as one SQL script, for linters and for administrators; needs no database."""
    configuration = _configuration()
    out = io.StringIO()
    with redirect_stdout(out):
        command.upgrade(configuration, "head", sql=True)
    return out.getvalue()


def _queue(connection: Connection) -> None:
    connection.execute(text(f"SET LOCAL lock_timeout = '{QUEUE_SECONDS:g}s'"))
    try:
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_KEY})
    except OperationalError as error:
        raise MigrationBusyError(QUEUE_SECONDS) from error


def _configuration() -> Config:
    configuration = Config()
    # Alembic's configuration treats the percent sign as its own.
    configuration.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return configuration


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_configuration())
