"""The catalogue as a register: cases a notice opens, and what was told of listings that end soon.

Revision ID: 0015
Revises: 0014
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.walls import grant

revision: Final = "0015"
down_revision: Final = "0014"
branch_labels: Final = None
depends_on: Final = None

# One more cause is allowed, and every row there is has one of the others. Cases are few, so looking
# at them takes no time worth two transactions.
_CAUSES: Final = """
-- squawk-ignore ban-drop-constraint
alter table procheck.review_case drop constraint ck_review_case_cause;
-- squawk-ignore constraint-missing-not-valid
alter table procheck.review_case add constraint ck_review_case_cause
    check (cause in ('facts', 'law', 'listing'));
"""

# One row for a listing, a last day and a threshold: whoever comes second adds none. A maintenance
# that moves the last day begins anew.
_EXPIRIES: Final = """
create table procheck.listing_expiry (
    listing text not null,
    last_day date not null,
    days integer not null,
    noticed_at timestamp with time zone not null,
    approvals integer not null,
    open_orders integer not null,
    leaf text not null,
    constraint pk_listing_expiry primary key (listing, last_day, days),
    constraint ck_listing_expiry_days_positive check (days > 0),
    constraint ck_listing_expiry_counted check (approvals >= 0 and open_orders >= 0)
);
create index ix_listing_expiry_noticed_at
    on procheck.listing_expiry (noticed_at, listing, days);
create trigger listing_expiry_append_only before update or delete or truncate
    on procheck.listing_expiry for each statement execute function procheck.catalog_refuse();
"""


def upgrade() -> None:
    """Let a notice open cases, and make the table of expiries; listings belong to no agency."""
    for statements in (_CAUSES, _EXPIRIES):
        op.execute(statements)
    grant(op, "listing_expiry")


def downgrade() -> None:
    """Refuse: what was told, and a case that a notice opened, are never taken back.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
