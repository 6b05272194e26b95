"""What the routes have in common: who an order may be for, what waited, and a few answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from api.call import Call
from api.deferring import defer_catching_up
from api.faults import ContentFaults, fault
from api.identity import Principal
from api.roles import OF_AN_AGENCY, Role
from approvals.arrival import reexamine_held
from approvals.errors import UnknownAgency
from validators.order import Order


def examined_again(call: Call, uscc: str) -> dict[str, Any]:
    """Examine again what an agency's orders waited for, and return the members that tell of it.

    ``deferred`` is there where more waited than one transaction takes: a job has the rest.
    """
    made = reexamine_held(
        call.connection,
        actor=call.actor,
        uscc=uscc,
        books=call.books,
        office=call.services.office,
        now=call.now,
    )
    examined = [
        {"id": it.examination.placed.id, "state": it.examination.disposition.state.value}
        for it in made.examined
    ]
    if not made.left:
        return {"examined": examined}
    defer_catching_up(call.connection)
    return {"examined": examined, "deferred": made.left}


@contextmanager
def agency_of_body() -> Iterator[None]:
    """Tell an unknown agency as a fault of the body that names it, and not as a missing page."""
    try:
        yield
    except UnknownAgency:
        raise unknown_agency() from None


def unknown_agency() -> ContentFaults:
    """Return the fault of an agency that is unknown, or foreign: the two are told alike."""
    return ContentFaults([fault("/agency", "unknown-agency")])


def check_parties(principal: Principal, order: Order) -> None:
    """Refuse an order that is not for the agency, or not with the supplier, the key belongs to.

    Raises:
        ContentFaults: naming the member.
    """
    if principal.role in OF_AN_AGENCY and order.agency != principal.agency:
        raise unknown_agency()
    if principal.role is Role.SUPPLIER and order.supplier not in {None, principal.supplier}:
        raise ContentFaults([fault("/supplier", "unknown-value", known=str(principal.supplier))])
