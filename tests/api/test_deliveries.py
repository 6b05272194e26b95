"""Deliveries over HTTP: from despatch to acceptance, and what holds it."""

from typing import Any
from urllib.parse import quote

import pytest

from api import examples
from api.examples import AGENCY
from api.roles import Role
from tests.api.deliveries import (
    accept,
    account,
    act,
    approved,
    despatch,
    found,
    inspect,
    key_of,
    nothing_done,
    receive,
    sent,
    serials,
    states,
)
from tests.api.stage import Answer, Stage, fresh
from tests.approvals.builders import OTHER_SUPPLIER

_NOWHERE = "00000000-0000-7000-8000-000000000000"


def test_a_delivery_from_despatch_to_the_software_ledgers(stage: Stage) -> None:
    number, (one, other) = approved(stage, 3), serials(2)
    made = despatch(stage, number, [one, other])
    assert made.status == 201, made.data
    identifier = made.json["id"]
    assert made.headers["Location"] == f"/v1/deliveries/{identifier}"
    assert states(made) == {one: "despatched", other: "despatched"}
    assert len(made.json["ledger"]["leaf"]) == 64
    (line,) = made.json["account"]
    assert (line["approved"], line["under_way"], line["open"]) == (3, 2, 1)

    told = act(stage, identifier, "receipt", {"received": [one], "missing": [other]})
    assert (told.status, states(told)) == (200, {one: "received", other: "missing"})
    looked = inspect(stage, identifier, found(one))
    assert states(looked)[one] == "inspected"
    assert looked.json["units"][0]["found"]["licence_evidence"] == ["oem-entitlement"]
    gates = stage.call("GET", f"/v1/deliveries/{identifier}/gates", "officer").json["items"]
    assert [(it["gate"], it["open"]) for it in gates] == [("contract", True), ("delivery", True)]

    before = stage.call("GET", f"/v1/agencies/{AGENCY}/software-ledgers", "officer").json
    done = accept(stage, identifier, [one])
    assert done.status == 200, done.data
    assert (states(done)[one], done.json["unchanged"]) == ("accepted", [])
    assert account(stage, identifier) == {
        "line": 0, "approved": 3, "accepted": 1, "returned": 0, "lapsed": 0,
        "under_way": 1, "open": 1,
    }  # fmt: skip
    devices = stage.call("GET", f"/v1/agencies/{AGENCY}/assets?limit=200", "officer").json["items"]
    (device,) = [it for it in devices if it["serial"] == one]
    assert (device["approval"], device["line"]) == (number, 0)
    assert device["licensed_by"] == ["oem-entitlement"]
    after = stage.call("GET", f"/v1/agencies/{AGENCY}/software-ledgers", "officer").json
    assert after["summary"]["head"]["desktops"] == before["summary"]["head"]["desktops"] + 1
    acts = stage.call("GET", f"/v1/deliveries/{identifier}", "supplier").json["acts"]
    assert [it["act"] for it in acts] == ["despatch", "receive", "miss", "inspect", "accept"]


def test_never_more_units_than_approved_whoever_counts(stage: Stage) -> None:
    number, mine = approved(stage, 2), serials(3)
    with stage.unchanged():
        refused = despatch(stage, number, mine)
        assert (refused.status, refused.json["type"]) == (422, "/problems/not-acceptable-fact")
        assert refused.codes == {("/lines/0", "does-not-fit")}
    sent(stage, number, mine[:2])
    with stage.unchanged():
        assert despatch(stage, number, mine[2:]).status == 422
        body = {
            "assets": [{"serial": mine[2], "class": "desktop", "line": 0}],
            "source": "by hand",
            "approval": number,
        }
        by_hand = stage.call("POST", f"/v1/agencies/{AGENCY}/assets", "officer", body)
        assert by_hand.status == 422
    assert stage.call("POST", f"/v1/agencies/{AGENCY}/assets", "officer", {
        "assets": [{"serial": mine[0], "class": "desktop"}], "source": "by hand",
    }).json["serials"] == [mine[0]]  # fmt: skip


