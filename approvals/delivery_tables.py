"""The tables of deliveries; their CHECKs, walls and triggers are in the migration.

Of a `delivery_unit` its state and its card change, along the lines its trigger allows; of a
`delivery` its revision. What was done and found only grows. `device_serial` has the form of every
serial that is in some place, under way or in service, kept by triggers: a serial alone tells
nothing, and that it is taken has to be known across agencies.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY

from storage.base import metadata
from storage.columns import Instant


def _delivery(*, key: bool = False) -> Column[str]:
    return Column("delivery", Text, ForeignKey("delivery.id"), primary_key=key, nullable=False)


def _parties() -> tuple[Column[object], ...]:
    return (
        Column("agency", Text, nullable=False),
        Column("supplier", Text, nullable=False),
    )


device_serial = Table("device_serial", metadata, Column("serial", Text, primary_key=True))

delivery = Table(
    "delivery",
    metadata,
    Column("id", Text, primary_key=True),
    *_parties(),
    Column("number", Text, ForeignKey("approval.number"), nullable=False),
    Column("order_id", Text, ForeignKey("purchase_order.id"), nullable=False),
    Column("reference", Text, nullable=False),
    Column("despatched_on", Date, nullable=False),
    Column("despatched_by", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False, server_default="1"),
    UniqueConstraint("supplier", "reference"),
)
Index("ix_delivery_agency", delivery.c.agency, delivery.c.id)
Index("ix_delivery_number", delivery.c.number, delivery.c.id)

delivery_unit = Table(
    "delivery_unit",
    metadata,
    _delivery(key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    *_parties(),
    Column("serial", Text, nullable=False),
    Column("order_id", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("state", Text, nullable=False, server_default="despatched"),
    Column("card", Text),
    Column("form", Text, Computed("procheck.serial_form(serial)", persisted=True)),
    UniqueConstraint("delivery", "serial"),
    ForeignKeyConstraint(["order_id", "line"], ["order_line.order_id", "order_line.line"]),
)
Index("ix_delivery_unit_form", delivery_unit.c.form)
Index("ix_delivery_unit_order_id", delivery_unit.c.order_id, delivery_unit.c.line)

delivery_act = Table(
    "delivery_act",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    _delivery(),
    *_parties(),
    Column("act", Text, nullable=False),
    Column("units", ARRAY(Integer), nullable=False),
    Column("words", Text),
    Column("person", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)
Index("ix_delivery_act_delivery", delivery_act.c.delivery, delivery_act.c.id)


def _inspected() -> tuple[Column[object], ...]:
    return (
        Column("act", BigInteger, ForeignKey("delivery_act.id"), nullable=False),
        Column("delivery", Text, nullable=False),
        Column("position", Integer, nullable=False),
    )


def _unit() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["delivery", "position"], ["delivery_unit.delivery", "delivery_unit.position"]
    )


delivery_inspection = Table(
    "delivery_inspection",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    *_inspected(),
    *_parties(),
    Column("system_name", Text),
    Column("system_version", Text),
    Column("system_kernel", Text),
    Column("system_edition", Text),
    Column("label_present", Boolean),
    Column("label_edition", Text),
    Column("media_present", Boolean),
    Column("media_edition", Text),
    Column("altered", Boolean),
    Column("evidence", ARRAY(Text), nullable=False),
    _unit(),
)
Index(
    "ix_delivery_inspection_delivery",
    delivery_inspection.c.delivery,
    delivery_inspection.c.position,
    delivery_inspection.c.id.desc(),
)

delivery_evidence = Table(
    "delivery_evidence",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    *_inspected(),
    Column("agency", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("digest", Text, nullable=False),
    _unit(),
)
Index("ix_delivery_evidence_digest", delivery_evidence.c.key, delivery_evidence.c.digest)
Index("ix_delivery_evidence_act", delivery_evidence.c.act, delivery_evidence.c.position)
