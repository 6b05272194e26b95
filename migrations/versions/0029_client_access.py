"""What callers are held to: how many requests, narrower keys, tokens that live for minutes.

Revision ID: 0029
Revises: 0028
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.roles import AUDIT
from storage.walls import grant

revision: Final = "0029"
down_revision: Final = "0028"
branch_labels: Final = None
depends_on: Final = None

# What is counted here is worth nothing after a crash: full buckets are where everybody begins. No
# wall: it is asked by the key itself, and no route shows it.
_RATES = """
create unlogged table procheck.rate_bucket (
    key text not null,
    tokens double precision not null,
    granted double precision not null,
    refilled_at timestamp with time zone not null,
    constraint pk_rate_bucket primary key (key),
    constraint ck_rate_bucket_tokens_not_negative check (tokens >= 0)
);
"""

# A key that is narrowed may do less than its role. Tokens are looked up before anybody is known, as
# keys are, and are the key's: what is withdrawn takes its tokens along.
_ACCESS = """
alter table procheck.access_key add column scope text,
    add constraint ck_access_key_scope check (scope in ('read', 'validate'));
create table procheck.access_token (
    id text not null,
    secret_hash bytea not null,
    key text not null,
    scope text,
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    constraint pk_access_token primary key (id),
    constraint fk_access_token_key_access_key foreign key (key) references procheck.access_key,
    constraint ck_access_token_secret_hash_size check (octet_length(secret_hash) = 32),
    constraint ck_access_token_scope check (scope in ('read', 'validate')),
    constraint ck_access_token_expires_later check (expires_at > created_at)
);
create index ix_access_token_key on procheck.access_token (key, expires_at);
"""


def upgrade() -> None:
    """Make the tables and the rights on them."""
    op.execute(_RATES)
    op.execute(_ACCESS)
    op.execute(f"grant select (scope) on table procheck.access_key to {AUDIT}")
    grant(
        op,
        "access_token",
        app="INSERT, SELECT, DELETE",
        audit="SELECT (id, key, scope, created_at, expires_at)",
    )
    grant(op, "rate_bucket", app="INSERT, SELECT, UPDATE")


def downgrade() -> None:
    """Refuse: what was issued under it is spoken of by the ledger.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