def by_hand(stage: Stage, number: str, device: dict[str, Any]) -> Answer:
    """Take a device over on an approval without a delivery."""
    body = {
        "assets": [{**device, "class": "desktop", "line": 0}],
        "source": "acceptance by hand",
        "approval": number,
    }
    return stage.call("POST", f"/v1/agencies/{AGENCY}/assets", "officer", body)


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"altered": True}, "image-altered", "/assets/0/altered"),
        ({"altered": None}, "fact-missing", "/assets/0/altered"),
        ({"operating_system": {"name": "Ubuntu"}}, "installed-name-differs", None),
        ({"operating_system": None}, "fact-missing", None),
        ({"media": None}, "fact-missing", None),
        ({"licence_evidence": []}, "fact-missing", None),
    ],
)
def test_a_device_taken_over_by_hand_passes_the_gate_a_delivery_passes(
    stage: Stage, changes: dict[str, Any], code: str, pointer: str | None
) -> None:
    number, (serial,) = approved(stage), serials(1)
    with nothing_done(stage):
        answer = by_hand(stage, number, found(serial, **changes))
        assert (answer.status, answer.json["type"]) == (409, "/problems/gate-holds"), answer.data
    assert answer.json["gates"] == ["delivery"]
    told = answer.json["errors"][0]
    assert told["code"] == code
    assert told["pointer"].startswith("/assets/0")
    assert pointer in {None, told["pointer"]}
    assert told["message"]["zh"]
    taken = by_hand(stage, number, found(serial))
    assert taken.status == 201, taken.data


def test_a_contract_that_lacks_a_paper_holds_devices_on_every_way(stage: Stage) -> None:
    made = stage.place(quantity=1)
    (serial,) = serials(1)
    with nothing_done(stage):
        answer = by_hand(stage, made["approval"]["number"], found(serial))
    assert (answer.status, answer.json["type"]) == (409, "/problems/gate-holds")
    assert "contract" in answer.json["gates"]


def test_a_serial_is_in_one_place_and_nobody_is_told_in_which(stage: Stage) -> None:
    first, second, (serial,) = approved(stage, 2), approved(stage, 2), serials(1)
    identifier = sent(stage, first, [serial])
    with stage.unchanged():
        again = despatch(stage, second, [serial])
        assert (again.status, again.json["type"]) == (409, "/problems/duplicate")
        assert again.json["serials"] == [serial]
        assert identifier not in again.data.decode()
        twice = despatch(stage, second, ["X-1", "X-1"])
        assert twice.json["serials"] == ["X-1"]
    gone = act(stage, identifier, "withdrawal", {"serials": [serial], "reason": "x"}, "supplier")
    assert states(gone) == {serial: "withdrawn"}
    assert account(stage, identifier)["open"] == 2
    assert despatch(stage, second, [serial]).status == 201


def test_a_serial_in_full_width_signs_is_the_same_device(stage: Stage) -> None:
    number, (serial,) = approved(stage, 2), serials(1)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in serial)
    identifier = sent(stage, number, [wide])
    with stage.unchanged():
        again = despatch(stage, number, [serial])
        assert (again.status, again.json["type"]) == (409, "/problems/duplicate")
    assert states(receive(stage, identifier, [wide])) == {serial: "received"}
    inspect(stage, identifier, found(serial))
    assert states(accept(stage, identifier, [serial])) == {serial: "accepted"}
    devices = f"/v1/agencies/{AGENCY}/assets?serial={quote(wide)}"
    assert [it["serial"] for it in stage.call("GET", devices, "officer").json["items"]] == [serial]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"altered": True}, "image-altered"),
        ({"altered": None}, "fact-missing"),
        ({"operating_system": {"name": "Ubuntu"}}, "installed-name-differs"),
        ({"operating_system": None}, "fact-missing"),
        ({"media": None}, "fact-missing"),
        ({"licence_evidence": None}, "fact-missing"),
    ],
)
def test_acceptance_is_held_while_a_finding_stands(
    stage: Stage, changes: dict[str, object], code: str
) -> None:
    number, (serial,) = approved(stage), serials(1)
    identifier = sent(stage, number, [serial])
    inspect(stage, identifier, found(serial, **changes))
    with stage.unchanged():
        held = accept(stage, identifier, [serial])
    assert (held.status, held.json["type"]) == (409, "/problems/gate-holds")
    assert held.json["gates"] == ["delivery"]
    assert code in {it["code"] for it in held.json["errors"]}
    gates = stage.call("GET", f"/v1/deliveries/{identifier}/gates", "officer").json["items"]
    (gate,) = [it for it in gates if it["gate"] == "delivery"]
    assert gate["open"] is False
    assert code in {it["code"] for it in gate["verdict"]["findings"]}
    inspect(stage, identifier, found(serial))
    assert accept(stage, identifier, [serial]).status == 200


