"""Amendments: an approved order made fewer or cheaper, or replaced by another order.

Revision ID: 0013
Revises: 0012
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.walls import enable_wall, grant

revision: Final = "0013"
down_revision: Final = "0012"
branch_labels: Final = None
depends_on: Final = None

# `lines` tells of each line of the amended document which line of the order it is.
_TABLE = """
create table procheck.order_amendment (
    id text not null,
    agency text not null,
    supplier text,
    order_id text not null,
    kind text not null,
    approval text,
    replaced_by text,
    document bytea not null,
    content_hash text not null,
    lines integer[] not null,
    changes text[] not null,
    recorded_at timestamp with time zone not null,
    recorded_by text not null,
    constraint pk_order_amendment primary key (id),
    constraint fk_order_amendment_order_id_purchase_order foreign key (order_id)
        references procheck.purchase_order,
    constraint fk_order_amendment_approval_approval foreign key (approval)
        references procheck.approval,
    constraint fk_order_amendment_replaced_by_purchase_order foreign key (replaced_by)
        references procheck.purchase_order,
    constraint ck_order_amendment_kind check (case kind
        when 'narrowing' then approval is not null and replaced_by is null
            and cardinality(lines) > 0
        when 'replacing' then replaced_by is not null and replaced_by <> order_id
            and cardinality(lines) = 0
        else false end),
    constraint ck_order_amendment_changes check (cardinality(changes) > 0),
    constraint ck_order_amendment_content_hash check (content_hash ~ '^sha256:[0-9a-f]{64}$')
);
create index ix_order_amendment_order_id on procheck.order_amendment (order_id, id);
create index ix_order_amendment_approval on procheck.order_amendment (approval, content_hash);
create trigger order_amendment_append_only before update or delete or truncate
    on procheck.order_amendment for each statement execute function procheck.approvals_refuse();
"""


def upgrade() -> None:
    """Make the table, its wall, and the rights on it."""
    op.execute(_TABLE)
    enable_wall(op, "order_amendment", supplier_column="supplier")
    grant(op, "order_amendment")


def downgrade() -> None:
    """Refuse: what an approval came to be about is never forgotten.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
