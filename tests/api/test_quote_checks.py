"""A quote that was checked and signed, and the order it is attached to."""

import base64
import json
from typing import Any

import pytest

from ledger.canonical import canonical
from ledger.jws import sign_compact
from ledger.verify_approval import Broken, read_keys, verify
from tests.api.stage import START, Stage, order


def checked(stage: Stage, document: dict[str, Any], role: str = "supplier") -> str:
    answer = stage.call("POST", "/v1/validations?signed=true", role, document)
    assert answer.status == 200, answer.data
    assert answer.json["kind"] == "dry-run"
    token: str = answer.json["quote_check"]
    return token


def claims_of(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(
        base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    )
    return claims


def placed(stage: Stage, document: dict[str, Any], token: str) -> Any:  # noqa: ANN401 - a JSON value
    answer = stage.call("POST", "/v1/orders", "officer", {**document, "quote_check": token})
    assert answer.status == 201, answer.data
    return answer.json


def test_an_order_as_quoted_says_so_and_the_check_is_no_part_of_it(stage: Stage) -> None:
    quoted = order()
    token = checked(stage, quoted)
    ordered = {**quoted, "reference": order()["reference"]}
    told = placed(stage, ordered, token)
    found = told["quote_check"]
    assert (found["stands"], found["changed"], found["same_law"]) == (True, [], True)
    assert (found["outcome"], found["examined_on"]) == ("conforming", "2026-11-23")
    # The order that was approved is the order without it.
    body = {"statement": told["approval"]["statement"], "order": ordered}
    verified = stage.call("POST", "/v1/approvals/verification", None, body).json
    assert verified["content"]["code"] == "content-same"
    assert (
        "quote_check" not in stage.call("GET", f"/v1/orders/{told['id']}", "officer").json["order"]
    )


def test_what_is_not_as_quoted_is_named_and_the_order_is_examined_all_the_same(
    stage: Stage,
) -> None:
    token = checked(stage, order())
    dearer = order(unit_price="5200.00")
    told = placed(stage, dearer, token)
    assert told["state"] == "refused"
    assert (told["quote_check"]["stands"], told["quote_check"]["changed"]) == (False, ["lines"])
    assert "lines" in told["quote_check"]["message"]["zh"]
    nobody = order(supplier=None)
    assert placed(stage, nobody, token)["quote_check"]["changed"] == ["supplier"]


def test_a_check_under_another_law_or_too_old_does_not_stand(stage: Stage) -> None:
    quoted = order()
    path = "/v1/validations?signed=true&on=2015-06-01"
    earlier = stage.call("POST", path, "officer", quoted).json["quote_check"]
    found = placed(stage, {**quoted, "reference": order()["reference"]}, earlier)["quote_check"]
    assert (found["stands"], found["same_law"], found["changed"]) == (False, False, [])
    token = checked(stage, quoted)
    with stage.clock.later(days=7):
        late = placed(stage, {**quoted, "reference": order()["reference"]}, token)["quote_check"]
    assert (late["stands"], late["expired"], late["same_law"]) == (False, True, True)


def test_only_a_quote_check_of_this_service_may_be_attached(stage: Stage) -> None:
    signer = stage.services.ring.approval
    approval = stage.place()["approval"]["statement"]
    token = checked(stage, order())
    changed = token[:-6] + ("A" if token[-6] != "A" else "B") + token[-5:]
    hollow = sign_compact(canonical({"iss": "x"}), typ="quote-check+jws", signer=signer)
    with stage.unchanged():
        for wrong in (approval, changed, hollow, "nothing", "a.b.c"):
            body = {**order(), "quote_check": wrong}
            answer = stage.call("POST", "/v1/orders", "officer", body)
            assert (answer.status, answer.codes) == (422, {("/quote_check", "not-a-quote-check")})
        for wrong, code in ((7, "not-a-text"), ("x" * 8001, "too-long"), (None, "null")):
            body = {**order(), "quote_check": wrong}
            answer = stage.call("POST", "/v1/orders", "officer", body)
            assert (answer.status, answer.codes) == (422, {("/quote_check", code)})


def test_no_verifier_takes_a_quote_check_for_an_approval(stage: Stage) -> None:
    token = checked(stage, order())
    body = {"statement": token}
    told = stage.call("POST", "/v1/approvals/verification", None, body).json
    assert (told["confirmed"], told["signature"]["answer"]) == (False, "no")
    number = stage.place()["approval"]["number"]
    stage.sequence()
    parts = json.loads(stage.call("GET", f"/v1/approvals/{number}/bundle", "officer").data)
    keys = read_keys(stage.call("GET", "/.well-known/jwks.json").data)
    for part in ("statement", "status_list"):
        with pytest.raises(Broken) as refused:
            verify(canonical({**parts, part: token}), keys, START)
        assert refused.value.part == part
    claims = claims_of(token)
    assert (claims["kind"], "jti" in claims, "status" in claims) == ("quote-check", False, False)
    assert "不是批准" in claims["notice"]["zh"]


@pytest.mark.parametrize("role", ["supplier", "officer"])
def test_a_check_signs_the_verdict_its_asker_is_shown_and_nothing_of_its_findings(
    stage: Stage, role: str
) -> None:
    for document in (order(), order(quantity=100_000), order(operating_system=None)):
        path = "/v1/validations?signed=true"
        shown = stage.call("POST", path, role, document).json
        claims = claims_of(shown["quote_check"])
        assert claims["outcome"] == shown["verdict"]["outcome"]
        assert claims.keys() & {"findings", "verdict", "agency"} == set()


def test_without_being_asked_for_a_check_is_not_signed(stage: Stage) -> None:
    for path in ("/v1/validations", "/v1/validations?signed=false"):
        assert "quote_check" not in stage.call("POST", path, "supplier", order()).json
    answer = stage.call("POST", "/v1/validations?signed=yes", "supplier", order())
    assert (answer.status, answer.codes) == (422, {("?signed", "unknown-value")})
