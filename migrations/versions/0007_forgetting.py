"""Answers kept for repetition may go after 400 days, and nothing else of them ever.

Revision ID: 0007
Revises: 0006
"""

from typing import Final

from alembic import op

from storage.walls import grant

revision: Final = "0007"
down_revision: Final = "0006"
branch_labels: Final = None
depends_on: Final = None

# Whoever asked sees, claims and completes his own, as before, and deletes none. The service's own
# jobs see those that are old enough, to delete them; whatever the SQL says, no others go.
_STATEMENTS = """
drop policy idempotency_own on procheck.idempotency;
create policy idempotency_read on procheck.idempotency for select using (
    person = nullif(current_setting('procheck.person', true), ''));
create policy idempotency_insert on procheck.idempotency for insert with check (
    person = nullif(current_setting('procheck.person', true), ''));
create policy idempotency_update on procheck.idempotency for update using (
    person = nullif(current_setting('procheck.person', true), ''));
create policy idempotency_aged_read on procheck.idempotency for select using (
    current_setting('procheck.role', true) = 'system'
    and recorded_at < now() - interval '400 days');
create policy idempotency_aged_delete on procheck.idempotency for delete using (
    current_setting('procheck.role', true) = 'system'
    and recorded_at < now() - interval '400 days');
drop trigger idempotency_kept on procheck.idempotency;
create trigger idempotency_kept before truncate on procheck.idempotency
    for each statement execute function procheck.approvals_refuse();
create function procheck.idempotency_kept_400_days() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if old.recorded_at >= now() - interval '400 days' then
        raise exception 'the answer to key % is kept for 400 days', old.key
            using errcode = 'insufficient_privilege';
    end if;
    return old;
end
$$;
create trigger idempotency_kept_400_days before delete on procheck.idempotency
    for each row execute function procheck.idempotency_kept_400_days();
"""


def upgrade() -> None:
    """Let what is old enough be deleted by the service's own jobs."""
    op.execute(_STATEMENTS)
    grant(op, "idempotency", app="DELETE", audit=None)


def downgrade() -> None:
    """Take the right to delete back; what is gone stays gone."""
    op.execute("revoke delete on table procheck.idempotency from procheck_app")
    op.execute(
        """
        drop trigger idempotency_kept_400_days on procheck.idempotency;
        drop function procheck.idempotency_kept_400_days();
        drop trigger idempotency_kept on procheck.idempotency;
        create trigger idempotency_kept before delete or truncate on procheck.idempotency
            for each statement execute function procheck.approvals_refuse();
        drop policy idempotency_read on procheck.idempotency;
        drop policy idempotency_insert on procheck.idempotency;
        drop policy idempotency_update on procheck.idempotency;
        drop policy idempotency_aged_read on procheck.idempotency;
        drop policy idempotency_aged_delete on procheck.idempotency;
        create policy idempotency_own on procheck.idempotency for all using (
            person = nullif(current_setting('procheck.person', true), ''));
        """
    )
