"""What the routes have in common: who an order may be for, and a few answers."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.faults import ContentFaults, fault
from api.identity import Principal
from api.roles import OF_AN_AGENCY, Role
from approvals.errors import UnknownAgency
from validators.order import Order


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
