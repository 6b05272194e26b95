"""Entries that name a thing anywhere in them: found by their bytes, within one agency's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, literal, or_, select

from ledger.errors import UnknownLeafError
from ledger.merkle import leaf_hash
from ledger.store import InclusionProof, prove_inclusion
from ledger.tables import ledger_event


@dataclass(frozen=True, slots=True)
class ProvenEntry:
    """The bytes of an entry, and the proof that they are recorded."""

    data: bytes
    proof: InclusionProof


def entries_naming(
    connection: Connection, agency: str, names: Sequence[str], since: datetime
) -> tuple[ProvenEntry, ...]:
    """Return the entries of an agency that name one of some things, in recorded order.

    Args:
        connection: a snapshot: all proofs are of one tree.
        agency: whose affair they are.
        names: identifiers that nothing else has.
        since: when the first of them can have been recorded.

    Raises:
        UnknownLeafError: one of them has no place in the tree yet; it gets one within seconds.
    """
    columns = ledger_event.c
    named = or_(*(func.position(literal(it.encode()).op("in")(columns.body)) > 0 for it in names))
    query = select(columns.body).where(
        columns.agency == agency, columns.recorded_at >= since, named
    )
    found = connection.scalars(query.order_by(columns.id)).all()
    if not found:
        raise UnknownLeafError(names[0])
    return tuple(
        ProvenEntry(bytes(it), prove_inclusion(connection, leaf_hash(bytes(it)))) for it in found
    )
