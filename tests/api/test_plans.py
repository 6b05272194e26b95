"""Plans over HTTP: steps on their days, faults where they stand, nothing stored."""

import json
from typing import Any

import pytest

from api.examples import AGENCY, PLAN, SECOND_AGENCY
from tests.api.stage import Stage

_PATH = "/v1/plans"


def plan(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    document: dict[str, Any] = json.loads(json.dumps(dict(PLAN)))
    return {**document, **changes}


def step(on: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    first = plan()["steps"][0]
    return {**first, "on": on, **changes}


def test_a_plan_gets_a_verdict_a_step_and_stores_nothing(stage: Stage) -> None:
    with stage.unchanged():
        answer = stage.call("POST", _PATH, "officer", plan())
    assert answer.status == 200
    assert answer.json["kind"] == "plan"
    assert [it["on"] for it in answer.json["steps"]] == ["2027-03-01", "2027-09-01"]
    desktops = {it["cap"]: it for it in answer.json["entitlements"]}
    (cap,) = [it for name, it in desktops.items() if name.endswith("/desktop")]
    before = stage.call("GET", f"/v1/agencies/{AGENCY}/entitlements?on=2027-09-01", "officer").json
    (now,) = [it for it in before["items"] if it["cap"] == cap["cap"]]
    assert cap["left"] == now["left"] - 4


def test_the_second_of_two_steps_passes_the_cap_that_each_alone_keeps(stage: Stage) -> None:
    held = stage.call("GET", f"/v1/agencies/{AGENCY}/entitlements?on=2027-03-01", "officer").json
    (cap,) = [it for it in held["items"] if it["cap"].endswith("/desktop")]
    # Other tests buy for the same agency: what is left of its cap is theirs to change.
    quantity = cap["left"] // 2 + 1
    lines = plan()["steps"][0]["lines"]
    lines[0] |= {"quantity": quantity}
    lines[0]["operating_system"]["licence"]["count"] = quantity
    steps = [step("2027-03-01", lines=lines), step("2027-09-01", lines=lines)]
    first, second = stage.call("POST", _PATH, "officer", plan(steps=steps)).json["steps"]

    def breaches(it: Any) -> list[str]:  # noqa: ANN401 - a JSON value
        return [one["code"] for one in it["verdict"]["findings"] if one["outcome"] == "breach"]

    assert breaches(first) == []
    assert breaches(second) == ["quantity-over-cap"]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"steps": []}, "/steps", "too-few"),
        ({"steps": [step("2027-03-01")] * 61}, "/steps", "too-many"),
        ({"steps": [step("soon")]}, "/steps/0/on", "not-a-day"),
        ({"steps": [step("2027-03-01", lines=[])]}, "/steps/0/lines", "too-few"),
        (
            {"steps": [step("2027-03-01"), step("2027-02-28")]},
            "/steps/1/on",
            "days-descend",
        ),
        (
            {"steps": [step("2027-03-01", disposes=["NO-SUCH"])]},
            "/steps/0/disposes/0",
            "unknown-device",
        ),
        ({"agency": SECOND_AGENCY}, "/agency", "unknown-agency"),
    ],
)
def test_a_fault_is_told_where_it_stands(
    stage: Stage, changes: dict[str, Any], pointer: str, code: str
) -> None:
    with stage.unchanged():
        answer = stage.call("POST", _PATH, "officer", plan(**changes))
    assert (answer.status, answer.codes) == (422, {(pointer, code)})


def test_a_word_the_law_does_not_know_is_told_within_its_step(stage: Stage) -> None:
    lines = plan()["steps"][0]["lines"]
    lines[0]["attributes"] = {"famous": True}
    steps = [step("2027-03-01"), step("2027-09-01", lines=lines)]
    answer = stage.call("POST", _PATH, "officer", plan(steps=steps))
    assert answer.codes == {("/steps/1/lines/0/attributes/famous", "unknown-attribute")}


def test_suppliers_and_keepers_examine_no_plan(stage: Stage) -> None:
    for role in ("supplier", "standards-keeper", "catalog-keeper", "administrator"):
        assert stage.call("POST", _PATH, role, plan()).status == 403
    assert stage.call("POST", _PATH, None, plan()).status == 401
