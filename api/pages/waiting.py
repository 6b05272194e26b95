"""What waits for an approver, and why: orders, waivers, cases to look at again, substitutions."""

from typing import Any, Final

from api.pages.page import Desk, Menu, Outcome, Shown
from api.pages.visit import Visit

WAITING = Desk()
_MOST: Final = "100"


@WAITING.page(
    "GET",
    "/waiting",
    id="waiting",
    asks=("decideOrder", "listOrders", "listWaivers", "listReviewCases", "listSubstitutions"),
    menu=Menu(zh="待办", en="Waiting for me", place=5),
)
def waiting(visit: Visit) -> Outcome:
    """Show what waits for a decision, an answer or a look; each leads to what would be signed."""
    orders = visit.ask("listOrders", query={"state": "referred", "limit": _MOST}).document
    waivers = visit.ask("listWaivers", query={"state": "asked", "limit": _MOST}).document
    cases = visit.ask("listReviewCases", query={"state": "open", "limit": _MOST}).document
    proposals = visit.ask("listSubstitutions", query={"limit": _MOST}).document
    values: dict[str, Any] = {
        "orders": orders,
        "waivers": waivers,
        "cases": cases,
        "proposals": [it for it in proposals["items"] if it["state"] == "proposed"],
    }
    return Shown(template="waiting.html", values=values)
