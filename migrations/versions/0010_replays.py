"""Replays of history under a draft: what was asked, how far each is, and what comes out otherwise.

Revision ID: 0010
Revises: 0009
"""

from typing import Final

from alembic import op

from storage.walls import enable_wall, grant

revision: Final = "0010"
down_revision: Final = "0009"
branch_labels: Final = None
depends_on: Final = None

# A replay decides nothing: no table of orders, approvals or quota refers to these, and these refer
# to none, so that nothing in here can be joined into a decision by a key.
_TABLES = """
create table procheck.replay (
    id text not null,
    name text not null,
    draft bytea,
    as_if_from date,
    since date,
    until date,
    asked_by text not null,
    asked_at timestamp with time zone not null,
    state text not null,
    through bigint,
    event bigint not null,
    begun boolean not null,
    orders bigint not null,
    stand bytea,
    sums bytea,
    failure text,
    detail text,
    changed_at timestamp with time zone not null,
    constraint pk_replay primary key (id),
    constraint ck_replay_state_known
        check (state in ('waiting', 'running', 'done', 'stopped', 'failed')),
    constraint ck_replay_sums_when_done check ((sums is not null) = (state = 'done')),
    constraint ck_replay_failure_when_failed check ((failure is not null) = (state = 'failed')),
    constraint ck_replay_days_in_order check (until >= since),
    constraint ck_replay_orders_not_negative check (orders >= 0)
);
create index ix_replay_changed_at on procheck.replay (changed_at)
    where state in ('waiting', 'running');
create table procheck.replay_order (
    replay text not null,
    place bigint not null,
    body bytea not null,
    constraint pk_replay_order primary key (replay, place),
    constraint fk_replay_order_replay_replay
        foreign key (replay) references procheck.replay (id)
);
"""

# What is over stays as it is, and how far a replay is only grows.
_GUARDS = """
create function procheck.replay_moves() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if old.state not in ('waiting', 'running') or new.event < old.event then
        raise exception 'replay % is over, or would go back', old.id
            using errcode = 'check_violation', constraint = 'replay_moves';
    end if;
    return new;
end
$$;
create trigger replay_moves before update on procheck.replay
    for each row execute function procheck.replay_moves();
create trigger replay_kept before delete or truncate on procheck.replay
    for each statement execute function procheck.approvals_refuse();
create trigger replay_order_append_only before update or delete or truncate
    on procheck.replay_order for each statement execute function procheck.approvals_refuse();
"""

_READERS = ("auditor", "standards-keeper", "system")
_CHANGING = "state, through, event, begun, orders, stand, sums, failure, detail, changed_at"


def upgrade() -> None:
    """Make the tables: for those who keep the standards and those who audit, and nobody else."""
    for statements in (_TABLES, _GUARDS):
        op.execute(statements)
    enable_wall(
        op,
        "replay",
        agency_column=None,
        readers=_READERS,
        writers=("standards-keeper", "system"),
    )
    enable_wall(op, "replay_order", agency_column=None, readers=_READERS, writers=("system",))
    grant(op, "replay", app=f"INSERT, SELECT, UPDATE ({_CHANGING})")
    grant(op, "replay_order")


def downgrade() -> None:
    """Drop the tables: rehearsals can be held again."""
    op.execute("drop table procheck.replay_order")
    op.execute("drop table procheck.replay")
    op.execute("drop function procheck.replay_moves()")
