"""Substitutions over HTTP: proposed by the supplier, decided by the buyer, sent on their own."""

import json
from typing import Any

import pytest

from api import examples
from api.roles import Role
from tests.api.deliveries import approved, covered, despatch, key_of, serials
from tests.api.stage import Answer, Stage, fresh
from tests.approvals.builders import OTHER_SUPPLIER

_NOWHERE = "00000000-0000-7000-8000-000000000000"


def body(number: str, quantity: int = 1, **device: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    """A proposal of the approved device under another name, unless told otherwise."""
    line = covered(quantity)["lines"][0]
    stated = {
        name: line[name]
        for name in ("processor", "operating_system", "energy_certificate", "environment_label")
        if name in line
    }
    stated |= {"model": "Example desktop 2", "unit_price": line["unit_price"], **device}
    return {
        "approval": number,
        "reference": fresh("SU"),
        "line": 0,
        "quantity": quantity,
        "device": {name: value for name, value in stated.items() if value is not None},
        "reason": "the approved model is no longer made",
    }


def propose(stage: Stage, number: str, quantity: int = 1, **device: Any) -> Answer:  # noqa: ANN401 - JSON values
    sent = body(number, quantity, **device)
    return stage.call("POST", "/v1/substitutions", "supplier", sent)


def decide(stage: Stage, made: Answer, role: str = "officer", **changes: Any) -> Answer:  # noqa: ANN401 - JSON values
    sent = {"decision": "consent", "reference": fresh("REF"), "reason": "as good", **changes}
    sent = {name: value for name, value in sent.items() if value is not None}
    path = f"/v1/substitutions/{made.json['id']}/decision"
    return stage.call("POST", path, role, sent, headers={"If-Match": made.headers["ETag"]})


def test_a_substitute_from_its_proposal_to_the_devices(stage: Stage) -> None:
    number = approved(stage, 3)
    made = propose(stage, number, 2)
    assert made.status == 201, made.data
    assert made.json["state"] == "proposed"
    assert made.headers["Location"] == f"/v1/substitutions/{made.json['id']}"
    assert made.json["examinations"] == []  # the agency's own affair
    path = f"/v1/substitutions/{made.json['id']}"
    seen = stage.call("GET", path, "officer")
    assert {it["basis"]: it["outcome"] for it in seen.json["examinations"]} == {
        "approval": "conforming",
        "today": "conforming",
    }
    done = decide(stage, made)
    assert done.status == 200, done.data
    assert done.json["state"] == "consented"
    other = done.json["ended"]["approval"]
    mine, theirs = serials(1), serials(2)
    assert despatch(stage, number, [*mine, *theirs]).status == 422
    assert despatch(stage, number, mine).status == 201
    assert despatch(stage, other, theirs).status == 201
    accounts = {
        it: stage.call("GET", f"/v1/approvals/{it}/account", "supplier").json["account"][0]
        for it in (number, other)
    }
    assert accounts[number] | {"line": 0} == {
        "line": 0, "approved": 3, "accepted": 0, "returned": 0, "lapsed": 2,
        "under_way": 1, "open": 0,
    }  # fmt: skip
    assert (accounts[other]["approved"], accounts[other]["under_way"]) == (2, 2)
    # Both statements are genuine; of the old one the order as it is now is known to be narrower.
    statement = stage.call("GET", f"/v1/approvals/{number}", "supplier").json["statement"]
    amendments = stage.call("GET", f"/v1/orders/{made.json['order']}/amendments", "supplier")
    (narrowed,) = amendments.json["items"]
    assert narrowed["kind"] == "narrowing"
    checked = stage.call(
        "POST",
        "/v1/approvals/verification",
        None,
        {"statement": statement, "order": narrowed["order"]},
    ).json
    assert checked["content"]["code"] == "content-narrowed"


def test_a_superseded_approval_is_dead_for_whoever_verifies(stage: Stage) -> None:
    number = approved(stage, 1)
    done = decide(stage, propose(stage, number, 1))
    assert done.json["state"] == "consented", done.data
    old = stage.call("GET", f"/v1/approvals/{number}", "supplier").json
    assert old["state"] == "superseded"
    checked = stage.call(
        "POST", "/v1/approvals/verification", None, {"statement": old["statement"]}
    ).json
    assert checked["confirmed"] is False


def test_what_breaks_the_law_is_refused_and_the_findings_are_the_agencys(stage: Stage) -> None:
    number = approved(stage, 2)
    system = {"preloaded": False, "name": "银河麒麟桌面操作系统"}
    made = propose(stage, number, 1, operating_system=system)
    assert (made.status, made.json["state"]) == (201, "refused")
    seen = stage.call("GET", f"/v1/substitutions/{made.json['id']}", "officer").json
    assert {it["outcome"] for it in seen["examinations"]} == {"refused"}
    codes = {it["code"] for one in seen["examinations"] for it in one["verdict"]["findings"]}
    assert codes


def test_what_is_not_known_holds_the_consent(stage: Stage) -> None:
    number = approved(stage, 2)
    made = propose(stage, number, 1, operating_system=None)
    assert made.json["state"] == "proposed", made.data
    with stage.unchanged():
        held = decide(stage, made)
    assert (held.status, held.json["type"]) == (409, "/problems/substitution-open")
    assert held.json["errors"]


@pytest.mark.parametrize(
    ("changes", "device", "pointer"),
    [
        ({}, {"unit_price": "4999.99"}, "/device/unit_price"),
        ({"quantity": 3}, {}, "/quantity"),
        ({"line": 7}, {}, "/line"),
    ],
)
def test_what_does_not_fit_is_told_with_its_member(
    stage: Stage, changes: dict[str, Any], device: dict[str, Any], pointer: str
) -> None:
    number = approved(stage, 2)
    with stage.unchanged():
        answer = stage.call(
            "POST", "/v1/substitutions", "supplier", {**body(number, 1, **device), **changes}
        )
    assert (answer.status, answer.json["type"]) == (422, "/problems/not-acceptable-fact")
    assert answer.codes == {(pointer, "does-not-fit")}
    assert answer.json["message"]["zh"]


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({"quantity": "1"}, ("/quantity", "not-an-integer")),
        ({"quantity": 0}, ("/quantity", "out-of-range")),
        ({"device": {"model": "x"}}, ("/device/unit_price", "required")),
        ({"approval": "PC-2026-0000-0000-0000-0000"}, ("/approval", "unknown-approval")),
        ({"surprise": 1}, ("/surprise", "unknown-member")),
    ],
)
def test_what_is_no_proposal_is_told_as_such(
    stage: Stage, sent: dict[str, Any], fault: tuple[str, str]
) -> None:
    number = approved(stage, 1)
    with stage.unchanged():
        answer = stage.call("POST", "/v1/substitutions", "supplier", {**body(number), **sent})
    assert answer.status == 422
    assert fault in answer.codes


