"""Webhooks knock between the attempts that count: when the next of these is due.

A delivery that failed before has none until it fails again: its next attempt counts.

Revision ID: 0041
Revises: 0040
"""

from typing import Final

from alembic import op

from storage.roles import APP

revision: Final = "0041"
down_revision: Final = "0040"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Add the column, and the right to change it."""
    op.execute("alter table procheck.webhook_delivery add column due_at timestamp with time zone")
    op.execute(f"grant update (due_at) on procheck.webhook_delivery to {APP}")


def downgrade() -> None:
    """Take the column away: what waits is then sent when it would have knocked."""
    op.execute("alter table procheck.webhook_delivery drop column due_at")
