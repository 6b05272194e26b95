"""Decide a referred order: an approver the agency names grants or declines it, never the asker."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection, insert

from approvals import entries, store
from approvals.agency_store import approvers_on
from approvals.ending import release_units
from approvals.errors import NotNamed, SamePerson
from approvals.legal_day import legal_day
from approvals.locking import database_refusals
from approvals.office import Office
from approvals.reexamine import DECLINED, examine_again, lock_open
from approvals.states import Awaits, OrderState
from approvals.store import StoredOrder
from approvals.submit import Submission
from approvals.tables import decision
from catalog.books import Books
from ledger.entry import Actor, Tenant
from ledger.kinds import EntryKind
from ledger.store import Leaf, append

_NOTHING: Mapping[str, object] = MappingProxyType({"quota": {}})
"""What the entry of a decision says that it moved, where the examination moves it."""


def grant(
    connection: Connection,
    *,
    actor: Actor,
    order_id: str,
    reason: str,
    books: Books,
    office: Office,
    now: datetime,
) -> Submission:
    """Grant a referred order: it is examined again, as of today, and approved if it still conforms.

    Where it no longer conforms it is refused, held or referred as that examination says, and what
    it had reserved is given back.

    Raises:
        OrderNotFound: there is none, or it is not the actor's to see.
        WrongState: it waits for no decision, or has lapsed.
        SamePerson: the actor placed the order.
        NotNamed: the agency does not name the actor as an approver.
        AgencyBusy: the agency's quota was locked for too long.
    """
    held = _decide(connection, actor, order_id, now)
    _record(connection, held, actor, reason, office, now, granted=True)
    return examine_again(connection, held, actor, books, office, now, decided=True)


def decline(
    connection: Connection,
    *,
    actor: Actor,
    order_id: str,
    reason: str,
    office: Office,
    now: datetime,
) -> Leaf:
    """Decline a referred order: it is refused, and what it had reserved is given back.

    Raises: as `grant`.
    """
    held = _decide(connection, actor, order_id, now)
    released = release_units(connection, held.agency, order_id, actor.person, now)
    store.change_order(connection, held, OrderState.REFUSED, now=now, ended=DECLINED)
    return _record(connection, held, actor, reason, office, now, granted=False, released=released)


def _decide(connection: Connection, actor: Actor, order_id: str, now: datetime) -> StoredOrder:
    held = lock_open(connection, order_id, (Awaits.DECISION,), now)
    if actor.person == held.placed_by:
        raise SamePerson(actor.person)
    if actor.person not in approvers_on(connection, held.agency, legal_day(now)):
        raise NotNamed(actor.person, held.agency)
    return held


def _record(
    connection: Connection,
    held: StoredOrder,
    actor: Actor,
    reason: str,
    office: Office,
    now: datetime,
    *,
    granted: bool,
    released: Mapping[str, object] = _NOTHING,
) -> Leaf:
    with database_refusals(held.agency, person=actor.person):
        connection.execute(
            insert(decision).values(
                order_id=held.id,
                agency=held.agency,
                granted=granted,
                reason=reason,
                person=actor.person,
                recorded_at=now,
            )
        )
    body: dict[str, object] = {
        "granted": granted,
        "reason": reason,
        "content": held.content_hash,
        **released,
    }
    tenant = Tenant(agency=held.agency, supplier=held.supplier)
    return append(
        connection,
        entries.order_entry(
            EntryKind.ORDER_DECIDED, office.ids(), held.id, tenant, body, actor, now
        ),
    )
