"""An order from the bytes of a request: accepted fast, or explained slowly with every fault."""

from typing import Any

from api import wire
from api.schemas.body import read_body
from api.schemas.order import ORDER
from api.strict_json import parse


def read_order_body(data: bytes) -> dict[str, Any]:
    """Return the order document ``data`` is.

    Raises:
        MalformedJson: it is not JSON as it is accepted here.
        ContentFaults: it is no order, with every fault named.
    """
    accepted = wire.accept(data)
    return read_body(ORDER, parse(data)) if accepted is None else accepted
