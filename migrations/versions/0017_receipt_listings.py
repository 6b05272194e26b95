"""Which listings a receipt names, so that what rests on one is found without reading every receipt.

Revision ID: 0017
Revises: 0016
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.scope import ROLE_SETTING
from storage.walls import enable_wall, grant

revision: Final = "0017"
down_revision: Final = "0016"
branch_labels: Final = None
depends_on: Final = None

_TABLE: Final = """
create table procheck.receipt_listing (
    listing text not null,
    order_id text not null,
    agency text not null,
    constraint pk_receipt_listing primary key (listing, order_id),
    constraint fk_receipt_listing_order_id_purchase_order foreign key (order_id)
        references procheck.purchase_order
);
create index ix_asset_number on procheck.asset (number, line) where number is not null;
create trigger receipt_listing_append_only before update or delete or truncate
    on procheck.receipt_listing for each statement execute function procheck.approvals_refuse();
"""

# A plain table and no index on the receipt's own members: behind a wall only equality of texts may
# lead to rows. A trigger would have to take every receipt apart that was just put together.
_BEFORE: Final = """
insert into procheck.receipt_listing (listing, order_id, agency)
select distinct named.it ->> 'id', r.order_id, r.agency
from procheck.receipt r cross join lateral jsonb_path_query(convert_from(r.body, 'UTF8')::jsonb,
    '$.evidence.registers[*].candidates.*[*]') as named(it)
where named.it ->> 'id' is not null
on conflict do nothing
"""


def upgrade() -> None:
    """Make the table with its wall, and take up the receipts there are."""
    op.execute(_TABLE)
    enable_wall(op, "receipt_listing")
    grant(op, "receipt_listing")
    # The walls hold for the owner too.
    op.execute(f"select set_config('{ROLE_SETTING}', 'system', true)")
    op.execute(_BEFORE)


def downgrade() -> None:
    """Refuse: what an older release looks for in receipts it would not keep up here.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
