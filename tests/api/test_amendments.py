"""Amendments over HTTP: what stands, what is examined again, and who may not amend."""

import json
from typing import Any

import pytest

from tests.api.stage import SEEN, Stage, fresh, grave


@pytest.fixture
def placed(stage: Stage) -> dict[str, Any]:
    """An approved order of two desktops."""
    made: dict[str, Any] = stage.place()
    return made


def _path(placed: dict[str, Any]) -> str:
    return f"/v1/orders/{placed['id']}/amendments"


def _as_placed(stage: Stage, placed: dict[str, Any]) -> dict[str, Any]:
    found = stage.call("GET", f"/v1/orders/{placed['id']}", "officer").json
    document: dict[str, Any] = json.loads(json.dumps(found["order"]))
    return document


def test_one_instead_of_two_keeps_the_approval(stage: Stage, placed: dict[str, Any]) -> None:
    document = _as_placed(stage, placed)
    document["lines"][0]["quantity"] = 1
    answer = stage.call("POST", _path(placed), "officer", document, headers=SEEN)
    assert answer.status == 201
    assert answer.json["kind"] == "narrowing"
    assert answer.json["changes"] == ["/lines/0/quantity"]
    assert answer.json["approval_stands"] is True
    assert answer.json["order"] == placed["id"]
    statement = {"statement": placed["approval"]["statement"], "order": document}
    verified = stage.call("POST", "/v1/approvals/verification", None, statement).json
    assert verified["content"]["code"] == "content-narrowed"
    assert verified["confirmed"] is True
    (kept,) = stage.call("GET", _path(placed), "auditor").json["items"]
    assert (kept["kind"], kept["order"]) == ("narrowing", document)


def test_three_instead_of_two_takes_the_place(stage: Stage, placed: dict[str, Any]) -> None:
    document = _as_placed(stage, placed)
    document["lines"][0]["quantity"] = 3
    document["lines"][0]["operating_system"]["licence"]["count"] = 3
    same = stage.call("POST", _path(placed), "officer", document, headers=SEEN)
    assert (same.status, same.json["type"]) == (409, "/problems/duplicate")
    document["reference"] = fresh("AMENDED")
    answer = stage.call("POST", _path(placed), "officer", document, headers=SEEN)
    assert (answer.json["kind"], answer.json["approval_stands"]) == ("replacing", False)
    assert answer.json["submission"]["state"] == "approved"
    old = stage.call("GET", f"/v1/orders/{placed['id']}", "officer").json
    assert (old["state"], old["approval"]["state"]) == ("superseded", "superseded")
    statement = {"statement": placed["approval"]["statement"]}
    verified = stage.call("POST", "/v1/approvals/verification", None, statement).json
    assert verified["revocation"]["code"] == "superseded"


def test_what_breaks_the_law_is_refused_and_the_old_order_stands(
    stage: Stage, placed: dict[str, Any]
) -> None:
    document = _as_placed(stage, placed)
    document["lines"][0]["unit_price"] = "5200.00"
    document["reference"] = fresh("AMENDED")
    answer = stage.call("POST", _path(placed), "officer", document, headers=SEEN)
    assert (answer.status, answer.json["kind"]) == (201, "refused")
    assert answer.json["approval_stands"] is True
    findings = grave(answer.json["submission"]["verdict"])
    assert {(it["code"], it["over"]) for it in findings} == {("price-over-ceiling", "200.00")}
    old = stage.call("GET", f"/v1/orders/{placed['id']}", "officer").json
    assert (old["state"], old["approval"]["state"]) == ("approved", "in-force")
    assert stage.call("GET", _path(placed), "officer").json["items"] == []


def test_the_same_again_changes_nothing(stage: Stage, placed: dict[str, Any]) -> None:
    with stage.unchanged():
        same = _as_placed(stage, placed)
        answer = stage.call("POST", _path(placed), "officer", same, headers=SEEN)
    assert (answer.status, answer.json["type"]) == (422, "/problems/not-acceptable-fact")


def test_a_stale_tag_and_a_faulty_order_change_nothing(
    stage: Stage, placed: dict[str, Any]
) -> None:
    document = _as_placed(stage, placed)
    with stage.unchanged():
        stale = stage.call(
            "POST", _path(placed), "officer", document, headers={"If-Match": '"stale"'}
        )
        assert stale.status == 412
        document["lines"][0]["quantity"] = 0
        faulty = stage.call("POST", _path(placed), "officer", document, headers=SEEN)
        assert {pointer for pointer, _ in faulty.codes} == {"/lines/0/quantity"}


def test_who_may_not_amend_does_not(stage: Stage, placed: dict[str, Any]) -> None:
    document = _as_placed(stage, placed)
    document["lines"][0]["quantity"] = 1
    with stage.unchanged():
        for role in ("approver", "supplier", "auditor", "administrator"):
            assert stage.call("POST", _path(placed), role, document).status == 403
        foreign = stage.call("POST", _path(placed), "officer", document, second=True, headers=SEEN)
        assert foreign.status == 404
        other = {**document, "agency": "11100000EXAMPLE02R"}
        answer = stage.call("POST", _path(placed), "officer", other, headers=SEEN)
        assert (answer.status, answer.codes) == (422, {("/agency", "unknown-agency")})
    assert stage.call("GET", _path(placed), "supplier").status == 200
    assert stage.call("GET", _path(placed), "officer", second=True).status == 404
