"""The listings of a receipt name their order without asking for it once more.

The statement that writes a receipt's listings writes the order and the receipt too, and nothing of
the three ever goes. To look for the order again with each listing took as long as to write its
lines.

Revision ID: 0021
Revises: 0020
"""

from typing import Final

from alembic import op

revision: Final = "0021"
down_revision: Final = "0020"
branch_labels: Final = None
depends_on: Final = None

_NAME: Final = "fk_receipt_listing_order_id_purchase_order"


def upgrade() -> None:
    """Drop the reference."""
    # Nothing relied on it: see above.
    op.execute(
        "-- squawk-ignore ban-drop-constraint\n"
        f"alter table procheck.receipt_listing drop constraint {_NAME}"
    )


def downgrade() -> None:
    """Make it again, and prove it of what is there."""
    op.execute(
        f"alter table procheck.receipt_listing add constraint {_NAME} foreign key (order_id)"
        " references procheck.purchase_order"
    )
