"""A sandbox: a database that never holds anything real, and whose clock runs ahead of the wall's.

Revision ID: 0030
Revises: 0029
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.roles import SEQUENCER
from storage.walls import grant

revision: Final = "0030"
down_revision: Final = "0029"
branch_labels: Final = None
depends_on: Final = None

# No wall: what o'clock it is, is everybody's.
_TABLE = """
create table procheck.sandbox (
    one boolean not null default true,
    ahead interval not null,
    advanced_at timestamp with time zone,
    advanced_by text,
    constraint pk_sandbox primary key (one),
    constraint ck_sandbox_one check (one),
    constraint ck_sandbox_ahead check (ahead >= interval '0'),
    constraint ck_sandbox_advanced check ((advanced_at is null) = (advanced_by is null))
);
"""

# A database with records stays what it is, whatever the code forgets, and time goes one way.
_GUARDS = """
create function procheck.sandbox_begins_empty() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from procheck.ledger_event) then
        raise exception 'a database that holds records never becomes a sandbox'
            using errcode = 'check_violation', constraint = 'sandbox_begins_empty';
    end if;
    return new;
end
$$;
create trigger sandbox_begins_empty before insert on procheck.sandbox
    for each row execute function procheck.sandbox_begins_empty();
create function procheck.sandbox_runs_forward() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if new.ahead < old.ahead then
        raise exception 'the clock of a sandbox is never set back'
            using errcode = 'check_violation', constraint = 'sandbox_runs_forward';
    end if;
    return new;
end
$$;
create trigger sandbox_runs_forward before update on procheck.sandbox
    for each row execute function procheck.sandbox_runs_forward();
"""


def upgrade() -> None:
    """Make the table, its guards and the rights on it; nobody may take a mark away."""
    op.execute(_TABLE)
    op.execute(_GUARDS)
    rights = "SELECT, INSERT, UPDATE (ahead, advanced_at, advanced_by)"
    grant(op, "sandbox", app=rights, **{SEQUENCER: "SELECT"})


def downgrade() -> None:
    """Refuse: without its mark a sandbox would pass for a service.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
