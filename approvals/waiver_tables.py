"""The tables of waivers; their CHECKs, walls and triggers are in the migration.

Of a `waiver` only its state and its two counters change, along the lines its trigger and CHECKs
allow: `granted` units once, `drawn` units with each draw. Everything else only grows.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from storage.base import metadata
from storage.columns import Instant, Money


def _waiver(*, key: bool = False) -> Column[str]:
    return Column("waiver", Text, ForeignKey("waiver.number"), primary_key=key, nullable=False)


def _act() -> tuple[Column[object], ...]:
    return (
        Column("reason", Text, nullable=False),
        Column("person", Text, nullable=False),
        Column("recorded_at", Instant, nullable=False),
    )


waiver = Table(
    "waiver",
    metadata,
    Column("number", Text, primary_key=True),
    Column("agency", Text, ForeignKey("agency.uscc"), nullable=False),
    Column("rule", Text, nullable=False),
    Column("class", Text, nullable=False),
    Column("attributes", Text, nullable=False),
    Column("edition", Text),
    Column("row", Text),
    Column("units", Integer, nullable=False),
    Column("unit_price", Money),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("evidence", ARRAY(Text), nullable=False),
    Column("extends", Text, ForeignKey("waiver.number")),
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="asked"),
    Column("granted", Integer, nullable=False, server_default="0"),
    Column("drawn", Integer, nullable=False, server_default="0"),
    Column("revision", Integer, nullable=False, server_default="1"),
)
Index("ix_waiver_agency", waiver.c.agency, waiver.c.asked_at.desc(), waiver.c.number)
Index("ix_waiver_granted", waiver.c.agency, postgresql_where=waiver.c.state == "granted")

waiver_decision = Table(
    "waiver_decision",
    metadata,
    _waiver(key=True),
    Column("agency", Text, nullable=False),
    Column("granted", Boolean, nullable=False),
    Column("units", Integer),
    Column("unit_price", Money),
    Column("valid_from", Date),
    Column("valid_until", Date),
    *_act(),
)

waiver_withdrawal = Table(
    "waiver_withdrawal",
    metadata,
    _waiver(key=True),
    Column("agency", Text, nullable=False),
    *_act(),
)

waiver_draw = Table(
    "waiver_draw",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    _waiver(),
    Column("agency", Text, nullable=False),
    Column("order_id", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("units", Integer, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", Text, nullable=False),
    ForeignKeyConstraint(["order_id", "line"], ["order_line.order_id", "order_line.line"]),
)
Index("ix_waiver_draw_order_id", waiver_draw.c.order_id, waiver_draw.c.line)
Index("ix_waiver_draw_waiver", waiver_draw.c.waiver, waiver_draw.c.id)
