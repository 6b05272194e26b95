"""Agencies and their facts, orders, quota, approvals, and answers kept for repeated requests.

Revision ID: 0004
Revises: 0003
"""

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.roles import APP
from storage.walls import enable_wall, grant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Facts have two clocks: the day from which they hold, and when they were recorded. A correction is
# one more row. The anchor is what an act on an agency's quota locks first; it says nothing itself.
_AGENCIES = """
create table procheck.agency (
    uscc text not null,
    name text not null,
    jurisdiction text not null,
    level text not null,
    registered_at timestamp with time zone not null,
    registered_by text not null,
    constraint pk_agency primary key (uscc),
    constraint ck_agency_uscc_form check (uscc ~ '^[0-9A-HJ-NPQRTUWXY]{18}$')
);
create table procheck.quota_anchor (
    agency text not null,
    constraint pk_quota_anchor primary key (agency),
    constraint fk_quota_anchor_agency_agency foreign key (agency) references procheck.agency
);
create table procheck.agency_property (
    id bigint generated always as identity,
    agency text not null,
    property text not null,
    value boolean not null,
    valid_from date not null,
    recorded_at timestamp with time zone not null,
    recorded_by text not null,
    source text not null,
    constraint pk_agency_property primary key (id),
    constraint fk_agency_property_agency_agency foreign key (agency) references procheck.agency
);
create index ix_agency_property_agency on procheck.agency_property
    (agency, property, valid_from desc, id desc);
create table procheck.headcount (
    id bigint generated always as identity,
    agency text not null,
    basis text not null,
    value integer not null,
    valid_from date not null,
    recorded_at timestamp with time zone not null,
    recorded_by text not null,
    source text not null,
    constraint pk_headcount primary key (id),
    constraint fk_headcount_agency_agency foreign key (agency) references procheck.agency,
    constraint ck_headcount_value_not_negative check (value >= 0)
);
create index ix_headcount_agency on procheck.headcount (agency, basis, valid_from desc, id desc);
create table procheck.approver_naming (
    id bigint generated always as identity,
    agency text not null,
    persons text[] not null,
    valid_from date not null,
    recorded_at timestamp with time zone not null,
    recorded_by text not null,
    source text not null,
    constraint pk_approver_naming primary key (id),
    constraint fk_approver_naming_agency_agency foreign key (agency) references procheck.agency
);
create index ix_approver_naming_agency on procheck.approver_naming
    (agency, valid_from desc, id desc);
"""

