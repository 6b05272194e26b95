"""Orders as pages: the list, and one order with everything about it."""

from api.pages.page import Desk, Menu, Outcome, Shown
from api.pages.visit import Visit

ORDERS = Desk()


@ORDERS.page(
    "GET",
    "/orders",
    id="orders",
    asks=("listOrders",),
    menu=Menu(zh="订单", en="Orders", place=10),
)
def orders(visit: Visit) -> Outcome:
    """Show the orders one may see, the newest first."""
    asked = {name: visit.query.get(name) for name in ("state", "reference", "after")}
    found = visit.ask("listOrders", query={"limit": "50", **asked}).document
    return Shown(template="orders.html", values={"found": found, "asked": asked})


@ORDERS.page("GET", "/orders/<order_id>", id="order", asks=("getOrder", "getReceipt"))
def order(visit: Visit) -> Outcome:
    """Show one order with its verdict."""
    told = visit.ask("getOrder", {"order_id": visit.path["order_id"]})
    return Shown(template="order.html", values={"order": told.document, "etag": told.etag})
