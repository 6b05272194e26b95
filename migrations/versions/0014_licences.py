"""Licence grants: recorded, confirmed by another person, drawn copy by copy; evidence of devices.

Revision ID: 0014
Revises: 0013
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.walls import READERS, WRITERS, enable_wall, grant

revision: Final = "0014"
down_revision: Final = "0013"
branch_labels: Final = None
depends_on: Final = None

# What a grant is for stands in its statements, of which a correction is a further one; the account
# stands in the grant itself, so that a CHECK can hold what is drawn against what was confirmed.
# A number alone tells nothing: that it is somebody's has to be known to refuse it to others.
_TABLES = """
create table procheck.licence_number (
    number text not null,
    constraint pk_licence_number primary key (number),
    constraint ck_licence_number_form check (number ~ '^LG-[0-9]{4}(-[0-9A-Z]{4}){4}$')
);
create table procheck.licence_grant (
    number text not null,
    agency text not null,
    state text not null default 'recorded',
    version integer not null default 1,
    copies integer not null default 0,
    drawn integer not null default 0,
    revision integer not null default 1,
    recorded_at timestamp with time zone not null,
    constraint pk_licence_grant primary key (number),
    constraint uq_licence_grant_number_agency unique (number, agency),
    constraint fk_licence_grant_number_licence_number foreign key (number)
        references procheck.licence_number,
    constraint fk_licence_grant_agency_agency foreign key (agency) references procheck.agency,
    constraint ck_licence_grant_state check (state in ('recorded', 'confirmed', 'revoked')),
    constraint ck_licence_grant_version check (version > 0),
    constraint ck_licence_grant_copies check (copies >= 0 and (copies > 0 or state <> 'confirmed')),
    constraint ck_licence_grant_drawn_within_copies check (drawn between 0 and copies)
);
create index ix_licence_grant_agency on procheck.licence_grant (agency, recorded_at desc, number);
create index ix_licence_grant_recorded_at on procheck.licence_grant (recorded_at desc, number);
create table procheck.licence_statement (
    licence text not null,
    version integer not null,
    holder_name text not null,
    class text not null,
    product text not null,
    edition text,
    versions text[] not null,
    channel text not null,
    copies integer not null,
    valid_from date not null,
    valid_until date,
    evidence text not null,
    proven boolean not null,
    reason text,
    person text not null,
    recorded_at timestamp with time zone not null,
    constraint pk_licence_statement primary key (licence, version),
    constraint fk_licence_statement_licence_licence_grant foreign key (licence)
        references procheck.licence_grant,
    constraint ck_licence_statement_copies check (copies > 0),
    constraint ck_licence_statement_term check (valid_from <= valid_until),
    constraint ck_licence_statement_version check (version > 0
        and (version > 1) = (reason is not null)),
    constraint ck_licence_statement_evidence check (jsonb_array_length(evidence::jsonb) > 0)
);
create table procheck.licence_entitled (
    licence text not null,
    version integer not null,
    holder text not null,
    agency text not null,
    constraint pk_licence_entitled primary key (licence, version, agency),
    constraint fk_licence_entitled_licence_holder_licence_grant foreign key (licence, holder)
        references procheck.licence_grant (number, agency),
    constraint fk_licence_entitled_licence_version_licence_statement
        foreign key (licence, version) references procheck.licence_statement
);
create index ix_licence_entitled_agency on procheck.licence_entitled (agency, licence, version);
create table procheck.licence_confirmation (
    licence text not null,
    version integer not null,
    note text not null,
    person text not null,
    recorded_at timestamp with time zone not null,
    constraint pk_licence_confirmation primary key (licence, version),
    constraint fk_licence_confirmation_licence_version_licence_statement
        foreign key (licence, version) references procheck.licence_statement
);
create table procheck.licence_revocation (
    licence text not null,
    reason text not null,
    person text not null,
    recorded_at timestamp with time zone not null,
    constraint pk_licence_revocation primary key (licence),
    constraint fk_licence_revocation_licence_licence_grant foreign key (licence)
        references procheck.licence_grant
);
create table procheck.licence_draw (
    id bigint generated always as identity,
    licence text not null,
    agency text not null,
    order_id text not null,
    line integer not null,
    item text not null,
    copies integer not null,
    recorded_at timestamp with time zone not null,
    recorded_by text not null,
    constraint pk_licence_draw primary key (id),
    constraint fk_licence_draw_licence_licence_grant foreign key (licence)
        references procheck.licence_grant,
    constraint fk_licence_draw_order_id_line_order_line foreign key (order_id, line)
        references procheck.order_line,
    constraint ck_licence_draw_copies check (copies <> 0)
);
create index ix_licence_draw_order_id on procheck.licence_draw (order_id, line);
create index ix_licence_draw_agency on procheck.licence_draw (agency, licence);
create index ix_licence_draw_licence on procheck.licence_draw (licence, id);
create table procheck.device_evidence (
    id bigint generated always as identity,
    serial text not null,
    agency text not null,
    kind text not null,
    recorded_at timestamp with time zone not null,
    recorded_by text not null,
    constraint pk_device_evidence primary key (id),
    constraint fk_device_evidence_serial_asset foreign key (serial) references procheck.asset,
    constraint ck_device_evidence_kind check (kind in
        ('oem-entitlement', 'coa', 'digital-entitlement', 'site-licence', 'retail-key'))
);
create index ix_device_evidence_serial on procheck.device_evidence (serial, id);
create table procheck.device_evidence_digest (
    key text not null,
    digest text not null,
    serial text not null,
    agency text not null,
    recorded_at timestamp with time zone not null,
    constraint pk_device_evidence_digest primary key (key, digest),
    constraint fk_device_evidence_digest_serial_asset foreign key (serial)
        references procheck.asset,
    constraint ck_device_evidence_digest_form check (digest ~ '^hmac-sha256:[0-9a-f]{64}$')
);
create index ix_device_evidence_digest_serial on procheck.device_evidence_digest (serial);
"""

# The second wall behind the use cases: whoever records never confirms, a grant is what a confirmed
# statement of it says, and copies are drawn only of one in force, by those it is for.
_GUARDS = """
create function procheck.licence_moves() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if new.number <> old.number or new.agency <> old.agency or new.version < old.version
        or old.state = 'revoked' and (new.state, new.version, new.copies)
            is distinct from (old.state, old.version, old.copies)
        or new.state = 'recorded' and old.state <> 'recorded'
    then
        raise exception 'licence %: % never becomes %', old.number, old.state, new.state
            using errcode = 'check_violation', constraint = 'licence_moves';
    end if;
    if (new.state, new.version, new.copies) is distinct from (old.state, old.version, old.copies)
        and new.state = 'confirmed' and not exists (
            select from procheck.licence_confirmation c
            join procheck.licence_statement s using (licence, version)
            where c.licence = new.number and c.version = new.version and s.copies = new.copies)
    then
        raise exception 'licence %: nobody confirmed that', old.number
            using errcode = 'check_violation', constraint = 'licence_moves';
    end if;
    if new.state = 'revoked' and old.state <> 'revoked' and (
        (new.version, new.copies) is distinct from (old.version, old.copies) or not exists (
            select from procheck.licence_revocation r where r.licence = new.number))
    then
        raise exception 'licence %: nobody ended it', old.number
            using errcode = 'check_violation', constraint = 'licence_moves';
    end if;
    return new;
