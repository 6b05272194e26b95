"""The compliance rate of a portfolio, with its denominator.

Definition (FA19): the denominator are all lines of orders an approval was granted for, whatever
became of it; a line complies if no unit of it passes by a waiver. Told in orders, lines, units and
yuan; an order complies if all its lines do. Refused orders are in no denominator: nothing was
bought. Amounts are those of the orders as they were placed.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from approvals.searching import ORDERS, narrowed
from approvals.sought import Sought
from approvals.tables import approval, order_line, purchase_order
from approvals.waiver_tables import waiver_draw


@dataclass(frozen=True, slots=True)
class Counted:
    """So many orders, lines, units, and yuan."""

    orders: int
    lines: int
    units: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ComplianceRate:
    """All that was approved, and what of it complies without a waiver."""

    approved: Counted
    complying: Counted


def compliance_rate(connection: Connection, sought: Sought) -> ComplianceRate:
    """Return the compliance rate of the approved orders that are sought."""
    line = order_line.c
    passed = (
        select(waiver_draw.c.order_id, waiver_draw.c.line)
        .group_by(waiver_draw.c.order_id, waiver_draw.c.line)
        .having(func.sum(waiver_draw.c.units) > 0)
        .subquery("passed")
    )
    joined = (
        ORDERS.join(approval, approval.c.order_id == purchase_order.c.id)
        .join(order_line, line.order_id == purchase_order.c.id)
        .outerjoin(passed, (passed.c.order_id == line.order_id) & (passed.c.line == line.line))
    )
    waived = passed.c.line.is_not(None)
    lines: Select[*tuple[Any, ...]] = select(
        line.order_id,
        func.count().label("lines"),
        func.sum(line.quantity).label("units"),
        func.sum(line.quantity * line.unit_price).label("amount"),
        func.count().filter(~waived).label("good_lines"),
        func.coalesce(func.sum(line.quantity).filter(~waived), 0).label("good_units"),
        func.coalesce(func.sum(line.quantity * line.unit_price).filter(~waived), 0).label(
            "good_amount"
        ),
    ).select_from(joined)
    orders = narrowed(lines, sought).group_by(line.order_id).subquery("orders")
    of = orders.c
    row = connection.execute(
        select(
            func.count(),
            *(_sum(it) for it in (of.lines, of.units, of.amount)),
            func.count().filter(of.lines == of.good_lines),
            *(_sum(it) for it in (of.good_lines, of.good_units, of.good_amount)),
        )
    ).one()
    return ComplianceRate(_counted(*row[:4]), _counted(*row[4:]))


def _sum(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(column), 0)


def _counted(orders: int, lines: int, units: int, amount: Decimal | int) -> Counted:
    return Counted(orders, int(lines), int(units), Decimal(amount))
