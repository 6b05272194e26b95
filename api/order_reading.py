"""An order from the bytes of a request: accepted fast, or explained slowly with every fault."""

from api import wire
from api.schemas.acts import PLACED_ORDER
from api.schemas.body import read_body
from api.schemas.order import ORDER
from api.strict_json import parse
from approvals.stated import Stated


def read_order_body(data: bytes) -> Stated:
    """Return the order that ``data`` states.

    Raises:
        MalformedJson: it is not JSON as it is accepted here.
        ContentFaults: it is no order, with every fault named.
    """
    return wire.accept(data) or stated_order(parse(data))


def stated_order(document: object) -> Stated:
    """Return the order that a JSON value states.

    Raises:
        ContentFaults: it is no order, with every fault named.
    """
    return Stated.of(read_body(ORDER, document))


def read_placed_order(data: bytes) -> tuple[Stated, str | None]:
    """Return the order that ``data`` states, and the quote check that was attached to it, if any.

    The check is no part of the order: neither its digest nor its approval holds it.

    Raises:
        MalformedJson: as `read_order_body`.
        ContentFaults: as `read_order_body`.
    """
    accepted = wire.accept(data)
    if accepted is not None:
        return accepted, None
    document = read_body(PLACED_ORDER, parse(data))
    token: str | None = document.pop("quote_check", None)
    return Stated.of(document), token
