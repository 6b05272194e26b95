"""Facts of agencies: recorded by those who may, with two clocks, and read by their own."""

from tests.api.deliveries import approved, found
from tests.api.stage import HEADS, SEEN, Stage, fresh, order

_OWN = "/v1/agencies/11100000EXAMPLE01N"
_THIRD = "/v1/agencies/11100000EXAMPLE040"


def _agency(stage: Stage) -> str:
    body = {"name": "Example agency three", "jurisdiction": "cn", "level": "central"}
    assert stage.call("PUT", _THIRD, "administrator", body).status in {200, 201}
    return _THIRD


def _headcount(stage: Stage, value: int, valid_from: str) -> None:
    body = {
        "basis": "filled-establishment",
        "value": value,
        "valid_from": valid_from,
        "source": "example report",
    }
    answer = stage.call("POST", f"{_agency(stage)}/headcounts", "administrator", body)
    assert answer.status == 201, answer.data
    assert len(answer.json["ledger"]["leaf"]) == 64


def test_a_correction_is_seen_by_both_clocks(stage: Stage) -> None:
    _headcount(stage, 10, "2026-01-01")
    with stage.clock.later(hours=1):
        _headcount(stage, 9, "2026-01-01")
    path = f"{_THIRD}/headcounts"
    then = stage.clock().isoformat()
    known = stage.call("GET", f"{path}?on=2026-06-01&known_at={then}", "administrator").json
    now = stage.call("GET", f"{path}?on=2026-06-01", "administrator").json
    history = stage.call("GET", path, "administrator").json
    assert [it["value"] for it in known["items"]] == [10]
    assert [it["value"] for it in now["items"]] == [9]
    assert [it["value"] for it in history["items"]][-2:] == [10, 9]


def test_an_institution_is_an_agency_of_its_own_place(stage: Stage) -> None:
    path = "/v1/agencies/11100000EXAMPLE053"
    body = {"name": "Example institute", "jurisdiction": "cn-cas", "level": "institution"}
    assert stage.call("PUT", path, "administrator", body).status in {200, 201}
    kept = stage.call("GET", path, "administrator").json
    assert (kept["jurisdiction"], kept["level"]) == ("cn-cas", "institution")
    limits = stage.call("GET", "/v1/limits?jurisdiction=cn-cas&on=2026-11-23", "auditor").json
    assert limits["level"] == "institution"
    assert "cn-cas-2017-84" in [it["id"] for it in limits["editions"]]
    unknown = stage.call("PUT", path, "administrator", {**body, "level": "academy"})
    assert unknown.status == 422
    assert {pointer for pointer, _ in unknown.codes} == {"/level"}


def test_an_instant_needs_its_offset(stage: Stage) -> None:
    path = f"{_agency(stage)}/headcounts?on=2026-06-01&known_at=2026-06-01T00:00:00"
    answer = stage.call("GET", path, "administrator")
    assert (answer.status, answer.codes) == (422, {("?known_at", "not-an-instant")})


def test_properties_and_approvers_are_shown_as_of_their_day(stage: Stage) -> None:
    path = _agency(stage)
    body = {"properties": {"field_duty": True}, "valid_from": "2026-03-01", "source": "x"}
    assert stage.call("POST", f"{path}/properties", "administrator", body).status == 201
    persons = {"persons": ["p2", "p1"], "valid_from": "2026-04-01", "source": "x"}
    assert stage.call("POST", f"{path}/approvers", "administrator", persons).status == 201
    before = stage.call("GET", f"{path}?on=2026-02-28", "administrator").json
    after = stage.call("GET", f"{path}?on=2026-04-01", "administrator").json
    assert before["properties"].get("field_duty") is None
    assert not {"p1", "p2"} & set(before["approvers"])  # the examples name one of their own
    assert after["properties"]["field_duty"] is True
    assert after["approvers"] == ["p1", "p2"]


def test_an_unknown_property_is_refused_by_name(stage: Stage) -> None:
    body = {"properties": {"famous": True}, "valid_from": "2026-03-01", "source": "x"}
    with stage.unchanged():
        answer = stage.call("POST", f"{_OWN}/properties", "administrator", body)
    assert (answer.status, answer.codes) == (422, {("/properties/famous", "unknown-property")})