def test_papers_the_contract_lacks_hold_acceptance_and_not_despatch(stage: Stage) -> None:
    placed = stage.place(quantity=1)
    number, (serial,) = placed["approval"]["number"], serials(1)
    identifier = sent(stage, number, [serial])
    system = stage.call("GET", f"/v1/orders/{placed['id']}", "officer").json["order"]
    installed = system["lines"][0]["operating_system"]
    inspect(
        stage,
        identifier,
        found(
            serial,
            operating_system={
                it: installed[it] for it in ("name", "version", "kernel") if it in installed
            },
        ),
    )
    held = accept(stage, identifier, [serial])
    assert (held.status, held.json["gates"]) == (409, ["contract"])


def test_evidence_of_another_device_holds_acceptance_and_tells_nothing_of_it(stage: Stage) -> None:
    number, (one, other) = approved(stage, 2), serials(2)
    identifier = sent(stage, number, [one, other])
    value = [{"kind": "oem-entitlement", "value": f"SAME-{one}"}]
    inspect(stage, identifier, found(one, licence_evidence=value))
    assert accept(stage, identifier, [one]).status == 200
    inspect(stage, identifier, found(other, licence_evidence=value))
    held = accept(stage, identifier, [other])
    assert {it["code"] for it in held.json["errors"]} == {"evidence-of-another-device"}
    assert one not in held.data.decode()
    assert f"SAME-{one}" not in held.data.decode()
    inspect(stage, identifier, found(other))
    assert accept(stage, identifier, [other]).status == 200


def test_one_value_on_two_devices_under_way_holds_both(stage: Stage) -> None:
    number, mine = approved(stage, 2), serials(2)
    identifier = sent(stage, number, mine)
    value = [{"kind": "coa", "value": f"BOTH-{mine[0]}"}]
    inspect(stage, identifier, *(found(it, licence_evidence=value) for it in mine))
    held = accept(stage, identifier, mine)
    assert {it["pointer"] for it in held.json["errors"]} == {
        "/units/0/licence_evidence",
        "/units/1/licence_evidence",
    }


def test_what_comes_late_or_twice_is_answered_by_what_is(stage: Stage) -> None:
    number, (serial,) = approved(stage), serials(1)
    identifier = sent(stage, number, [serial])
    inspect(stage, identifier, found(serial))
    accept(stage, identifier, [serial])
    with nothing_done(stage):
        for answer in (
            receive(stage, identifier, [serial]),
            inspect(stage, identifier, found(serial, altered=True)),
            accept(stage, identifier, [serial]),
            act(stage, identifier, "receipt", {"missing": [serial]}),
        ):
            assert (answer.status, states(answer)) == (200, {serial: "accepted"})
            assert answer.json["unchanged"] == [serial]
            assert "ledger" not in answer.json
        back = {"serials": [serial], "reason": "x", "replacement": False}
        refused = act(stage, identifier, "return", back)
        assert (refused.status, refused.json["state"]) == (409, "accepted")
        gone = {"serials": [serial], "reason": "x"}
        assert act(stage, identifier, "withdrawal", gone, "supplier").status == 409


def test_the_same_request_again_gets_the_same_answer(stage: Stage) -> None:
    number, (serial,) = approved(stage), serials(1)
    key = {"Idempotency-Key": fresh("key")}
    reference = fresh("DN")
    first = despatch(stage, number, [serial], headers=key, reference=reference)
    again = despatch(stage, number, [serial], headers=key, reference=reference)
    assert (again.status, again.data) == (201, first.data)


