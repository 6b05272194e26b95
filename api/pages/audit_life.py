"""An order's whole life on one page: its entries with their proofs, its receipt again, its facts.

The entries are those the ledger holds, and each is proven here by what anybody is told.
"""

import json
from datetime import date
from typing import Any

from api.instants import instant
from api.pages.audit_search import faults_by_parameter
from api.pages.page import Desk, Outcome, Shown
from api.pages.proving import Proven, prove
from api.pages.visit import Visit
from api.problem import Problem
from approvals.legal_day import end_of

AUDIT_LIFE = Desk()
_ENTRIES = "100"
_MOST_LISTINGS = 20


@AUDIT_LIFE.page(
    "GET",
    "/audit/orders/<order_id>",
    id="audit-order",
    asks=("listOrderEntries", "getOrder", "proveInclusion", "getLedgerKeys", "getApproval"),
)
def life(visit: Visit) -> Outcome:
    """Show an order with everything the ledger says of it."""
    path = {"order_id": visit.path["order_id"]}
    order = visit.ask("getOrder", path).document
    entries = visit.ask(
        "listOrderEntries", path, {"limit": _ENTRIES, "after": visit.query.get("after")}
    ).document
    keys = visit.ask("getLedgerKeys").document
    values = {
        "order": order,
        "entries": [
            {**it, **_shown(it), "proven": _proven(visit, it, keys)} for it in entries["items"]
        ],
        "next": entries.get("next"),
        "approval": _approval(visit, order),
    }
    return Shown(template="audit_order.html", values=values)


@AUDIT_LIFE.page(
    "GET",
    "/audit/orders/<order_id>/recomputation",
    id="audit-recomputation",
    asks=("recomputeReceipt",),
)
def recomputation(visit: Visit) -> Outcome:
    """Show whether the receipt gives the same verdict again, byte for byte."""
    path = {"order_id": visit.path["order_id"]}
    query = {"examination": visit.query.get("examination")}
    found = visit.ask("recomputeReceipt", path, query).document
    return Shown(template="audit_recomputation.html", values={"found": found})


@AUDIT_LIFE.page(
    "GET",
    "/audit/orders/<order_id>/facts",
    id="audit-facts",
    asks=("getReceipt", "getOrder", "listHeadcounts", "getListing"),
)
def facts(visit: Visit) -> Outcome:
    """Show which facts held on a day, by what was known on a day, beside those sealed."""
    path = {"order_id": visit.path["order_id"]}
    order, receipt = (visit.ask(it, path).document for it in ("getOrder", "getReceipt"))
    placed = order["placed_on"]
    on, known = (visit.query.get(it) or placed for it in ("on", "known"))
    values: dict[str, Any] = {
        "order": order,
        "asked": {"on": on, "known": known},
        "counts": {},
        "listings": [],
        "sealed": receipt["evidence"]["agency"].get("counts", {}),
        "problem": None,
        "faults": {},
    }
    counted = visit.attempt(
        "listHeadcounts",
        {"uscc": order["agency"]},
        query={"on": on, **_known_at(known)},
    )
    if isinstance(counted, Problem):
        faults = {**faults_by_parameter(counted)}
        values |= {"problem": counted.document(), "faults": faults}
        return Shown(template="audit_facts.html", values=values, status=counted.status)
    values["counts"] = {it["basis"]: it for it in counted.document["items"]}
    query = {"as_of": on, "known": known}
    for name in _listings(receipt)[:_MOST_LISTINGS]:
        told = visit.attempt("getListing", {"listing": name}, query=query)
        if isinstance(told, Problem):
            values["listings"].append({"id": name, "problem": told.document()})
        else:
            values["listings"].append({"id": name, **told.document.get("listing", {})})
    return Shown(template="audit_facts.html", values=values)


def _known_at(day: str) -> dict[str, str]:
    """Return until when something was known: the end of a day, where the day is one."""
    try:
        return {"known_at": instant(end_of(date.fromisoformat(day)))}
    except ValueError:
        return {"known_at": day}


def _listings(receipt: dict[str, Any]) -> list[str]:
    found = {
        listing["id"]
        for register in receipt["evidence"].get("registers", ())
        for candidates in register.get("candidates", {}).values()
        for listing in candidates
    }
    return sorted(found)


def _proven(visit: Visit, entry: dict[str, Any], keys: dict[str, Any]) -> Proven:
    proof = visit.ask("proveInclusion", query={"leaf": entry["leaf"]}).document
    return prove(entry["data"], proof, keys)


def _shown(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry's short members as lines, and all of it as a text."""
    body = entry["body"]
    short = {name: it for name, it in body.items() if isinstance(it, str) and name in _TOLD}
    return {"told": short, "text": json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True)}


_TOLD = frozenset({"decision", "effective_on", "outcome", "reason", "state", "valid_until"})


def _approval(visit: Visit, order: dict[str, Any]) -> Any:  # noqa: ANN401 - a JSON value
    if "approval" not in order:
        return None
    return visit.ask("getApproval", {"number": order["approval"]["number"]}).document
