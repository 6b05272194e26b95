"""Software of machines that were there before, entered from offices' own tables.

Revision ID: 0016
Revises: 0015
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.walls import enable_wall, grant

revision: Final = "0016"
down_revision: Final = "0015"
branch_labels: Final = None
depends_on: Final = None

_TABLES = """
create table procheck.software_import (
    id text not null,
    agency text not null,
    source text not null,
    digest text not null,
    rows integer not null,
    computers integer not null,
    recorded_at timestamp with time zone not null,
    recorded_by text not null,
    constraint pk_software_import primary key (id),
    constraint fk_software_import_agency_agency foreign key (agency) references procheck.agency,
    constraint ck_software_import_digest check (digest ~ '^sha256:[0-9a-f]{64}$'),
    constraint ck_software_import_rows check (rows > 0 and computers between 1 and rows)
);
create index ix_software_import_agency on procheck.software_import (agency, id);
create table procheck.software_entry (
    import text not null,
    position integer not null,
    agency text not null,
    row text not null,
    computer text not null,
    brand text,
    department text,
    user_name text,
    kind text not null,
    name text not null,
    version text,
    number text,
    term text,
    installed_on date,
    recorded_at timestamp with time zone not null,
    constraint pk_software_entry primary key (import, position),
    constraint fk_software_entry_import_software_import foreign key (import)
        references procheck.software_import,
    constraint ck_software_entry_kind
        check (kind in ('commercial', 'oem', 'free', 'unstated'))
);
create index ix_software_entry_agency on procheck.software_entry (agency, import);
"""


def upgrade() -> None:
    """Make the tables, their walls, and the rights on them."""
    op.execute(_TABLES)
    for table in ("software_import", "software_entry"):
        op.execute(
            f"create trigger {table}_append_only before update or delete or truncate "
            f"on procheck.{table} for each statement execute function procheck.approvals_refuse()"
        )
        grant(op, table)
        enable_wall(op, table)


def downgrade() -> None:
    """Refuse: what was entered is part of the agency's record.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