def test_what_goes_back_gives_its_unit_back_or_leaves_it_open(stage: Stage) -> None:
    number, (bad, swapped, kept) = approved(stage, 3), serials(3)
    identifier = sent(stage, number, [bad, swapped, kept])
    act(stage, identifier, "receipt", {"received": [swapped, kept], "damaged": [bad]})
    with stage.unchanged():
        assert accept(stage, identifier, [bad]).json["state"] == "damaged"
    body = {"serials": [bad], "reason": "broken", "replacement": False}
    assert states(act(stage, identifier, "return", body))[bad] == "returned"
    again = act(stage, identifier, "return", body)
    assert again.json["unchanged"] == [bad]
    body = {"serials": [swapped], "reason": "dead on arrival", "replacement": True}
    assert states(act(stage, identifier, "return", body))[swapped] == "exchanged"
    assert account(stage, identifier) == {
        "line": 0, "approved": 3, "accepted": 0, "returned": 1, "lapsed": 0,
        "under_way": 1, "open": 1,
    }  # fmt: skip
    assert despatch(stage, number, serials(2)).status == 422
    assert despatch(stage, number, serials(1)).status == 201


def test_an_officer_gives_up_only_what_was_told_to_be_missing(stage: Stage) -> None:
    number, (serial,) = approved(stage), serials(1)
    identifier = sent(stage, number, [serial])
    body = {"serials": [serial], "reason": "lost"}
    assert act(stage, identifier, "withdrawal", body).status == 409
    act(stage, identifier, "receipt", {"missing": [serial]})
    assert states(act(stage, identifier, "withdrawal", body)) == {serial: "withdrawn"}


def test_every_example_of_the_interface_works_one_after_the_other(stage: Stage) -> None:
    number = approved(stage, 3)
    body = {**examples.DESPATCH, "approval": number}
    made = stage.call("POST", "/v1/deliveries", "supplier", body)
    assert made.status == 201, made.data
    answer = made
    for name, example, role in (
        ("receipt", examples.RECEIPT, "officer"),
        ("inspection", examples.INSPECTION, "officer"),
        ("acceptance", examples.ACCEPTANCE, "officer"),
        ("return", examples.RETURN, "officer"),
        ("withdrawal", examples.WITHDRAWAL, "supplier"),
        ("cards", examples.CARDS, "officer"),
    ):
        answer = act(stage, made.json["id"], name, dict(example), role)
        assert (answer.status, answer.json["unchanged"]) == (200, []), answer.data
    assert list(states(answer).values()) == ["accepted", "returned", "withdrawn"]


def test_an_officer_gives_up_the_remainder_once(stage: Stage) -> None:
    number = approved(stage, 3)
    sent(stage, number, serials(1))
    path = f"/v1/approvals/{number}"
    before = stage.call("GET", f"{path}/account", "supplier")
    assert before.json["account"][0]["open"] == 2
    body = {"reason": "no longer needed"}
    assert stage.call("POST", f"{path}/closure", "supplier", body).status == 403
    assert stage.call("POST", f"{path}/closure", "officer", body, second=True).status == 404
    seen = {"If-Match": before.headers["ETag"]}
    done = stage.call("POST", f"{path}/closure", "officer", body, headers=seen)
    (line,) = done.json["account"]
    assert (line["lapsed"], line["under_way"], line["open"]) == (2, 1, 0)
    assert "ledger" in done.json
    assert stage.call("POST", f"{path}/closure", "officer", body, headers=seen).status == 412
    again = stage.call("POST", f"{path}/closure", "officer", body)
    assert (again.status, again.json["account"]) == (200, done.json["account"])
    assert "ledger" not in again.json
    assert despatch(stage, number, serials(1)).status == 422


# who may, and what is refused


