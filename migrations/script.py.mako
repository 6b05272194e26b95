"""${message}"""

from typing import Final

from alembic import op

revision: Final = ${repr(up_revision)}
down_revision: Final = ${repr(down_revision)}
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Say what changes, and why."""
    ${upgrades if upgrades else "raise NotImplementedError"}


def downgrade() -> None:
    """Take it back, or raise DowngradeRefusedError if it holds the record."""
    ${downgrades if downgrades else "raise NotImplementedError"}
