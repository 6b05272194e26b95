"""The edge's own tables: the keys of its callers, and what its comparisons came to."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Identity,
    Integer,
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
)
"""One row a key; the secret itself is nowhere."""

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