_ORDERS = """
create table procheck.purchase_order (
    id text not null,
    agency text not null,
    supplier text,
    reference text not null,
    state text not null,
    awaits text,
    outcome text not null,
    placed_on date not null,
    placed_at timestamp with time zone not null,
    placed_by text not null,
    document bytea not null,
    content_hash text not null,
    lapses_at timestamp with time zone,
    ended text,
    revision integer not null default 1,
    changed_at timestamp with time zone not null,
    constraint pk_purchase_order primary key (id),
    constraint uq_purchase_order_agency_reference unique (agency, reference),
    constraint fk_purchase_order_agency_agency foreign key (agency) references procheck.agency,
    constraint ck_purchase_order_state check (state in
        ('approved', 'refused', 'referred', 'held', 'cancelled', 'superseded')),
    constraint ck_purchase_order_awaits check (
        case state when 'referred' then awaits in ('decision', 'answers')
                   when 'held' then awaits = 'facts' else awaits is null end),
    constraint ck_purchase_order_open_lapses check
        ((state in ('referred', 'held')) = (lapses_at is not null)),
    constraint ck_purchase_order_content_hash check (content_hash ~ '^sha256:[0-9a-f]{64}$')
);
create index ix_purchase_order_agency on procheck.purchase_order (agency, id);
create index ix_purchase_order_supplier on procheck.purchase_order (supplier, id)
    where supplier is not null;
create index ix_purchase_order_lapses_at on procheck.purchase_order (agency, lapses_at)
    where lapses_at is not null;
create table procheck.order_line (
    order_id text not null,
    line integer not null,
    agency text not null,
    supplier text,
    class text not null,
    attributes text not null,
    model text,
    quantity integer not null,
    unit_price numeric(18, 4) not null,
    reserved integer not null default 0,
    committed integer not null default 0,
    consumed integer not null default 0,
    released integer not null default 0,
    constraint pk_order_line primary key (order_id, line),
    constraint fk_order_line_order_id_purchase_order foreign key (order_id)
        references procheck.purchase_order,
    constraint ck_order_line_quantity check (quantity > 0),
    constraint ck_order_line_conserved check (
        least(reserved, committed, consumed, released) >= 0
        and reserved + committed + consumed + released <= quantity)
);
create table procheck.receipt (
    order_id text not null,
    examination integer not null,
    agency text not null,
    digest text not null,
    body bytea not null,
    recorded_at timestamp with time zone not null,
    constraint pk_receipt primary key (order_id, examination),
    constraint fk_receipt_order_id_purchase_order foreign key (order_id)
        references procheck.purchase_order,
    constraint ck_receipt_digest check (digest ~ '^sha256:[0-9a-f]{64}$')
);
create table procheck.answer (
    order_id text not null,
    question text not null,
    agency text not null,
    granted boolean not null,
    reason text not null,
    role text not null,
    person text not null,
    recorded_at timestamp with time zone not null,
    constraint pk_answer primary key (order_id, question),
    constraint fk_answer_order_id_purchase_order foreign key (order_id)
        references procheck.purchase_order
);
create table procheck.decision (
    id bigint generated always as identity,
    order_id text not null,
    agency text not null,
    granted boolean not null,
    reason text not null,
    person text not null,
    recorded_at timestamp with time zone not null,
    constraint pk_decision primary key (id),
    constraint fk_decision_order_id_purchase_order foreign key (order_id)
        references procheck.purchase_order
);
create index ix_decision_order_id on procheck.decision (order_id, id);
"""

_APPROVALS = """
create sequence procheck.approval_status_index as bigint minvalue 0 start with 0;
create table procheck.approval (
    number text not null,
    order_id text not null,
    agency text not null,
    supplier text,
    statement text not null,
    kid text not null,
    granted_at timestamp with time zone not null,
    granted_by text not null,
    valid_from date not null,
    valid_until date not null,
    expires_at timestamp with time zone not null,
    status_index bigint not null,
    state text not null default 'in-force',
    revision integer not null default 1,
    constraint pk_approval primary key (number),
    constraint uq_approval_order_id unique (order_id),
    constraint uq_approval_status_index unique (status_index),
    constraint fk_approval_order_id_purchase_order foreign key (order_id)
        references procheck.purchase_order,
    constraint ck_approval_state check (state in
        ('in-force', 'revoked', 'expired', 'superseded')),
    constraint ck_approval_window check (valid_from <= valid_until and granted_at < expires_at)
);
create index ix_approval_agency on procheck.approval (agency, granted_at desc, number);
create index ix_approval_supplier on procheck.approval (supplier, granted_at desc, number)
    where supplier is not null;
create index ix_approval_expires_at on procheck.approval (agency, expires_at)
    where state = 'in-force';
create index ix_approval_dead on procheck.approval (status_index)
    where state in ('revoked', 'superseded');
create table procheck.revocation (
    number text not null,
    agency text not null,
    supplier text,
    reason text not null,
    effective_on date not null,
    person text not null,
    recorded_at timestamp with time zone not null,
    constraint pk_revocation primary key (number),
    constraint fk_revocation_number_approval foreign key (number) references procheck.approval
);
"""

