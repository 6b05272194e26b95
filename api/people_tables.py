"""The tables of people at browsers: accounts, and sessions."""

from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY

from storage.base import metadata
from storage.columns import Instant

account: Final = Table(
    "account",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text),
    Column("password_hash", Text),
    Column("issuer", Text),
    Column("subject", Text),
    Column("person", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("agency", Text),
    Column("supplier", Text),
    Column("label", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("disabled_at", Instant),
    Column("disabled_by", Text),
    Column("failures", Integer, nullable=False),
    Column("closed_until", Instant),
    UniqueConstraint("name", name="uq_account_name"),
    UniqueConstraint(
        "issuer",
        "subject",
        "name",
        "role",
        "agency",
        "supplier",
        name="uq_account_way_in",
        postgresql_nulls_not_distinct=True,
    ),
    CheckConstraint(
        "(name is null) = (password_hash is null) and (issuer is null) = (subject is null)"
        " and (name is null) <> (issuer is null)",
        name="one_way_in",
    ),
    CheckConstraint("failures >= 0", name="failures_not_negative"),
)
"""One row a person in a role: known by name and password, or by a provider's issuer and subject."""

web_session: Final = Table(
    "web_session",
    metadata,
    Column("id", Text, primary_key=True),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("account", Text, ForeignKey("account.id")),
    Column("key", Text, ForeignKey("access_key.id")),
    Column("proof", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("proven_at", Instant),
    Column("ended_at", Instant),
    CheckConstraint("(account is null) <> (key is null)", name="one_holder"),
    CheckConstraint("expires_at > opened_at", name="expires_later"),
)
"""One row a session of a browser; it ends with the account or key it belongs to."""
Index("ix_web_session_account", web_session.c.account)
Index("ix_web_session_key", web_session.c.key)

sign_in_way: Final = Table(
    "sign_in_way",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("session", Text, ForeignKey("web_session.id")),
    Column("following", Text, nullable=False),
    Column("state", Text),
    Column("nonce", Text),
    Column("verifier", Text),
    Column("form", Text),
    Column("accounts", ARRAY(Text)),
    Column("proof", Text),
    Column("began_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    CheckConstraint(
        "(state is null) = (nonce is null) and (state is null) = (verifier is null)", name="whole"
    ),
    CheckConstraint("expires_at > began_at", name="expires_later"),
)
"""One row a browser that is on its way to a provider and back, or to prove again who sits there."""
Index("ix_sign_in_way_expires_at", sign_in_way.c.expires_at)

sign_in_address: Final = Table(
    "sign_in_address",
    metadata,
    Column("address", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("failed_at", Instant, nullable=False),
    Column("closed_until", Instant),
    CheckConstraint("failures >= 0", name="failures_not_negative"),
    prefixes=["UNLOGGED"],
)
"""One row an address that passwords were guessed from."""
