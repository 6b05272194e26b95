"""Waivers as JSON documents: names are fixed, additions are free."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from api.instants import instant
from api.presenting import kept
from approvals.waiver import Bounds
from approvals.waiver_store import StoredDecision, StoredWaiver, StoredWithdrawal
from ledger.store import Leaf
from validators.amount import money
from validators.waiving import Draw


def waiver_document(
    held: StoredWaiver,
    now: datetime,
    *,
    draws: Iterable[tuple[str, Draw]] | None = None,
    leaf: Leaf | None = None,
) -> dict[str, Any]:
    """Return a waiver with what was asked for, what was decided, and what is left of it.

    Args:
        held: the waiver.
        now: the instant its state is told for.
        draws: what orders hold of it, where that is to be shown.
        leaf: the entry of the act that led here, if one did.
    """
    wanted = held.wanted
    provision = kept(edition=wanted.edition, row=wanted.row)
    return {
        "number": held.number,
        "state": held.state_at(now).value,
        "agency": held.agency,
        "rule": wanted.rule,
        "class": wanted.item_class.value,
        "attributes": dict(wanted.attributes),
        "asked": {
            **_bounds(wanted.bounds),
            "reason": wanted.reason,
            "evidence": list(wanted.evidence),
            "person": held.asked_by,
            "recorded_at": instant(held.asked_at),
        },
        "granted": held.granted,
        "drawn": held.drawn,
        "left": held.granted - held.drawn,
        **kept(
            provision=provision or None,
            extends=wanted.extends,
            decision=None if held.decision is None else _decision(held.decision),
            withdrawal=None if held.withdrawal is None else _withdrawal(held.withdrawal),
            draws=None if draws is None else [_draw(order, it) for order, it in draws],
            ledger=None if leaf is None else {"leaf": leaf.text},
        ),
    }


def _bounds(bounds: Bounds) -> dict[str, Any]:
    return {
        "units": bounds.units,
        **kept(unit_price=None if bounds.unit_price is None else money(bounds.unit_price)),
        "valid_from": bounds.valid_from.isoformat(),
        "valid_until": bounds.valid_until.isoformat(),
    }


def _decision(decided: StoredDecision) -> dict[str, Any]:
    return {
        "decision": "decline" if decided.bounds is None else "grant",
        **({} if decided.bounds is None else _bounds(decided.bounds)),
        "reason": decided.reason,
        "person": decided.person,
        "recorded_at": instant(decided.recorded_at),
    }


def _withdrawal(withdrawn: StoredWithdrawal) -> dict[str, Any]:
    return {
        "reason": withdrawn.reason,
        "person": withdrawn.person,
        "recorded_at": instant(withdrawn.recorded_at),
    }


def _draw(order_id: str, drawn: Draw) -> dict[str, Any]:
    return {"order": order_id, "line": drawn.line, "units": drawn.units}