_ASSETS = """
create table procheck.asset (
    serial text not null,
    agency text not null,
    class text not null,
    attributes text not null,
    in_service_since date,
    number text,
    line integer,
    recorded_at timestamp with time zone not null,
    recorded_by text not null,
    source text not null,
    constraint pk_asset primary key (serial),
    constraint fk_asset_agency_agency foreign key (agency) references procheck.agency,
    constraint fk_asset_number_approval foreign key (number) references procheck.approval,
    constraint ck_asset_approved_line check ((number is null) = (line is null))
);
create index ix_asset_agency on procheck.asset (agency, serial);
create table procheck.asset_condition (
    id bigint generated always as identity,
    serial text not null,
    agency text not null,
    pages bigint,
    beyond_repair text,
    observed_on date not null,
    recorded_at timestamp with time zone not null,
    recorded_by text not null,
    constraint pk_asset_condition primary key (id),
    constraint fk_asset_condition_serial_asset foreign key (serial) references procheck.asset,
    constraint ck_asset_condition_pages_not_negative check (pages >= 0)
);
create index ix_asset_condition_serial on procheck.asset_condition
    (serial, observed_on desc, id desc);
create table procheck.asset_disposal (
    serial text not null,
    agency text not null,
    disposed_on date not null,
    document text not null,
    recorded_at timestamp with time zone not null,
    recorded_by text not null,
    constraint pk_asset_disposal primary key (serial),
    constraint fk_asset_disposal_serial_asset foreign key (serial) references procheck.asset
);
"""

# A movement says by how much it changes the balance of its kind. One that takes units must leave
# the kind at or under its ceiling, unless it names what excuses it: the second wall behind the
# lock.
_QUOTA = """
create table procheck.quota_balance (
    agency text not null,
    class text not null,
    attributes text not null,
    reserved integer not null default 0,
    committed integer not null default 0,
    on_hand integer not null default 0,
    constraint pk_quota_balance primary key (agency, class, attributes),
    constraint fk_quota_balance_agency_agency foreign key (agency) references procheck.agency,
    constraint ck_quota_balance_not_negative check (least(reserved, committed, on_hand) >= 0)
);
create table procheck.quota_movement (
    id bigint generated always as identity,
    agency text not null,
    class text not null,
    attributes text not null,
    verb text not null,
    reserved_change integer not null default 0,
    committed_change integer not null default 0,
    on_hand_change integer not null default 0,
    order_id text,
    line integer,
    serial text,
    taken_after integer not null,
    ceiling integer,
    cap text,
    excused text,
    recorded_at timestamp with time zone not null,
    recorded_by text not null,
    constraint pk_quota_movement primary key (id),
    constraint fk_quota_movement_order_id_line_order_line foreign key (order_id, line)
        references procheck.order_line,
    constraint fk_quota_movement_serial_asset foreign key (serial) references procheck.asset,
    constraint ck_quota_movement_verb check (case verb
        when 'reserve' then reserved_change > 0 and committed_change = 0 and on_hand_change = 0
        when 'commit' then committed_change > 0 and on_hand_change = 0
            and reserved_change in (0, -committed_change)
        when 'consume' then on_hand_change > 0 and reserved_change = 0
            and committed_change in (0, -on_hand_change)
        when 'release' then greatest(reserved_change, committed_change, on_hand_change) = 0
            and reserved_change + committed_change + on_hand_change < 0
        else false end),
    constraint ck_quota_movement_within_ceiling check (verb not in ('reserve', 'commit')
        or ceiling is null or taken_after <= ceiling or excused is not null)
);
create index ix_quota_movement_order_id on procheck.quota_movement (order_id, line)
    where order_id is not null;
"""

_IDEMPOTENCY = """
create table procheck.idempotency (
    person text not null,
    route text not null,
    key text not null,
    request_hash text not null,
    status smallint,
    headers text,
    body bytea,
    recorded_at timestamp with time zone not null,
    constraint pk_idempotency primary key (person, route, key),
    constraint ck_idempotency_answered check ((status is null) = (body is null)
        and (status is null) = (headers is null))
) with (fillfactor = 70);
"""

