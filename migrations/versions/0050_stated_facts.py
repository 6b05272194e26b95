"""Counts what happens to an agency's facts apart from what every order takes of its quota.

Revision ID: 0050
Revises: 0049
"""

from typing import Final

from alembic import op

from storage.roles import APP

revision: Final = "0050"
down_revision: Final = "0049"
branch_labels: Final = None
depends_on: Final = None

# Whoever takes the lock of an agency's quota counts ``stated`` on too, but for an act that only
# takes of the quota; and so does whoever writes a fact without the lock, by the trigger. Waivers
# and what orders rest on of unused licences are written under the lock: of them the trigger is a
# second wall.
_UP: Final = """
alter table procheck.quota_anchor add column stated bigint not null default 0;
create or replace function procheck.facts_changed() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    update procheck.quota_anchor set revision = revision + 1, stated = stated + 1
    where agency = new.agency;
    return null;
end
$$;
create trigger waiver_changed after insert or update on procheck.waiver
    for each row execute function procheck.facts_changed();
create trigger spare_draw_changed after insert on procheck.spare_draw
    for each row execute function procheck.facts_changed();
"""

_DOWN: Final = """
drop trigger spare_draw_changed on procheck.spare_draw;
drop trigger waiver_changed on procheck.waiver;
create or replace function procheck.facts_changed() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    update procheck.quota_anchor set revision = revision + 1 where agency = new.agency;
    return null;
end
$$;
alter table procheck.quota_anchor drop column stated;
"""


def upgrade() -> None:
    """Add the count; it begins at nought, as every reader of it does."""
    op.execute(_UP)
    op.execute(f"grant update (stated) on procheck.quota_anchor to {APP}")


def downgrade() -> None:
    """Drop the count: it is asked about only by what runs."""
    op.execute(_DOWN)
