"""Deliveries as JSON documents: names are fixed, additions are free."""

from collections.abc import Iterable
from typing import Any

from api.instants import instant
from api.presenting import kept
from approvals.delivery_store import StoredAct, StoredDelivery, StoredUnit
from approvals.inspection_store import Inspected, Latest, found_document
from approvals.line_units import LineUnits


def delivery_document(
    held: StoredDelivery,
    *,
    inspections: Latest,
    account: Iterable[LineUnits],
    acts: Iterable[StoredAct],
) -> dict[str, Any]:
    """Return a delivery with its devices, and where the units of its approval are.

    Args:
        held: the delivery.
        inspections: what was found on its devices last.
        account: the lines of the approved order, of which those it is about are shown.
        acts: what was done with it.
    """
    lines = {it.line for it in held.units}
    return {
        **delivery_summary(held),
        "units": [_unit(it, inspections.get(it.position)) for it in held.units],
        "account": [line_account(it) for it in account if it.line in lines],
        "acts": [_act(it) for it in acts],
    }


def delivery_summary(held: StoredDelivery) -> dict[str, Any]:
    """Return a delivery as a list shows it."""
    states: dict[str, int] = {}
    for it in held.units:
        states[it.state.value] = states.get(it.state.value, 0) + 1
    return {
        "id": held.id,
        "approval": held.number,
        "order": held.order_id,
        "agency": held.agency,
        "supplier": held.supplier,
        "reference": held.reference,
        "despatched_on": held.despatched_on.isoformat(),
        "despatched_by": held.despatched_by,
        "recorded_at": instant(held.recorded_at),
        "states": states,
    }


def line_account(it: LineUnits) -> dict[str, Any]:
    """Return where the units of a line are; the last five are together what was approved."""
    return {
        "line": it.line,
        "approved": it.quantity,
        "accepted": it.consumed,
        "returned": it.returned,
        "lapsed": it.lapsed,
        "under_way": it.under_way,
        "open": it.open,
    }


def _unit(it: StoredUnit, found: Inspected | None) -> dict[str, Any]:
    return {
        "serial": it.serial,
        "line": it.line,
        "state": it.state.value,
        **kept(card=it.card, found=None if found is None else found_document(found)),
    }


def _act(it: StoredAct) -> dict[str, Any]:
    return {
        "act": it.act,
        "units": list(it.units),
        **kept(words=it.words),
        "person": it.person,
        "recorded_at": instant(it.recorded_at),
    }
