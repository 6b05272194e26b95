"""A kept answer names what it repeats of the record, in place of keeping it twice.

Revision ID: 0049
Revises: 0048
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError

revision: Final = "0049"
down_revision: Final = "0048"
branch_labels: Final = None
depends_on: Final = None

# Where passages were cut out of ``body``, and where they are kept: `approvals.passages`.
_UP: Final = "alter table procheck.idempotency add column passages text"
_DOWN: Final = "alter table procheck.idempotency drop column passages"

# Answers are seen by those who asked and by nobody else, so the owner looks past that wall.
_OPEN: Final = "alter table procheck.idempotency no force row level security"
_CLOSE: Final = "alter table procheck.idempotency force row level security"
_CUT: Final = "select exists (select from procheck.idempotency where passages is not null)"


def upgrade() -> None:
    """Add the column; answers kept before are whole."""
    op.execute(_UP)


def downgrade() -> None:
    """Drop the column.

    Raises:
        DowngradeRefusedError: an answer is not whole, which an older release would send so.
    """
    op.execute(_OPEN)
    if op.get_bind().exec_driver_sql(_CUT).scalar():
        raise DowngradeRefusedError(revision)
    op.execute(_CLOSE)
    op.execute(_DOWN)
