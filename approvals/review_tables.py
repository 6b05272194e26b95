"""The table of review cases; its CHECKs, wall and trigger are in the migration."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text, UniqueConstraint

from storage.base import metadata
from storage.columns import Instant

review_case = Table(
    "review_case",
    metadata,
    Column("id", Text, primary_key=True),
    Column("agency", Text, ForeignKey("agency.uscc"), nullable=False),
    Column("order_id", Text, ForeignKey("purchase_order.id"), nullable=False),
    Column("cause", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Column("was", Text, nullable=False),
    Column("would_be", Text, nullable=False),
    Column("code", Text),
    Column("pointer", Text),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("closed_by", Text),
    Column("disposition", Text),
    Column("reason", Text),
    UniqueConstraint("order_id", "cause", "changes"),
)
Index("ix_review_case_agency", review_case.c.agency, review_case.c.id)
