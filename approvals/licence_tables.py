"""The tables of licence grants and device evidence; their CHECKs, walls and triggers are migrated.

Of a `licence_grant` only state, version and counters change, along the lines its trigger and CHECKs
allow: ``copies`` with each confirmed statement, ``drawn`` with each draw. Everything else grows.
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
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY

from storage.base import metadata
from storage.columns import Instant


def _licence(*, key: bool = False) -> Column[str]:
    grant = ForeignKey("licence_grant.number")
    return Column("licence", Text, grant, primary_key=key, nullable=False)


def _act() -> tuple[Column[object], ...]:
    return (
        Column("person", Text, nullable=False),
        Column("recorded_at", Instant, nullable=False),
    )


licence_number = Table("licence_number", metadata, Column("number", Text, primary_key=True))

licence_grant = Table(
    "licence_grant",
    metadata,
    Column("number", Text, ForeignKey("licence_number.number"), primary_key=True),
    Column("agency", Text, ForeignKey("agency.uscc"), nullable=False),
    Column("state", Text, nullable=False, server_default="recorded"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("copies", Integer, nullable=False, server_default="0"),
    Column("drawn", Integer, nullable=False, server_default="0"),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("recorded_at", Instant, nullable=False),
    UniqueConstraint("number", "agency"),
)
Index(
    "ix_licence_grant_agency",
    licence_grant.c.agency,
    licence_grant.c.recorded_at.desc(),
    licence_grant.c.number,
)
Index("ix_licence_grant_recorded_at", licence_grant.c.recorded_at.desc(), licence_grant.c.number)

licence_statement = Table(
    "licence_statement",
    metadata,
    _licence(key=True),
    Column("version", Integer, primary_key=True),
    Column("holder_name", Text, nullable=False),
    Column("class", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("edition", Text),
    Column("versions", ARRAY(Text), nullable=False),
    Column("channel", Text, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("evidence", Text, nullable=False),
    Column("proven", Boolean, nullable=False),
    Column("reason", Text),
    *_act(),
)

_STATEMENT = ("licence_statement.licence", "licence_statement.version")

licence_entitled = Table(
    "licence_entitled",
    metadata,
    Column("licence", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("agency", Text, primary_key=True),
    ForeignKeyConstraint(["licence", "version"], _STATEMENT),
    ForeignKeyConstraint(["licence", "holder"], ["licence_grant.number", "licence_grant.agency"]),
)
Index(
    "ix_licence_entitled_agency",
    licence_entitled.c.agency,
    licence_entitled.c.licence,
    licence_entitled.c.version,
)

licence_confirmation = Table(
    "licence_confirmation",
    metadata,
    Column("licence", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("note", Text, nullable=False),
    *_act(),
    ForeignKeyConstraint(["licence", "version"], _STATEMENT),
)

licence_revocation = Table(
    "licence_revocation",
    metadata,
    _licence(key=True),
    Column("reason", Text, nullable=False),
    *_act(),
)

licence_draw = Table(
    "licence_draw",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    _licence(),
    Column("agency", Text, nullable=False),
    Column("order_id", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("item", Text, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", Text, nullable=False),
    ForeignKeyConstraint(["order_id", "line"], ["order_line.order_id", "order_line.line"]),
)
Index("ix_licence_draw_order_id", licence_draw.c.order_id, licence_draw.c.line)
Index("ix_licence_draw_agency", licence_draw.c.agency, licence_draw.c.licence)
Index("ix_licence_draw_licence", licence_draw.c.licence, licence_draw.c.id)

device_evidence = Table(
    "device_evidence",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("serial", Text, ForeignKey("asset.serial"), nullable=False),
    Column("agency", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", Text, nullable=False),
)
Index("ix_device_evidence_serial", device_evidence.c.serial, device_evidence.c.id)

device_evidence_digest = Table(
    "device_evidence_digest",
    metadata,
    Column("key", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("serial", Text, ForeignKey("asset.serial"), nullable=False),
    Column("agency", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)
Index("ix_device_evidence_digest_serial", device_evidence_digest.c.serial)
