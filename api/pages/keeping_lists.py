"""The catalogue: listings by text and day, one with its history and effect, and what expires."""

from typing import Any

from api.pages.audit_search import faults_by_parameter, said
from api.pages.page import Desk, Menu, Outcome, Shown
from api.pages.visit import Visit
from api.problem import Problem
from validators.listing import ListingKind

KEEPING_LISTS = Desk()
_NAMES = ("text", "scheme", "kind", "in_force", "as_of", "known")


@KEEPING_LISTS.page(
    "GET",
    "/keeping/listings",
    id="keeping-listings",
    asks=("listListings",),
    menu=Menu(zh="认证产品", en="Listings", place=64),
)
def listings(visit: Visit) -> Outcome:
    """Show listings with their state on a day, by what was known on a day."""
    told = visit.attempt("listListings", query={"limit": "50", **said(visit, ("after", *_NAMES))})
    values = {
        "asked": {name: visit.query.get(name, "") for name in _NAMES},
        "found": None if isinstance(told, Problem) else told.document,
        "problem": told.document() if isinstance(told, Problem) else None,
        "faults": faults_by_parameter(told) if isinstance(told, Problem) else {},
        "kinds": tuple(ListingKind),
        "wanted": {} if isinstance(told, Problem) else _kept(visit, told.document),
    }
    return Shown(template="keeping_listings.html", values=values, status=told.status)


def _kept(visit: Visit, found: dict[str, Any]) -> dict[str, str]:
    """Return what the list was narrowed by; its day too where nobody said one, to find it again."""
    return {**said(visit, _NAMES), "as_of": found["as_of"]}


@KEEPING_LISTS.page(
    "GET",
    "/keeping/listings/<listing>",
    id="keeping-listing",
    asks=("getListing", "getListingImpact"),
)
def listing(visit: Visit) -> Outcome:
    """Show a listing with its history, and what rests on it today."""
    asked = said(visit, ("as_of", "known"))
    told = visit.ask("getListing", visit.path, asked).document
    impact = None
    if visit.may("getListingImpact"):
        query = {"limit": "50", "after": visit.query.get("after")}
        rests = visit.attempt(
            "getListingImpact",
            visit.path,
            query={name: it for name, it in query.items() if it},
        )
        impact = None if isinstance(rests, Problem) else rests.document
    values = {"answer": told, "impact": impact, "asked": asked}
    return Shown(template="keeping_listing.html", values=values)


@KEEPING_LISTS.page(
    "GET",
    "/keeping/expiries",
    id="keeping-expiries",
    asks=("listExpiries",),
)
def expiries(visit: Visit) -> Outcome:
    """Show which listings come to their last day, and what rests on them."""
    query = {"limit": "100", "after": visit.query.get("after")}
    found = visit.ask("listExpiries", query=query).document
    months: dict[str, list[object]] = {}
    for it in sorted(found["items"], key=lambda it: (it["last_day"], it["listing"], it["days"])):
        months.setdefault(it["last_day"][:7], []).append(it)
    values = {"months": months, "next": found.get("next")}
    return Shown(template="keeping_expiries.html", values=values)
