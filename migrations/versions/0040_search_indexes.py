"""Indexes for searches by supplier, by day and by state, which read all there was without them.

Nearly every order ends as approved, so that only the other states lead to few.

Revision ID: 0040
Revises: 0038
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError

revision: Final = "0040"
down_revision: Final = "0038"
branch_labels: Final = None
depends_on: Final = None

_INDEXES: Final = """
create index ix_order_search_supplier on procheck.order_search (supplier, order_id)
    where supplier is not null;
create index ix_order_search_placed_on on procheck.order_search (placed_on, order_id);
create index ix_purchase_order_not_approved on procheck.purchase_order (state, id)
    where state <> 'approved';
"""


def upgrade() -> None:
    """Make the indexes."""
    op.execute(_INDEXES)


def downgrade() -> None:
    """Refuse: an older release would read a million orders for a page.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
