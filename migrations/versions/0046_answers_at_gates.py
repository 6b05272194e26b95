"""Which gate asked the question an answer was given to, and of which figures.

Answers before this one were all given to the order's own gate. One given to a later gate lets
nothing pass at the order's, where an answer excuses what passes a ceiling, and the other way round.
An approved order can be narrowed afterwards: what was judged of other figures is judged anew.
Whoever changed what was asked answers no more than whoever placed the order.

Revision ID: 0046
Revises: 0045
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError

revision: Final = "0046"
down_revision: Final = "0045"
branch_labels: Final = None
depends_on: Final = None

_GATE: Final = """
alter table procheck.answer add column gate text not null default 'order';
alter table procheck.answer add column about text not null default '';
-- squawk-ignore constraint-missing-not-valid
alter table procheck.answer add constraint ck_answer_gate
    check (gate in ('order', 'contract', 'delivery', 'ledger'));
-- squawk-ignore ban-drop-constraint
alter table procheck.answer drop constraint pk_answer;
alter table procheck.answer add constraint pk_answer primary key (order_id, gate, question, about);
"""

_GUARDS: Final = """
create function procheck.answered_by_another() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from procheck.order_amendment a
               where a.order_id = new.order_id and a.kind = 'narrowing'
                   and a.recorded_by = new.person)
    then
        raise exception 'order %: whoever amended what is asked can never answer', new.order_id
            using errcode = 'check_violation', constraint = 'another_person';
    end if;
    return new;
end
$$;
create trigger answer_another_than_amended before insert on procheck.answer
    for each row execute function procheck.answered_by_another();
create function procheck.answered_while_open() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (
        select from procheck.purchase_order o
        where o.id = new.order_id and case new.gate
            when 'order' then o.state in ('referred', 'held')
            else o.state = 'approved' and exists (
                select from procheck.approval a
                where a.order_id = o.id and a.state = 'in-force')
            end)
    then
        raise exception 'order %: the gate % takes no answers of it', new.order_id, new.gate
            using errcode = 'check_violation', constraint = 'answered_while_open';
    end if;
    return new;
end
$$;
create trigger answer_while_open before insert on procheck.answer
    for each row execute function procheck.answered_while_open();
"""


def upgrade() -> None:
    """Tell the gates apart, and hold who answers and when."""
    op.execute(_GATE)
    op.execute(_GUARDS)


def downgrade() -> None:
    """Refuse: an older release would count answers of one gate at another.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
