"""Review cases: decisions on which a later correction of facts or law casts a doubt.

Revision ID: 0012
Revises: 0011
"""

from typing import Final

from alembic import op

from storage.walls import enable_wall, grant

revision: Final = "0012"
down_revision: Final = "0011"
branch_labels: Final = None
depends_on: Final = None

# A case is opened by the service and closed once, by a person with a reason. What it says of the
# decision never changes.
_TABLE = """
create table procheck.review_case (
    id text not null,
    agency text not null,
    order_id text not null,
    cause text not null,
    changes text not null,
    was text not null,
    would_be text not null,
    code text,
    pointer text,
    opened_at timestamp with time zone not null,
    closed_at timestamp with time zone,
    closed_by text,
    disposition text,
    reason text,
    constraint pk_review_case primary key (id),
    constraint uq_review_case_order_id_cause_changes unique (order_id, cause, changes),
    constraint fk_review_case_agency_agency foreign key (agency) references procheck.agency (uscc),
    constraint fk_review_case_order_id_purchase_order foreign key (order_id)
        references procheck.purchase_order (id),
    constraint ck_review_case_cause check (cause in ('facts', 'law')),
    constraint ck_review_case_differs check (was <> would_be),
    constraint ck_review_case_disposition check (disposition in ('stands', 'acted-on')),
    constraint ck_review_case_closed_whole check (
        num_nonnulls(closed_at, closed_by, disposition, reason) in (0, 4))
);
create index ix_review_case_agency on procheck.review_case (agency, id);

create function procheck.review_case_closes_once() returns trigger language plpgsql as $$
begin
    if old.closed_at is not null then
        raise exception 'a review case is closed once' using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger review_case_closes_once before update on procheck.review_case
    for each row execute function procheck.review_case_closes_once();
"""


def upgrade() -> None:
    """Make the table with its wall: cases are the agency's own, and the auditor's to read."""
    op.execute(_TABLE)
    enable_wall(
        op,
        "review_case",
        readers=("administrator", "auditor", "system"),
        writers=("system",),
    )
    grant(
        op,
        "review_case",
        app="SELECT, INSERT, UPDATE (closed_at, closed_by, disposition, reason)",
    )


def downgrade() -> None:
    """Drop the table: the ledger keeps what was opened and closed."""
    op.execute("drop table procheck.review_case")
    op.execute("drop function procheck.review_case_closes_once()")
