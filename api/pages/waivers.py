"""Waivers: asked for by an officer, decided by an approver, each on a page with what it is for."""

from collections.abc import Mapping
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from api.identifiers import new_id
from api.pages.audit_search import said
from api.pages.field_names import plain_name
from api.pages.order_form import line_of
from api.pages.page import Desk, Elsewhere, Menu, Outcome, Shown, shown_with
from api.pages.visit import Visit
from api.pages.words import CLASSES
from api.problem import Problem
from validators.rulebook import WAIVABLE

WAIVERS = Desk()
_PLACE: Final = "/waivers/<waiver>"
_PLAIN: Final = ("rule", "class", "unit_price", "valid_from", "valid_until", "reason")
_BOUNDS: Final = ("units", "unit_price", "valid_from", "valid_until")


@WAIVERS.page(
    "GET",
    "/waivers",
    id="waivers",
    asks=("listWaivers", "askWaiver"),
    menu=Menu(zh="例外", en="Waivers", place=18),
)
def waivers(visit: Visit) -> Outcome:
    """Show the waivers one may see, the newest request first."""
    asked = {name: visit.query.get(name) for name in ("state", "after")}
    found = visit.ask("listWaivers", query={"limit": "50", **asked}).document
    words = said(visit, ("state",))
    # The state of a waiver is none of an order, by which lists of orders are narrowed.
    list_words = {f"waiver_{name}": value for name, value in words.items()}
    values = {"found": found, "asked": asked, "words": words, "list_words": list_words}
    return Shown(template="waivers.html", values=values)


@WAIVERS.page("GET", "/waivers/new", id="new-waiver", asks=("askWaiver", "getOrder"))
def new_waiver(visit: Visit) -> Outcome:
    """Show the request, filled in from what an order was found to breach, where it names one."""
    return _form(_suggested(visit))


@WAIVERS.page("POST", "/waivers/new", id="ask-waiver", asks=("askWaiver",))
def ask_waiver(visit: Visit) -> Outcome:
    """Ask for a waiver."""
    made = visit.attempt("askWaiver", body=_wanted(visit.form), key=visit.form.get("key"))
    if isinstance(made, Problem):
        return _form(visit.form, made)
    return Elsewhere(path=f"/waivers/{made.document['number']}")


@WAIVERS.page("GET", _PLACE, id="waiver", asks=("getWaiver", "decideWaiver", "withdrawWaiver"))
def waiver(visit: Visit) -> Outcome:
    """Show a waiver, with what was asked, decided and drawn."""
    return _shown(visit)


@WAIVERS.page("POST", f"{_PLACE}/decision", id="decide-waiver", asks=("decideWaiver", "getWaiver"))
def decide(visit: Visit) -> Outcome:
    """Grant a waiver, in narrower bounds where some are given, or decline it."""
    said = visit.form
    body: dict[str, Any] = {name: said.get(name, "") for name in ("decision", "reason")}
    if body["decision"] == "grant":
        body |= {name: said[name].strip() for name in _BOUNDS if said.get(name, "").strip()}
        body |= _units(body)
    return _acted(visit, "decideWaiver", body)


@WAIVERS.page(
    "POST",
    f"{_PLACE}/withdrawal",
    id="withdraw-waiver",
    asks=("withdrawWaiver", "getWaiver", "decideWaiver"),
)
def withdraw(visit: Visit) -> Outcome:
    """Withdraw a granted waiver."""
    return _acted(visit, "withdrawWaiver", {"reason": visit.form.get("reason", "")})


def _wanted(form: Mapping[str, str]) -> dict[str, Any]:
    """Return a request as the form states it; what is blank is not stated."""
    stated = {name: form.get(name, "").strip() for name in (*_PLAIN, "units")}
    body: dict[str, Any] = {name: text for name, text in stated.items() if text}
    papers = [it.strip() for it in form.get("evidence", "").splitlines() if it.strip()]
    provision = {name: form.get(name, "").strip() for name in ("edition", "row")}
    if papers:
        body["evidence"] = papers
    if provision["edition"]:
        body["provision"] = {name: text for name, text in provision.items() if text}
    return body | _units(body)


def _units(body: Mapping[str, Any]) -> dict[str, int]:
    """Return the units as a number, where they are one; else what was typed is told as wrong."""
    text = body.get("units", "")
    return {"units": int(text)} if text.isascii() and text.isdecimal() and len(text) < 10 else {}  # noqa: PLR2004 - digits


def _suggested(visit: Visit) -> MultiDict[str, str]:
    """Return the first breach of an order as a request for its exception."""
    fields: MultiDict[str, str] = MultiDict({"valid_from": visit.today.isoformat()})
    order = visit.query.get("order")
    if not order:
        return fields
    told = visit.ask("getOrder", {"order_id": order}).document
    for finding in told["verdict"].get("findings", ()):
        index = line_of(finding["pointer"])
        if finding["outcome"] == "breach" and index is not None:
            line = told["order"]["lines"][index]
            fields.update(
                {
                    "rule": finding["rule"],
                    "class": line["class"],
                    "units": str(line["quantity"]),
                    "unit_price": line["unit_price"] if finding.get("unit") == "CNY" else "",
                }
            )
            break
    return fields


def _form(typed: Mapping[str, str], problem: Problem | None = None) -> Shown:
    errors = () if problem is None else problem.document().get("errors", ())
    values = {
        "typed": typed,
        "key": new_id(),
        "classes": tuple(CLASSES),
        "rules": tuple(WAIVABLE),
        "faults": {plain_name(it["pointer"]): it["message"] for it in errors},
    }
    return shown_with("waiver_form.html", values, problem)


def _acted(visit: Visit, operation: str, body: Mapping[str, Any]) -> Outcome:
    done = visit.send(operation, body)
    if isinstance(done, Problem):
        return _shown(visit, done)
    return Elsewhere(path=f"/waivers/{visit.path['waiver']}")


def _shown(visit: Visit, problem: Problem | None = None) -> Shown:
    told = visit.ask("getWaiver", visit.path)
    values = {
        "waiver": told.document,
        "etag": told.etag,
        "typed": visit.form,
    }
    return shown_with("waiver.html", values, problem)
