"""Substitutions: another model proposed for units of an approved line, and what became of it.

Revision ID: 0028
Revises: 0027
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.walls import enable_wall, grant

revision: Final = "0028"
down_revision: Final = "0027"
branch_labels: Final = None
depends_on: Final = None

_TABLES = """
create table procheck.substitution (
    id text not null,
    agency text not null,
    supplier text not null,
    number text not null,
    order_id text not null,
    reference text not null,
    line integer not null,
    quantity integer not null,
    device bytea not null,
    reason text not null,
    proposed_by text not null,
    proposed_at timestamp with time zone not null,
    state text not null default 'proposed',
    ended_by text,
    ended_at timestamp with time zone,
    words text,
    made_order text,
    made_approval text,
    revision integer not null default 1,
    constraint pk_substitution primary key (id),
    constraint uq_substitution_supplier_reference unique (supplier, reference),
    constraint fk_substitution_number_approval foreign key (number) references procheck.approval,
    constraint fk_substitution_order_id_line_order_line foreign key (order_id, line)
        references procheck.order_line,
    constraint fk_substitution_made_order_purchase_order foreign key (made_order)
        references procheck.purchase_order,
    constraint fk_substitution_made_approval_approval foreign key (made_approval)
        references procheck.approval,
    constraint ck_substitution_quantity check (quantity > 0),
    constraint ck_substitution_state check (state in
        ('proposed', 'consented', 'declined', 'withdrawn', 'refused')),
    constraint ck_substitution_ended check
        ((state = 'proposed') = (ended_by is null) and (ended_by is null) = (ended_at is null)),
    constraint ck_substitution_made check ((state = 'consented') = (made_order is not null)
        and (made_order is null) = (made_approval is null) and made_order <> order_id)
);
create index ix_substitution_agency on procheck.substitution (agency, id);
create index ix_substitution_number on procheck.substitution (number, id);
create index ix_substitution_order_id on procheck.substitution (order_id, line);
create index ix_substitution_made_order on procheck.substitution (made_order);
create index ix_substitution_made_approval on procheck.substitution (made_approval);
create table procheck.substitution_examination (
    substitution text not null,
    number integer not null,
    basis text not null,
    agency text not null,
    outcome text not null,
    digest text not null,
    body bytea not null,
    recorded_at timestamp with time zone not null,
    constraint pk_substitution_examination primary key (substitution, number, basis),
    constraint fk_substitution_examination_substitution_substitution foreign key (substitution)
        references procheck.substitution,
    constraint ck_substitution_examination_basis check (basis in ('approval', 'today')),
    constraint ck_substitution_examination_outcome check
        (outcome in ('conforming', 'refused', 'undetermined')),
    constraint ck_substitution_examination_digest check (digest ~ '^sha256:[0-9a-f]{64}$')
);
"""

# What came to an end stays there, and whoever proposed never consents or declines.
_GUARDS = """
create function procheck.substitution_moves() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if old.state <> 'proposed' then
        raise exception 'substitution %: % never changes', old.id, old.state
            using errcode = 'check_violation', constraint = 'substitution_moves';
    end if;
    if new.state in ('consented', 'declined', 'refused') and new.ended_by = old.proposed_by then
        raise exception 'substitution %: whoever proposes can never decide', old.id
            using errcode = 'check_violation', constraint = 'another_person';
    end if;
    return new;
end
$$;
create trigger substitution_moves before update on procheck.substitution
    for each row execute function procheck.substitution_moves();
create trigger substitution_kept before delete or truncate
    on procheck.substitution for each statement execute function procheck.approvals_refuse();
create trigger substitution_examination_append_only before update or delete or truncate
    on procheck.substitution_examination for each statement
    execute function procheck.approvals_refuse();
"""

_CHANGES = "state, ended_by, ended_at, words, made_order, made_approval, revision"


def upgrade() -> None:
    """Make the tables, their guards, their walls and the rights on them."""
    op.execute(_TABLES)
    op.execute(_GUARDS)
    grant(op, "substitution", app=f"INSERT, SELECT, UPDATE ({_CHANGES})")
    grant(op, "substitution_examination")
    enable_wall(op, "substitution", supplier_column="supplier")
    enable_wall(op, "substitution_examination")


def downgrade() -> None:
    """Refuse: what an approval came to be about is never forgotten.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
