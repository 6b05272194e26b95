"""An agency's list of usable free software: recorded, approved by another person, taken off.

Revision ID: 0019
Revises: 0018
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.walls import enable_wall, grant

revision: Final = "0019"
down_revision: Final = "0018"
branch_labels: Final = None
depends_on: Final = None

# An entry is never edited and never deleted: what happens to it are rows of their own, each with
# the day it takes effect and the instant it was recorded.
_TABLES = r"""
create table procheck.free_software (
    number text not null,
    agency text not null,
    name text not null,
    version text,
    edition text,
    department text,
    source text,
    vendor text,
    phone text,
    reason text not null,
    valid_from date not null,
    person text not null,
    recorded_at timestamp with time zone not null,
    constraint pk_free_software primary key (number),
    constraint uq_free_software_number_agency unique (number, agency),
    constraint fk_free_software_agency_agency foreign key (agency) references procheck.agency,
    constraint ck_free_software_form check (number ~ '^FS-[0-9]{4}(-[0-9A-Z]{4}){4}$'),
    constraint ck_free_software_name check (name ~ '\S'),
    constraint ck_free_software_reason check (reason ~ '\S')
);
create index ix_free_software_agency on procheck.free_software (agency, recorded_at desc, number);
create table procheck.free_software_approval (
    entry text not null,
    agency text not null,
    note text not null,
    person text not null,
    recorded_at timestamp with time zone not null,
    constraint pk_free_software_approval primary key (entry),
    constraint fk_free_software_approval_entry_agency_free_software foreign key (entry, agency)
        references procheck.free_software (number, agency)
);
create table procheck.free_software_removal (
    entry text not null,
    agency text not null,
    off_from date not null,
    reason text not null,
    person text not null,
    recorded_at timestamp with time zone not null,
    constraint pk_free_software_removal primary key (entry),
    constraint fk_free_software_removal_entry_agency_free_software foreign key (entry, agency)
        references procheck.free_software (number, agency),
    constraint ck_free_software_removal_reason check (reason ~ '\S')
);
"""

# The second wall behind the use cases: whoever records never approves, and nothing dead comes back.
_GUARDS = """
create function procheck.free_software_approves() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from procheck.free_software f
               where f.number = new.entry and f.person = new.person)
    then
        raise exception 'free software %: whoever records can never approve', new.entry
            using errcode = 'check_violation', constraint = 'another_person';
    end if;
    if exists (select from procheck.free_software_removal r where r.entry = new.entry) then
        raise exception 'free software %: what is taken off is not approved', new.entry
            using errcode = 'check_violation', constraint = 'free_software_moves';
    end if;
    return new;
end
$$;
create trigger free_software_approves before insert on procheck.free_software_approval
    for each row execute function procheck.free_software_approves();
"""

_ONLY_GROW = ("free_software", "free_software_approval", "free_software_removal")


def upgrade() -> None:
    """Make the tables, their guards, their walls and the rights on them."""
    op.execute(_TABLES)
    op.execute(_GUARDS)
    for table in _ONLY_GROW:
        op.execute(
            f"create trigger {table}_append_only before update or delete or truncate "
            f"on procheck.{table} for each statement execute function procheck.approvals_refuse()"
        )
        grant(op, table)
        enable_wall(op, table)


def downgrade() -> None:
    """Refuse: what an agency said may be used is part of its record.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