def test_a_decision_needs_what_it_rests_on(stage: Stage) -> None:
    made = propose(stage, approved(stage, 2), 1)
    path = f"/v1/substitutions/{made.json['id']}/decision"
    sent = {"decision": "consent", "reference": fresh("REF"), "reason": "x"}
    with stage.unchanged():
        assert stage.call("POST", path, "officer", sent).status == 428
        stale = stage.call("POST", path, "officer", sent, headers={"If-Match": '"old"'})
        assert stale.status == 412
        assert decide(stage, made, reference=None).codes == {("/reference", "required")}
        declined = decide(stage, made, decision="decline")
        assert declined.codes == {("/reference", "unknown-member")}


def test_late_acts_change_nothing_and_contradictions_are_refused(stage: Stage) -> None:
    made = propose(stage, approved(stage, 2), 1)
    done = decide(stage, made, decision="decline", reference=None)
    assert done.json["state"] == "declined"
    again = decide(stage, done, decision="decline", reference=None)
    assert (again.status, again.json["state"]) == (200, "declined")
    assert "ledger" not in again.json
    for refused in (
        decide(stage, again),
        stage.call(
            "POST", f"/v1/substitutions/{made.json['id']}/withdrawal", "supplier", {"reason": "x"}
        ),
    ):
        assert (refused.status, refused.json["state"]) == (409, "declined")


