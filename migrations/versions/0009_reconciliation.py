"""Keeps what each hourly comparison of rows and record came to, for those who watch the service.

Revision ID: 0009
Revises: 0008
"""

from typing import Final

from alembic import op

from storage.walls import enable_wall, grant

revision: Final = "0009"
down_revision: Final = "0008"
branch_labels: Final = None
depends_on: Final = None

# A row is a run that came to its end; one that broke off leaves none, and the age of the last shows
# it. Nobody is granted to change or delete one.
_TABLE = """
create table procheck.reconciliation (
    id bigint generated always as identity,
    began_at timestamp with time zone not null,
    ended_at timestamp with time zone not null,
    disagreements integer not null,
    constraint pk_reconciliation primary key (id),
    constraint ck_reconciliation_ends_later check (ended_at >= began_at),
    constraint ck_reconciliation_disagreements_not_negative check (disagreements >= 0)
);
"""


def upgrade() -> None:
    """Make the table; the service's own job writes it, and no agency or supplier is in it."""
    op.execute(_TABLE)
    enable_wall(
        op,
        "reconciliation",
        agency_column=None,
        readers=("administrator", "auditor", "system"),
        writers=("system",),
    )
    grant(op, "reconciliation")


def downgrade() -> None:
    """Drop the table: the next run compares everything again."""
    op.execute("drop table procheck.reconciliation")
