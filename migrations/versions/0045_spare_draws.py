"""How many of an agency's unused licences each order rests on, so that each is used once.

Orders before this one rest on nothing until they are examined again, amended or accepted: what they
need turns on the law, which is no affair of a migration's.

Revision ID: 0045
Revises: 0044
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.walls import enable_wall, grant

revision: Final = "0045"
down_revision: Final = "0044"
branch_labels: Final = None
depends_on: Final = None

_TABLE: Final = """
create table procheck.spare_draw (
    id bigint generated always as identity,
    agency text not null,
    class text not null,
    order_id text not null,
    line integer not null,
    copies integer not null,
    recorded_at timestamp with time zone not null,
    recorded_by text not null,
    constraint pk_spare_draw primary key (id),
    constraint fk_spare_draw_order_id_line_order_line foreign key (order_id, line)
        references procheck.order_line,
    constraint ck_spare_draw_copies check (copies <> 0),
    constraint ck_spare_draw_class check (starts_with(class, 'software_'))
);
create index ix_spare_draw_agency on procheck.spare_draw (agency, class, id);
create index ix_spare_draw_order_id on procheck.spare_draw (order_id, line);
create trigger spare_draw_append_only before update or delete or truncate
    on procheck.spare_draw for each statement execute function procheck.approvals_refuse();
"""

# What a count states is unused on its day. What was delivered before that day is in use and no
# longer among it, and is not taken off again; what is delivered on that day or later, or not yet,
# still is. Of a line that rests on licences for some of its units, those that are not delivered
# yet are taken to be the ones that do.
_STANDING: Final = """
create function procheck.spare_standing(whose text, day date)
returns table (class text, order_id text, stated integer, waits bigint, used bigint)
language sql stable as $$
  with h as materialized (
    select distinct on (c.basis) c.basis, c.value, c.valid_from from procheck.headcount c
    where c.agency = whose and c.valid_from <= day and starts_with(c.basis, 'licences.')
    order by c.basis, c.valid_from desc, c.id desc
  ), d as materialized (
    select s.class, s.order_id, s.line, sum(s.copies) as copies from procheck.spare_draw s
    where s.agency = whose
    group by s.class, s.order_id, s.line having sum(s.copies) > 0
  ), f as materialized (
    select d.class, d.order_id, d.copies, h.value,
      l.reserved + l.committed + l.consumed as units,
      case when l.consumed = 0 then 0 else (
        select coalesce(sum(m.on_hand_change), 0) from procheck.quota_movement m
        where m.order_id = l.order_id and m.line = l.line and m.verb = 'consume'
          and (m.recorded_at at time zone interval '+08:00')::date < h.valid_from)
      end as before
    from d join procheck.order_line l on l.order_id = d.order_id and l.line = d.line
    join h on h.basis = 'licences.' || d.class
  )
  select f.class, f.order_id, f.value,
    sum(least(f.copies, f.units - f.before)),
    sum(least(f.before, f.copies - least(f.copies, f.units - f.before)))
  from f group by f.class, f.order_id, f.value
$$;
"""

# What orders and ends ask, of whom nearly none has any: told by functions with plans of their own,
# since a plan for it inside their statements costs all of them more than the answer does.
_TOLD: Final = """
create function procheck.spares_told(whose text, day date) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return (
        select jsonb_agg(jsonb_build_array(s.class, o.reference, s.waits, s.used)
            order by s.class, o.id)
        from procheck.spare_standing(whose, day) s
        join procheck.purchase_order o on o.id = s.order_id
        where s.waits + s.used > 0);
end
$$;
create function procheck.spares_of_order(whose text) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return (
        select jsonb_object_agg(h.line, h.copies) from (
            select g.line, jsonb_object_agg(g.class, g.copies) as copies from (
                select d.line, d.class, sum(d.copies) as copies from procheck.spare_draw d
                where d.order_id = whose
                group by d.line, d.class having sum(d.copies) > 0) g
            group by g.line) h);
end
$$;
"""

_WITHIN: Final = """
create function procheck.spare_draw_within_count() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if exists (
        select from (
            select m.agency, m.order_id, m.line, m.class, max(m.copies) > 0 as more from made m
            group by m.agency, m.order_id, m.line, m.class) m
        left join procheck.order_line l
            on l.order_id = m.order_id and l.line = m.line and l.agency = m.agency
        cross join lateral (
            select sum(d.copies) as copies from procheck.spare_draw d
            where d.order_id = m.order_id and d.line = m.line and d.class = m.class) h
        where l.line is null or h.copies < 0
            or (m.more and h.copies > l.reserved + l.committed + l.consumed))
    then
        raise exception 'unused licences: no device of the order rests on them'
            using errcode = 'check_violation', constraint = 'spare_draw_within_count';
    end if;
    if exists (
        select from (
            select m.agency, m.class, max(m.recorded_at) as at from made m
            group by m.agency, m.class having sum(m.copies) > 0) m
        where not coalesce((
            select sum(s.waits) <= min(s.stated)
            from procheck.spare_standing(
                m.agency, (m.at at time zone interval '+08:00')::date) s
            where s.class = m.class), false))
    then
        raise exception 'unused licences: more is drawn than is stated'
            using errcode = 'check_violation', constraint = 'spare_draw_within_count';
    end if;
    return null;
end
$$;
create trigger spare_draw_within_count after insert on procheck.spare_draw
    referencing new table as made for each statement
    execute function procheck.spare_draw_within_count();
"""


def upgrade() -> None:
    """Make the table with its wall, what tells how it stands, and the second wall behind that."""
    op.execute(_TABLE)
    op.execute(_STANDING)
    op.execute(_TOLD)
    op.execute(_WITHIN)
    enable_wall(op, "spare_draw")
    grant(op, "spare_draw")


def downgrade() -> None:
    """Refuse: an older release would let one licence cover computers of any number of orders.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
