"""Samples that anyone can draw again, and the evidence pack of one order."""

from api.pages.audit_search import NAMES, narrowing, said
from api.pages.page import Desk, Handed, Outcome, Shown
from api.pages.visit import Visit
from api.problem import Problem
from approvals.sample_reading import KEYS, STRATA
from approvals.sampling import Method

AUDIT_SAMPLES = Desk()
_DRAWN = ("method", "size", "seed", "by")


@AUDIT_SAMPLES.page(
    "GET",
    "/audit/samples",
    id="audit-samples",
    asks=("drawSample", "listEditions"),
)
def samples(visit: Visit) -> Outcome:
    """Show where a sample is drawn, and the one that was asked for."""
    listed = visit.query.get("list", "")
    told = None
    if listed:
        query = said(visit, (*_DRAWN, *NAMES))
        told = visit.attempt("drawSample", {"list": listed}, query=query)
    problem = told if isinstance(told, Problem) else None
    values = narrowing(visit, problem)
    values["asked"] |= {name: visit.query.get(name, "") for name in ("list", *_DRAWN)}
    values |= {
        "sample": None if told is None or isinstance(told, Problem) else told.document,
        "lists": tuple(KEYS),
        "methods": tuple(Method),
        "strata": STRATA,
    }
    return Shown(
        template="audit_samples.html",
        values=values,
        status=200 if problem is None else problem.status,
    )


@AUDIT_SAMPLES.page(
    "GET",
    "/audit/orders/<order_id>/evidence-pack",
    id="audit-evidence-pack",
    asks=("getEvidencePack",),
)
def evidence_pack(visit: Visit) -> Outcome:
    """Hand over all evidence of an order in one file, with its verifier inside."""
    told = visit.ask("getEvidencePack", visit.path)
    return Handed(reply=told.reply, name=f"{visit.path['order_id']}.evidence.zip")
