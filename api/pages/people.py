"""Accounts and keys, for the administrators who say who comes in."""

from collections.abc import Mapping
from typing import Any

from api.pages.page import Desk, Elsewhere, Menu, Outcome, Shown
from api.pages.visit import Visit
from api.passwords import fresh_password
from api.problem import Problem
from api.roles import Role

PEOPLE = Desk()
_FIELDS = ("name", "role", "person", "agency", "supplier", "label", "password")
_SHOWN = ("listAccounts", "addAccount", "disableAccount", "setPassword")


@PEOPLE.page(
    "GET",
    "/people",
    id="people",
    asks=_SHOWN,
    menu=Menu(zh="人员账号", en="People", place=70),
)
def people(visit: Visit) -> Outcome:
    """Show the accounts, and the form for another one."""
    return _list(visit, {"password": fresh_password()})


@PEOPLE.page("POST", "/people", id="add-person", asks=("addAccount", "listAccounts"))
def add_person(visit: Visit) -> Outcome:
    """Make an account."""
    typed = {name: visit.form.get(name, "").strip() for name in _FIELDS}
    body = {name: value for name, value in typed.items() if value}
    made = visit.attempt("addAccount", body=body, key=visit.form.get("key"))
    if isinstance(made, Problem):
        return _list(visit, typed, made)
    return Elsewhere(path=f"/people/{made.document['id']}")


@PEOPLE.page(
    "GET",
    "/people/<account>",
    id="person",
    asks=_SHOWN,
)
def person(visit: Visit) -> Outcome:
    """Show one account, and what may be done with it."""
    return _one(visit, {"password": fresh_password()})


@PEOPLE.page(
    "POST",
    "/people/<account>/deactivation",
    id="disable-person",
    asks=("disableAccount", "listAccounts"),
)
def disable_person(visit: Visit) -> Outcome:
    """Close an account."""
    typed = {"reason": visit.form.get("reason", "").strip()}
    return _done(visit, "disableAccount", typed)


@PEOPLE.page(
    "POST",
    "/people/<account>/password",
    id="set-password",
    asks=("setPassword", "listAccounts"),
)
def set_password(visit: Visit) -> Outcome:
    """Give an account another password."""
    return _done(visit, "setPassword", {"password": visit.form.get("password", "")})


@PEOPLE.page(
    "GET",
    "/keys",
    id="keys",
    asks=("listKeys", "withdrawKey"),
    menu=Menu(zh="访问密钥", en="Access keys", place=72),
)
def keys(visit: Visit) -> Outcome:
    """Show the keys one may see."""
    found = visit.ask("listKeys").document
    return Shown(template="keys.html", values={"found": found, "problem": None})


@PEOPLE.page("POST", "/keys/<key>/withdrawal", id="withdraw-key", asks=("withdrawKey", "listKeys"))
def withdraw_key(visit: Visit) -> Outcome:
    """Withdraw a key."""
    told = visit.attempt(
        "withdrawKey",
        {"key": visit.path["key"]},
        {"reason": "withdrawn by hand"},
        key=visit.form.get("key"),
    )
    if isinstance(told, Problem):
        found = visit.ask("listKeys").document
        values = {"found": found, "problem": told.document()}
        return Shown(template="keys.html", values=values, status=told.status)
    return Elsewhere(path="/keys")


def _done(visit: Visit, operation: str, body: Mapping[str, str]) -> Outcome:
    path = {"account": visit.path["account"]}
    told = visit.attempt(operation, path, dict(body), key=visit.form.get("key"))
    if isinstance(told, Problem):
        return _one(visit, body, told)
    return Elsewhere(path=f"/people/{visit.path['account']}")


def _list(visit: Visit, typed: Mapping[str, str], problem: Problem | None = None) -> Shown:
    mine = visit.person.role is Role.AUDIT_ADMINISTRATOR
    roles = [it.value for it in Role if (it is Role.AUDITOR) == mine]
    found = visit.ask("listAccounts").document
    values = {"found": found, "typed": typed, "roles": roles, **_told(problem)}
    return Shown(template="people.html", values=values, status=_status(problem))


def _one(visit: Visit, typed: Mapping[str, str], problem: Problem | None = None) -> Shown:
    named = visit.path["account"]
    items = visit.ask("listAccounts").document["items"]
    found = next((it for it in items if it["id"] == named), None)
    if found is None:
        nowhere = Problem(kind="not-found")
        return Shown(template="problem.html", values={"problem": nowhere.document()}, status=404)
    values = {"it": found, "typed": typed, **_told(problem)}
    return Shown(template="person.html", values=values, status=_status(problem))


def _status(problem: Problem | None) -> int:
    return 200 if problem is None else problem.status


def _told(problem: Problem | None) -> dict[str, Any]:
    """Return a problem as its template takes it: as a whole, and by field."""
    document = None if problem is None else problem.document()
    errors = [] if document is None else document.get("errors", [])
    faults = {it["pointer"].removeprefix("/"): it for it in errors if "pointer" in it}
    return {"problem": document, "faults": faults}
