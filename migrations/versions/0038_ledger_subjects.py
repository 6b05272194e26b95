"""What entries of the ledger are about, so that the whole life of one thing can be read from it.

Filled by the server as the sequencer gives an entry its place, off the way of whoever acts: no
statement can place an entry and leave out that it is about an order. Tenants are no subjects here;
their entries are found by the columns of the feed.

Revision ID: 0038
Revises: 0035
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.roles import OWNER
from storage.walls import enable_wall, grant

revision: Final = "0038"
down_revision: Final = "0035"
branch_labels: Final = None
depends_on: Final = None

# The members of an entry are sorted, so its subjects stand before its tenant, at the end. Nothing
# of what people wrote, which is in its body, is read: no text can keep an entry from its place.
_TABLE: Final = r"""
create table procheck.ledger_subject (
    subject text not null,
    name text not null,
    "index" bigint not null,
    event_id bigint not null,
    agency text,
    constraint pk_ledger_subject primary key (name, subject, "index")
);
create trigger ledger_subject_append_only before update or delete or truncate
    on procheck.ledger_subject for each statement execute function procheck.ledger_refuse();
create function procheck.ledger_subjects_of(body bytea)
returns table (subject text, name text)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select it.key, it.value
    from jsonb_each_text(substring(convert_from(body, 'UTF8')
        from '"subjects":(\{[^{}]*\}),"tenant":\{[^{}]*\}\}$')::jsonb) it
    where it.key not in ('agency', 'supplier');
end;
create function procheck.ledger_subjects_grow() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into procheck.ledger_subject (subject, name, "index", event_id, agency)
        select about.subject, about.name, added."index", added.event_id, e.agency
        from added join procheck.ledger_event e on e.id = added.event_id
        cross join lateral procheck.ledger_subjects_of(e.body) about;
    return null;
end
$$;
revoke all on function procheck.ledger_subjects_grow() from public;
create trigger ledger_entry_subjects after insert on procheck.ledger_entry
    referencing new table as added for each statement
    execute function procheck.ledger_subjects_grow();
"""

# Walls hold for the owner too: entries of every tenant are seen by the service's own role.
_SO_FAR: Final = """
select set_config('procheck.role', 'system', true);
insert into procheck.ledger_subject (subject, name, "index", event_id, agency)
    select about.subject, about.name, l."index", l.event_id, e.agency
    from procheck.ledger_entry l join procheck.ledger_event e on e.id = l.event_id
    cross join lateral procheck.ledger_subjects_of(e.body) about;
"""

_POLICY: Final = f"""
create policy ledger_subject_grow on procheck.ledger_subject for insert to {OWNER}
    with check (true);
"""


def upgrade() -> None:
    """Make the table, what fills it, its wall and the rights on it, and take up what there is."""
    op.execute(_TABLE)
    op.execute(_SO_FAR)
    grant(op, "ledger_subject", app="SELECT", procheck_sequencer="SELECT")
    readers = ("auditor", "administrator", "system")
    enable_wall(op, "ledger_subject", readers=readers, writers=())
    op.execute(_POLICY)


def downgrade() -> None:
    """Refuse: an older release would not say what entries are about.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
