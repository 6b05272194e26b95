"""Receipts come packed by a dictionary, and bodies of entries stay as they are up to a page.

What receipts got smaller leaves room for that: the server took longer to compress the bodies of an
order's entries than to write them.

Revision ID: 0051
Revises: 0050
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.scope import ROLE_SETTING

revision: Final = "0051"
down_revision: Final = "0050"
branch_labels: Final = None
depends_on: Final = None

# 8,160 bytes: one row to a page; half a page before.
_UP: Final = "alter table procheck.ledger_event set (toast_tuple_target = 8160)"
_DOWN: Final = "alter table procheck.ledger_event set (toast_tuple_target = 4080)"

# What a value begins with that was packed by a dictionary, as `storage.packed` knew it when this
# was written. Answers are seen by those who asked and by nobody else, so the owner looks past that
# wall.
_OPEN: Final = "alter table procheck.idempotency no force row level security"
_CLOSE: Final = "alter table procheck.idempotency force row level security"
_PACKED: Final = r"""
select exists (select from procheck.receipt where substr(body, 1, 8) = '\x502a4d1801000000')
    or exists (select from procheck.idempotency where substr(body, 1, 8) = '\x502a4d1801000000')
"""


def upgrade() -> None:
    """Store new rows so; old ones stay."""
    op.execute(_UP)


def downgrade() -> None:
    """Store new rows as before.

    Raises:
        DowngradeRefusedError: something is packed by a dictionary, which an older release has not.
    """
    # The walls hold for the owner too.
    op.execute(f"select set_config('{ROLE_SETTING}', 'system', true)")
    op.execute(_OPEN)
    if op.get_bind().exec_driver_sql(_PACKED).scalar():
        raise DowngradeRefusedError(revision)
    op.execute(_CLOSE)
    op.execute(_DOWN)
