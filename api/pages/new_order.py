"""An order by form: examined as one types, changed by its remedies, placed once it is right.

The same form amends an order. What was typed comes back whatever happens; only placing and amending
change anything, each by its own button.
"""

from collections.abc import Mapping
from typing import Any, Final

from api.identifiers import new_id
from api.pages.order_form import (
    by_line,
    changed,
    differences,
    fields_of,
    order_of,
    with_line,
    without_line,
)
from api.pages.orders import standing_order
from api.pages.page import Desk, Elsewhere, Menu, Outcome, Shown
from api.pages.visit import Visit
from api.pages.words import CLASSES, WORDS
from api.problem import Problem

NEW_ORDERS = Desk()
_READS: Final = ("validateOrder", "getOrder", "listAmendments")
_AMEND: Final = "/orders/<order_id>/amend"
_UNNAMED: Final = "-"
"""The reference of an order that is only tried out."""
_MOST_BYTES: Final = 2_000_000


@NEW_ORDERS.page(
    "GET",
    "/orders/new",
    id="new-order",
    asks=("submitOrder", *_READS),
    menu=Menu(zh="新订单", en="New order", place=12),
)
def new_order(visit: Visit) -> Outcome:
    """Show a form: empty, or of another order, with a change filled in."""
    order: dict[str, Any] = {"price_basis": {"currency": "CNY"}}
    copied = visit.query.get("from")
    if copied:
        order = dict(visit.ask("getOrder", {"order_id": copied}).document["order"])
        order.pop("reference", None)
    elif not visit.query.get("set"):
        order = with_line(order, visit.query.get("class", ""))
    return _form(visit, _changed(visit, order), examine=copied is not None)


@NEW_ORDERS.page(
    "POST",
    "/orders/new",
    id="place-order",
    asks=("submitOrder", *_READS),
    most_bytes=_MOST_BYTES,
)
def place_order(visit: Visit) -> Outcome:
    """Change the form, try the order out, or place it."""
    order = order_of(visit.form)
    if visit.form.get("do") != "place":
        return _form(visit, _done(visit, order), examine=True)
    made = visit.attempt("submitOrder", body=_own(visit, order), key=visit.form.get("key"))
    if isinstance(made, Problem):
        return _form(visit, order, examine=False, problem=made)
    return Elsewhere(path=f"/orders/{made.document['id']}")


@NEW_ORDERS.page("GET", _AMEND, id="amendment", asks=("amendOrder", *_READS))
def amendment(visit: Visit) -> Outcome:
    """Show the order as it stands in a form, with a change filled in."""
    order, _ = standing_order(visit)
    return _form(visit, _changed(visit, order), examine=True)


@NEW_ORDERS.page(
    "POST", _AMEND, id="amend-order", asks=("amendOrder", *_READS), most_bytes=_MOST_BYTES
)
def amend_order(visit: Visit) -> Outcome:
    """Change the form, try the amended order out, or amend."""
    order = order_of(visit.form)
    if visit.form.get("do") != "place":
        return _form(visit, _done(visit, order), examine=True)
    made = visit.send("amendOrder", _own(visit, order))
    if isinstance(made, Problem):
        return _form(visit, order, examine=False, problem=made)
    became = made.document.get("submission", {}).get("id", made.document["order"])
    return Elsewhere(path=f"/orders/{became}")


@NEW_ORDERS.page(
    "POST", "/orders/trial", id="try-order", asks=("validateOrder",), most_bytes=_MOST_BYTES
)
def try_order(visit: Visit) -> Outcome:
    """Examine what stands in the form, for those parts of the page that say what was found."""
    order = order_of(visit.form)
    return Shown(template="order_trial.html", values=_tried(visit, order) | _laid(visit, order))


def _form(
    visit: Visit, order: dict[str, Any], *, examine: bool, problem: Problem | None = None
) -> Shown:
    tried = _tried(visit, order) if examine and order["lines"] else dict(_UNTRIED)
    values = _laid(visit, order) | tried | {"key": new_id(), "problem": None}
    if problem is not None:
        values |= {"problem": problem.document(), "faults": _by_pointer(problem)}
    if "order_id" in visit.path:
        held, told = standing_order(visit)
        values |= {
            "held": told.document,
            # The tag of what was looked at first: who acted meanwhile is noticed.
            "etag": visit.form.get("etag") or told.etag,
            "changed": differences(held, order),
        }
    status = 200 if problem is None else problem.status
    return Shown(template="order_form.html", values=values, status=status)


_UNTRIED: Final[Mapping[str, Any]] = {"verdict": None, "found": {}, "faults": {}, "why_not": None}


def _laid(visit: Visit, order: dict[str, Any]) -> dict[str, Any]:
    return {
        "order": order,
        "fields": fields_of(order),
        "held": None,
        "in_form": True,
        "classes": tuple(CLASSES),
        "papers": tuple(WORDS["paper"]),
        "action": visit.place if visit.path or visit.place != "/orders/trial" else "/orders/new",
    }


def _tried(visit: Visit, order: dict[str, Any]) -> dict[str, Any]:
    """Return what the dry run says of an order, or why it could not be tried out yet."""
    tried = visit.attempt("validateOrder", body={"reference": _UNNAMED, **_own(visit, order)})
    if isinstance(tried, Problem):
        faults = _by_pointer(tried)
        return {"verdict": None, "found": {}, "faults": faults, "why_not": tried.document()}
    verdict = tried.document["verdict"]
    return {
        "verdict": verdict,
        "notice": tried.document["notice"],
        "found": by_line(verdict["findings"]),
        "faults": {},
        "why_not": None,
    }


def _own(visit: Visit, order: dict[str, Any]) -> dict[str, Any]:
    """Return an order for the agency of whoever sits there."""
    return {**order, "agency": visit.person.agency}


def _done(visit: Visit, order: dict[str, Any]) -> dict[str, Any]:
    """Return an order after a button of the form was pressed."""
    deed, _, rest = visit.form.get("do", "").partition(":")
    pointer, _, value = rest.partition("=")
    match deed:
        case "add":
            return with_line(order)
        case "drop" if rest.isdecimal():
            return without_line(order, int(rest))
        case "set":
            return changed(order, pointer, value)
        case _:
            return order


def _changed(visit: Visit, order: dict[str, Any]) -> dict[str, Any]:
    """Return an order with the change that an address names."""
    pointer, dropped = visit.query.get("set"), visit.query.get("drop", "")
    if pointer:
        return changed(order, pointer, visit.query.get("to", ""))
    return without_line(order, int(dropped)) if dropped.isdecimal() else order


def _by_pointer(problem: Problem) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for error in problem.document().get("errors", ()):
        found.setdefault(error.get("pointer", ""), []).append(error["message"])
    return found
