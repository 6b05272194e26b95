"""What an auditor read or took away, as a ledger entry: his reads are acts too (RELIABILITY F5)."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from ledger.entry import Actor, Entry
from ledger.kinds import EntryKind
from ledger.store import append

AUDITOR = "auditor"
"""The role whose reading is recorded."""


def record_reading(
    connection: Connection,
    *,
    actor: Actor,
    read: str,
    details: Mapping[str, object],
    ids: Callable[[], str],
    now: datetime,
) -> None:
    """Record that an auditor reads; of anybody else nothing is recorded.

    Args:
        connection: the transaction of the request.
        actor: who reads.
        read: what: the name of the operation's thing, as ``export`` or ``evidence-pack``.
        details: what narrowed it, and which one it was.
        ids: draws identifiers.
        now: the instant.
    """
    if actor.role != AUDITOR:
        return
    append(
        connection,
        Entry(
            id=ids(),
            kind=EntryKind.AUDITOR_READ,
            recorded_at=now,
            actor=actor,
            subjects={"read": read},
            body=dict(details),
        ),
    )
