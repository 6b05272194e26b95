"""The tables of orders, quota and approvals; their CHECKs, walls and triggers are in the migration.

`purchase_order`, `order_line`, `approval` and `quota_balance` change along the lines their triggers
and CHECKs allow; after 400 days the rows of `idempotency` may go.
Everything else only grows.
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
    LargeBinary,
    Sequence,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from approvals.agency_tables import agency
from storage.base import metadata
from storage.columns import Instant, Money
from storage.packed import Packed
from storage.packed_jws import PackedJws


def _agency(*, key: bool = False) -> Column[str]:
    return Column("agency", Text, ForeignKey(agency.c.uscc), primary_key=key, nullable=False)


def _recorded() -> tuple[Column[object], ...]:
    return (
        Column("recorded_at", Instant, nullable=False),
        Column("recorded_by", Text, nullable=False),
    )


def _order(*, key: bool = False) -> Column[str]:
    return Column(
        "order_id", Text, ForeignKey("purchase_order.id"), primary_key=key, nullable=False
    )


purchase_order = Table(
    "purchase_order",
    metadata,
    Column("id", Text, primary_key=True),
    _agency(),
    Column("supplier", Text),
    Column("reference", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("awaits", Text),
    Column("outcome", Text, nullable=False),
    Column("placed_on", Date, nullable=False),
    Column("placed_at", Instant, nullable=False),
    Column("placed_by", Text, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("lapses_at", Instant),
    Column("ended", Text),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("changed_at", Instant, nullable=False),
    Column("overtaken", Boolean, nullable=False, server_default="false"),
    UniqueConstraint("agency", "reference"),
)
Index("ix_purchase_order_agency", purchase_order.c.agency, purchase_order.c.id)
Index(
    "ix_purchase_order_supplier",
    purchase_order.c.supplier,
    purchase_order.c.id,
    postgresql_where=purchase_order.c.supplier.is_not(None),
)
Index(
    "ix_purchase_order_lapses_at",
    purchase_order.c.agency,
    purchase_order.c.lapses_at,
    postgresql_where=purchase_order.c.lapses_at.is_not(None),
)
Index(
    "ix_purchase_order_not_approved",
    purchase_order.c.state,
    purchase_order.c.id,
    postgresql_where=purchase_order.c.state != "approved",
)

order_line = Table(
    "order_line",
    metadata,
    _order(key=True),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("agency", Text, nullable=False),
    Column("supplier", Text),
    Column("class", Text, nullable=False),
    Column("attributes", Text, nullable=False),
    Column("model", Text),
    Column("quantity", Integer, nullable=False),
    Column("unit_price", Money, nullable=False),
    Column("reserved", Integer, nullable=False, server_default="0"),
    Column("committed", Integer, nullable=False, server_default="0"),
    Column("consumed", Integer, nullable=False, server_default="0"),
    Column("released", Integer, nullable=False, server_default="0"),
    Column("under_way", Integer, nullable=False, server_default="0"),
    Column("returned", Integer, nullable=False, server_default="0"),
)

receipt = Table(
    "receipt",
    metadata,
    _order(key=True),
    Column("examination", Integer, primary_key=True, autoincrement=False),
    Column("agency", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("body", Packed, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

# Written with each receipt, and with the order.
receipt_listing = Table(
    "receipt_listing",
    metadata,
    Column("listing", Text, primary_key=True),
    Column("order_id", Text, primary_key=True),
    Column("agency", Text, nullable=False),
)

# Written with the order; whether it still holds is told by the units of its line.
replacement = Table(
    "replacement",
    metadata,
    Column("serial", Text, primary_key=True),
    Column("order_id", Text, primary_key=True),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("agency", Text, nullable=False),
    Column("form", Text, Computed("procheck.serial_form(serial)", persisted=True)),
    Index("ix_replacement_form", "form"),
    ForeignKeyConstraint(
        ["order_id", "line"], ["procheck.order_line.order_id", "procheck.order_line.line"]
    ),
)

# What was read of the document an order was placed from; orders in JSON have none.
order_document = Table(
    "order_document",
    metadata,
    _order(key=True),
    Column("agency", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("reading", LargeBinary, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

answer = Table(
    "answer",
    metadata,
    _order(key=True),
    Column("gate", Text, primary_key=True),
    Column("about", Text, primary_key=True),
    Column("question", Text, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("granted", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

decision = Table(
    "decision",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    _order(),
    Column("agency", Text, nullable=False),
    Column("granted", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

Index("ix_decision_order_id", decision.c.order_id, decision.c.id)

approval_status_index = Sequence(
    "approval_status_index",
    start=0,
    minvalue=0,
    data_type=BigInteger,
    metadata=metadata,
    schema=metadata.schema,
)

approval = Table(
    "approval",
    metadata,
    Column("number", Text, primary_key=True),
    Column("order_id", Text, ForeignKey("purchase_order.id"), nullable=False, unique=True),
    Column("agency", Text, nullable=False),
    Column("supplier", Text),
    Column("statement", PackedJws, nullable=False),
    Column("kid", Text, nullable=False),
    Column("granted_at", Instant, nullable=False),
    Column("granted_by", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("status_index", BigInteger, nullable=False, unique=True),
    Column("state", Text, nullable=False, server_default="in-force"),
    Column("revision", Integer, nullable=False, server_default="1"),
)
Index("ix_approval_agency", approval.c.agency, approval.c.granted_at.desc(), approval.c.number)
Index(
    "ix_approval_supplier",
    approval.c.supplier,
    approval.c.granted_at.desc(),
    approval.c.number,
    postgresql_where=approval.c.supplier.is_not(None),
)
Index(
    "ix_approval_expires_at",
    approval.c.agency,
    approval.c.expires_at,
    postgresql_where=approval.c.state == "in-force",
)
Index(
    "ix_approval_dead",
    approval.c.status_index,
    postgresql_where=approval.c.state.in_(("revoked", "superseded")),
)

revocation = Table(
    "revocation",
    metadata,
    Column("number", Text, ForeignKey("approval.number"), primary_key=True),
    Column("agency", Text, nullable=False),
    Column("supplier", Text),
    Column("reason", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("person", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

quota_balance = Table(
    "quota_balance",
    metadata,
    _agency(key=True),
    Column("class", Text, primary_key=True),
    Column("attributes", Text, primary_key=True),
    Column("reserved", Integer, nullable=False, server_default="0"),
    Column("committed", Integer, nullable=False, server_default="0"),
    Column("on_hand", Integer, nullable=False, server_default="0"),
)

quota_movement = Table(
    "quota_movement",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("agency", Text, nullable=False),
    Column("class", Text, nullable=False),
    Column("attributes", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("reserved_change", Integer, nullable=False, server_default="0"),
    Column("committed_change", Integer, nullable=False, server_default="0"),
    Column("on_hand_change", Integer, nullable=False, server_default="0"),
    Column("order_id", Text),
    Column("line", Integer),
    Column("serial", Text, ForeignKey("asset.serial")),
    Column("taken_after", Integer, nullable=False),
    Column("ceiling", Integer),
    Column("cap", Text),
    Column("excused", Text),
    *_recorded(),
    ForeignKeyConstraint(["order_id", "line"], ["order_line.order_id", "order_line.line"]),
)
Index(
    "ix_quota_movement_order_id",
    quota_movement.c.order_id,
    quota_movement.c.line,
    postgresql_where=quota_movement.c.order_id.is_not(None),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("person", Text, primary_key=True),
    Column("route", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_hash", Text, nullable=False),
    Column("status", SmallInteger),
    Column("headers", Text),
    Column("body", Packed),
    Column("recorded_at", Instant, nullable=False),
    Column("passages", Text),
)
