"""Signing in: what is under way, addresses that guess, and three administrators kept apart.

Revision ID: 0036
Revises: 0035
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.walls import grant

revision: Final = "0036"
down_revision: Final = "0035"
branch_labels: Final = None
depends_on: Final = None

# Two roles more; whatever stands there keeps the new one as well.
_ROLES = """
-- squawk-ignore ban-drop-constraint
alter table procheck.access_key drop constraint ck_access_key_role;
-- squawk-ignore constraint-missing-not-valid
alter table procheck.access_key add constraint ck_access_key_role
    check (role in ('officer', 'approver', 'supplier', 'auditor',
        'catalog-keeper', 'standards-keeper', 'administrator', 'security-administrator',
        'audit-administrator'));
"""

# One row a browser that is on its way to a provider and back, or that has to prove again who sits
# there; its cookie's digest is the name. Taken once: whoever takes it, deletes it. What was typed
# meanwhile is kept with it, for as long as the way lasts.
_WAY = """
create table procheck.sign_in_way (
    id bytea not null,
    session text,
    following text not null,
    state text,
    nonce text,
    verifier text,
    form text,
    accounts text[],
    proof text,
    began_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    constraint pk_sign_in_way primary key (id),
    constraint fk_sign_in_way_session_web_session
        foreign key (session) references procheck.web_session,
    constraint ck_sign_in_way_id_size check (octet_length(id) = 32),
    constraint ck_sign_in_way_whole check
        ((state is null) = (nonce is null) and (state is null) = (verifier is null)),
    constraint ck_sign_in_way_expires_later check (expires_at > began_at)
);
create index ix_sign_in_way_expires_at on procheck.sign_in_way (expires_at);
"""

# Worth nothing after a crash. No wall: it is asked before anybody is known.
_ADDRESS = """
create unlogged table procheck.sign_in_address (
    address text not null,
    failures integer not null,
    failed_at timestamp with time zone not null,
    closed_until timestamp with time zone,
    constraint pk_sign_in_address primary key (address),
    constraint ck_sign_in_address_failures_not_negative check (failures >= 0)
);
"""

# The second wall below the acts. Both tables are looked at under one lock of the person, so that
# two transactions cannot each make one half.
_APART = """
create function procheck.administrators_apart() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    three constant text[] :=
        array['administrator', 'security-administrator', 'audit-administrator'];
begin
    if new.role <> all (three) then
        return new;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('administrator:' || new.person, 0));
    if exists (select from procheck.access_key k where k.person = new.person
            and k.role = any (three) and k.role <> new.role and k.revoked_at is null
            and k.expires_at > new.created_at)
        or exists (select from procheck.account a where a.person = new.person
            and a.role = any (three) and a.role <> new.role and a.disabled_at is null) then
        raise exception 'one person is not two of the three administrators'
            using errcode = 'check_violation', constraint = 'administrators_apart';
    end if;
    return new;
end
$$;
create trigger access_key_apart before insert on procheck.access_key
    for each row execute function procheck.administrators_apart();
create trigger account_apart before insert on procheck.account
    for each row execute function procheck.administrators_apart();
create trigger account_apart_again before update on procheck.account
    for each row when (old.disabled_at is not null and new.disabled_at is null)
    execute function procheck.administrators_apart();
"""

# The audit administrator watches the other two, and sees nobody's orders.
_WATCH = """
create policy ledger_event_administration on procheck.ledger_event for select using (
    current_setting('procheck.role', true) = 'audit-administrator'
    and convert_from(body, 'UTF8')::jsonb -> 'actor' ->> 'role'
        in ('administrator', 'security-administrator'));
"""


def upgrade() -> None:
    """Make tables, rights and walls."""
    for statements in (_ROLES, _WAY, _ADDRESS, _APART, _WATCH):
        op.execute(statements)
    grant(
        op,
        "sign_in_way",
        app="INSERT, SELECT, UPDATE (state, nonce, verifier), DELETE",
        audit="SELECT (session, began_at, expires_at)",
    )
    grant(op, "sign_in_address", app="INSERT, SELECT, UPDATE, DELETE")


def downgrade() -> None:
    """Refuse: what was done in a session is spoken of by the ledger.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
