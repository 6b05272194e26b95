"""The table of amendments, which only grows; its CHECKs and wall are in the migration."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from storage.base import metadata
from storage.columns import Instant

order_amendment = Table(
    "order_amendment",
    metadata,
    Column("id", Text, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("supplier", Text),
    Column("order_id", Text, ForeignKey("purchase_order.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("approval", Text, ForeignKey("approval.number")),
    Column("replaced_by", Text, ForeignKey("purchase_order.id")),
    Column("document", LargeBinary, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("lines", ARRAY(Integer), nullable=False),
    Column("changes", ARRAY(Text), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", Text, nullable=False),
)
Index("ix_order_amendment_order_id", order_amendment.c.order_id, order_amendment.c.id)
Index("ix_order_amendment_approval", order_amendment.c.approval, order_amendment.c.content_hash)
