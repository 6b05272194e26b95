"""Deliveries: devices under way from despatch to acceptance, and a serial in one place at most.

Revision ID: 0020
Revises: 0019
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.roles import APP
from storage.walls import enable_wall, grant

revision: Final = "0020"
down_revision: Final = "0019"
branch_labels: Final = None
depends_on: Final = None

# `committed` units of a line are open or under way, `released` ones lapsed or returned: so that
# accepted, returned, lapsed, under way and open together are what was approved.
_LINES = """
alter table procheck.order_line
    add column under_way integer not null default 0,
    add column returned integer not null default 0,
    add constraint ck_order_line_under_way check (under_way between 0 and committed),
    add constraint ck_order_line_returned check (returned between 0 and released),
    add constraint ck_order_line_delivered check (consumed + under_way + returned = 0
        or reserved + committed + consumed + released = quantity);
"""

_TABLES = """
create table procheck.device_serial (
    serial text not null,
    constraint pk_device_serial primary key (serial)
);
create table procheck.delivery (
    id text not null,
    agency text not null,
    supplier text not null,
    number text not null,
    order_id text not null,
    reference text not null,
    despatched_on date not null,
    despatched_by text not null,
    recorded_at timestamp with time zone not null,
    revision integer not null default 1,
    constraint pk_delivery primary key (id),
    constraint uq_delivery_supplier_reference unique (supplier, reference),
    constraint fk_delivery_number_approval foreign key (number) references procheck.approval,
    constraint fk_delivery_order_id_purchase_order foreign key (order_id)
        references procheck.purchase_order
);
create index ix_delivery_agency on procheck.delivery (agency, id);
create index ix_delivery_number on procheck.delivery (number, id);
create table procheck.delivery_unit (
    delivery text not null,
    position integer not null,
    agency text not null,
    supplier text not null,
    serial text not null,
    order_id text not null,
    line integer not null,
    state text not null default 'despatched',
    card text,
    constraint pk_delivery_unit primary key (delivery, position),
    constraint uq_delivery_unit_delivery_serial unique (delivery, serial),
    constraint fk_delivery_unit_delivery_delivery foreign key (delivery)
        references procheck.delivery,
    constraint fk_delivery_unit_order_id_line_order_line foreign key (order_id, line)
        references procheck.order_line,
    constraint ck_delivery_unit_state check (state in ('despatched', 'missing', 'received',
        'inspected', 'damaged', 'accepted', 'returned', 'exchanged', 'withdrawn')),
    constraint ck_delivery_unit_card check (card is null or state = 'accepted')
);
create index ix_delivery_unit_order_id on procheck.delivery_unit (order_id, line);
create table procheck.delivery_act (
    id bigint generated always as identity,
    delivery text not null,
    agency text not null,
    supplier text not null,
    act text not null,
    units integer[] not null,
    words text,
    person text not null,
    recorded_at timestamp with time zone not null,
    constraint pk_delivery_act primary key (id),
    constraint fk_delivery_act_delivery_delivery foreign key (delivery)
        references procheck.delivery,
    constraint ck_delivery_act_act check (act in ('despatch', 'miss', 'receive', 'inspect',
        'damage', 'accept', 'return', 'exchange', 'withdraw', 'card')),
    constraint ck_delivery_act_units check (cardinality(units) > 0)
);
create index ix_delivery_act_delivery on procheck.delivery_act (delivery, id);
create table procheck.delivery_inspection (
    id bigint generated always as identity,
    act bigint not null,
    delivery text not null,
    position integer not null,
    agency text not null,
    supplier text not null,
    system_name text,
    system_version text,
    system_kernel text,
    system_edition text,
    label_present boolean,
    label_edition text,
    media_present boolean,
    media_edition text,
    altered boolean,
    evidence text[] not null,
    constraint pk_delivery_inspection primary key (id),
    constraint fk_delivery_inspection_act_delivery_act foreign key (act)
        references procheck.delivery_act,
    constraint fk_delivery_inspection_delivery_position_delivery_unit
        foreign key (delivery, position) references procheck.delivery_unit
);
create index ix_delivery_inspection_delivery
    on procheck.delivery_inspection (delivery, position, id desc);
