"""What waits for an approver, and why: orders, waivers, cases to look at again, substitutions.

And deliveries whose acceptance waits until somebody judges what the gates of their orders ask.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from api.pages.page import Desk, Menu, Outcome, Shown
from api.pages.visit import Visit
from approvals.unit_states import UNDER_WAY

WAITING = Desk()
_MOST: Final = "100"
_ASKED: Final = 20
"""Orders with devices under way whose gates are asked for one page: each is an examination."""


@WAITING.page(
    "GET",
    "/waiting",
    id="waiting",
    asks=(
        "decideOrder",
        "listOrders",
        "listWaivers",
        "listReviewCases",
        "listSubstitutions",
        "listDeliveries",
        "getGates",
    ),
    menu=Menu(zh="待办", en="Waiting for me", place=5),
)
def waiting(visit: Visit) -> Outcome:
    """Show what waits for a decision, an answer or a look; each leads to what would be signed."""
    orders = visit.ask("listOrders", query={"state": "referred", "limit": _MOST}).document
    waivers = visit.ask("listWaivers", query={"state": "asked", "limit": _MOST}).document
    cases = visit.ask("listReviewCases", query={"state": "open", "limit": _MOST}).document
    proposals = visit.ask("listSubstitutions", query={"limit": _MOST}).document
    sent = visit.ask("listDeliveries", query={"limit": _MOST}).document["items"]
    under_way = _by_order(it for it in sent if not it["states"].keys().isdisjoint(UNDER_WAY))
    asked = [*under_way.items()][:_ASKED]
    values: dict[str, Any] = {
        "orders": orders,
        "waivers": waivers,
        "cases": cases,
        "proposals": [it for it in proposals["items"] if it["state"] == "proposed"],
        "deliveries": [it for order, it in asked if _asks(visit, order)],
        "not_asked": len(under_way) - len(asked),
    }
    return Shown(template="waiting.html", values=values)


def _by_order(deliveries: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return the oldest delivery of each order, the oldest order first; they come newest first."""
    found = {it["order"]: it for it in deliveries}
    return dict(reversed(found.items()))


def _asks(visit: Visit, order: str) -> bool:
    """Return whether a gate after an order leaves a question for a person to judge."""
    gates = visit.ask("getGates", {"order_id": order}).document["items"]
    return any(it["questions"] for it in gates)
