"""What the steps after an order wait for, over HTTP: asked, supplied, and never a refusal."""

from typing import Any

import pytest

from api.examples import COVERED_ORDER
from tests.api.deliveries import NO_LICENCES, hold_no_licences
from tests.api.stage import SEEN, Stage, order

_OPEN_AT_FIRST = {
    "/contract/after_sales",
    "/contract/compatibility",
    "/contract/non_infringement",
    "/contract/rights_check",
    "/contract/services_included",
    "/contract/tender_demands",
    "/responsible/head",
    "/responsible/it_head",
    "/lines",
    "/lines/0/energy_certificate",
    "/lines/0/operating_system/licence/term",
    "/lines/0/processor/part_number",
    "/lines/0/processor/statement",
}


@pytest.fixture
def placed(stage: Stage) -> dict[str, Any]:
    hold_no_licences(stage)
    made: dict[str, Any] = stage.place()
    return made


def _gate(stage: Stage, placed: dict[str, Any], role: str = "officer") -> Any:  # noqa: ANN401 - a JSON value
    answer = stage.call("GET", f"/v1/orders/{placed['id']}/gates", role)
    assert answer.status == 200, answer.data
    (found,) = answer.json["items"]
    return found


def test_an_approved_order_says_what_its_contract_waits_for_and_from_whom(
    stage: Stage, placed: dict[str, Any]
) -> None:
    assert placed["state"] == "approved"
    found = _gate(stage, placed)
    assert (found["kind"], found["gate"], found["open"]) == ("gate", "contract", False)
    findings = found["verdict"]["findings"]
    assert {it["pointer"] for it in findings} == _OPEN_AT_FIRST
    uncovered = [it for it in findings if it["outcome"] == "breach"]
    assert [it["code"] for it in uncovered] == ["software-uncovered"] * 2
    asked = {it["needs"]["fact"]: it["needs"]["from"] for it in findings if "needs" in it}
    assert asked["contract.rights_check"] == "agency"
    assert asked["energy_certificate"] == "supplier"
    assert all(it["citation"]["evidence"] == "read" for it in findings)


def test_papers_that_come_in_open_the_gate_and_the_approval_stands(
    stage: Stage, placed: dict[str, Any]
) -> None:
    own = stage.call("GET", f"/v1/orders/{placed['id']}", "officer").json["order"]
    shown = {**COVERED_ORDER, **{name: own[name] for name in ("reference", "agency", "supplier")}}
    path = f"/v1/orders/{placed['id']}/amendments"
    answer = stage.call("POST", path, "officer", shown, headers=SEEN)
    assert answer.status == 201, answer.data
    assert (answer.json["kind"], answer.json["approval_stands"]) == ("narrowing", True)
    found = _gate(stage, placed)
    left = [(it["code"], it["pointer"]) for it in found["verdict"]["findings"]]
    assert left == [("software-uncovered", "/lines")] * 2


def test_a_dry_run_can_ask_for_the_contract_and_says_that_it_did(stage: Stage) -> None:
    hold_no_licences(stage)  # others' tests may have left some
    order = dict(COVERED_ORDER)
    answer = stage.call("POST", "/v1/validations?gate=contract", "officer", order).json
    assert (answer["kind"], answer["gate"]) == ("dry-run", "contract")
    assert {it["rule"] for it in answer["verdict"]["findings"]} == {"software-coverage"}
    usual = stage.call("POST", "/v1/validations", "officer", order).json
    assert "gate" not in usual
    assert usual["verdict"]["outcome"] == "conforming"


def test_a_gate_that_is_none_is_refused_by_name(stage: Stage) -> None:
    answer = stage.call("POST", "/v1/validations?gate=heaven", "officer", dict(COVERED_ORDER))
    assert answer.status == 422
    assert "contract" in answer.data.decode()


@pytest.mark.parametrize("role", ["supplier", "auditor", "approver"])
def test_who_may_read_the_order_may_read_its_gates(
    stage: Stage, placed: dict[str, Any], role: str
) -> None:
    assert _gate(stage, placed, role)["order"] == placed["id"]


def test_another_agencys_order_has_no_gates(stage: Stage) -> None:
    missing = "00000000-0000-7000-8000-000000000000"
    assert stage.call("GET", f"/v1/orders/{missing}/gates", "officer").status == 404


def _hold(stage: Stage, copies: int) -> None:
    for fact in NO_LICENCES:
        path = f"/v1/agencies/{COVERED_ORDER['agency']}/headcounts"
        answer = stage.call("POST", path, "administrator", {**fact, "value": copies})
        assert answer.status == 201, answer.data


def test_a_licence_covers_a_computer_of_one_order_and_only_the_buyer_hears_of_which(
    stage: Stage,
) -> None:
    _hold(stage, 3)
    first, second = stage.place(), stage.place()
    assert (first["state"], second["state"]) == ("approved", "approved")

    def covered(order: dict[str, Any], role: str) -> list[Any]:
        findings = _gate(stage, order, role)["verdict"]["findings"]
        return [it for it in findings if it["rule"] == "software-coverage"]

    (reference,) = {stage.call("GET", f"/v1/orders/{first['id']}", "officer").json["reference"]}
    for role in ("officer", "auditor", "supplier"):
        assert covered(first, role) == []
        office, antivirus = covered(second, role)
        for it in (office, antivirus):
            assert (it["code"], it["over"], it["sum"]) == (
                "software-uncovered",
                "1",
                "2 − 0 − (3 − 2) = 1",
            )
            by = "other orders" if role == "supplier" else f"orders {reference}"
            assert f"1 (of 3 held unused, of which 2 are drawn by {by}) held" in it["message"]["en"]
    tried = {**order(), "reference": "TRIED"}
    answer = stage.call("POST", "/v1/validations?gate=contract", "officer", tried).json
    sums = {it.get("sum") for it in answer["verdict"]["findings"]}
    assert "2 − 0 − (3 − 3) = 2" in sums
    stage.call(
        "POST",
        f"/v1/orders/{first['id']}/cancellation",
        "officer",
        {"reason": "no longer needed"},
        headers=SEEN,
    )
    assert covered(second, "officer") == []
