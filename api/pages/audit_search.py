"""The auditor's search: orders and approvals by every word, with the sums of all that was found.

What is sought stands in the address, so that the address of a page is its permanent link. The page
that is shown first counts nothing; the sums of the whole are asked for by a second request.
"""

from collections.abc import Mapping
from typing import Any

from api.filters import FILTERS
from api.pages.edge import problem_page
from api.pages.page import Desk, Handed, Menu, Outcome, Shown
from api.pages.visit import Visit
from api.problem import Problem
from api.routes.export_words import OWN
from approvals.states import OrderState
from integrations.exports.forms import ExportForm
from validators.classes import ItemClass
from validators.finding import Conclusion

AUDIT_SEARCH = Desk()
NAMES = tuple(it.name for it in FILTERS)
WORDS = (*NAMES, *(it.name for it in OWN))
"""What some list is narrowed by."""
_PAGE = "50"
CHOICES = {
    "classes": tuple(ItemClass),
    "states": tuple(OrderState),
    "outcomes": tuple(Conclusion),
    "forms": tuple(ExportForm),
}


@AUDIT_SEARCH.page(
    "GET",
    "/audit/orders",
    id="audit-orders",
    asks=("searchOrders", "listEditions", "listExports"),
    menu=Menu(zh="查订单", en="Find orders", place=40),
)
def orders(visit: Visit) -> Outcome:
    """Show the orders that are sought, the newest first."""
    return _found(visit, approved=False)


@AUDIT_SEARCH.page(
    "GET",
    "/audit/approvals",
    id="audit-approvals",
    asks=("searchOrders", "listEditions", "listExports"),
    menu=Menu(zh="查批准书", en="Find approvals", place=41),
)
def approvals(visit: Visit) -> Outcome:
    """Show the approvals that are sought, the newest order first."""
    return _found(visit, approved=True)


@AUDIT_SEARCH.page("GET", "/audit/totals", id="audit-totals", asks=("getTotals",))
def totals(visit: Visit) -> Outcome:
    """Show how many are sought and what they come to, all of them and not a page."""
    asked = said(visit, NAMES)
    told = visit.attempt("getTotals", query=asked)
    if isinstance(told, Problem):
        return problem_page(told)
    return Shown(template="audit_totals.html", values={"totals": told.document, "asked": asked})


@AUDIT_SEARCH.page("GET", "/audit/sums/<list>", id="audit-sums", asks=("getListSums",))
def sums(visit: Visit) -> Outcome:
    """Show how many rows of a list are asked for and what they come to, all and not a page."""
    asked = said(visit, WORDS)
    told = visit.attempt("getListSums", {"list": visit.path["list"]}, query=asked)
    if isinstance(told, Problem):
        return problem_page(told)
    return Shown(template="list_sums.html", values={"found": told.document, "asked": asked})


@AUDIT_SEARCH.page("GET", "/audit/exports/<list>", id="audit-export", asks=("getExport",))
def export(visit: Visit) -> Outcome:
    """Hand over what is sought as a file with its manifest."""
    query = said(visit, ("format", *WORDS))
    told = visit.ask("getExport", {"list": visit.path["list"]}, query)
    return Handed(reply=told.reply, name=f"{visit.path['list']}-{visit.today.isoformat()}.zip")


@AUDIT_SEARCH.page(
    "GET", "/audit/purchase-module", id="audit-purchase-module", asks=("getPurchaseModule",)
)
def purchase_module(visit: Visit) -> Outcome:
    """Hand over the tables of the approved orders that are sought, with their manifest."""
    told = visit.ask("getPurchaseModule", query=said(visit, ("format", *NAMES)))
    return Handed(reply=told.reply, name=f"purchase-module-{visit.today.isoformat()}.zip")


def said(visit: Visit, names: tuple[str, ...]) -> dict[str, str]:
    """Return the parameters of an address that say something, by name."""
    given = {name: visit.query.get(name, "").strip() for name in names}
    return {name: value for name, value in given.items() if value}


def _found(visit: Visit, *, approved: bool) -> Outcome:
    asked = said(visit, NAMES)
    query = {"limit": _PAGE, **said(visit, ("after",)), **asked}
    if approved:
        query["approved"] = "true"
    told = visit.attempt("searchOrders", query=query)
    values: Mapping[str, Any] = {
        **narrowing(visit, told if isinstance(told, Problem) else None),
        "approved": approved,
        "found": {"items": []} if isinstance(told, Problem) else told.document,
        "exports": [
            it
            for it in visit.ask("listExports").document["items"]
            if {"agency", *asked} <= set(it["filters"])
        ],
    }
    status = told.status
    template = "audit_found.html" if visit.fragment else "audit_search.html"
    return Shown(template=template, values=values, status=status)


def narrowing(visit: Visit, problem: Problem | None) -> dict[str, Any]:
    """Return what the fields that narrow a list show: what was typed, what is wrong with it."""
    return {
        "asked": {name: visit.query.get(name, "") for name in NAMES},
        "narrowed": said(visit, NAMES),
        "problem": None if problem is None else problem.document(),
        "faults": {} if problem is None else faults_by_parameter(problem),
        "editions": visit.ask("listEditions").document["items"],
        **CHOICES,
    }


def faults_by_parameter(problem: Problem) -> dict[str, Mapping[str, str]]:
    """Return what is wrong with each parameter, in both languages, by its name."""
    return {
        str(it["parameter"]): it["message"]
        for it in problem.document().get("errors", ())
        if "parameter" in it
    }
