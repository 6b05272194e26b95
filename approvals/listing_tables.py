"""The table of what was told of listings that end soon; its trigger is in the migration."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, Table, Text

from storage.base import metadata
from storage.columns import Instant

listing_expiry = Table(
    "listing_expiry",
    metadata,
    Column("listing", Text, primary_key=True),
    Column("last_day", Date, primary_key=True),
    Column("days", Integer, primary_key=True, autoincrement=False),
    Column("noticed_at", Instant, nullable=False),
    Column("approvals", Integer, nullable=False),
    Column("open_orders", Integer, nullable=False),
    Column("leaf", Text, nullable=False),
    CheckConstraint("days > 0", name="days_positive"),
    CheckConstraint("approvals >= 0 and open_orders >= 0", name="counted"),
)
Index(
    "ix_listing_expiry_noticed_at",
    listing_expiry.c.noticed_at,
    listing_expiry.c.listing,
    listing_expiry.c.days,
)
