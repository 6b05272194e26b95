"""Who may do what, told one by one; `test_authorisation_matrix` asks everything of everybody."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from api.access import AccessTableWrong, check_table
from api.access_table import ACCESS
from api.app import operations
from api.operation import Eyes, Operation
from api.roles import Role
from tests.api.stage import Stage, order

_OPERATIONS = operations()
_OWN, _OTHER, _ABSENT = "11100000EXAMPLE01N", "11100000EXAMPLE02R", "12510000EXAMPLE9"
_NOWHERE = MappingProxyType(
    {
        "order_id": "01a20a90-0000-7000-8000-000000000000",
        "number": "PC-2026-0000-0000-0000-0000",
        "waiver": "WV-2026-0000-0000-0000-0000",
        "licence": "LG-2026-0000-0000-0000-0000",
        "uscc": "11100000EXAMPLE040",
        "subscription": "01a20a90-0000-7000-8000-000000000000",
        "message": "01a20a90-0000-7000-8000-000000000000",
        "suspension": "SU-2026-0000-0000-0000-0000",
        "proposal": "0" * 32,
        "replay": "01a20a90-0000-7000-8000-000000000000",
        "substitution": "01a20a90-0000-7000-8000-000000000000",
        "edition": "no-such-edition",
        "kind": "no-such-kind",
        "account": "01a20a90-0000-7000-8000-000000000000",
        "session": "a" * 16,
        "key": "a" * 16,
    }
)


def _path(operation: Operation, values: Mapping[str, str]) -> str:
    path = operation.path
    for name, value in values.items():
        path = path.replace(f"<{name}>", value)
    if operation.id == "proposeDocument":
        path += "?name=x.yaml"
    return path


def _body(operation: Operation) -> dict[str, Any]:
    """A request that is refused for its content at the latest, so that nothing is changed."""
    if operation.document:
        return {"data": b"- not a document", "headers": {"Content-Type": operation.media[0]}}
    return {"body": {"no such member": True}} if operation.has_body else {}


_NO_KEYS = (
    "",
    "Bearer",
    "Bearer x",
    "Basic b2ZmaWNlcjp4",
    "Bearer " + "x" * 10_000,
    "Bearer pck_\u00e9",
)
_STEP = len(_OPERATIONS) // 10
_NOBODY = (None, "Bearer pck_aaaaaaaaaaaaaaaa_" + "A" * 43)


# Who asks is found out by one function for all: each operation is asked in two of its ways to fail.
@pytest.mark.parametrize(
    ("operation", "presented"),
    [
        *((it, presented) for it in _OPERATIONS for presented in _NOBODY),
        *(
            (it, presented)
            for it in _OPERATIONS[:: len(_OPERATIONS) // 10]
            for presented in _NO_KEYS
        ),
    ],
    ids=lambda it: getattr(it, "id", None),
)
def test_without_a_valid_key_only_what_is_public_answers(
    stage: Stage, operation: Operation, presented: str | None
) -> None:
    headers = {} if presented is None else {"Authorization": presented.encode().decode("latin-1")}
    sent = _body(operation)
    sent["headers"] = {**sent.get("headers", {}), **headers}
    with stage.unchanged():
        answer = stage.call(operation.method, _path(operation, _NOWHERE), **sent)
    if ACCESS[operation.id].public:
        assert answer.status not in {401, 403}
    else:
        assert (answer.status, answer.json["type"]) == (401, "/problems/unauthenticated")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("operation", _OPERATIONS, ids=lambda it: it.id)
def test_what_is_not_public_looks_through_the_principals_own_eyes(operation: Operation) -> None:
    assert (operation.eyes is Eyes.OWN) == (not ACCESS[operation.id].public)


def test_a_foreign_order_and_one_that_is_not_there_are_told_alike(stage: Stage) -> None:
    foreign = stage.place(second=True, agency=_OTHER)["id"]
    for suffix in ("", "/receipt"):
        there = stage.call("GET", f"/v1/orders/{foreign}{suffix}", "officer")
        nowhere = stage.call("GET", f"/v1/orders/{_NOWHERE['order_id']}{suffix}", "officer")
        assert (there.status, there.data) == (404, nowhere.data)
    for act, role, body in (
        ("cancellation", "officer", {"reason": "x"}),
        ("examination", "officer", {"reason": "x"}),
        ("decision", "approver", {"decision": "grant", "reason": "x"}),
    ):
        with stage.unchanged():
            there = stage.call(
                "POST", f"/v1/orders/{foreign}/{act}", role, body, headers={"If-Match": "*"}
            )
        assert there.status == 404, act


def test_a_foreign_approval_is_not_found(stage: Stage) -> None:
    number = stage.place(supplier=None)["approval"]["number"]
    for path in (f"/v1/approvals/{number}", f"/v1/approvals/{number}/statement"):
        assert stage.call("GET", path, "officer").status == 200
        assert stage.call("GET", path, "officer", second=True).status == 404
        assert stage.call("GET", path, "supplier").status == 404
        assert stage.call("GET", path, "auditor").status == 200
    with stage.unchanged():
        taken = stage.call(
            "POST", f"/v1/approvals/{number}/revocation", "approver", {"reason": "x"}, second=True
        )
    assert taken.status == 404


@pytest.mark.parametrize("part", ["", "/headcounts", "/assets", "/entitlements"])
def test_a_foreign_agency_is_not_found(stage: Stage, part: str) -> None:
    assert stage.call("GET", f"/v1/agencies/{_OWN}{part}", "officer").status == 200
    assert stage.call("GET", f"/v1/agencies/{_OTHER}{part}", "officer").status == 404
    assert stage.call("GET", f"/v1/agencies/{_OTHER}{part}", "auditor").status == 200


def test_an_officer_records_no_devices_of_another_agency(stage: Stage) -> None:
    body = {"assets": [{"serial": "X-1", "class": "scanner"}], "source": "x"}
    with stage.unchanged():
        answer = stage.call("POST", f"/v1/agencies/{_OTHER}/assets", "officer", body)
    assert answer.status == 404


def test_lists_show_only_ones_own(stage: Stage) -> None:
    stage.place()
    stage.place(second=True, agency=_OTHER)
    for path in ("/v1/orders?limit=200", "/v1/approvals?limit=200"):
        mine = stage.call("GET", path, "officer").json["items"]
        assert {it["agency"] for it in mine} == {_OWN}
        all_of_them = stage.call("GET", "/v1/orders?limit=200", "auditor").json["items"]
        assert {it["agency"] for it in all_of_them} == {_OWN, _OTHER}


def entries_of(stage: Stage, role: str) -> list[dict[str, Any]]:
    path = "/v1/ledger/entries?limit=200"
    shown = stage.call("GET", path, role).json
    found: list[dict[str, Any]] = shown["items"]
    while "next" in shown:
        shown = stage.call("GET", f"{path}&after={shown['next']}", role).json
        found += shown["items"]
    return found


def test_entries_of_others_are_not_shown(stage: Stage) -> None:
    own = stage.place(supplier=None)["id"]
    foreign = stage.place(second=True, agency=_OTHER)["id"]
    stage.sequence()
    seen = {
        role: {it["subjects"].get("order") for it in entries_of(stage, role)}
        for role in ("officer", "supplier", "auditor")
    }
    assert {own, foreign} <= seen["auditor"]
    assert own in seen["officer"]
    assert foreign not in seen["officer"]
    assert own not in seen["supplier"]


def test_whoever_asks_can_never_decide(stage: Stage) -> None:
    made = stage.place(second=True, agency=_OTHER)
    path = f"/v1/orders/{made['id']}/decision"
    body = {"decision": "grant", "reason": "x"}
    officer = stage.call("POST", path, "officer", body, second=True, headers={"If-Match": "*"})
    assert officer.status == 403


def test_an_approver_of_another_agency_does_not_even_see_the_order(stage: Stage) -> None:
    made = stage.place(second=True, agency=_OTHER)
    path = f"/v1/orders/{made['id']}/decision"
    body = {"decision": "grant", "reason": "x"}
    answer = stage.call("POST", path, "approver", body, headers={"If-Match": "*"})
    assert answer.status == 404


def test_a_route_that_is_missing_from_the_table_fails_the_start() -> None:
    names = [it.id for it in _OPERATIONS]
    check_table(names)
    with pytest.raises(AccessTableWrong) as missing:
        check_table([*names, "newOperation"])
    assert missing.value.undeclared == ("newOperation",)
    with pytest.raises(AccessTableWrong) as left:
        check_table(names[1:])
    assert left.value.unrouted == (names[0],)


def test_the_table_names_only_roles_there_are() -> None:
    named = set().union(*(it.roles for it in ACCESS.values() if it.roles is not None))
    assert named == set(Role)


def test_me_tells_what_a_key_may_do(stage: Stage) -> None:
    me = stage.call("GET", "/v1/me", "approver").json
    assert (me["role"], me["agency"]) == ("approver", _OWN)
    assert "decideOrder" in me["operations"]
    assert "submitOrder" not in me["operations"]
    assert "supplier" not in me


def test_an_order_for_an_agency_the_supplier_does_not_belong_to_is_no_secret_channel(
    stage: Stage,
) -> None:
    unknown = stage.call("POST", "/v1/validations", "supplier", order(agency="11100000EXAMPLE09F"))
    assert (unknown.status, unknown.codes) == (422, {("/agency", "unknown-agency")})
