"""The entry that granted an approval, found by its instant: for the offline bundle of one.

Revision ID: 0025
Revises: 0024
"""

from typing import Final

from alembic import op

revision: Final = "0025"
down_revision: Final = "0024"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Make the index."""
    op.execute(
        "create index ix_ledger_event_granted on procheck.ledger_event (recorded_at)"
        " where kind = 'approval.granted'"
    )


def downgrade() -> None:
    """Drop the index."""
    op.execute("drop index procheck.ix_ledger_event_granted")