# What the service may change at all, it may change only along these lines, whoever writes the SQL.
_GUARDS = """
create function procheck.approvals_refuse() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception '%.% only grows: % is refused', tg_table_schema, tg_table_name, tg_op
        using errcode = 'insufficient_privilege';
end
$$;
create function procheck.order_moves() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if not (case old.state
        when 'held' then true
        when 'referred' then true
        when 'approved' then new.state in ('cancelled', 'superseded')
        else false end)
    then
        raise exception 'order %: % never becomes %', old.id, old.state, new.state
            using errcode = 'check_violation', constraint = 'order_moves';
    end if;
    return new;
end
$$;
create trigger purchase_order_moves before update on procheck.purchase_order
    for each row execute function procheck.order_moves();
create function procheck.approval_moves() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if old.state <> 'in-force' or new.state = 'in-force' then
        raise exception 'approval %: % never becomes %', old.number, old.state, new.state
            using errcode = 'check_violation', constraint = 'approval_moves';
    end if;
    return new;
end
$$;
create trigger approval_moves before update on procheck.approval
    for each row execute function procheck.approval_moves();
create function procheck.another_person() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from procheck.purchase_order o
               where o.id = new.order_id and o.placed_by = new.person)
    then
        raise exception 'order %: whoever asks can never grant or answer', new.order_id
            using errcode = 'check_violation', constraint = 'another_person';
    end if;
    return new;
end
$$;
create trigger decision_another_person before insert on procheck.decision
    for each row execute function procheck.another_person();
create trigger answer_another_person before insert on procheck.answer
    for each row execute function procheck.another_person();
create function procheck.idempotency_answered_once() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if old.status is not null then
        raise exception 'the answer to key % is kept as it was given', old.key
            using errcode = 'check_violation', constraint = 'idempotency_answered_once';
    end if;
    return new;
end
$$;
create trigger idempotency_answered_once before update on procheck.idempotency
    for each row execute function procheck.idempotency_answered_once();
"""

_ONLY_GROWS = (
    "agency",
    "agency_property",
    "headcount",
    "approver_naming",
    "receipt",
    "answer",
    "decision",
    "revocation",
    "asset",
    "asset_condition",
    "asset_disposal",
    "quota_movement",
)

_MAY_CHANGE = {
    "quota_anchor": "agency",  # never written: PostgreSQL asks for the right to lock a row
    "purchase_order": "state, awaits, outcome, lapses_at, ended, revision, changed_at",
    "order_line": "reserved, committed, consumed, released",
    "approval": "state, revision",
    "quota_balance": "reserved, committed, on_hand",
    "idempotency": "status, headers, body",
}

_WALLED = {
    "agency": ("uscc", None),
    "quota_anchor": ("agency", None),
    "agency_property": ("agency", None),
    "headcount": ("agency", None),
    "approver_naming": ("agency", None),
    "purchase_order": ("agency", "supplier"),
    "order_line": ("agency", "supplier"),
    "receipt": ("agency", None),
    "answer": ("agency", None),
    "decision": ("agency", None),
    "approval": ("agency", "supplier"),
    "revocation": ("agency", "supplier"),
    "asset": ("agency", None),
    "asset_condition": ("agency", None),
    "asset_disposal": ("agency", None),
    "quota_balance": ("agency", None),
    "quota_movement": ("agency", None),
}

# An answer kept for repetition is for the one who asked, whatever else he may see.
_REPETITION_WALL = """
alter table procheck.idempotency enable row level security;
alter table procheck.idempotency force row level security;
create policy idempotency_own on procheck.idempotency for all using (
    person = nullif(current_setting('procheck.person', true), ''));
"""


def upgrade() -> None:
    """Make the tables, their guards, their walls and the rights on them."""
    for statements in (_AGENCIES, _ORDERS, _APPROVALS, _ASSETS, _QUOTA, _IDEMPOTENCY, _GUARDS):
        op.execute(statements)
    for table in _ONLY_GROWS:
        op.execute(
            f"create trigger {table}_append_only before update or delete or truncate "
            f"on procheck.{table} for each statement execute function procheck.approvals_refuse()"
        )
        grant(op, table)
    for table, columns in _MAY_CHANGE.items():
        op.execute(
            f"create trigger {table}_kept before delete or truncate "
            f"on procheck.{table} for each statement execute function procheck.approvals_refuse()"
        )
        grant(op, table, app=f"INSERT, SELECT, UPDATE ({columns})")
    op.execute(f"grant usage on sequence procheck.approval_status_index to {APP}")
    for table, (agency_column, supplier_column) in _WALLED.items():
        enable_wall(op, table, agency_column=agency_column, supplier_column=supplier_column)
    op.execute(_REPETITION_WALL)


def downgrade() -> None:
    """Refuse: what was ordered and approved is never taken back.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
