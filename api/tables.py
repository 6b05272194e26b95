"""The edge's own tables: the keys of its callers, and what its comparisons came to."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Interval,
    LargeBinary,
    Table,
    Text,
)

from storage.base import metadata
from storage.columns import Instant

access_key: Final = Table(
    "access_key",
    metadata,
    Column("id", Text, primary_key=True),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("role", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("agency", Text),
    Column("supplier", Text),
    Column("label", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("last_used_at", Instant),
    Column("scope", Text),
)
"""One row a key; the secret itself is nowhere."""

access_token: Final = Table(
    "access_token",
    metadata,
    Column("id", Text, primary_key=True),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("key", Text, ForeignKey("access_key.id"), nullable=False),
    Column("scope", Text),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)
"""One row a token that a key got for itself; those that ended are swept out by the next one."""
Index("ix_access_token_key", access_token.c.key, access_token.c.expires_at)

rate_bucket: Final = Table(
    "rate_bucket",
    metadata,
    Column("key", Text, primary_key=True),
    Column("tokens", Double, nullable=False),
    Column("granted", Double, nullable=False),
    Column("refilled_at", Instant, nullable=False),
    CheckConstraint("tokens >= 0", name="tokens_not_negative"),
    prefixes=["UNLOGGED"],
)
"""One row a key: what it may still ask, and what the last lease was granted."""

sandbox: Final = Table(
    "sandbox",
    metadata,
    Column("one", Boolean, primary_key=True, server_default="true"),
    Column("ahead", Interval, nullable=False),
    Column("advanced_at", Instant),
    Column("advanced_by", Text),
    CheckConstraint("one", name="one"),
    CheckConstraint("ahead >= interval '0'", name="ahead"),
    CheckConstraint("(advanced_at is null) = (advanced_by is null)", name="advanced"),
)
"""One row where the database is a sandbox's, none where it is not: how far its clock is ahead."""

reconciliation: Final = Table(
    "reconciliation",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("began_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=False),
    Column("disagreements", Integer, nullable=False),
    CheckConstraint("ended_at >= began_at", name="ends_later"),
    CheckConstraint("disagreements >= 0", name="disagreements_not_negative"),
)
"""One row a comparison of rows and record that came to its end; it only grows."""
