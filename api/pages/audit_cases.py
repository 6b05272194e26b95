"""Review cases: decisions that a withdrawal or a correction touched, and what became of them."""

from typing import Any

from api.pages.page import Desk, Elsewhere, Outcome, Shown, shown_with
from api.pages.visit import Visit
from api.problem import Problem

AUDIT_CASES = Desk()


@AUDIT_CASES.page(
    "GET",
    "/audit/cases",
    id="audit-cases",
    asks=("listReviewCases",),
)
def cases(visit: Visit) -> Outcome:
    """Show the cases one may see, the newest first."""
    asked = {name: visit.query.get(name) for name in ("state", "after")}
    found = visit.ask("listReviewCases", query={"limit": "50", **asked}).document
    wanted = {"open": "true"} if asked["state"] == "open" else {}
    values = {"found": found, "asked": asked, "wanted": wanted}
    return Shown(template="audit_cases.html", values=values)


@AUDIT_CASES.page(
    "GET", "/audit/cases/<case_id>", id="audit-case", asks=("getReviewCase", "closeReviewCase")
)
def case(visit: Visit) -> Outcome:
    """Show one case, and where it is closed."""
    return _case(visit)


@AUDIT_CASES.page(
    "POST",
    "/audit/cases/<case_id>",
    id="audit-case-close",
    asks=("closeReviewCase", "getReviewCase"),
)
def close(visit: Visit) -> Outcome:
    """Close a case with what was made of it, and why."""
    typed = {name: visit.form.get(name, "") for name in ("disposition", "reason")}
    body = {name: text for name, text in typed.items() if text.strip()}
    told = visit.send("closeReviewCase", body)
    if isinstance(told, Problem):
        return _case(visit, told, typed)
    return Elsewhere(path=f"/audit/cases/{visit.path['case_id']}")


def _case(
    visit: Visit, problem: Problem | None = None, typed: dict[str, str] | None = None
) -> Shown:
    held = visit.ask("getReviewCase", visit.path)
    values: dict[str, Any] = {
        "case": held.document,
        "etag": held.etag,
        "asked": typed or {"disposition": "", "reason": ""},
    }
    return shown_with("audit_case.html", values, problem)
