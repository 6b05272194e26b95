"""Substitutions: another model that a supplier proposes, with both examinations, and the decision.

What is shown beside one another is what was approved and what would come in its place.
"""

from collections.abc import Mapping
from typing import Any, Final

from api.pages.audit_search import said
from api.pages.order_view import laid_out
from api.pages.page import Desk, Elsewhere, Menu, Outcome, Shown, shown_with
from api.pages.visit import Visit
from api.problem import Problem
from approvals.substitution import DEVICE

SUBSTITUTIONS = Desk()
_PLACE: Final = "/substitutions/<substitution>"
_READS: Final = ("getSubstitution", "getOrder")


@SUBSTITUTIONS.page(
    "GET",
    "/substitutions",
    id="substitutions",
    asks=("listSubstitutions",),
    menu=Menu(zh="替代", en="Substitutions", place=19),
)
def substitutions(visit: Visit) -> Outcome:
    """Show the proposals one may see, the newest first; or those on one approval."""
    asked = {name: visit.query.get(name, "").strip() for name in ("approval", "after")}
    found = visit.ask("listSubstitutions", query={"limit": "50", **asked}).document
    values = {"found": found, "asked": asked, "words": said(visit, ("approval",))}
    return Shown(template="substitutions.html", values=values)


@SUBSTITUTIONS.page(
    "GET",
    _PLACE,
    id="substitution",
    asks=(*_READS, "decideSubstitution", "withdrawSubstitution"),
)
def substitution(visit: Visit) -> Outcome:
    """Show a proposal beside what was approved."""
    return _shown(visit)


@SUBSTITUTIONS.page(
    "POST",
    f"{_PLACE}/decision",
    id="decide-substitution",
    asks=("decideSubstitution", *_READS),
)
def decide(visit: Visit) -> Outcome:
    """Consent to a proposal, under a reference for its order, or decline it."""
    said = visit.form
    body = {name: said.get(name, "").strip() for name in ("decision", "reason")}
    if body["decision"] == "consent" and said.get("reference", "").strip():
        body["reference"] = said["reference"].strip()
    return _acted(visit, "decideSubstitution", body)


@SUBSTITUTIONS.page(
    "POST",
    f"{_PLACE}/withdrawal",
    id="withdraw-substitution",
    asks=("withdrawSubstitution", *_READS),
)
def withdraw(visit: Visit) -> Outcome:
    """Take a proposal back."""
    return _acted(visit, "withdrawSubstitution", {"reason": visit.form.get("reason", "").strip()})


def _acted(visit: Visit, operation: str, body: Mapping[str, Any]) -> Outcome:
    done = visit.send(operation, body)
    if isinstance(done, Problem):
        return _shown(visit, done)
    return Elsewhere(path=f"/substitutions/{visit.path['substitution']}")


def _shown(visit: Visit, problem: Problem | None = None) -> Shown:
    told = visit.ask("getSubstitution", visit.path)
    proposed = told.document
    order = visit.ask("getOrder", {"order_id": proposed["order"]}).document["order"]
    was = order["lines"][proposed["line"]]
    # What a proposal does not state is not known of its device, whatever was approved.
    kept = {name: value for name, value in was.items() if name not in DEVICE}
    new = {**kept, **proposed["device"], "quantity": proposed["quantity"]}
    approved, substitute = laid_out({"lines": [was, new]}, ()).lines
    values = {
        "proposed": proposed,
        "etag": told.etag,
        "reference": order["reference"],
        "approved": approved,
        "substitute": substitute,
        "typed": visit.form,
    }
    return shown_with("substitution.html", values, problem)
