"""Facts for an examination that stores nothing, as far as who asks may have them looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial

from api.call import Call
from api.identity import Principal
from api.roles import Role
from approvals.evidence import gather
from approvals.told import Facts, Named
from storage.database import apply_scope
from storage.driver import first_row
from storage.scope import SYSTEM
from validators.order import Order


def asker_of(principal: Principal) -> str | None:
    """Return for whom waivers count: an agency's are its own affair, and no supplier's."""
    return None if principal.role is Role.SUPPLIER else principal.person


@contextmanager
def office_eyes(call: Call) -> Iterator[None]:
    """Look with the office's eyes for a while, at what whoever asks may not see himself.

    What is read so must not be told him, and what is written has been found to be his to do.
    """
    apply_scope(call.connection, SYSTEM)
    try:
        yield
    finally:
        apply_scope(call.connection, call.principal.scope)


def gather_for(call: Call, order: Order, on: date) -> tuple[Facts, Named]:
    """Gather evidence; for a supplier with the office's eyes, since agencies are not his to see."""
    ask = partial(first_row, call.connection)
    if call.principal.role is not Role.SUPPLIER:
        return gather(ask, order, on)
    with office_eyes(call):
        return gather(ask, order, on)
