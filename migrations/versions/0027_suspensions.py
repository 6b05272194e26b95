"""Suspended suppliers: barred for a term by a decision, and how that ended.

Revision ID: 0027
Revises: 0026
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.walls import grant

revision: Final = "0027"
down_revision: Final = "0026"
branch_labels: Final = None
depends_on: Final = None

_TABLES = """
create table procheck.supplier_suspension (
    number text not null,
    supplier text not null,
    document text not null,
    reason text not null,
    valid_from date not null,
    valid_until date not null,
    person text not null,
    recorded_at timestamp with time zone not null,
    constraint pk_supplier_suspension primary key (number),
    constraint ck_supplier_suspension_term check (valid_from <= valid_until)
);
create index ix_supplier_suspension_supplier
    on procheck.supplier_suspension (supplier, valid_until);
create index ix_supplier_suspension_valid_until on procheck.supplier_suspension (valid_until);
create table procheck.supplier_reinstatement (
    number text not null,
    free_from date not null,
    document text,
    reason text,
    person text not null,
    recorded_at timestamp with time zone not null,
    constraint pk_supplier_reinstatement primary key (number),
    constraint fk_supplier_reinstatement_number_supplier_suspension foreign key (number)
        references procheck.supplier_suspension
);
"""

# Whoever suspended a supplier cannot lift it, whatever the code forgets.
_GUARD = """
create function procheck.suspension_another_person() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from procheck.supplier_suspension s
        where s.number = new.number and s.person = new.person)
    then
        raise exception 'suspension %: whoever suspends can never lift', new.number
            using errcode = 'check_violation', constraint = 'another_person';
    end if;
    return new;
end
$$;
create trigger supplier_reinstatement_another_person before insert
    on procheck.supplier_reinstatement
    for each row execute function procheck.suspension_another_person();
"""


def upgrade() -> None:
    """Make the tables, their guards and the rights on them: they are public, and only grow."""
    op.execute(_TABLES)
    op.execute(_GUARD)
    for table in ("supplier_suspension", "supplier_reinstatement"):
        op.execute(
            f"create trigger {table}_append_only before update or delete or truncate "
            f"on procheck.{table} for each statement execute function procheck.approvals_refuse()"
        )
        grant(op, table)


def downgrade() -> None:
    """Refuse: who was suspended when is never forgotten.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
