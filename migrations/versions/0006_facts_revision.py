"""Counts what happens to an agency's facts, and keeps what does not compress as it is.

Revision ID: 0006
Revises: 0005
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.roles import APP

revision: Final = "0006"
down_revision: Final = "0005"
branch_labels: Final = None
depends_on: Final = None

# Whoever takes the lock of an agency's quota counts its revision on; whoever writes a fact without
# the lock does so too, by the trigger. What was read at a revision holds as long as it stands.
_REVISION = """
alter table procheck.quota_anchor add column revision bigint not null default 0;
alter table procheck.quota_anchor set (fillfactor = 50);
create function procheck.facts_changed() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    update procheck.quota_anchor set revision = revision + 1 where agency = new.agency;
    return null;
end
$$;
create trigger headcount_changed after insert on procheck.headcount
    for each row execute function procheck.facts_changed();
create trigger agency_property_changed after insert on procheck.agency_property
    for each row execute function procheck.facts_changed();
"""

# A signed statement is nearly incompressible, and a stored answer holds one: trying takes the
# server longer than storing the rest of the order.
_STORAGE = """
alter table procheck.approval alter column statement set storage external;
alter table procheck.idempotency alter column body set storage external;
"""


def upgrade() -> None:
    """Add the count and its triggers; new rows are stored in the new way, old ones stay."""
    op.execute(_REVISION)
    op.execute(f"grant update (revision) on procheck.quota_anchor to {APP}")
    op.execute(_STORAGE)


def downgrade() -> None:
    """Refuse: what was counted is not counted again.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
