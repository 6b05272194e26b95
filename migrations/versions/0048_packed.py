"""Receipts and kept answers come packed: the server tries them no more, nor what gains little.

Bodies of entries and order documents mostly have two to four kilobytes, gain little and take longer
to compress than to write: rows of up to half a page stay inline as they are. Rows that were there
before are read as they stand.

Revision ID: 0048
Revises: 0047
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.scope import ROLE_SETTING

revision: Final = "0048"
down_revision: Final = "0047"
branch_labels: Final = None
depends_on: Final = None

# 4,080 bytes: two rows to a page.
_STORAGE: Final = """
alter table procheck.receipt alter column body set storage external;
alter table procheck.ledger_event set (toast_tuple_target = 4080);
alter table procheck.purchase_order set (toast_tuple_target = 4080);
"""

_BEFORE: Final = """
alter table procheck.receipt alter column body set storage extended;
alter table procheck.ledger_event reset (toast_tuple_target);
alter table procheck.purchase_order reset (toast_tuple_target);
"""

# The magic number of zstd, as `storage.packed` knew it when this was written. Answers are seen by
# those who asked and by nobody else, so the owner looks past that wall.
_OPEN: Final = "alter table procheck.idempotency no force row level security"
_CLOSE: Final = "alter table procheck.idempotency force row level security"
_PACKED: Final = r"""
select exists (select from procheck.receipt where substr(body, 1, 4) = '\x28b52ffd')
    or exists (select from procheck.idempotency where substr(body, 1, 4) = '\x28b52ffd')
"""


def upgrade() -> None:
    """Store new rows so; old ones stay."""
    op.execute(_STORAGE)


def downgrade() -> None:
    """Store new rows as before.

    Raises:
        DowngradeRefusedError: something is packed, which an older release cannot read.
    """
    # The walls hold for the owner too.
    op.execute(f"select set_config('{ROLE_SETTING}', 'system', true)")
    op.execute(_OPEN)
    if op.get_bind().exec_driver_sql(_PACKED).scalar():
        raise DowngradeRefusedError(revision)
    op.execute(_CLOSE)
    op.execute(_BEFORE)
