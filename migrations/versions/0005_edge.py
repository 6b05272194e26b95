"""What the edge itself keeps: the keys of its callers, and the queue of its jobs.

Revision ID: 0005
Revises: 0004
"""

from typing import Final

from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy import text

from storage.base import SCHEMA
from storage.errors import DowngradeRefusedError
from storage.roles import APP
from storage.walls import grant

revision: Final = "0005"
down_revision: Final = "0004"
branch_labels: Final = None
depends_on: Final = None

# Only the hash of a secret is kept. No wall: a key is looked up before anybody is known, by its
# public half, and no route lists keys. What may change is when it was last used and its withdrawal.
_KEYS = """
create table procheck.access_key (
    id text not null,
    secret_hash bytea not null,
    role text not null,
    person text not null,
    agency text,
    supplier text,
    label text not null,
    created_at timestamp with time zone not null,
    created_by text not null,
    expires_at timestamp with time zone not null,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    constraint pk_access_key primary key (id),
    constraint ck_access_key_secret_hash_size check (octet_length(secret_hash) = 32),
    constraint ck_access_key_role check (role in ('officer', 'approver', 'supplier', 'auditor',
        'catalog-keeper', 'standards-keeper', 'administrator')),
    constraint ck_access_key_agency check
        ((role in ('officer', 'approver')) = (agency is not null)),
    constraint ck_access_key_supplier check ((role = 'supplier') = (supplier is not null)),
    constraint ck_access_key_expires_later check (expires_at > created_at)
);
create function procheck.access_key_moves() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at then
        raise exception 'key %: what is withdrawn stays withdrawn', old.id
            using errcode = 'check_violation', constraint = 'access_key_moves';
    end if;
    return new;
end
$$;
create trigger access_key_moves before update on procheck.access_key
    for each row execute function procheck.access_key_moves();
"""

_JOB_TABLES: Final = (
    "procrastinate_workers",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_events",
)


def upgrade() -> None:
    """Make the table of keys, and the tables of procrastinate in the service's own schema."""
    op.execute(_KEYS)
    grant(
        op,
        "access_key",
        app="INSERT, SELECT, UPDATE (revoked_at, last_used_at)",
        audit="SELECT (id, role, person, agency, supplier, label, created_at, created_by,"
        " expires_at, revoked_at, last_used_at)",
    )
    # The library's own definition: the lock file says of which release, and a test says what to do
    # when that changes.
    op.execute(text(SchemaManager.get_schema().replace(":", r"\:")))
    for table in _JOB_TABLES:
        grant(op, table, app="SELECT, INSERT, UPDATE, DELETE")
    op.execute(f"grant usage on all sequences in schema {SCHEMA} to {APP}")


def downgrade() -> None:
    """Refused: the ledger speaks of these keys."""
    raise DowngradeRefusedError(revision)
