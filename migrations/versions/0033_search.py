"""What orders are searched by: their amount, and facets of what their examinations found.

Behind a wall only comparisons of texts and whole numbers may lead to rows, so a facet is a row of
its own, and an amount has its whole fen beside it. The some twenty editions of a verdict are the
same for most orders of a place and a day: they are kept once, and the order names their set.

Revision ID: 0033
Revises: 0029
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.scope import ROLE_SETTING
from storage.walls import enable_wall, grant

revision: Final = "0033"
down_revision: Final = "0029"
branch_labels: Final = None
depends_on: Final = None

_TABLES: Final = """
create table procheck.order_search (
    order_id text not null,
    agency text not null,
    supplier text,
    examination integer not null,
    outcome text not null,
    placed_on date not null,
    number text,
    amount numeric not null,
    fen bigint not null,
    constraint pk_order_search primary key (order_id),
    constraint ck_order_search_amount check (fen = floor(amount * 100))
);
create index ix_order_search_agency on procheck.order_search (agency, order_id);
create index ix_order_search_fen on procheck.order_search (fen, order_id);
create table procheck.order_facet (
    facet text not null,
    order_id text not null,
    examination integer not null,
    agency text not null,
    constraint pk_order_facet primary key (facet, order_id, examination)
);
create table procheck.edition_set (
    edition text not null,
    digest text not null,
    revision integer not null,
    constraint pk_edition_set primary key (edition, digest),
    constraint ck_edition_set_digest check (digest ~ '^[0-9a-f]{64}$')
);
create index ix_edition_set_digest on procheck.edition_set (digest);
create trigger order_search_kept before delete or truncate
    on procheck.order_search for each statement execute function procheck.approvals_refuse();
create trigger order_facet_append_only before update or delete or truncate
    on procheck.order_facet for each statement execute function procheck.approvals_refuse();
create trigger edition_set_append_only before update or delete or truncate
    on procheck.edition_set for each statement execute function procheck.approvals_refuse();
"""

# What `approvals.facets` says of a verdict, from the receipts there are.
_BEFORE: Final = """
with sealed as materialized (
    select order_id, examination, agency, convert_from(body, 'UTF8')::jsonb as body
    from procheck.receipt
), used as materialized (
    select order_id, examination, agency, it ->> 'id' as edition,
        (it ->> 'revision')::integer as number
    from sealed cross join lateral jsonb_array_elements(body #> '{verdict,editions}') as it
), sets as materialized (
    select order_id, examination, agency, encode(sha256(convert_to(
        string_agg(edition || '@' || number, E'\n' order by edition collate "C", number),
        'UTF8')), 'hex') as digest
    from used group by order_id, examination, agency
), rested as (
    insert into procheck.edition_set (edition, digest, revision)
    select distinct used.edition, sets.digest, used.number
    from used join sets using (order_id, examination)
), searched as (
    insert into procheck.order_search (order_id, agency, supplier, examination, outcome, placed_on,
        number, amount, fen)
    select o.id, o.agency, o.supplier, coalesce((
        select max(examination) from procheck.receipt r where r.order_id = o.id), 1),
        o.outcome, o.placed_on, a.number, l.amount, floor(l.amount * 100)
    from procheck.purchase_order o
    left join procheck.approval a on a.order_id = o.id
    join (select order_id, sum(quantity * unit_price) as amount
        from procheck.order_line group by order_id) l on l.order_id = o.id
)
insert into procheck.order_facet (facet, order_id, examination, agency)
select 'editions:' || digest, order_id, examination, agency from sets
union
select 'class:' || l.class, s.order_id, s.examination, s.agency
from sealed s join procheck.order_line l on l.order_id = s.order_id
union
select facet, order_id, examination, agency
from sealed cross join lateral jsonb_array_elements(body #> '{verdict,findings}') as it
cross join lateral (values ('rule:' || (it ->> 'rule')), ('code:' || (it ->> 'code')),
    ('finding:' || (it ->> 'outcome')), ('waiver:' || (it #>> '{waiver,number}')),
    ('article:' || (it #>> '{citation,edition}') || '#'
        || coalesce(it #>> '{citation,row}', it #>> '{citation,article}'))) as named(facet)
where facet is not null
"""


def upgrade() -> None:
    """Make the tables with their walls, and take up the orders and receipts there are."""
    op.execute(_TABLES)
    enable_wall(op, "order_search", supplier_column="supplier")
    enable_wall(op, "order_facet")
    grant(op, "order_search", app="INSERT, SELECT, UPDATE (examination, outcome, number)")
    grant(op, "order_facet")
    # Which editions were in force together is no tenant's affair.
    grant(op, "edition_set")
    # The walls hold for the owner too.
    op.execute(f"select set_config('{ROLE_SETTING}', 'system', true)")
    op.execute(_BEFORE)


def downgrade() -> None:
    """Refuse: an older release would not keep up what is searched by.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
