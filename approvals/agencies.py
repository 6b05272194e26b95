"""Register agencies, and record the facts of them that the law turns on. Every fact has two clocks.

A fact says from which day it holds and keeps when it was recorded. A correction is one more fact;
decisions made on the earlier one stand as they were made.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert
from sqlalchemy.dialects.postgresql import insert as insert_or

from approvals.agency_tables import (
    agency,
    agency_property,
    approver_naming,
    headcount,
    quota_anchor,
)
from approvals.entries import own_entry
from approvals.errors import AgencyExists, UnknownJurisdiction
from approvals.locking import lock_agency
from approvals.uscc import check_uscc
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import Leaf, append
from validators.evidence import Level
from validators.law import Law


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAgency:
    """An agency to be registered; ``jurisdiction`` is a place of the law, by its identifier."""

    uscc: str
    name: str
    jurisdiction: str
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """From which day a fact holds, and the document it was taken from."""

    valid_from: date
    source: str


def register_agency(
    connection: Connection,
    *,
    actor: Actor,
    new: NewAgency,
    law: Law,
    ids: Callable[[], str],
    now: datetime,
) -> Leaf:
    """Register an agency by its unified social credit code.

    Raises:
        MalformedUscc: the code is not well-formed.
        UnknownJurisdiction: the law knows no such place.
        AgencyExists: it is registered already.
    """
    check_uscc(new.uscc)
    if new.jurisdiction not in law.jurisdictions:
        raise UnknownJurisdiction(new.jurisdiction)
    facts = {"name": new.name, "jurisdiction": new.jurisdiction, "level": new.level.value}
    made = connection.execute(
        insert_or(agency)
        .values(uscc=new.uscc, **facts, registered_at=now, registered_by=actor.person)
        .on_conflict_do_nothing()
        .returning(agency.c.uscc)
    )
    if made.first() is None:
        raise AgencyExists(new.uscc)
    connection.execute(insert(quota_anchor).values(agency=new.uscc))
    return _append(connection, EntryKind.AGENCY_REGISTERED, new.uscc, facts, actor, ids, now)


def record_headcount(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str,
    basis: str,
    value: int,
    provenance: Provenance,
    ids: Callable[[], str],
    now: datetime,
) -> Leaf:
    """Record how many an agency has on a basis from a day on; a correction is recorded alike.

    It takes the lock of the agency's quota, so that an order beside it rests on the one number or
    on the other.

    Args:
        connection: a transaction of the caller's.
        actor: who records it.
        uscc: the agency.
        basis: what is counted, for instance ``filled-establishment``.
        value: how many.
        provenance: the first day it holds, and the document it was taken from.
        ids: draws a fresh identifier.
        now: the instant of the act.

    Raises:
        UnknownAgency: no such agency, or none the actor may see.
        AgencyBusy: the agency's quota was locked for too long.
    """
    lock_agency(connection, uscc)
    fact: dict[str, object] = {"basis": basis, "value": value}
    connection.execute(
        insert(headcount).values(**fact, agency=uscc, **_clocks(provenance, actor, now))
    )
    body = {**fact, **_from(provenance)}
    return _append(connection, EntryKind.HEADCOUNT_RECORDED, uscc, body, actor, ids, now)


def record_properties(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str,
    values: Mapping[str, bool],
    provenance: Provenance,
    ids: Callable[[], str],
    now: datetime,
) -> Leaf:
    """Record yes-or-no facts of an agency from a day on; those not named stay as they are.

    Raises: as `record_headcount`.
    """
    lock_agency(connection, uscc)
    rows = [
        {
            "agency": uscc,
            "property": name,
            "value": value,
            **_clocks(provenance, actor, now),
        }
        for name, value in sorted(values.items())
    ]
    if rows:
        connection.execute(insert(agency_property), rows)
    body: dict[str, object] = {
        "properties": dict(values),
        **_from(provenance),
    }
    return _append(connection, EntryKind.PROPERTIES_RECORDED, uscc, body, actor, ids, now)


def name_approvers(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str,
    persons: Sequence[str],
    provenance: Provenance,
    ids: Callable[[], str],
    now: datetime,
) -> Leaf:
    """Name the persons who decide an agency's orders from a day on; none: orders need no decision.

    Raises: as `record_headcount`.
    """
    lock_agency(connection, uscc)
    named = sorted(set(persons))
    connection.execute(
        insert(approver_naming).values(
            agency=uscc, persons=named, **_clocks(provenance, actor, now)
        )
    )
    body: dict[str, object] = {
        "approvers": named,
        **_from(provenance),
    }
    return _append(connection, EntryKind.APPROVERS_NAMED, uscc, body, actor, ids, now)


def _clocks(provenance: Provenance, actor: Actor, now: datetime) -> dict[str, object]:
    return {
        "valid_from": provenance.valid_from,
        "source": provenance.source,
        "recorded_at": now,
        "recorded_by": actor.person,
    }


def _from(provenance: Provenance) -> dict[str, object]:
    return {"valid_from": provenance.valid_from.isoformat(), "source": provenance.source}


def _append(
    connection: Connection,
    kind: EntryKind,
    uscc: str,
    body: Mapping[str, object],
    actor: Actor,
    ids: Callable[[], str],
    now: datetime,
) -> Leaf:
    return append(connection, own_entry(kind, ids(), uscc, body, actor, now))
