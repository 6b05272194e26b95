"""The tables of replays: what was asked and how far each is, and what comes out otherwise.

They refer to no order, approval or quota, and none refers to them: a rehearsal decides nothing.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
)

from storage.base import metadata
from storage.columns import Instant

replay: Final = Table(
    "replay",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("draft", LargeBinary),
    Column("as_if_from", Date),
    Column("since", Date),
    Column("until", Date),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("through", BigInteger),
    Column("event", BigInteger, nullable=False),
    Column("begun", Boolean, nullable=False),
    Column("orders", BigInteger, nullable=False),
    Column("stand", LargeBinary),
    Column("sums", LargeBinary),
    Column("failure", Text),
    Column("detail", Text),
    Column("changed_at", Instant, nullable=False),
    CheckConstraint(
        "state in ('waiting', 'running', 'done', 'stopped', 'failed')", name="state_known"
    ),
    CheckConstraint("(sums is not null) = (state = 'done')", name="sums_when_done"),
    CheckConstraint("(failure is not null) = (state = 'failed')", name="failure_when_failed"),
    CheckConstraint("until >= since", name="days_in_order"),
    CheckConstraint("orders >= 0", name="orders_not_negative"),
)
Index(
    "ix_replay_changed_at",
    replay.c.changed_at,
    postgresql_where=replay.c.state.in_(("waiting", "running")),
)

replay_order: Final = Table(
    "replay_order",
    metadata,
    Column("replay", Text, ForeignKey("replay.id"), primary_key=True),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)