def test_other_suppliers_and_other_agencies_see_none_of_it(stage: Stage) -> None:
    number = approved(stage, 2)
    made = propose(stage, number, 1)
    path = f"/v1/substitutions/{made.json['id']}"
    other = key_of(stage, Role.SUPPLIER, person=fresh("person"), label="x",
                   supplier=OTHER_SUPPLIER)  # fmt: skip
    sent = {"decision": "decline", "reason": "x"}
    with stage.unchanged():
        assert stage.call("GET", path, headers=other).status == 404
        taken = stage.call("POST", f"{path}/withdrawal", None, {"reason": "x"}, headers=other)
        assert taken.status == 404
        theirs = stage.call("POST", "/v1/substitutions", None, body(number), headers=other)
        assert theirs.codes == {("/approval", "unknown-approval")}
        foreign = stage.call(
            "POST", f"{path}/decision", "officer", sent, second=True, headers={"If-Match": "*"}
        )
        assert foreign.status == 404
        nowhere = stage.call("GET", f"/v1/substitutions/{_NOWHERE}", "officer")
        assert nowhere.status == 404
        assert decide(stage, made, "supplier").status == 403
    mine = stage.call("GET", f"/v1/substitutions?approval={number}", "supplier").json["items"]
    assert [it["id"] for it in mine] == [made.json["id"]]
    assert stage.call("GET", "/v1/substitutions?limit=1", headers=other).json["items"] == []


@pytest.mark.parametrize("end", ["consented", "declined", "refused", "withdrawn"])
def test_the_feed_tells_supplier_and_agency_how_a_proposal_ended_and_nobody_else(
    stage: Stage, end: str
) -> None:
    number = approved(stage, 2)
    device = {"operating_system": {"preloaded": False}} if end == "refused" else {}
    made = propose(stage, number, 1, **device)
    path = f"/v1/substitutions/{made.json['id']}"
    if end == "consented":
        decide(stage, made)
    elif end == "declined":
        decide(stage, made, decision="decline", reference=None)
    elif end == "withdrawn":
        stage.call("POST", f"{path}/withdrawal", "supplier", {"reason": "made again"})
    assert stage.call("GET", path, "supplier").json["state"] == end
    stage.sequence()
    other = key_of(stage, Role.SUPPLIER, person=fresh("person"), label="x",
                   supplier=OTHER_SUPPLIER)  # fmt: skip
    # One that broke the law at once was proposed and refused by one act.
    ends = () if end == "refused" else (end,)
    expected = [f"substitution.{it}" for it in ("proposed", *ends)]
    assert _heard(stage, path, "supplier") == expected
    assert _heard(stage, path, "officer") == expected
    assert _heard(stage, path, None, headers=other) == []


def _heard(stage: Stage, path: str, role: str | None, **more: Any) -> list[str]:  # noqa: ANN401 - members of a call
    """The kinds of the events that point at a proposal, as they are told to somebody."""
    found: list[str] = []
    asked = "/v1/feed?limit=200"
    while True:
        page = stage.call("GET", asked, role, **more).json
        if not page["items"]:
            return found
        found += [it["type"] for it in page["items"] if it["data"].get("pointer") == path]
        asked = f"/v1/feed?limit=200&after={page['position']}"


def test_the_examples_of_the_contract_are_acted_out(stage: Stage) -> None:
    number = approved(stage, 2)
    sent = json.loads(json.dumps(dict(examples.SUBSTITUTION))) | {
        "approval": number,
        "reference": fresh("SU"),
    }
    made = stage.call("POST", "/v1/substitutions", "supplier", sent)
    assert made.status == 201, made.data
    decision = dict(examples.SUBSTITUTION_DECISION) | {"reference": fresh("REF")}
    answer = decide(stage, made, **decision)
    assert answer.status in {200, 409}, answer.data
    assert answer.status != 409 or answer.json["type"] == "/problems/substitution-open"
    taken = propose(stage, number, 1)
    path = f"/v1/substitutions/{taken.json['id']}/withdrawal"
    withdrawn = stage.call("POST", path, "supplier", dict(examples.REASON))
    assert (withdrawn.status, withdrawn.json["state"]) == (200, "withdrawn")
