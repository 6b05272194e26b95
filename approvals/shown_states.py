"""Conditions of queries on how orders and approvals stand: as they are shown, and not as stored."""

from datetime import date, datetime

from sqlalchemy import ColumnElement

from approvals.states import ApprovalState, OrderState
from approvals.tables import approval, purchase_order


def stands(state: OrderState, now: datetime) -> ColumnElement[bool]:
    """Return whether an order is in a state at an instant, as `StoredOrder.state_at` says."""
    columns = purchase_order.c
    if state is OrderState.CANCELLED:
        return (columns.state == state.value) | (columns.lapses_at <= now)
    lasts = columns.lapses_at.is_(None) | (columns.lapses_at > now)
    return (columns.state == state.value) & lasts


def ending(since: date, until: date) -> ColumnElement[bool]:
    """Return whether an approval is in force and ends from one day to another, both included."""
    columns = approval.c
    in_force = columns.state == ApprovalState.IN_FORCE.value
    return in_force & columns.valid_until.between(since, until)
