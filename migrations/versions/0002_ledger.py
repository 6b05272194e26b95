"""The ledger: events, the queue of pending ones, their places, tiles and checkpoints.

Revision ID: 0002
Revises: 0001
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.roles import APP, SEQUENCER
from storage.walls import enable_wall, grant

revision: Final = "0002"
down_revision: Final = "0001"
branch_labels: Final = None
depends_on: Final = None

_TABLES = """
create table procheck.ledger_event (
    id bigint generated always as identity,
    kind text not null,
    recorded_at timestamp with time zone not null,
    agency text,
    supplier text,
    body bytea not null,
    constraint pk_ledger_event primary key (id),
    constraint ck_ledger_event_body_size check (octet_length(body) between 2 and 60000)
);
create index ix_ledger_event_agency_id on procheck.ledger_event (agency, id)
    where agency is not null;
create index ix_ledger_event_supplier_id on procheck.ledger_event (supplier, id)
    where supplier is not null;

create table procheck.ledger_pending (
    event_id bigint not null,
    recorded_at timestamp with time zone not null,
    constraint pk_ledger_pending primary key (event_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

create table procheck.ledger_entry (
    "index" bigint not null,
    event_id bigint not null,
    leaf_hash bytea not null,
    constraint pk_ledger_entry primary key ("index"),
    constraint uq_ledger_entry_event_id unique (event_id),
    constraint ck_ledger_entry_index_not_negative check ("index" >= 0),
    constraint ck_ledger_entry_leaf_hash_size check (octet_length(leaf_hash) = 32)
);
create index ix_ledger_entry_leaf_hash on procheck.ledger_entry (leaf_hash);

create table procheck.ledger_tile (
    level smallint not null,
    "index" bigint not null,
    root bytea not null,
    hashes bytea not null,
    constraint pk_ledger_tile primary key (level, "index"),
    constraint ck_ledger_tile_root_size check (octet_length(root) = 32),
    constraint ck_ledger_tile_hashes_size check (octet_length(hashes) = 8192)
);
-- Hashes do not compress: the server need not try.
alter table procheck.ledger_tile alter column hashes set storage external;

create table procheck.ledger_checkpoint (
    size bigint not null,
    root bytea not null,
    note bytea not null,
    signed_at timestamp with time zone not null,
    constraint pk_ledger_checkpoint primary key (size),
    constraint ck_ledger_checkpoint_size_not_negative check (size >= 0),
    constraint ck_ledger_checkpoint_root_size check (octet_length(root) = 32)
);
"""

# The queue is filled by the server, so that no statement can write an event and forget to queue it.
# It runs with the owner's rights: the service itself may not touch the queue.
_QUEUE = """
create function procheck.ledger_queue() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into procheck.ledger_pending (event_id, recorded_at)
        select id, recorded_at from added;
    return null;
end
$$;
revoke all on function procheck.ledger_queue() from public;
create trigger ledger_event_queue after insert on procheck.ledger_event
    referencing new table as added for each statement execute function procheck.ledger_queue();
"""

_APPEND_ONLY = """
create function procheck.ledger_refuse() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception '%.% only grows: % is refused', tg_table_schema, tg_table_name, tg_op
        using errcode = 'insufficient_privilege';
end
$$;
create trigger ledger_event_append_only before update or delete or truncate
    on procheck.ledger_event for each statement execute function procheck.ledger_refuse();
create trigger ledger_pending_append_only before update or truncate
    on procheck.ledger_pending for each statement execute function procheck.ledger_refuse();
create trigger ledger_entry_append_only before update or delete or truncate
    on procheck.ledger_entry for each statement execute function procheck.ledger_refuse();
create trigger ledger_tile_append_only before update or delete or truncate
    on procheck.ledger_tile for each statement execute function procheck.ledger_refuse();
create trigger ledger_checkpoint_append_only before update or delete or truncate
    on procheck.ledger_checkpoint for each statement execute function procheck.ledger_refuse();
"""

# Whoever acts records it, whatever tenant it concerns: the service's role may append any entry.
# The sequencer reads every body to hash it.
_POLICIES = f"""
create policy ledger_event_append on procheck.ledger_event for insert to {APP} with check (true);
create policy ledger_event_sequence on procheck.ledger_event for select to {SEQUENCER} using (true);
"""


def upgrade() -> None:
    """Make the tables, their guards and their walls."""
    for statements in (_TABLES, _QUEUE, _APPEND_ONLY):
        op.execute(statements)
    grant(op, "ledger_event", app="INSERT, SELECT", procheck_sequencer="SELECT")
    grant(op, "ledger_pending", app="SELECT", procheck_sequencer="SELECT, DELETE")
    for table in ("ledger_entry", "ledger_tile", "ledger_checkpoint"):
        grant(op, table, app="SELECT", procheck_sequencer="INSERT, SELECT")
    # Hashes, proofs and checkpoints are public; the bodies of entries are for those they concern.
    enable_wall(
        op,
        "ledger_event",
        supplier_column="supplier",
        readers=("auditor", "administrator", "system"),
        writers=(),
    )
    op.execute(_POLICIES)


def downgrade() -> None:
    """Refused: what is recorded is never taken back."""
    raise DowngradeRefusedError(revision)
