"""Signed statements are stored packed: their payload as it was signed, not in base64.

Every approval is written anew once.

Revision ID: 0052
Revises: 0051
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.scope import ROLE_SETTING

revision: Final = "0052"
down_revision: Final = "0051"
branch_labels: Final = None
depends_on: Final = None

# What is stored stays what it is, as bytes. It comes packed from here on, so the server need not
# try. The table is written anew under its lock, once: no service of this release runs before, and
# one of an older release reads no packed statement anyway.
_UP: Final = """
-- squawk-ignore changing-column-type
alter table procheck.approval alter column statement type bytea
    using convert_to(statement, 'UTF8');
alter table procheck.approval alter column statement set storage external
"""
_DOWN: Final = """
alter table procheck.approval alter column statement type text
    using convert_from(statement, 'UTF8');
alter table procheck.approval alter column statement set storage external
"""
# A packed statement has a line feed behind its signature, as `storage.packed_jws` had it when this
# was written.
_PACKED: Final = r"""
select exists (select from procheck.approval where position('\x0a'::bytea in statement) > 0)
"""


def upgrade() -> None:
    """Make the column one of bytes."""
    op.execute(_UP)


def downgrade() -> None:
    """Make the column one of text again.

    Raises:
        DowngradeRefusedError: a statement is packed, which an older release cannot read.
    """
    # The walls hold for the owner too.
    op.execute(f"select set_config('{ROLE_SETTING}', 'system', true)")
    if op.get_bind().exec_driver_sql(_PACKED).scalar():
        raise DowngradeRefusedError(revision)
    op.execute(_DOWN)
