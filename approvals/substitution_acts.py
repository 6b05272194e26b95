"""What acts on substitutions share: the lock, where the line stands, the entry, what is left."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from approvals import store
from approvals.amendment_store import (
    NARROWING,
    REPLACING,
    StoredAmendment,
    add_amendment,
    amendments_of,
)
from approvals.errors import WrongState
from approvals.line_units import LineUnits
from approvals.locking import lock_agency
from approvals.receipt import differing
from approvals.standing_order import StandingOrder, as_it_stands
from approvals.stated import Stated
from approvals.states import ApprovalState
from approvals.store import StoredApproval, StoredOrder
from approvals.substitution import (
    Proposal,
    SubstitutionAct,
    SubstitutionState,
    check_device,
    moved,
    remaining_order,
)
from approvals.substitution_errors import LineNotStanding, MoreThanOpen, wrong_state
from approvals.substitution_store import StoredSubstitution, find_substitution
from ledger.canonical import canonical, digest
from ledger.entry import Actor, Entry, Tenant
from ledger.kinds import EntryKind
from ledger.store import Leaf


@dataclass(frozen=True, slots=True, kw_only=True)
class Fits:
    """Where a proposal fits: the approval, its order as it stands, and where its line is in it."""

    approval: StoredApproval
    order: StoredOrder
    standing: StandingOrder
    place: int
    units: tuple[LineUnits, ...]

    def leaves_nothing(self, proposal: Proposal) -> bool:
        """Return whether nothing of the approval is left once its units are substituted."""
        return all(
            it.consumed + it.under_way == 0
            and it.open == (proposal.quantity if it.line == proposal.line else 0)
            for it in self.units
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of an order some of whose units were substituted.

    ``stated`` is the substitute's order, and ``replaced_by`` that order where it took the place of
    the whole.
    """

    id: str
    stated: Stated
    replaced_by: str | None
    person: str
    now: datetime


@dataclass(frozen=True, slots=True)
class SubstitutionDone:
    """What an act came to: where the proposal stands, and the leaf of its entry, if it moved."""

    state: SubstitutionState
    leaf: Leaf | None


def fitting(
    connection: Connection, approval: StoredApproval, proposal: Proposal, now: datetime
) -> Fits:
    """Hold a proposal against its approval as it stands; the caller holds the agency's lock.

    Raises:
        WrongState: the approval is not in force.
        LineNotStanding: the order has no such line, or no longer.
        MoreThanOpen: the line has fewer units open.
        PriceRose, NothingSubstituted: as of `check_device`.
    """
    state = approval.state_at(now)
    if state is not ApprovalState.IN_FORCE:
        raise WrongState.of_approval(approval.number, state, ApprovalState.IN_FORCE)
    order = store.order(connection, approval.order_id)
    standing = as_it_stands(connection, order)
    place = standing.places.get(proposal.line)
    if place is None:
        raise LineNotStanding(proposal.line)
    units = store.line_units(connection, order.id)
    is_open = {it.line: it.open for it in units}[proposal.line]
    if proposal.quantity > is_open:
        raise MoreThanOpen(proposal.line, is_open, proposal.quantity)
    check_device(standing.document["lines"][place], proposal.device)
    return Fits(approval=approval, order=order, standing=standing, place=place, units=units)


def state_at(
    held: StoredSubstitution, approval: StoredApproval, now: datetime
) -> SubstitutionState:
    """Return where a proposal stands at an instant: it outlives no approval."""
    over = approval.state_at(now) is not ApprovalState.IN_FORCE
    waits = held.state is SubstitutionState.PROPOSED
    return SubstitutionState.LAPSED if waits and over else held.state


def opened(
    connection: Connection, identifier: str, act: SubstitutionAct, now: datetime
) -> tuple[StoredSubstitution, SubstitutionState]:
    """Lock the agency of a proposal; return it as it stands, and where the act leaves it.

    Raises:
        SubstitutionNotFound: there is none, or it is not the actor's to see.
        WrongState: the act contradicts how it ended.
        AgencyBusy: the agency's quota was locked for too long.
    """
    lock_agency(connection, find_substitution(connection, identifier).agency)
    held = find_substitution(connection, identifier)
    state = state_at(held, store.approval_by_number(connection, held.proposal.number), now)
    to = moved(state, act)
    if to is None:
        raise wrong_state(identifier, state, SubstitutionState.PROPOSED)
    return held, to


def substitution_entry(
    kind: EntryKind,
    identifier: str,
    held: StoredSubstitution,
    body: Mapping[str, object],
    actor: Actor,
    now: datetime,
) -> Entry:
    """Return the entry of an act on a proposal: agency and supplier may both read it."""
    number = held.proposal.number
    return Entry(
        id=identifier,
        kind=kind,
        recorded_at=now,
        actor=actor,
        tenant=Tenant(agency=held.agency, supplier=held.supplier),
        subjects={"substitution": held.id, "approval": number, "order": held.order_id},
        body=body,
    )


def keep_change(
    connection: Connection, held: StoredSubstitution, fits: Fits, change: Change
) -> None:
    """Write beside the old order what it is about from now on, as an amendment does."""
    standing, whole = fits.standing, change.replaced_by is not None
    left, places = remaining_order(standing.document, fits.place, held.proposal.quantity)
    lines = {place: line for line, place in standing.places.items()}
    document = change.stated.document if whole else canonical(left)
    before = amendments_of(connection, held.order_id)
    was = json.loads(before[-1].document if before else fits.order.document)
    add_amendment(
        connection,
        StoredAmendment(
            id=change.id,
            agency=held.agency,
            supplier=held.supplier,
            order_id=held.order_id,
            kind=REPLACING if whole else NARROWING,
            approval=held.proposal.number,
            replaced_by=change.replaced_by,
            document=document,
            content_hash=digest(document),
            lines=() if whole else tuple(lines[place] for place in places),
            changes=tuple(differing(was, json.loads(document))),
            recorded_at=change.now,
            recorded_by=change.person,
        ),
    )
