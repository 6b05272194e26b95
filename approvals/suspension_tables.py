"""The tables of suspended suppliers. Both only grow: what was decided is never taken back.

They are public, as the list of misconduct is: no wall stands around them.
"""

from sqlalchemy import Column, Date, ForeignKey, Index, Table, Text

from storage.base import metadata
from storage.columns import Instant

supplier_suspension = Table(
    "supplier_suspension",
    metadata,
    Column("number", Text, primary_key=True),
    Column("supplier", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("person", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)
Index(
    "ix_supplier_suspension_supplier",
    supplier_suspension.c.supplier,
    supplier_suspension.c.valid_until,
)
Index("ix_supplier_suspension_valid_until", supplier_suspension.c.valid_until)

supplier_reinstatement = Table(
    "supplier_reinstatement",
    metadata,
    Column("number", Text, ForeignKey("supplier_suspension.number"), primary_key=True),
    Column("free_from", Date, nullable=False),
    Column("document", Text),
    Column("reason", Text),
    Column("person", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)
