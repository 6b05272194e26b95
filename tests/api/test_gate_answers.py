"""Questions that gates after an order ask, over HTTP: put, answered by another, and accepted."""

from collections.abc import Mapping
from typing import Any

import pytest

from api.examples import AGENCY, ANSWERED
from api.roles import Role
from tests.api.deliveries import (
    accept,
    covered,
    found,
    hold_no_licences,
    inspect,
    key_of,
    lent_key,
    nothing_done,
    sent,
    serials,
    states,
)
from tests.api.stage import SEEN, Answer, Stage, fresh

EXAMPLE: Mapping[str, Any] = ANSWERED["before the contract"]
QUESTION = EXAMPLE["answers"][0]["question"]


def said(question: str = QUESTION, *, granted: bool = True) -> dict[str, Any]:
    return {"answers": [{"question": question, "granted": granted, "reason": "a spare for later"}]}


def placed(stage: Stage, copies: int = 2, **contract: Any) -> Any:  # noqa: ANN401 - JSON values
    """An approved order of one computer with so many licences of office software."""
    hold_no_licences(stage)
    document = covered(1)
    document["lines"][0]["software"][0]["licence"]["count"] = copies
    document["contract"] |= contract
    made = stage.call("POST", "/v1/orders", "officer", document)
    assert (made.status, made.json["state"]) == (201, "approved"), made.data
    return made.json


def answer(stage: Stage, made: Any, body: Any, role: str = "approver", **more: Any) -> Answer:  # noqa: ANN401 - JSON values
    return stage.call("POST", f"/v1/orders/{made['id']}/answers", role, body, **more)


def gate(stage: Stage, made: Any, role: str = "officer") -> Any:  # noqa: ANN401 - JSON values
    (one,) = stage.call("GET", f"/v1/orders/{made['id']}/gates", role).json["items"]
    return one


def arrived(stage: Stage, made: Any) -> tuple[str, str]:  # noqa: ANN401 - a JSON value
    """The delivery of its one device, inspected, and the serial."""
    (serial,) = serials(1)
    identifier = sent(stage, made["approval"]["number"], [serial])
    inspect(stage, identifier, found(serial))
    return identifier, serial


def test_what_a_gate_asks_is_answered_by_another_person_and_the_device_is_accepted(
    stage: Stage,
) -> None:
    made = placed(stage)
    asked = {"question": QUESTION, "role": "asset-management-head"}
    waiting = gate(stage, made)
    assert (waiting["open"], waiting["questions"], waiting["answers"]) == (False, [asked], [])
    identifier, serial = arrived(stage, made)
    held = accept(stage, identifier, [serial])
    assert (held.status, held.json["gates"]) == (409, ["contract"])

    order = stage.call("GET", f"/v1/orders/{made['id']}", "officer")
    receipt = stage.call("GET", f"/v1/orders/{made['id']}/receipt", "officer").data
    done = answer(stage, made, EXAMPLE)
    assert done.status == 200, done.data
    assert (done.json["state"], done.json["verdict"]) == ("approved", made["verdict"])
    assert done.json["approval"] == made["approval"]
    assert done.json["gates"] == [gate(stage, made)]
    assert len(done.json["ledger"]["leaf"]) == 64
    after = stage.call("GET", f"/v1/orders/{made['id']}", "officer")
    assert (after.json, after.headers["ETag"]) == (order.json, order.headers["ETag"])
    assert stage.call("GET", f"/v1/orders/{made['id']}/receipt", "officer").data == receipt
    again = stage.call("GET", f"/v1/orders/{made['id']}/recomputation", "auditor").json
    assert again["agrees"] is True

    passed = gate(stage, made)
    assert (passed["open"], passed["questions"]) == (True, [])
    (given,) = passed["answers"]
    assert {**EXAMPLE["answers"][0], "role": "asset-management-head"}.items() <= given.items()
    assert given["person"] == stage.call("GET", "/v1/me", "approver").json["person"]
    told = stage.call("GET", f"/v1/deliveries/{identifier}/gates", "officer").json["items"]
    assert told[0]["answers"] == passed["answers"]
    assert states(accept(stage, identifier, [serial])) == {serial: "accepted"}


