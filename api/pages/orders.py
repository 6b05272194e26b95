"""Orders as pages: the list, and one order with everything about it and what can be done."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from api.pages.audit_search import said
from api.pages.order_form import differences
from api.pages.order_view import laid_out, questions_of
from api.pages.page import Desk, Elsewhere, Menu, Outcome, Shown, shown_with
from api.pages.visit import Told, Visit
from api.problem import Problem

ORDERS = Desk()
_READS: Final = ("getOrder", "listAmendments", "getGates", "getApproval")
_PLACE: Final = "/orders/<order_id>"
_LIVE: Final = frozenset({"approved", "referred", "held"})


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
    words = said(visit, ("state", "reference"))
    return Shown(template="orders.html", values={"found": found, "asked": asked, "words": words})


@ORDERS.page(
    "GET",
    _PLACE,
    id="order",
    asks=(*_READS, "amendOrder", "submitOrder", "cancelOrder", "examineOrderAgain", "decideOrder"),
)
def order(visit: Visit) -> Outcome:
    """Show one order with its verdict, and what may be done about it."""
    return _shown(visit)


@ORDERS.page(
    "POST", f"{_PLACE}/cancellation", id="cancel-order", asks=("cancelOrder", *_READS, "amendOrder")
)
def cancel(visit: Visit) -> Outcome:
    """Take the order back."""
    return _acted(visit, "cancelOrder", {"reason": _said(visit, "reason")})


@ORDERS.page(
    "POST", f"{_PLACE}/examination", id="examine-order", asks=("examineOrderAgain", *_READS)
)
def examine_again(visit: Visit) -> Outcome:
    """Examine the order again on today's facts."""
    return _acted(visit, "examineOrderAgain", {"reason": _said(visit, "reason")})


@ORDERS.page("POST", f"{_PLACE}/decision", id="decide-order", asks=("decideOrder", *_READS))
def decide(visit: Visit) -> Outcome:
    """Grant or decline the order one looked at."""
    said = {"decision": _said(visit, "decision"), "reason": _said(visit, "reason")}
    return _acted(visit, "decideOrder", said)


@ORDERS.page("POST", f"{_PLACE}/answers", id="answer-order", asks=("answerQuestions", *_READS))
def answer(visit: Visit) -> Outcome:
    """Answer the questions of judgement the order leaves open; what is left blank stays open."""
    given = []
    for place, question in enumerate(visit.form.getlist("question")):
        reply, reason = visit.form.get(f"granted-{place}"), _said(visit, f"reason-{place}")
        if reply or reason:
            granted = {"yes": True, "no": False}.get(reply or "")
            given.append({"question": question, "granted": granted, "reason": reason})
    return _acted(visit, "answerQuestions", {"answers": given})


def _said(visit: Visit, name: str) -> str:
    return visit.form.get(name, "").strip()


def _acted(visit: Visit, operation: str, body: Mapping[str, Any]) -> Outcome:
    """Have an act done, and show what became of it; refused, what was typed stands beside why."""
    done = visit.send(operation, body)
    if isinstance(done, Problem):
        return _shown(visit, done)
    return Elsewhere(path=f"/orders/{visit.path['order_id']}")


def _shown(visit: Visit, problem: Problem | None = None) -> Shown:
    told = visit.ask("getOrder", visit.path)
    document: dict[str, Any] = told.document
    findings = document["verdict"].get("findings", [])
    gates = _gates(visit, document["state"])
    values = {
        "order": document,
        # He who was told that another acted meanwhile has to look before he decides.
        "etag": told.etag,
        "shown": laid_out(document["order"], findings),
        "questions": questions_of(findings),
        "amendments": _amendments(visit, document["order"]),
        "gates": gates,
        "asked_later": _asked_later(document, gates),
        "changing": _changing(visit, document),
        "typed": visit.form,
    }
    return shown_with("order.html", values, problem)


def _changing(visit: Visit, document: Mapping[str, Any]) -> str | None:
    """Return where the order is changed, or another one is made of it: its address, to add to."""
    if document["state"] in _LIVE and visit.may("amendOrder"):
        return f"/orders/{document['id']}/amend?"
    if visit.may("submitOrder"):
        return f"/orders/new?from={document['id']}&"
    return None


def _amendments(visit: Visit, first: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the amendments, each with what it changed of what stood before it."""
    found = visit.ask("listAmendments", visit.path).document["items"]
    shown, before = [], first
    for it in found:
        shown.append({**it, "changed": differences(before, it["order"])})
        if it["kind"] != "refused":
            before = it["order"]
    return shown


def _gates(visit: Visit, state: str) -> list[Any]:
    if state not in _LIVE or not visit.may("getGates"):
        return []
    gates: list[Any] = visit.ask("getGates", visit.path).document["items"]
    return gates


def _asked_later(
    document: Mapping[str, Any], gates: Iterable[Mapping[str, Any]]
) -> list[tuple[str, Mapping[str, Any] | None]]:
    """Return what gates after the order leave to be judged, while its approval is in force."""
    if document.get("approval", {}).get("state") != "in-force":
        return []
    return questions_of(one for it in gates for one in it["verdict"].get("findings", ()))


def standing_order(visit: Visit) -> tuple[dict[str, Any], Told]:
    """Return an order as its amendments left it, and what was told of it."""
    told = visit.ask("getOrder", visit.path)
    document: dict[str, Any] = told.document["order"]
    for it in visit.ask("listAmendments", visit.path).document["items"]:
        if it["kind"] == "narrowing":
            document = it["order"]
    return json.loads(json.dumps(document)), told