end
$$;
create trigger licence_moves before update on procheck.licence_grant
    for each row execute function procheck.licence_moves();
create function procheck.licence_another_person() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from procheck.licence_statement s
               where s.licence = new.licence and s.version = new.version
                 and s.person = new.person)
    then
        raise exception 'licence %: whoever records can never confirm', new.licence
            using errcode = 'check_violation', constraint = 'another_person';
    end if;
    return new;
end
$$;
create trigger licence_confirmation_another_person before insert on procheck.licence_confirmation
    for each row execute function procheck.licence_another_person();
create function procheck.licence_draw_in_force() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    today date := (new.recorded_at at time zone interval '+08:00')::date;
begin
    if new.copies > 0 and not exists (
        select from procheck.licence_grant g
        join procheck.licence_statement s on s.licence = g.number and s.version = g.version
        join procheck.purchase_order o on o.id = new.order_id
        where g.number = new.licence and g.state = 'confirmed' and o.agency = new.agency
          and s.valid_from <= today and (s.valid_until is null or s.valid_until >= today)
          and (g.agency = new.agency or exists (
            select from procheck.licence_entitled e
            where e.licence = g.number and e.version = g.version and e.agency = new.agency)))
    then
        raise exception 'licence % is not in force for order %', new.licence, new.order_id
            using errcode = 'check_violation', constraint = 'licence_draw_in_force';
    end if;
    return new;