def test_a_no_holds_the_step_and_says_by_how_much(stage: Stage) -> None:
    made = placed(stage, 3)
    identifier, serial = arrived(stage, made)
    assert answer(stage, made, said(granted=False)).status == 200
    with nothing_done(stage):
        held = accept(stage, identifier, [serial])
        assert {it["code"] for it in held.json["errors"]} == {"licences-beyond-need"}
        late = answer(stage, made, said())
        assert (late.status, late.json["type"]) == (422, "/problems/not-acceptable-fact")
    denied = gate(stage, made)
    assert (denied["questions"], denied["answers"][0]["granted"]) == ([], False)
    assert [it["over"] for it in denied["verdict"]["findings"]] == ["2"]


def test_a_device_taken_over_without_a_delivery_passes_by_the_same_answer(stage: Stage) -> None:
    made = placed(stage)
    (serial,) = serials(1)
    body = {
        "assets": [{**found(serial), "class": "desktop", "line": 0}],
        "source": "acceptance by hand",
        "approval": made["approval"]["number"],
    }
    path = f"/v1/agencies/{AGENCY}/assets"
    assert stage.call("POST", path, "officer", body).json["gates"] == ["contract"]
    assert answer(stage, made, said()).status == 200
    assert stage.call("POST", path, "officer", body).status == 201


def test_what_a_tender_demands_is_judged_for_the_finance_department(stage: Stage) -> None:
    made = placed(stage, 1, tender_demands=["indicators"])
    (asked,) = gate(stage, made)["questions"]
    assert asked["role"] == "finance-department"
    assert answer(stage, made, said(asked["question"])).json["gates"][0]["open"] is True


def test_whoever_placed_or_amended_the_order_answers_nothing(stage: Stage) -> None:
    made = placed(stage)
    placed_by = stage.call("GET", f"/v1/orders/{made['id']}", "officer").json["placed_by"]
    with (
        lent_key(stage, Role.APPROVER, person=placed_by, agency=AGENCY) as asker,
        nothing_done(stage),
    ):
        refused = answer(stage, made, said(), headers=asker)
        assert (refused.status, refused.json["type"]) == (403, "/problems/same-person")
    stated = stage.call("GET", f"/v1/orders/{made['id']}", "officer").json["order"]
    stated["lines"][0]["unit_price"] = "4900.00"
    person = {"person": fresh("person"), "agency": AGENCY}
    amends = key_of(stage, Role.OFFICER, **person)
    path = f"/v1/orders/{made['id']}/amendments"
    done = stage.call("POST", path, "officer", stated, headers={**amends, **SEEN})
    assert done.json["approval_stands"] is True, done.data
    again = key_of(stage, Role.APPROVER, **person)
    assert answer(stage, made, said(), headers=again).json["type"] == "/problems/same-person"
    assert answer(stage, made, said()).status == 200


@pytest.mark.parametrize("role", ["officer", "supplier", "auditor", "administrator"])
def test_only_an_approver_answers(stage: Stage, role: str) -> None:
    made = placed(stage)
    with stage.unchanged():
        assert answer(stage, made, said(), role).status == 403


def test_an_order_of_another_agency_is_not_there(stage: Stage) -> None:
    made = placed(stage)
    with nothing_done(stage):
        assert answer(stage, made, said(), second=True).status == 404


def test_a_supplier_sees_what_is_open_and_not_who_judged_what(stage: Stage) -> None:
    made = placed(stage)
    told = gate(stage, made, "supplier")
    assert [it["question"] for it in told["questions"]] == [QUESTION]
    answer(stage, made, said())
    told = gate(stage, made, "supplier")
    assert (told["open"], "answers" in told) == (True, False)


@pytest.mark.parametrize("body", [said("another"), {"answers": [*said()["answers"]] * 2}])
def test_what_is_not_open_is_refused_and_nothing_is_kept(
    stage: Stage, body: dict[str, Any]
) -> None:
    made = placed(stage)
    with nothing_done(stage):
        refused = answer(stage, made, body)
        assert (refused.status, refused.codes) == (422, {("/question", "does-not-fit")})


def test_an_approval_that_is_over_takes_no_answers(stage: Stage) -> None:
    made = placed(stage)
    path = f"/v1/approvals/{made['approval']['number']}/revocation"
    stage.call("POST", path, "approver", {"reason": "granted in error"}, headers=SEEN)
    with nothing_done(stage):
        refused = answer(stage, made, said())
        assert (refused.status, refused.json["type"]) == (409, "/problems/wrong-state")
    late = placed(stage)
    with stage.clock.later(days=400), nothing_done(stage):
        assert answer(stage, late, said()).status == 409
