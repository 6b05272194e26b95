"""Events: the feed of the ledger, the addresses that are told of it, and what was sent to them.

Revision ID: 0026
Revises: 0025
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.roles import APP, OWNER
from storage.walls import enable_wall, grant

revision: Final = "0026"
down_revision: Final = "0025"
branch_labels: Final = None
depends_on: Final = None

# A supplier is told what was approved, sent, revoked or decided about it, and of its own addresses;
# what an agency asks for and how that was examined is the agency's affair. Whom nobody may buy from
# is every agency's.
_KINDS = """
create function procheck.told_to_suppliers(kind text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp
return kind ~ '^(approval|delivery|supplier|subscription)[.]';
create function procheck.told_to_everybody(kind text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp
return kind ~ '^supplier[.]';
"""

# Filled by the server as the sequencer gives an entry its place: what has no place is not there,
# and what has one cannot be left out. Never changed, never pruned.
_FEED = """
create table procheck.ledger_feed (
    "index" bigint not null,
    event_id bigint not null,
    leaf_hash bytea not null,
    kind text not null,
    agency text,
    supplier text,
    open boolean not null,
    constraint pk_ledger_feed primary key ("index"),
    constraint uq_ledger_feed_event_id unique (event_id),
    constraint ck_ledger_feed_leaf_hash_size check (octet_length(leaf_hash) = 32)
);
create index ix_ledger_feed_agency on procheck.ledger_feed (agency, "index")
    where agency is not null;
create index ix_ledger_feed_supplier on procheck.ledger_feed (supplier, "index")
    where supplier is not null;
create index ix_ledger_feed_open on procheck.ledger_feed ("index") where open;
create trigger ledger_feed_append_only before update or delete or truncate
    on procheck.ledger_feed for each statement execute function procheck.ledger_refuse();
create function procheck.ledger_feed_grows() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into procheck.ledger_feed ("index", event_id, leaf_hash, kind, agency, supplier, open)
        select added."index", added.event_id, added.leaf_hash, e.kind, e.agency,
            case when procheck.told_to_suppliers(e.kind) then e.supplier end,
            procheck.told_to_everybody(e.kind)
        from added join procheck.ledger_event e on e.id = added.event_id;
    return null;
end
$$;
revoke all on function procheck.ledger_feed_grows() from public;
create trigger ledger_entry_feed after insert on procheck.ledger_entry
    referencing new table as added for each statement
    execute function procheck.ledger_feed_grows();
"""

# Walls hold for the owner too: entries of every tenant are seen by the service's own role.
_SO_FAR = """
select set_config('procheck.role', 'system', true);
insert into procheck.ledger_feed ("index", event_id, leaf_hash, kind, agency, supplier, open)
    select l."index", l.event_id, l.leaf_hash, e.kind, e.agency,
        case when procheck.told_to_suppliers(e.kind) then e.supplier end,
        procheck.told_to_everybody(e.kind)
    from procheck.ledger_entry l join procheck.ledger_event e on e.id = l.event_id;
"""

_TABLES = """
create table procheck.subscription (
    id text not null,
    agency text,
    supplier text,
    url text not null,
    kinds text[] not null,
    label text,
    state text not null default 'enabled',
    reason text,
    created_at timestamp with time zone not null,
    created_by text not null,
    revision integer not null default 1,
    failures integer not null default 0,
    busy_until timestamp with time zone,
    constraint pk_subscription primary key (id),
    constraint ck_subscription_one_tenant check ((agency is null) <> (supplier is null)),
    constraint ck_subscription_state check (state in ('enabled', 'disabled', 'deleted')),
    constraint ck_subscription_failures check (failures >= 0)
);
create index ix_subscription_agency on procheck.subscription (agency, id)
    where agency is not null;
create index ix_subscription_supplier on procheck.subscription (supplier, id)
    where supplier is not null;
create table procheck.subscription_secret (
    subscription text not null,
    serial integer not null,
    agency text,
    supplier text,
    key text not null,
    made_at timestamp with time zone not null,
    made_by text not null,
    constraint pk_subscription_secret primary key (subscription, serial),
    constraint fk_subscription_secret_subscription_subscription foreign key (subscription)
        references procheck.subscription
);
create table procheck.webhook_delivery (
    id text not null,
    subscription text not null,
    agency text,
    supplier text,
    event_id bigint not null,
    kind text not null,
    state text not null default 'pending',
    tries integer not null default 0,
    next_at timestamp with time zone not null,
    recorded_at timestamp with time zone not null,
    constraint pk_webhook_delivery primary key (id),
    constraint uq_webhook_delivery_subscription_event_id unique (subscription, event_id),
    constraint fk_webhook_delivery_subscription_subscription foreign key (subscription)
        references procheck.subscription,
    constraint ck_webhook_delivery_state check (state in ('pending', 'delivered', 'dead')),
    constraint ck_webhook_delivery_tries check (tries >= 0)
);
create index ix_webhook_delivery_due on procheck.webhook_delivery (subscription, next_at)
    where state = 'pending';
create table procheck.webhook_attempt (
    id bigint generated always as identity,
    delivery text not null,
    agency text,
    supplier text,
    began_at timestamp with time zone not null,
    milliseconds integer not null,
    outcome text not null,
    status integer,
    response_digest text,
    response_bytes integer,
    constraint pk_webhook_attempt primary key (id),
    constraint fk_webhook_attempt_delivery_webhook_delivery foreign key (delivery)
        references procheck.webhook_delivery,
    constraint ck_webhook_attempt_status check (status between 100 and 999)
);
create index ix_webhook_attempt_delivery on procheck.webhook_attempt (delivery, id);
"""

# By the server, in the transaction that records the event: no act can forget it, and what rolls
# back was never to be sent. The job is procrastinate's own, deferred by its own function, so the
# tables of its schema stand first in the path.
_DUE = """
create function procheck.webhooks_due() returns trigger
language plpgsql security definer set search_path = pg_catalog, procheck, pg_temp as $$
declare
    jobs bigint[];
begin
    if not exists (select from procheck.subscription s where s.state = 'enabled') then
        return null;
    end if;
    with due as (
        insert into procheck.webhook_delivery
            (id, subscription, agency, supplier, event_id, kind, next_at, recorded_at)
        select gen_random_uuid()::text, s.id, s.agency, s.supplier, e.id, e.kind,
            e.recorded_at, e.recorded_at
        from added e join procheck.subscription s on s.state = 'enabled'
            and procheck.concerns(e.kind, e.agency, e.supplier, s.agency, s.supplier)
            and (cardinality(s.kinds) = 0 or e.kind = any (s.kinds))
        returning subscription
    )
    select procheck.procrastinate_defer_jobs_v1(array_agg(
        row('webhooks', 'send-webhooks', 0, null, null,
            jsonb_build_object('subscription', told.subscription), null)
        ::procheck.procrastinate_job_to_defer_v1))
    into jobs from (select distinct subscription from due) told having count(*) > 0;
    return null;
end
$$;
create function procheck.concerns(kind text, agency text, supplier text, of_agency text,
    of_supplier text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp
return coalesce(agency = of_agency, false)
    or coalesce(supplier = of_supplier and procheck.told_to_suppliers(kind), false)
    or (of_agency is not null and procheck.told_to_everybody(kind));
revoke all on function procheck.webhooks_due() from public;
create trigger ledger_event_webhooks after insert on procheck.ledger_event
    referencing new table as added for each statement execute function procheck.webhooks_due();
"""

_POLICIES = f"""
create policy ledger_event_feed on procheck.ledger_event for select to {OWNER} using (true);
create policy ledger_feed_grow on procheck.ledger_feed for insert to {OWNER} with check (true);
create policy ledger_event_open on procheck.ledger_event for select to {APP}
    using (procheck.told_to_everybody(kind)
        and nullif(current_setting('procheck.agency', true), '') is not null);
create policy ledger_feed_open on procheck.ledger_feed for select to {APP}
    using (open and nullif(current_setting('procheck.agency', true), '') is not null);
create policy subscription_due on procheck.subscription for select to {OWNER} using (true);
create policy webhook_delivery_due on procheck.webhook_delivery to {OWNER} using (true)
    with check (true);
"""

_ONLY_GROWS = ("subscription_secret", "webhook_attempt")
_MAY_CHANGE = {
    "subscription": "INSERT, SELECT, UPDATE (state, reason, revision, failures, busy_until)",
    # What is due is written by the server alone.
    "webhook_delivery": "SELECT, UPDATE (state, tries, next_at)",
}


def upgrade() -> None:
    """Make the tables, what fills them, their walls and the rights on them."""
    for statements in (_KINDS, _FEED, _SO_FAR, _TABLES, _DUE):
        op.execute(statements)
    grant(op, "ledger_feed", app="SELECT", procheck_sequencer="SELECT")
    for table in _ONLY_GROWS:
        op.execute(
            f"create trigger {table}_append_only before update or delete or truncate "
            f"on procheck.{table} for each statement execute function procheck.approvals_refuse()"
        )
        grant(op, table)
    for table, rights in _MAY_CHANGE.items():
        op.execute(
            f"create trigger {table}_kept before delete or truncate "
            f"on procheck.{table} for each statement execute function procheck.approvals_refuse()"
        )
        grant(op, table, app=rights)
    readers = ("auditor", "administrator", "system")
    enable_wall(op, "ledger_feed", supplier_column="supplier", readers=readers, writers=())
    for table in (*_ONLY_GROWS, *_MAY_CHANGE):
        enable_wall(
            op,
            table,
            supplier_column="supplier",
            readers=("auditor", "system"),
            writers=("system",),
            supplier_writes=True,
        )
    op.execute(_POLICIES)


def downgrade() -> None:
    """Refuse: what was sent to whom is never forgotten.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
