"""Changing one's own password, for whoever signed in by one."""

from typing import Any

from api.pages.page import Desk, Outcome, Shown
from api.pages.signing_in import BY_PASSWORD
from api.pages.visit import Visit
from api.problem import Problem

OWN_PASSWORD = Desk()
_ASKS = ("changePassword",)


@OWN_PASSWORD.page("GET", "/password", id="own-password", asks=_ASKS)
def own_password(visit: Visit) -> Outcome:
    """Show where to put in the old and the new password."""
    return _shown(visit)


@OWN_PASSWORD.page("POST", "/password", id="change-own-password", asks=_ASKS)
def change_own_password(visit: Visit) -> Outcome:
    """Change it; nothing that was typed is shown again."""
    old, password = visit.form.get("old", ""), visit.form.get("password", "")
    if password != visit.form.get("again", ""):
        # What nobody can read as he types it is typed twice.
        return _shown(visit, differs=True, status=422)
    body = {"old": old, "password": password}
    told = visit.attempt("changePassword", body=body, key=visit.form.get("key"))
    if isinstance(told, Problem):
        return _shown(visit, problem=told.document(), status=told.status)
    return _shown(visit, ended=told.document["ended"])


def _shown(visit: Visit, status: int = 200, **values: Any) -> Shown:  # noqa: ANN401 - what a template shows
    errors = (values.get("problem") or {}).get("errors", ())
    nothing = {
        "ended": None,
        "problem": None,
        "differs": False,
        "faults": {it["pointer"]: it["message"] for it in errors},
    }
    has_one = visit.person.proof == BY_PASSWORD
    return Shown(
        template="own_password.html", values=nothing | {"has_one": has_one} | values, status=status
    )
