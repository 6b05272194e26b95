"""Walls between tenants: row-level security and grants, rendered for migrations.

A wall stands below the queries. A query that forgets its filter still sees only the rows of the
transaction's scope (`storage.scope`), and with no scope it sees nothing.

Queries keep their own filter, since that is what an index serves: text and whole-number equality
is leak-proof, so PostgreSQL applies it before the wall.
"""

from collections.abc import Collection
from typing import Final, Protocol

from sqlalchemy import Executable, text

from storage.base import SCHEMA
from storage.roles import APP, AUDIT
from storage.scope import AGENCY_SETTING, ROLE_SETTING, SUPPLIER_SETTING

READERS: Final = ("auditor", "catalog-keeper", "standards-keeper", "administrator", "system")
"""Roles that see the rows of all tenants, unless a table says otherwise."""

WRITERS: Final = ("administrator", "system")
"""Roles that may write rows of any tenant, unless a table says otherwise."""


class Runner(Protocol):
    """What runs a statement: Alembic's `op`, or a connection."""

    def execute(self, statement: Executable, /) -> object:
        """Run one statement."""


def enable_wall(
    runner: Runner,
    table: str,
    *,
    agency_column: str | None = "agency",
    supplier_column: str | None = None,
    readers: Collection[str] = READERS,
    writers: Collection[str] = WRITERS,
    supplier_writes: bool = False,
) -> None:
    """Put a wall around a table of the service's schema.

    Rows are seen by the agency they name, by the supplier they name, by the roles in `readers`,
    and by the database role that audits. They are written by the agency they name and by the roles
    in `writers`; by the supplier they name only with `supplier_writes`.

    Args:
        runner: `op` of a migration, or a connection of the owner.
        table: its bare name.
        agency_column: holds the USCC of the agency; None if rows belong to no agency.
        supplier_column: holds the USCC of the supplier; None if rows belong to no supplier.
        readers: roles of the scope that see every row.
        writers: roles of the scope that write every row.
        supplier_writes: whether suppliers write their own rows.
    """
    own = _own(agency_column, AGENCY_SETTING)
    supplied = _own(supplier_column, SUPPLIER_SETTING)
    read = " OR ".join([*_role_in(readers), *own, *supplied]) or "false"
    write = " OR ".join([*_role_in(writers), *own, *(supplied if supplier_writes else [])])
    write = write or "false"
    name = f"{SCHEMA}.{table}"
    for statement in (
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {table}_read ON {name} FOR SELECT USING ({read})",
        f"CREATE POLICY {table}_insert ON {name} FOR INSERT WITH CHECK ({write})",
        f"CREATE POLICY {table}_update ON {name} FOR UPDATE USING ({write}) WITH CHECK ({write})",
        f"CREATE POLICY {table}_delete ON {name} FOR DELETE USING ({write})",
        f"CREATE POLICY {table}_audit ON {name} FOR SELECT TO {AUDIT} USING (true)",
    ):
        _run(runner, statement)


def grant(
    runner: Runner,
    table: str,
    *,
    app: str | None = "INSERT, SELECT",
    audit: str | None = "SELECT",
    **others: str,
) -> None:
    """Grant what each role may do with a table. What is not granted is forbidden.

    Args:
        runner: `op` of a migration, or a connection of the owner.
        table: its bare name.
        app: rights of the serving role; a column list is allowed, as in `UPDATE (state)`.
        audit: rights of the auditing role.
        **others: rights of further roles by their full name.
    """
    for role, rights in {APP: app, AUDIT: audit, **others}.items():
        if rights:
            _run(runner, f"GRANT {rights} ON TABLE {SCHEMA}.{table} TO {role}")


def _own(column: str | None, setting: str) -> list[str]:
    # An unset setting reads as NULL before the first transaction of a session and as the empty
    # text after it; both must match nothing.
    if column is None:
        return []
    return [f"{column} = nullif(current_setting('{setting}', true), '')"]


def _role_in(roles: Collection[str]) -> list[str]:
    if not roles:
        return []
    listing = ", ".join(f"'{role}'" for role in sorted(roles))
    return [f"current_setting('{ROLE_SETTING}', true) IN ({listing})"]


def _run(runner: Runner, statement: str) -> None:
    runner.execute(text(statement.replace(":", r"\:")))
