"""People at browsers: their accounts where no provider knows them, and their sessions.

Revision ID: 0035
Revises: 0033
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.walls import grant

revision: Final = "0035"
down_revision: Final = "0033"
branch_labels: Final = None
depends_on: Final = None

# An account is known by a name and a password, or by whom a provider says it is: never by both, so
# that whoever controls the one way cannot come in by the other.
_ACCOUNT = """
create table procheck.account (
    id text not null,
    name text,
    password_hash text,
    issuer text,
    subject text,
    person text not null,
    role text not null,
    agency text,
    supplier text,
    label text not null,
    created_at timestamp with time zone not null,
    created_by text not null,
    disabled_at timestamp with time zone,
    failures integer not null,
    closed_until timestamp with time zone,
    constraint pk_account primary key (id),
    constraint uq_account_name unique (name),
    constraint uq_account_issuer_subject_role unique (issuer, subject, role),
    constraint ck_account_one_way_in check (
        (name is null) = (password_hash is null) and (issuer is null) = (subject is null)
        and (name is null) <> (issuer is null)),
    constraint ck_account_failures_not_negative check (failures >= 0)
);
"""

# A session belongs to an account or to a key, and ends with it. Its secret is kept as a digest, as
# those of keys are; what a person proved lately (a step up) has its own instant.
_SESSION = """
create table procheck.web_session (
    id text not null,
    secret_hash bytea not null,
    account text,
    key text,
    proof text not null,
    opened_at timestamp with time zone not null,
    seen_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    proven_at timestamp with time zone,
    ended_at timestamp with time zone,
    constraint pk_web_session primary key (id),
    constraint fk_web_session_account_account
        foreign key (account) references procheck.account,
    constraint fk_web_session_key_access_key foreign key (key) references procheck.access_key,
    constraint ck_web_session_secret_hash_size check (octet_length(secret_hash) = 32),
    constraint ck_web_session_one_holder check ((account is null) <> (key is null)),
    constraint ck_web_session_expires_later check (expires_at > opened_at)
);
create index ix_web_session_account on procheck.web_session (account);
create index ix_web_session_key on procheck.web_session (key);
"""


def upgrade() -> None:
    """Make the tables and the rights on them."""
    op.execute(_ACCOUNT)
    op.execute(_SESSION)
    grant(
        op,
        "account",
        app="INSERT, SELECT, UPDATE (password_hash, disabled_at, failures, closed_until)",
        audit="SELECT (id, name, issuer, subject, person, role, agency, supplier, label,"
        " created_at, created_by, disabled_at)",
    )
    grant(
        op,
        "web_session",
        app="INSERT, SELECT, UPDATE (seen_at, proven_at, ended_at)",
        audit="SELECT (id, account, key, proof, opened_at, seen_at, expires_at, proven_at,"
        " ended_at)",
    )


def downgrade() -> None:
    """Refuse: what was done in a session is spoken of by the ledger.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