def test_devices_are_recorded_replaced_and_disposed_of(stage: Stage) -> None:
    serial = fresh("SN")
    device = {"serial": serial, "class": "scanner", "in_service_since": "2018-01-01"}
    body = {"assets": [device], "source": "inventory"}
    assert stage.call("POST", f"{_OWN}/assets", "officer", body).status == 201
    shown = stage.call("GET", f"{_OWN}/assets?limit=200", "officer").json["items"]
    assert device in [{name: it.get(name) for name in device} for it in shown]
    with stage.unchanged():
        again = stage.call("POST", f"{_OWN}/assets", "officer", body)
    assert (again.status, again.json["type"]) == (409, "/problems/duplicate")
    gone = {"serial": serial, "disposed_on": "2026-06-30", "document": "acceptance 1"}
    assert stage.call("POST", f"{_OWN}/disposals", "approver", gone, headers=SEEN).status == 201
    with stage.unchanged():
        twice = stage.call("POST", f"{_OWN}/disposals", "approver", gone, headers=SEEN)
    assert (twice.status, twice.json["type"]) == (409, "/problems/wrong-state")


def test_a_serial_of_another_agency_is_taken_and_not_told_where(stage: Stage) -> None:
    serial = fresh("SN")
    body = {"assets": [{"serial": serial, "class": "scanner"}], "source": "x"}
    other = "/v1/agencies/11100000EXAMPLE02R"
    assert stage.call("POST", f"{other}/assets", "officer", body, second=True).status == 201
    answer = stage.call("POST", f"{_OWN}/assets", "officer", body)
    assert (answer.status, answer.json["serials"]) == (409, [serial])
    assert "EXAMPLE02R" not in answer.data.decode()


def test_a_disposal_tomorrow_does_not_fit(stage: Stage) -> None:
    serial = fresh("SN")
    body = {"assets": [{"serial": serial, "class": "scanner"}], "source": "x"}
    stage.call("POST", f"{_OWN}/assets", "officer", body)
    gone = {"serial": serial, "disposed_on": "2026-11-24", "document": "d"}
    with stage.unchanged():
        answer = stage.call("POST", f"{_OWN}/disposals", "approver", gone, headers=SEEN)
    assert (answer.status, answer.json["type"]) == (422, "/problems/not-acceptable-fact")
    assert answer.json["errors"][0]["pointer"] == "/disposed_on"


def test_devices_delivered_on_an_approval_are_no_more_than_it_covers(stage: Stage) -> None:
    number = approved(stage, 2)
    devices = [{**found(fresh("SN")), "class": "desktop", "line": 0} for _ in range(3)]
    with stage.unchanged():
        more = stage.call(
            "POST",
            f"{_OWN}/assets",
            "officer",
            {"assets": devices, "source": "acceptance", "approval": number},
        )
    assert (more.status, more.json["type"]) == (422, "/problems/not-acceptable-fact")
    right = {"assets": devices[:2], "source": "acceptance", "approval": number}
    assert stage.call("POST", f"{_OWN}/assets", "officer", right).status == 201
    unknown = {**right, "approval": "PC-2026-0000-0000-0000-0000"}
    answer = stage.call("POST", f"{_OWN}/assets", "officer", unknown)
    assert (answer.status, answer.codes) == (422, {("/approval", "unknown-approval")})


def test_a_device_of_no_known_kind_is_refused(stage: Stage) -> None:
    device = {"serial": fresh("SN"), "class": "printer", "attributes": {"paper": "a9"}}
    with stage.unchanged():
        answer = stage.call(
            "POST", f"{_OWN}/assets", "officer", {"assets": [device], "source": "x"}
        )
    assert answer.codes == {("/assets/0/attributes/paper", "unknown-value")}


def test_a_held_order_is_examined_again_when_its_fact_arrives(stage: Stage) -> None:
    made = stage.place(operating_system={"preloaded": True, "name": "麒麟"})
    path = f"/v1/orders/{made['id']}/examination"
    again = stage.call("POST", path, "officer", {"reason": "look again"})
    assert (again.status, again.json["state"]) == (200, "held")
    receipts = stage.call("GET", f"/v1/orders/{made['id']}", "officer").json["receipt"]
    assert receipts["examination"] == 2


def test_what_may_still_be_bought_is_shown_with_its_sum(stage: Stage) -> None:
    before = stage.call("GET", f"{_OWN}/entitlements", "officer").json
    stage.place()
    after = stage.call("GET", f"{_OWN}/entitlements", "officer").json
    (first,), (second,) = (
        [it for it in seen["items"] if it["cap"].endswith("/desktop")] for seen in (before, after)
    )
    assert first["left"] - second["left"] == 2
    assert second["citation"]["document"] == "财资〔2016〕27号"
    assert "committed" in second["by_standing"]


def test_an_order_over_the_cap_is_refused_by_its_amount(stage: Stage) -> None:
    many = order(quantity=HEADS + 200)
    many["lines"][0]["operating_system"]["licence"]["count"] = HEADS + 200
    verdict = stage.call("POST", "/v1/validations", "officer", many).json["verdict"]
    (over,) = [it for it in verdict["findings"] if it["code"] == "quantity-over-cap"]
    assert int(over["over"]) >= 200
    assert over["sum"]