end
$$;
create trigger licence_draw_in_force before insert on procheck.licence_draw
    for each row execute function procheck.licence_draw_in_force();
"""

_ONLY_GROWS = (
    "licence_number",
    "licence_statement",
    "licence_entitled",
    "licence_confirmation",
    "licence_revocation",
    "licence_draw",
    "device_evidence",
    "device_evidence_digest",
)
_KEEPERS: Final = (*WRITERS, "catalog-keeper")
"""Who writes of every grant: whoever confirms belongs to none of the agencies it is for."""


def _mine(column: str) -> str:
    return f"{column} = nullif(current_setting('procheck.agency', true), '')"


def _roles(roles: tuple[str, ...]) -> str:
    names = ", ".join(f"'{it}'" for it in roles)
    return f"current_setting('procheck.role', true) in ({names})"


def _wall(table: str, read: str, write: str, update: str | None = None) -> None:
    """Put a wall around a table of which more is seen than is one's own."""
    name = f"procheck.{table}"
    for statement in (
        f"alter table {name} enable row level security",
        f"alter table {name} force row level security",
        f"create policy {table}_read on {name} for select using ({_roles(READERS)} or {read})",
        f"create policy {table}_insert on {name} for insert with check ({write})",
        f"create policy {table}_audit on {name} for select to procheck_audit using (true)",
    ):
        op.execute(statement)
    if update is not None:
        op.execute(
            f"create policy {table}_update on {name} for update"
            f" using ({update}) with check ({update})"
        )


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
        "create trigger licence_grant_kept before delete or truncate "
        "on procheck.licence_grant for each statement execute function procheck.approvals_refuse()"
    )
    account = "INSERT, SELECT, UPDATE (state, version, copies, drawn, revision)"
    grant(op, "licence_grant", app=account)
    entitled = (
        "exists (select from procheck.licence_entitled e where e.licence = number"
        f" and {_mine('e.agency')})"
    )
    seen = f"{_mine('agency')} or {entitled}"
    keeping = f"{_roles(_KEEPERS)} or {_mine('agency')}"
    # Who is entitled draws, and so counts; the trigger holds him to counting.
    _wall("licence_grant", seen, keeping, f"{_roles(_KEEPERS)} or {seen}")
    visible = "exists (select from procheck.licence_grant g where g.number = licence)"
    own = (
        "exists (select from procheck.licence_grant g"
        f" where g.number = licence and {_mine('g.agency')})"
    )
    for table in ("licence_statement", "licence_confirmation", "licence_revocation"):
        _wall(table, visible, f"{_roles(_KEEPERS)} or {own}")
    # An agency sees that it is entitled itself, and only the holder who else is. The wall of the
    # grant reads these rows, so their own must not ask for the grant in turn.
    holding = _mine("holder")
    _wall("licence_entitled", f"{_mine('agency')} or {holding}", f"{_roles(_KEEPERS)} or {holding}")
    for table in ("licence_draw", "device_evidence", "device_evidence_digest"):
        enable_wall(op, table)


def downgrade() -> None:
    """Refuse: what was licensed, and what was drawn of it, is never taken back.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
