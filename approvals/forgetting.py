"""Forgets answers kept for repetition, once nobody can still mean the request they answered.

A budget year and its closing fit into 400 days (RELIABILITY §4.2); the database keeps younger ones
whatever is asked for here.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, tuple_

from approvals.tables import idempotency

KEPT = timedelta(days=400)
"""For how long an answer is kept at least."""


def forget_answers(connection: Connection, *, now: datetime, limit: int = 1000) -> int:
    """Delete up to so many answers older than ``KEPT``; return how many went.

    The caller commits, and calls again until none is left. The scope is the service's own.
    """
    columns = idempotency.c
    identity = tuple_(columns.person, columns.route, columns.key)
    aged = (
        select(columns.person, columns.route, columns.key)
        .where(columns.recorded_at < now - KEPT)
        .limit(limit)
    )
    return connection.execute(delete(idempotency).where(identity.in_(aged))).rowcount
