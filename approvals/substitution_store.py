"""Queries of substitutions. None of them commits; who may see what, the walls decide."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from approvals.states import CHANGED
from approvals.substitution import Proposal, SubstitutionState
from approvals.substitution_errors import (
    SubstitutionExists,
    SubstitutionNotFound,
    wrong_state,
)
from approvals.substitution_examination import Basis, Looked
from approvals.substitution_tables import substitution, substitution_examination
from ledger.canonical import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSubstitution:
    """A proposal as it stands in the database.

    ``words`` is why it ended; ``made_order`` and ``made_approval`` are what consent led to.
    """

    id: str
    agency: str
    supplier: str
    order_id: str
    proposal: Proposal
    proposed_by: str
    proposed_at: datetime
    state: SubstitutionState = SubstitutionState.PROPOSED
    ended_by: str | None = None
    ended_at: datetime | None = None
    words: str | None = None
    made_order: str | None = None
    made_approval: str | None = None
    revision: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredExamination:
    """One sealed examination of a proposal; the one when it was made has number 1."""

    number: int
    basis: Basis
    outcome: str
    digest: str
    body: bytes
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a proposal ended, and by whom."""

    state: SubstitutionState
    person: str
    words: str
    now: datetime
    order: str | None = None
    approval: str | None = None


def find_substitution(connection: Connection, identifier: str) -> StoredSubstitution:
    """Return a proposal.

    Raises:
        SubstitutionNotFound: there is none, or it is not the reader's to see.
    """
    query = select(substitution).where(substitution.c.id == identifier)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise SubstitutionNotFound(identifier)
    return _stored(row)


def substitutions_page(
    connection: Connection,
    *,
    limit: int,
    before: str | None = None,
    agency: str | None = None,
    supplier: str | None = None,
    number: str | None = None,
) -> tuple[StoredSubstitution, ...]:
    """Return up to ``limit`` proposals the reader may see, the newest first, before ``before``.

    Args:
        connection: a transaction.
        limit: most proposals returned.
        before: the last one of the page before.
        agency: only those to this agency; of whoever belongs to one its own, so that an index
            serves him: the wall is none.
        supplier: only those of this supplier; as with the agency.
        number: only those on this approval.
    """
    columns = substitution.c
    query = select(substitution).order_by(columns.id.desc()).limit(limit)
    if before is not None:
        query = query.where(columns.id < before)
    for column, value in (
        (columns.agency, agency),
        (columns.supplier, supplier),
        (columns.number, number),
    ):
        if value is not None:
            query = query.where(column == value)
    return tuple(_stored(row) for row in connection.execute(query).mappings())


def examinations_of(connection: Connection, identifier: str) -> tuple[StoredExamination, ...]:
    """Return the examinations of a proposal the reader may see, the first first."""
    columns = substitution_examination.c
    query = select(
        columns.number,
        columns.basis,
        columns.outcome,
        columns.digest,
        columns.body,
        columns.recorded_at,
    ).where(columns.substitution == identifier)
    rows = connection.execute(query.order_by(columns.number, columns.basis)).mappings()
    return tuple(StoredExamination(**{**row, "basis": Basis(row["basis"])}) for row in rows)


def add_substitution(connection: Connection, made: StoredSubstitution) -> None:
    """Write a proposal.

    Raises:
        SubstitutionExists: the supplier used the reference before.
    """
    asked = made.proposal
    values: dict[str, Any] = {
        "id": made.id,
        "agency": made.agency,
        "supplier": made.supplier,
        "number": asked.number,
        "order_id": made.order_id,
        "reference": asked.reference,
        "line": asked.line,
        "quantity": asked.quantity,
        "device": canonical(asked.device),
        "reason": asked.reason,
        "proposed_by": made.proposed_by,
        "proposed_at": made.proposed_at,
    }
    once = insert_or(substitution).on_conflict_do_nothing(index_elements=["supplier", "reference"])
    if connection.execute(once.values(values).returning(substitution.c.id)).first() is None:
        raise SubstitutionExists(asked.reference)


def add_examinations(
    connection: Connection, made: StoredSubstitution, looked: Iterable[Looked], now: datetime
) -> None:
    """Write what an examination said, on each basis."""
    columns = substitution_examination.c
    last = select(func.coalesce(func.max(columns.number), 0) + 1).where(
        columns.substitution == made.id
    )
    number = connection.scalar(last)
    rows = [
        {
            "substitution": made.id,
            "number": number,
            "basis": it.basis.value,
            "agency": made.agency,
            "outcome": it.verdict.outcome.value,
            "digest": it.digest,
            "body": it.receipt,
            "recorded_at": now,
        }
        for it in looked
    ]
    connection.execute(insert(substitution_examination), rows)


def end_substitution(connection: Connection, held: StoredSubstitution, how: Ended) -> None:
    """Move a proposal to its end; the caller holds the agency's lock.

    Raises:
        WrongState: somebody moved it first.
    """
    columns = substitution.c
    row = update(substitution).where(columns.id == held.id, columns.revision == held.revision)
    changed = connection.execute(
        row.values(
            state=how.state.value,
            ended_by=how.person,
            ended_at=how.now,
            words=how.words,
            made_order=how.order,
            made_approval=how.approval,
            revision=held.revision + 1,
        )
    )
    if changed.rowcount != 1:
        raise wrong_state(held.id, CHANGED, SubstitutionState.PROPOSED)


def _stored(row: RowMapping) -> StoredSubstitution:
    asked = Proposal(
        number=row["number"],
        reference=row["reference"],
        line=row["line"],
        quantity=row["quantity"],
        device=json.loads(row["device"]),
        reason=row["reason"],
    )
    kept = ("id", "agency", "supplier", "order_id", "proposed_by", "proposed_at", "ended_by",
            "ended_at", "words", "made_order", "made_approval", "revision")  # fmt: skip
    return StoredSubstitution(
        **{name: row[name] for name in kept},
        proposal=asked,
        state=SubstitutionState(row["state"]),
    )
