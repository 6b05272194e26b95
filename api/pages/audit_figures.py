"""What auditors ask of all orders together: prices under ceilings, gaps, waivers, compliance."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from api.pages.audit_search import NAMES, narrowing, said
from api.pages.page import Desk, Menu, Outcome, Shown
from api.pages.visit import Visit
from api.problem import Problem
from approvals.red_list import NEAR

AUDIT_FIGURES = Desk()
BARS = 10
"""Bars of the picture of prices under their ceilings."""


@AUDIT_FIGURES.page(
    "GET",
    "/audit",
    id="audit",
    asks=("getComplianceRate", "getRedList", "listGaps", "getWaiverRegister", "drawSample"),
    menu=Menu(zh="审计", en="Audit", place=42),
)
def desk(_: Visit) -> Outcome:
    """Show what an auditor may ask."""
    return Shown(template="audit.html")


@AUDIT_FIGURES.page(
    "GET",
    "/audit/red-list",
    id="audit-red-list",
    asks=("getRedList", "listEditions"),
)
def red_list(visit: Visit) -> Outcome:
    """Show approved lines priced just under a ceiling, and how near they come."""
    told = visit.attempt("getRedList", query=said(visit, ("within", *NAMES)))
    values = _values(visit, told, "found")
    values["asked"] |= {"within": visit.query.get("within", "")}
    values["wanted"] = said(visit, ("within", *NAMES))
    if values["found"] is not None:
        share = Decimal(visit.query.get("within", "").strip() or NEAR)
        values["bars"] = bars(values["found"]["items"], share)
    return _shown("audit_red_list.html", values)


@AUDIT_FIGURES.page(
    "GET",
    "/audit/gaps",
    id="audit-gaps",
    asks=("listGaps", "listEditions"),
)
def gaps(visit: Visit) -> Outcome:
    """Show approved lines that are not sent, accepted and carded as a whole."""
    query = {"limit": "50", **said(visit, ("after", *NAMES))}
    told = visit.attempt("listGaps", query=query)
    return _shown("audit_gaps.html", _values(visit, told, "found"))


@AUDIT_FIGURES.page(
    "GET",
    "/audit/waivers",
    id="audit-waivers",
    asks=("getWaiverRegister",),
)
def waivers(visit: Visit) -> Outcome:
    """Show what passed by each waiver, what that cost, and on whom waivers concentrate."""
    found = visit.ask("getWaiverRegister").document
    return Shown(template="audit_waivers.html", values={"found": found})


@AUDIT_FIGURES.page(
    "GET",
    "/audit/compliance",
    id="audit-compliance",
    asks=("getComplianceRate", "listEditions"),
)
def compliance(visit: Visit) -> Outcome:
    """Show what share of what was approved complies without a waiver, and of how much."""
    told = visit.attempt("getComplianceRate", query=said(visit, NAMES))
    values = _values(visit, told, "found")
    if values["found"] is not None:
        approved, complying = values["found"]["approved"], values["found"]["complying"]
        values["shares"] = {
            name: percent(complying[name], approved[name])
            for name in ("orders", "lines", "units", "amount")
        }
    return _shown("audit_compliance.html", values)


def bars(items: Sequence[Mapping[str, Any]], share: Decimal) -> list[dict[str, Any]]:
    """Return how many lines lie how far under their ceiling, from the ceiling down.

    Args:
        items: lines of the red list.
        share: how near is just under, as a share of the ceiling; the bars divide it evenly.
    """
    counts = [0] * BARS
    for it in items:
        under = Decimal(it["under"]) / Decimal(it["ceiling"])
        place = int((under * BARS / share).to_integral_value(ROUND_FLOOR)) if share else 0
        counts[min(place, BARS - 1)] += 1
    step = share * 100 / BARS
    return [
        {"from": f"{(step * at).normalize():f}", "to": f"{(step * (at + 1)).normalize():f}",
         "lines": count}
        for at, count in enumerate(counts)
    ]  # fmt: skip


def percent(part: Any, whole: Any) -> str | None:  # noqa: ANN401 - a JSON number or decimal
    """Return a share in percent to two digits, rounded down; ``None`` of nothing.

    Rounded down so that 100.00 means all of it.
    """
    if not Decimal(whole):
        return None
    share = Decimal(part) * 100 / Decimal(whole)
    return f"{share.quantize(Decimal('0.01'), ROUND_FLOOR):f}"


def _values(visit: Visit, told: Any, name: str) -> dict[str, Any]:  # noqa: ANN401 - Told or Problem
    problem = told if isinstance(told, Problem) else None
    return {**narrowing(visit, problem), name: None if problem else told.document}


def _shown(template: str, values: dict[str, Any]) -> Shown:
    problem = values["problem"]
    return Shown(template=template, values=values, status=200 if not problem else problem["status"])
