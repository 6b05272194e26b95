"""What was read of the document an order was placed from: nothing it said is lost.

Revision ID: 0024
Revises: 0023
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.walls import enable_wall, grant

revision: Final = "0024"
down_revision: Final = "0023"
branch_labels: Final = None
depends_on: Final = None

_TABLE: Final = """
create table procheck.order_document (
    order_id text not null,
    agency text not null,
    digest text not null,
    reading bytea not null,
    recorded_at timestamp with time zone not null,
    constraint pk_order_document primary key (order_id),
    constraint fk_order_document_order_id_purchase_order foreign key (order_id)
        references procheck.purchase_order,
    constraint ck_order_document_digest check (digest ~ '^sha256:[0-9a-f]{64}$')
);
create trigger order_document_append_only before update or delete or truncate
    on procheck.order_document for each statement execute function procheck.approvals_refuse();
"""


def upgrade() -> None:
    """Make the table with its wall."""
    op.execute(_TABLE)
    enable_wall(op, "order_document")
    grant(op, "order_document")


def downgrade() -> None:
    """Refuse: what a document said is part of the record of its order.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
