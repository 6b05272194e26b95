"""Approvals: the list, what ends soon, and one with its lines, its remainder and its documents."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from api.pages.audit_search import said
from api.pages.page import Desk, Elsewhere, Handed, Menu, Outcome, Shown, shown_with
from api.pages.visit import Visit
from api.problem import Problem

APPROVALS = Desk()
_PLACE: Final = "/approvals/<number>"
_READS: Final = ("getApproval", "verifyApproval", "getAccount", "listDeliveries")
_SOON: Final = timedelta(days=30)
"""What is called soon, where nobody says otherwise."""


@APPROVALS.page(
    "GET",
    "/approvals",
    id="approvals",
    asks=("listApprovals",),
    menu=Menu(zh="批准书", en="Approvals", place=16),
)
def approvals(visit: Visit) -> Outcome:
    """Show the approvals one may see, the newest first; or those that end by a day."""
    asked = {name: visit.query.get(name, "").strip() for name in ("ends_by", "after")}
    found = visit.ask("listApprovals", query={"limit": "50", **asked}).document
    values = {
        "found": found,
        "asked": asked,
        "words": said(visit, ("ends_by",)),
        "soon": (visit.today + _SOON).isoformat(),
    }
    return Shown(template="approvals.html", values=values)


@APPROVALS.page(
    "GET",
    "/ending",
    id="ending",
    asks=("askWaiver", "listApprovals", "listWaivers"),
    menu=Menu(zh="即将到期", en="Ending soon", place=20),
)
def ending(visit: Visit) -> Outcome:
    """Show approvals and waivers in force that end by a day, a month from now unless asked."""
    day = visit.query.get("by", "").strip() or (visit.today + _SOON).isoformat()
    query = {"limit": "200", "ends_by": day}
    found = visit.ask("listApprovals", query=query).document
    waivers = visit.ask("listWaivers", query={"limit": "200", "state": "granted"}).document
    values = {
        "by": day,
        "approvals": sorted(found["items"], key=lambda it: it["valid_until"]),
        "waivers": sorted(
            (it for it in waivers["items"] if it["decision"]["valid_until"] <= day),
            key=lambda it: it["decision"]["valid_until"],
        ),
        "more": "next" in found or "next" in waivers,
    }
    return Shown(template="ending.html", values=values)


@APPROVALS.page("GET", _PLACE, id="approval", asks=(*_READS, "revokeApproval", "closeRemainder"))
def approval(visit: Visit) -> Outcome:
    """Show one approval."""
    return _shown(visit)


@APPROVALS.page("GET", f"{_PLACE}/document", id="approval-pdf", asks=("getApprovalDocument",))
def document(visit: Visit) -> Outcome:
    """Hand over the signed PDF."""
    told = visit.ask("getApprovalDocument", visit.path)
    return Handed(reply=told.reply, name=f"{visit.path['number']}.pdf")


@APPROVALS.page("GET", f"{_PLACE}/bundle", id="approval-bundle", asks=("getBundle",))
def bundle(visit: Visit) -> Outcome:
    """Hand over all that proves the approval offline."""
    told = visit.ask("getBundle", visit.path)
    return Handed(reply=told.reply, name=f"{visit.path['number']}.bundle.json")


@APPROVALS.page(
    "POST", f"{_PLACE}/revocation", id="revoke-approval", asks=("revokeApproval", *_READS)
)
def revoke(visit: Visit) -> Outcome:
    """Revoke the approval."""
    body = {"reason": visit.form.get("reason", "").strip()}
    day = visit.form.get("effective_on", "").strip()
    return _acted(visit, "revokeApproval", body | ({"effective_on": day} if day else {}))


@APPROVALS.page("POST", f"{_PLACE}/closure", id="close-remainder", asks=("closeRemainder", *_READS))
def close(visit: Visit) -> Outcome:
    """Give up what was not sent yet."""
    return _acted(visit, "closeRemainder", {"reason": visit.form.get("reason", "").strip()})


def _acted(visit: Visit, operation: str, body: Mapping[str, Any]) -> Outcome:
    done = visit.send(operation, body)
    if isinstance(done, Problem):
        return _shown(visit, done)
    return Elsewhere(path=f"/approvals/{visit.path['number']}")


def _shown(visit: Visit, problem: Problem | None = None) -> Shown:
    told, account = visit.ask("getApproval", visit.path), visit.ask("getAccount", visit.path)
    verified = visit.act("verifyApproval", body={"statement": told.document["statement"]})
    deliveries = visit.ask("listDeliveries", query={"approval": visit.path["number"]})
    values = {
        "approval": told.document,
        "etag": told.etag,
        "account": account.document["account"],
        "account_etag": account.etag,
        "verified": verified.document,
        "deliveries": deliveries.document["items"],
        "typed": visit.form,
    }
    return shown_with("approval.html", values, problem)
