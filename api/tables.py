"""The edge's own table: the keys of its callers."""

from typing import Final

from sqlalchemy import Column, LargeBinary, Table, Text

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
