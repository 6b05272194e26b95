"""An order from the bytes of a request: accepted fast, or explained slowly with every fault."""

from api import wire
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
