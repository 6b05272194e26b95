"""Which device each line of an order is to replace, so that one device is replaced once.

Orders before this one are taken up from what was sent.

Revision ID: 0044
Revises: 0043
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.scope import ROLE_SETTING
from storage.walls import enable_wall, grant

revision: Final = "0044"
down_revision: Final = "0043"
branch_labels: Final = None
depends_on: Final = None

_TABLE: Final = """
create table procheck.replacement (
    serial text not null,
    order_id text not null,
    line integer not null,
    agency text not null,
    constraint pk_replacement primary key (serial, order_id, line),
    constraint fk_replacement_order_id_line_order_line foreign key (order_id, line)
        references procheck.order_line
);
create trigger replacement_append_only before update or delete or truncate
    on procheck.replacement for each statement execute function procheck.approvals_refuse();
"""

_BEFORE: Final = """
insert into procheck.replacement (serial, order_id, line, agency)
select named.serial, o.id, l.line, o.agency
from procheck.purchase_order o
join procheck.order_line l on l.order_id = o.id
cross join lateral jsonb_array_elements_text(
    convert_from(o.document, 'UTF8')::jsonb -> 'lines' -> l.line -> 'replaces') as named(serial)
on conflict do nothing
"""


def upgrade() -> None:
    """Make the table with its wall, and take up the orders there are."""
    op.execute(_TABLE)
    enable_wall(op, "replacement")
    grant(op, "replacement")
    # The walls hold for the owner too.
    op.execute(f"select set_config('{ROLE_SETTING}', 'system', true)")
    op.execute(_BEFORE)


def downgrade() -> None:
    """Refuse: an older release would let one device be replaced twice.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
