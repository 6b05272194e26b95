"""The table of what orders rest on of unused licences; its wall and its trigger are migrated."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    Table,
    Text,
)

from storage.base import metadata
from storage.columns import Instant

spare_draw = Table(
    "spare_draw",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("agency", Text, nullable=False),
    Column("class", Text, nullable=False),
    Column("order_id", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", Text, nullable=False),
    ForeignKeyConstraint(["order_id", "line"], ["order_line.order_id", "order_line.line"]),
)
Index("ix_spare_draw_agency", spare_draw.c.agency, spare_draw.c["class"], spare_draw.c.id)
Index("ix_spare_draw_order_id", spare_draw.c.order_id, spare_draw.c.line)
