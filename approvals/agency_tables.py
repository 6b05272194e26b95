"""The tables of agencies, of the facts the law turns on, and of their devices.

All of them only grow. Facts have two clocks: the day from which they hold, and when they were
recorded. `quota_anchor` is the row an act on an agency's quota locks first; its ``revision`` counts
what happened to the facts, and ``stated`` what happened to all but those that every order changes.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from storage.base import metadata
from storage.columns import Instant


def _agency(*, key: bool = False) -> Column[str]:
    return Column("agency", Text, ForeignKey("agency.uscc"), primary_key=key, nullable=False)


def _recorded() -> tuple[Column[object], ...]:
    return (
        Column("recorded_at", Instant, nullable=False),
        Column("recorded_by", Text, nullable=False),
    )


agency = Table(
    "agency",
    metadata,
    Column("uscc", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("jurisdiction", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("registered_at", Instant, nullable=False),
    Column("registered_by", Text, nullable=False),
)

quota_anchor = Table(
    "quota_anchor",
    metadata,
    _agency(key=True),
    Column("revision", BigInteger, nullable=False, server_default=text("0")),
    Column("stated", BigInteger, nullable=False, server_default=text("0")),
)

agency_property = Table(
    "agency_property",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    _agency(),
    Column("property", Text, nullable=False),
    Column("value", Boolean, nullable=False),
    Column("valid_from", Date, nullable=False),
    *_recorded(),
    Column("source", Text, nullable=False),
)
Index(
    "ix_agency_property_agency",
    agency_property.c.agency,
    agency_property.c.property,
    agency_property.c.valid_from.desc(),
    agency_property.c.id.desc(),
)

headcount = Table(
    "headcount",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    _agency(),
    Column("basis", Text, nullable=False),
    Column("value", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    *_recorded(),
    Column("source", Text, nullable=False),
)
Index(
    "ix_headcount_agency",
    headcount.c.agency,
    headcount.c.basis,
    headcount.c.valid_from.desc(),
    headcount.c.id.desc(),
)

approver_naming = Table(
    "approver_naming",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    _agency(),
    Column("persons", ARRAY(Text), nullable=False),
    Column("valid_from", Date, nullable=False),
    *_recorded(),
    Column("source", Text, nullable=False),
)
Index(
    "ix_approver_naming_agency",
    approver_naming.c.agency,
    approver_naming.c.valid_from.desc(),
    approver_naming.c.id.desc(),
)

asset = Table(
    "asset",
    metadata,
    Column("serial", Text, primary_key=True),
    _agency(),
    Column("class", Text, nullable=False),
    Column("attributes", Text, nullable=False),
    Column("in_service_since", Date),
    Column("number", Text, ForeignKey("approval.number")),
    Column("line", Integer),
    *_recorded(),
    Column("source", Text, nullable=False),
    Column("found", Text),
    Column("form", Text, Computed("procheck.serial_form(serial)", persisted=True)),
)
Index("ix_asset_form", asset.c.form)
Index("ix_asset_agency", asset.c.agency, asset.c.serial)
Index(
    "ix_asset_number",
    asset.c.number,
    asset.c.line,
    postgresql_where=asset.c.number.is_not(None),
)

asset_condition = Table(
    "asset_condition",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("serial", Text, ForeignKey("asset.serial"), nullable=False),
    Column("agency", Text, nullable=False),
    Column("pages", BigInteger),
    Column("beyond_repair", Text),
    Column("observed_on", Date, nullable=False),
    *_recorded(),
)
Index(
    "ix_asset_condition_serial",
    asset_condition.c.serial,
    asset_condition.c.observed_on.desc(),
    asset_condition.c.id.desc(),
)

asset_disposal = Table(
    "asset_disposal",
    metadata,
    Column("serial", Text, ForeignKey("asset.serial"), primary_key=True),
    Column("agency", Text, nullable=False),
    Column("disposed_on", Date, nullable=False),
    Column("document", Text, nullable=False),
    *_recorded(),
)
