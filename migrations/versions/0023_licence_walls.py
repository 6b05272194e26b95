"""Whoever holds a licence grant confirms nothing of it, and nobody counts what is drawn by hand.

Revision ID: 0023
Revises: 0022
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.roles import APP
from storage.scope import ROLE_SETTING
from storage.walls import WRITERS

revision: Final = "0023"
down_revision: Final = "0022"
branch_labels: Final = None
depends_on: Final = None

_CONFIRMING: Final = ", ".join(f"'{it}'" for it in (*WRITERS, "catalog-keeper"))

# Until now whoever drew also counted, so that an agency that is entitled could set any count and
# free copies it never drew. The count now follows the draws of a statement, summed, with the rights
# of the owner; the CHECK that holds it within the copies is the same.
_COUNTED: Final = """
create function procheck.licence_counted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    reader text := current_setting('procheck.role', true);
    amiss text;
begin
    perform set_config('procheck.role', 'system', true);
    select d.licence into amiss
    from procheck.licence_draw d
    where (d.order_id, d.line, d.item, d.licence) in (
        select m.order_id, m.line, m.item, m.licence from made m where m.copies < 0)
    group by d.order_id, d.line, d.item, d.licence
    having sum(d.copies) < 0;
    if amiss is not null then
        raise exception 'licence %: more is given back than was drawn', amiss
            using errcode = 'check_violation', constraint = 'licence_counted';
    end if;
    update procheck.licence_grant g set drawn = g.drawn + s.copies
    from (select licence, sum(copies)::integer as copies from made group by licence) s
    where g.number = s.licence;
    perform set_config('procheck.role', coalesce(reader, ''), true);
    return null;
end
$$;
create trigger licence_counted after insert on procheck.licence_draw
    referencing new table as made for each statement execute function procheck.licence_counted();
"""

# A grant comes to be with nothing confirmed of it: what it is then, its movements say.
_BEGINS: Final = """
create function procheck.licence_begins() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if (new.state, new.version, new.copies, new.drawn) is distinct from ('recorded', 1, 0, 0) then
        raise exception 'licence %: nobody confirmed that', new.number
            using errcode = 'check_violation', constraint = 'licence_moves';
    end if;
    return new;
end
$$;
create trigger licence_begins before insert on procheck.licence_grant
    for each row execute function procheck.licence_begins();
"""


def upgrade() -> None:
    """Let keepers alone confirm, and the database alone count."""
    op.execute(
        "alter policy licence_confirmation_insert on procheck.licence_confirmation with check ("
        f"current_setting('{ROLE_SETTING}', true) in ({_CONFIRMING}))"
    )
    op.execute(_COUNTED)
    op.execute(_BEGINS)
    op.execute(f"revoke update (drawn) on table procheck.licence_grant from {APP}")


def downgrade() -> None:
    """Refuse: a service from before would count every draw twice.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
