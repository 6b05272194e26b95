"""The tables of webhooks; their CHECKs, walls and triggers are migrated.

- `subscription`: an address, whose it is, and what it wants to be told. ``busy_until`` is the
  instant before which nobody else calls it: while one process does, and while it rests.
- `subscription_secret`: which secrets it had; the secrets themselves are kept nowhere.
- `webhook_delivery`: an event that is to be told to a subscription; written by a trigger in the
  transaction that records the event. Its ``id`` is the ``webhook-id`` of every attempt.
- `webhook_attempt`: what came of each attempt.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
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


def _tenant() -> tuple[Column[str | None], Column[str | None]]:
    return Column("agency", Text), Column("supplier", Text)


subscription = Table(
    "subscription",
    metadata,
    Column("id", Text, primary_key=True),
    *_tenant(),
    Column("url", Text, nullable=False),
    Column("kinds", ARRAY(Text), nullable=False),
    Column("label", Text),
    Column("state", Text, nullable=False, server_default="enabled"),
    Column("reason", Text),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("busy_until", Instant),
)
Index(
    "ix_subscription_agency",
    subscription.c.agency,
    subscription.c.id,
    postgresql_where=subscription.c.agency.is_not(None),
)
Index(
    "ix_subscription_supplier",
    subscription.c.supplier,
    subscription.c.id,
    postgresql_where=subscription.c.supplier.is_not(None),
)

subscription_secret = Table(
    "subscription_secret",
    metadata,
    Column("subscription", Text, ForeignKey("subscription.id"), primary_key=True),
    Column("serial", Integer, primary_key=True, autoincrement=False),
    *_tenant(),
    Column("key", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Text, nullable=False),
)

webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    Column("id", Text, primary_key=True),
    Column("subscription", Text, ForeignKey("subscription.id"), nullable=False),
    *_tenant(),
    Column("event_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="pending"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("due_at", Instant),
    UniqueConstraint("subscription", "event_id"),
)
Index(
    "ix_webhook_delivery_due",
    webhook_delivery.c.subscription,
    webhook_delivery.c.next_at,
    postgresql_where=webhook_delivery.c.state == "pending",
)

webhook_attempt = Table(
    "webhook_attempt",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("delivery", Text, ForeignKey("webhook_delivery.id"), nullable=False),
    *_tenant(),
    Column("began_at", Instant, nullable=False),
    Column("milliseconds", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("status", Integer),
    Column("response_digest", Text),
    Column("response_bytes", Integer),
)
Index("ix_webhook_attempt_delivery", webhook_attempt.c.delivery, webhook_attempt.c.id)
