"""A supplier is told what came of its proposals of a substitute.

They name it as deliveries do, and what it may read of them is told at their address. The feed is
never changed: what was recorded before is read at the proposal.

Revision ID: 0043
Revises: 0042
"""

from typing import Final

from alembic import op

revision: Final = "0043"
down_revision: Final = "0042"
branch_labels: Final = None
depends_on: Final = None

_TOLD = """
create or replace function procheck.told_to_suppliers(kind text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp
return kind ~ '^({families})[.]';
"""


def upgrade() -> None:
    """Tell suppliers of the family besides."""
    op.execute(_TOLD.format(families="approval|delivery|substitution|supplier|subscription"))


def downgrade() -> None:
    """Tell them of it no more; what the feed has stays."""
    op.execute(_TOLD.format(families="approval|delivery|supplier|subscription"))
