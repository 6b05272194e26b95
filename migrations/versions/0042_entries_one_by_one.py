"""What is kept of an entry as it gets its place is read by the entry, whatever the planner thinks.

A table of rows just added has no statistics, so the two functions that fill the feed and the
subjects read all events of the ledger for each batch. Nothing is kept otherwise than before.

Revision ID: 0042
Revises: 0041
"""

from typing import Final

from alembic import op

revision: Final = "0042"
down_revision: Final = "0041"
branch_labels: Final = None
depends_on: Final = None

# `offset 0` keeps the planner from joining by reading all events, as in the sequencer's statement.
_FUNCTIONS: Final = """
create or replace function procheck.ledger_feed_grows() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into procheck.ledger_feed ("index", event_id, leaf_hash, kind, agency, supplier, open)
        select added."index", added.event_id, added.leaf_hash, e.kind, e.agency,
            case when procheck.told_to_suppliers(e.kind) then e.supplier end,
            procheck.told_to_everybody(e.kind)
        from added cross join lateral (
            select kind, agency, supplier from procheck.ledger_event
            where id = added.event_id offset 0
        ) e;
    return null;
end
$$;
create or replace function procheck.ledger_subjects_grow() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into procheck.ledger_subject (subject, name, "index", event_id, agency)
        select about.subject, about.name, added."index", added.event_id, e.agency
        from added cross join lateral (
            select agency, body from procheck.ledger_event where id = added.event_id offset 0
        ) e cross join lateral procheck.ledger_subjects_of(e.body) about;
    return null;
end
$$;
"""


def upgrade() -> None:
    """Replace the two functions."""
    op.execute(_FUNCTIONS)


def downgrade() -> None:
    """Leave them: an older release keeps the same by them."""
