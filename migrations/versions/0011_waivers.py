"""Waivers: asked for, decided by another person, drawn unit by unit, withdrawn.

Revision ID: 0011
Revises: 0010
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.walls import enable_wall, grant

revision: Final = "0011"
down_revision: Final = "0010"
branch_labels: Final = None
depends_on: Final = None

# How far a waiver reaches is written with the decision; the counter of its units stands in the
# waiver itself, so that a CHECK can hold what is drawn against what was granted.
_TABLES = """
create table procheck.waiver (
    number text not null,
    agency text not null,
    rule text not null,
    class text not null,
    attributes text not null,
    edition text,
    row text,
    units integer not null,
    unit_price numeric(18, 4),
    valid_from date not null,
    valid_until date not null,
    reason text not null,
    evidence text[] not null,
    extends text,
    asked_at timestamp with time zone not null,
    asked_by text not null,
    state text not null default 'asked',
    granted integer not null default 0,
    drawn integer not null default 0,
    revision integer not null default 1,
    constraint pk_waiver primary key (number),
    constraint fk_waiver_agency_agency foreign key (agency) references procheck.agency,
    constraint fk_waiver_extends_waiver foreign key (extends) references procheck.waiver,
    constraint ck_waiver_state check (state in ('asked', 'granted', 'declined', 'withdrawn')),
    constraint ck_waiver_units check (units > 0),
    constraint ck_waiver_unit_price check (unit_price > 0),
    constraint ck_waiver_window check (valid_from <= valid_until),
    constraint ck_waiver_provision check (row is null or edition is not null),
    constraint ck_waiver_evidence check (cardinality(evidence) > 0),
    constraint ck_waiver_granted_within_asked check (granted between 0 and units
        and (granted > 0) = (state in ('granted', 'withdrawn'))),
    constraint ck_waiver_drawn_within_granted check (drawn between 0 and granted)
);
create index ix_waiver_agency on procheck.waiver (agency, asked_at desc, number);
create index ix_waiver_granted on procheck.waiver (agency) where state = 'granted';
create table procheck.waiver_decision (
    waiver text not null,
    agency text not null,
    granted boolean not null,
    units integer,
    unit_price numeric(18, 4),
    valid_from date,
    valid_until date,
    reason text not null,
    person text not null,
    recorded_at timestamp with time zone not null,
    constraint pk_waiver_decision primary key (waiver),
    constraint fk_waiver_decision_waiver_waiver foreign key (waiver) references procheck.waiver,
    constraint ck_waiver_decision_bounds check (granted = (units is not null)
        and granted = (valid_from is not null) and granted = (valid_until is not null)
        and (granted or unit_price is null) and units > 0 and unit_price > 0
        and valid_from <= valid_until)
);
create table procheck.waiver_withdrawal (
    waiver text not null,
    agency text not null,
    reason text not null,
    person text not null,
    recorded_at timestamp with time zone not null,
    constraint pk_waiver_withdrawal primary key (waiver),
    constraint fk_waiver_withdrawal_waiver_waiver foreign key (waiver)
        references procheck.waiver
);
create table procheck.waiver_draw (
    id bigint generated always as identity,
    waiver text not null,
    agency text not null,
    order_id text not null,
    line integer not null,
    units integer not null,
    recorded_at timestamp with time zone not null,
    recorded_by text not null,
    constraint pk_waiver_draw primary key (id),
    constraint fk_waiver_draw_waiver_waiver foreign key (waiver) references procheck.waiver,
    constraint fk_waiver_draw_order_id_line_order_line foreign key (order_id, line)
        references procheck.order_line,
    constraint ck_waiver_draw_units check (units <> 0)
);
create index ix_waiver_draw_order_id on procheck.waiver_draw (order_id, line);
create index ix_waiver_draw_waiver on procheck.waiver_draw (waiver, id);
"""

# The second wall behind the use cases: whoever asks decides nothing, nothing dead comes back, and
# a unit is drawn only of a waiver in force, for an order its granter did not place himself.
_GUARDS = """
create function procheck.waiver_moves() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if not (case
        when new.state = old.state then new.granted = old.granted
            and (old.state = 'granted' or new.drawn <= old.drawn)
        when old.state = 'asked' then new.state in ('granted', 'declined') and new.drawn = 0
        when old.state = 'granted' then new.state = 'withdrawn'
            and new.granted = old.granted and new.drawn <= old.drawn
        else false end)
    then
        raise exception 'waiver %: % never becomes %', old.number, old.state, new.state
            using errcode = 'check_violation', constraint = 'waiver_moves';
    end if;
    return new;
end
$$;
create trigger waiver_moves before update on procheck.waiver
    for each row execute function procheck.waiver_moves();
create function procheck.waiver_another_person() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from procheck.waiver w
               where w.number = new.waiver and w.asked_by = new.person)
    then
        raise exception 'waiver %: whoever asks can never grant', new.waiver
            using errcode = 'check_violation', constraint = 'another_person';
    end if;
    return new;
end
$$;
create trigger waiver_decision_another_person before insert on procheck.waiver_decision
    for each row execute function procheck.waiver_another_person();
create function procheck.waiver_draw_in_force() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    today date := (new.recorded_at at time zone interval '+08:00')::date;
begin
    if new.units > 0 and not exists (
        select from procheck.waiver w
        join procheck.waiver_decision d on d.waiver = w.number
        join procheck.purchase_order o on o.id = new.order_id
        where w.number = new.waiver and w.state = 'granted'
          and w.agency = new.agency and o.agency = new.agency
          and today between d.valid_from and d.valid_until and o.placed_by <> d.person)
    then
        raise exception 'waiver % is not in force for order %', new.waiver, new.order_id
            using errcode = 'check_violation', constraint = 'waiver_draw_in_force';
    end if;
    return new;
end
$$;
create trigger waiver_draw_in_force before insert on procheck.waiver_draw
    for each row execute function procheck.waiver_draw_in_force();
"""

_ONLY_GROWS = ("waiver_decision", "waiver_withdrawal", "waiver_draw")


def upgrade() -> None:
    """Make the tables, their guards, their walls and the rights on them."""
    op.execute(_TABLES)
    op.execute(_GUARDS)
    for table in _ONLY_GROWS:
        op.execute(
            f"create trigger {table}_append_only before update or delete or truncate "
            f"on procheck.{table} for each statement execute function procheck.approvals_refuse()"
        )
        grant(op, table)
    op.execute(
        "create trigger waiver_kept before delete or truncate "
        "on procheck.waiver for each statement execute function procheck.approvals_refuse()"
    )
    grant(op, "waiver", app="INSERT, SELECT, UPDATE (state, granted, drawn, revision)")
    for table in ("waiver", *_ONLY_GROWS):
        enable_wall(op, table)


def downgrade() -> None:
    """Refuse: what was allowed, and what was bought by it, is never taken back.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