def test_nobody_else_sends_on_an_approval_and_nobody_else_sees_what_was_sent(stage: Stage) -> None:
    number, (serial,) = approved(stage), serials(1)
    stranger = key_of(stage, Role.SUPPLIER, person="p", supplier=OTHER_SUPPLIER)
    other = despatch(stage, number, [serial], headers=stranger)
    assert other.codes == {("/approval", "unknown-approval")}
    assert stage.call("POST", "/v1/deliveries", "officer", {}).status == 403
    identifier = sent(stage, number, [serial])
    for path in ("", "/gates"):
        there = f"/v1/deliveries/{identifier}{path}"
        assert stage.call("GET", there, "supplier").status == 200
        assert stage.call("GET", there, "supplier", headers=stranger).status == 404
        assert stage.call("GET", there, "officer").status == 200
        assert stage.call("GET", there, "officer", second=True).status == 404
    listed = stage.call("GET", f"/v1/deliveries?approval={number}", "auditor").json["items"]
    assert [it["id"] for it in listed] == [identifier]
    theirs = stage.call("GET", "/v1/deliveries", "supplier", headers=stranger)
    assert identifier not in theirs.data.decode()
    with stage.unchanged():
        for name in ("receipt", "acceptance", "inspection", "return", "cards"):
            assert act(stage, identifier, name, {}, "supplier").status == 403
        body = {"serials": [serial], "reason": "x"}
        gone = act(stage, identifier, "withdrawal", body, "supplier", headers=stranger)
        assert gone.status == 404
        back = receive(stage, identifier, [serial], second=True)
        assert back.status == 404


def test_whoever_sent_the_devices_cannot_accept_them(stage: Stage) -> None:
    number, (serial,) = approved(stage), serials(1)
    identifier = sent(stage, number, [serial])
    inspect(stage, identifier, found(serial))
    sender = stage.call("GET", f"/v1/deliveries/{identifier}", "supplier").json["despatched_by"]
    key = key_of(stage, Role.OFFICER, person=sender, agency=AGENCY)
    with stage.unchanged():
        held = accept(stage, identifier, [serial], headers=key)
    assert (held.status, held.json["type"]) == (403, "/problems/same-person")


def test_faults_name_what_is_wrong(stage: Stage) -> None:
    number, (serial,) = approved(stage), serials(1)
    with stage.unchanged():
        assert despatch(stage, number, [serial], line=7).codes == {
            ("/lines/0/line", "does-not-fit")
        }
        late = despatch(stage, number, [serial], despatched_on="2026-12-24")
        assert late.codes == {("/despatched_on", "does-not-fit")}
        assert despatch(stage, number, []).status == 422
    identifier = sent(stage, number, [serial])
    with stage.unchanged():
        strange = receive(stage, identifier, ["NOT-THERE"])
        assert strange.codes == {("/serials", "does-not-fit")}
        both = act(stage, identifier, "receipt", {"received": [serial], "missing": [serial]})
        assert both.codes == {("/serials", "does-not-fit")}
        assert act(stage, identifier, "receipt", {}).status == 422
        unseen = receive(stage, _NOWHERE, [serial])
        assert unseen.status == 404
        stale = act(
            stage, identifier, "receipt", {"received": [serial]}, headers={"If-Match": '"x"'}
        )
        assert stale.status == 412
        again = despatch(stage, number, serials(1), reference=fresh("DN"))
        assert again.status == 422


def test_a_reference_is_used_once_by_a_supplier(stage: Stage) -> None:
    number, (one, other) = approved(stage, 2), serials(2)
    reference = fresh("DN")
    assert despatch(stage, number, [one], reference=reference).status == 201
    again = despatch(stage, number, [other], reference=reference)
    assert (again.status, again.json["pointer"]) == (409, "/reference")


def test_cards_are_entered_once_and_for_what_was_accepted(stage: Stage) -> None:
    number, (serial,) = approved(stage), serials(1)
    identifier = sent(stage, number, [serial])
    body = {"cards": [{"serial": serial, "number": "card 1"}]}
    assert act(stage, identifier, "cards", body).json["state"] == "despatched"
    inspect(stage, identifier, found(serial))
    accept(stage, identifier, [serial])
    done = act(stage, identifier, "cards", body)
    assert done.json["units"][0]["card"] == "card 1"
    assert act(stage, identifier, "cards", body).json["unchanged"] == [serial]
    other = {"cards": [{"serial": serial, "number": "card 2"}]}
    assert act(stage, identifier, "cards", other).status == 409
    gates = stage.call("GET", f"/v1/deliveries/{identifier}/gates", "officer").json["items"]
    assert [it["gate"] for it in gates] == ["contract", "ledger"]
