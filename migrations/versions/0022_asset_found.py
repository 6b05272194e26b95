"""What was found on a device that was taken over on an approval without a delivery.

Revision ID: 0022
Revises: 0021
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError

revision: Final = "0022"
down_revision: Final = "0021"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Keep it with the device; of those recorded before, nobody said."""
    op.execute("alter table procheck.asset add column found text")


def downgrade() -> None:
    """Refuse: what was found is never forgotten.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
