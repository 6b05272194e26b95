"""Marks held orders that a fact has overtaken, so that a job can take up what the act left.

Revision ID: 0008
Revises: 0007
"""

from typing import Final

from alembic import op

from storage.roles import APP

revision: Final = "0008"
down_revision: Final = "0007"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Add the mark; no order that is held already has one."""
    op.execute(
        "alter table procheck.purchase_order add column overtaken boolean not null default false"
    )
    op.execute(f"grant update (overtaken) on procheck.purchase_order to {APP}")


def downgrade() -> None:
    """Drop the mark: what it named waits for the next fact or publication."""
    op.execute("alter table procheck.purchase_order drop column overtaken")