create table procheck.delivery_evidence (
    id bigint generated always as identity,
    act bigint not null,
    delivery text not null,
    position integer not null,
    agency text not null,
    place integer not null,
    kind text not null,
    key text not null,
    digest text not null,
    constraint pk_delivery_evidence primary key (id),
    constraint fk_delivery_evidence_act_delivery_act foreign key (act)
        references procheck.delivery_act,
    constraint fk_delivery_evidence_delivery_position_delivery_unit
        foreign key (delivery, position) references procheck.delivery_unit,
    constraint ck_delivery_evidence_kind check (kind in
        ('oem-entitlement', 'coa', 'digital-entitlement', 'site-licence', 'retail-key')),
    constraint ck_delivery_evidence_digest_form check (digest ~ '^hmac-sha256:[0-9a-f]{64}$')
);
create index ix_delivery_evidence_digest on procheck.delivery_evidence (key, digest);
create index ix_delivery_evidence_act on procheck.delivery_evidence (act, position);
"""

# A device has one way to go, and whoever sent it never accepts it. Serials are claimed by whatever
# comes to have one, across the walls: the functions run with their owner's rights, and all they
# tell is that a serial is taken.
_GUARDS = """
create function procheck.delivery_unit_moves() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if new.state <> old.state and not (case old.state
        when 'despatched' then
            new.state in ('missing', 'received', 'inspected', 'damaged', 'withdrawn')
        when 'missing' then new.state in ('received', 'inspected', 'damaged', 'withdrawn')
        when 'received' then new.state in ('inspected', 'damaged', 'returned', 'exchanged')
        when 'inspected' then new.state in ('damaged', 'accepted', 'returned', 'exchanged')
        when 'damaged' then new.state in ('returned', 'exchanged')
        else false end)
    then
        raise exception 'device % of delivery %: % never becomes %',
            old.position, old.delivery, old.state, new.state
            using errcode = 'check_violation', constraint = 'delivery_unit_moves';
    end if;
    return new;
end
$$;
create trigger delivery_unit_moves before update on procheck.delivery_unit
    for each row execute function procheck.delivery_unit_moves();
create function procheck.delivery_another_person() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if new.act = 'accept' and exists (select from procheck.delivery d
        where d.id = new.delivery and d.despatched_by = new.person)
    then
        raise exception 'delivery %: whoever sends can never accept', new.delivery
            using errcode = 'check_violation', constraint = 'another_person';
    end if;
    return new;
end
$$;
create trigger delivery_act_another_person before insert on procheck.delivery_act
    for each row execute function procheck.delivery_another_person();
create function procheck.serial_claimed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into procheck.device_serial (serial) values (new.serial) on conflict do nothing;
    if not found then
        raise exception 'serial % is in another place', new.serial
            using errcode = 'unique_violation', constraint = 'serial_in_one_place',
                detail = new.serial;
    end if;
    return new;
end
$$;
create function procheck.serial_left() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if old.state in ('despatched', 'missing', 'received', 'inspected', 'damaged')
        and new.state in ('accepted', 'returned', 'exchanged', 'withdrawn')
    then
        delete from procheck.device_serial where serial = new.serial;
    end if;
    return new;
end
$$;
create trigger asset_serial_claimed before insert on procheck.asset
    for each row execute function procheck.serial_claimed();
create trigger delivery_unit_serial_claimed before insert on procheck.delivery_unit
    for each row execute function procheck.serial_claimed();
create trigger delivery_unit_serial_left after update on procheck.delivery_unit
    for each row execute function procheck.serial_left();
"""

# Walls hold for the owner too: the devices of every agency are seen by the service's own role.
_SERIALS_SO_FAR = """
select set_config('procheck.role', 'system', true);
insert into procheck.device_serial select serial from procheck.asset;
"""

# Whether a piece of licence evidence belongs to another device, of whichever agency: yes or no. It
# looks with the service's own eyes for as long as the question takes.
_EVIDENCE = """
create function procheck.evidence_elsewhere(key text, digest text, serial text) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    reader text := current_setting('procheck.role', true);
    elsewhere boolean;
begin
    perform set_config('procheck.role', 'system', true);
    elsewhere := exists (
        select from procheck.device_evidence_digest d
        where d.key = $1 and d.digest = $2 and d.serial <> $3)
    or exists (
        select from procheck.delivery_evidence e
        join procheck.delivery_unit u using (delivery, position)
        where e.key = $1 and e.digest = $2 and u.serial <> $3
          and u.state in ('despatched', 'missing', 'received', 'inspected', 'damaged')
          and e.act = (select max(i.act) from procheck.delivery_inspection i
                       where i.delivery = e.delivery and i.position = e.position));
    perform set_config('procheck.role', coalesce(reader, ''), true);
    return elsewhere;
end
$$;
"""

_ONLY_GROWS = ("delivery_act", "delivery_inspection", "delivery_evidence")
_MAY_CHANGE = {"delivery": "revision", "delivery_unit": "state, card"}


def upgrade() -> None:
    """Make the tables, their guards, their walls and the rights on them."""
    for statements in (_LINES, _TABLES, _SERIALS_SO_FAR, _GUARDS):
        op.execute(statements)
    op.execute(_EVIDENCE)
    op.execute(f"grant update (under_way, returned) on table procheck.order_line to {APP}")
    grant(op, "device_serial", app="SELECT")
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
    for table in (*_MAY_CHANGE, "delivery_act", "delivery_inspection"):
        enable_wall(op, table, supplier_column="supplier")
    enable_wall(op, "delivery_evidence")


def downgrade() -> None:
    """Refuse: what was delivered and found is never forgotten.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
