"""The tables of substitutions; their CHECKs, walls and triggers are in the migration.

A proposal changes once, when it ends; its examinations only grow.
"""

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from storage.base import metadata
from storage.columns import Instant

substitution = Table(
    "substitution",
    metadata,
    Column("id", Text, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("supplier", Text, nullable=False),
    Column("number", Text, ForeignKey("approval.number"), nullable=False),
    Column("order_id", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("device", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("state", Text, nullable=False, server_default="proposed"),
    Column("ended_by", Text),
    Column("ended_at", Instant),
    Column("words", Text),
    Column("made_order", Text, ForeignKey("purchase_order.id")),
    Column("made_approval", Text, ForeignKey("approval.number")),
    Column("revision", Integer, nullable=False, server_default="1"),
    UniqueConstraint("supplier", "reference"),
    ForeignKeyConstraint(["order_id", "line"], ["order_line.order_id", "order_line.line"]),
)
Index("ix_substitution_agency", substitution.c.agency, substitution.c.id)
Index("ix_substitution_number", substitution.c.number, substitution.c.id)
Index("ix_substitution_order_id", substitution.c.order_id, substitution.c.line)
Index("ix_substitution_made_order", substitution.c.made_order)
Index("ix_substitution_made_approval", substitution.c.made_approval)

substitution_examination = Table(
    "substitution_examination",
    metadata,
    Column("substitution", Text, ForeignKey("substitution.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("basis", Text, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)
