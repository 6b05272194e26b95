"""Orders through the edge: placed, read, cancelled, decided, by those who may."""

import json

from tests.api.stage import Stage, fresh, order


def test_a_conforming_order_is_approved_at_once_and_says_why(stage: Stage) -> None:
    answer = stage.call("POST", "/v1/orders", "officer", order())
    made = answer.json
    assert answer.status == 201
    assert answer.headers["Location"] == f"/v1/orders/{made['id']}"
    assert (made["state"], made["verdict"]["outcome"]) == ("approved", "conforming")
    assert made["approval"]["statement"].count(".") == 2
    assert len(made["ledger"]["leaf"]) == 64
    assert made["placed_on"] == "2026-11-23"


def test_an_order_that_breaks_the_law_is_an_answer_and_not_an_error(stage: Stage) -> None:
    made = stage.place(unit_price="5200.00", operating_system={"preloaded": False})
    assert made["state"] == "refused"
    assert "approval" not in made
    (price,) = [it for it in made["verdict"]["findings"] if it["code"] == "price-over-ceiling"][:1]
    assert (price["over"], price["limit"]) == ("200.00", "5000.00")
    assert price["citation"]["document"]
    assert price["remedy"]["value"] == "5000.00"
    assert set(price["message"]) == {"zh", "en"}


def test_an_order_with_a_missing_fact_is_held(stage: Stage) -> None:
    made = stage.place(operating_system={"preloaded": True, "name": "麒麟"})
    assert (made["state"], made["awaits"]) == ("held", "facts")
    assert made["lapses_at"]


def test_what_was_placed_can_be_read_again_with_the_same_verdict(stage: Stage) -> None:
    made = stage.place()
    answer = stage.call("GET", f"/v1/orders/{made['id']}", "officer")
    assert answer.json["verdict"] == made["verdict"]
    assert answer.json["approval"]["number"] == made["approval"]["number"]
    assert answer.json["order"]["reference"] == made["reference"]


def test_a_supplier_sees_its_order_and_its_outcome_but_not_the_agencys_sums(stage: Stage) -> None:
    made = stage.place()
    seen = stage.call("GET", f"/v1/orders/{made['id']}", "supplier").json
    assert seen["verdict"] == {"outcome": "conforming"}
    assert "receipt" not in seen


def test_a_dry_run_stores_nothing_and_calls_itself_one(stage: Stage) -> None:
    with stage.unchanged():
        answer = stage.call("POST", "/v1/validations", "officer", order())
    assert answer.status == 200
    assert answer.json["kind"] == "dry-run"
    assert answer.json["verdict"]["outcome"] == "conforming"
    assert "approval" not in answer.json


def test_a_dry_run_may_ask_for_another_day_and_an_order_may_not(stage: Stage) -> None:
    day = "2027-01-05"
    asked = stage.call("POST", f"/v1/validations?on={day}", "officer", order())
    stated = stage.call("POST", "/v1/validations", "officer", {**order(), "on": day})
    assert asked.json["verdict"]["examined_on"] == day
    assert stated.json["verdict"]["examined_on"] == day
    refused = stage.call("POST", "/v1/orders", "officer", {**order(), "on": day})
    assert (refused.status, refused.codes) == (422, {("/on", "unknown-member")})


def test_a_dry_run_announces_what_lapses_before_its_approval_would(stage: Stage) -> None:
    body = order(processor={"name": "龙芯3A5000"})
    days = {
        day: [
            it["observed"]
            for it in stage.call("POST", f"/v1/validations?on={day}", "officer", body).json[
                "verdict"
            ]["findings"]
            if it["code"] == "listing-lapses-open"
        ]
        for day in ("2026-09-26", "2026-09-27", "2026-12-25", "2026-12-26")
    }
    assert days == {
        "2026-09-26": [],
        "2026-09-27": ["2026-12-26"],
        "2026-12-25": ["2027-03-25"],
        "2026-12-26": [],  # the last day: open for another reason
    }


def test_two_days_that_differ_are_refused(stage: Stage) -> None:
    body = {**order(), "on": "2026-01-01"}
    answer = stage.call("POST", "/v1/validations?on=2026-01-02", "officer", body)
    assert (answer.status, answer.codes) == (
        422,
        {("/on", "stated-twice"), ("?on", "stated-twice")},
    )


def test_a_suppliers_dry_run_leaves_out_the_agencys_own_affairs_and_says_so(stage: Stage) -> None:
    many = order(quantity=100_000)
    officer = stage.call("POST", "/v1/validations", "officer", many).json
    supplier = stage.call("POST", "/v1/validations", "supplier", many).json
    assert "headcount-quota" in {it["rule"] for it in officer["verdict"]["findings"]}
    assert "headcount-quota" not in {it["rule"] for it in supplier["verdict"]["findings"]}
    assert [it["rule"] for it in supplier["not_examined"]] == [
        "headcount-quota",
        "licence-grant",
        "licence-shortfall",
        "listed-free-software",
        "minimum-service-life",
    ]


def test_a_supplier_checks_no_quote_in_anothers_name(stage: Stage) -> None:
    other = order(supplier="91110000MA0000000H")
    answer = stage.call("POST", "/v1/validations", "supplier", other)
    assert (answer.status, answer.codes) == (422, {("/supplier", "unknown-value")})


def test_cancelling_returns_the_quota_once(stage: Stage) -> None:
    made = stage.place()
    before = _left(stage)
    gone = stage.call("POST", f"/v1/orders/{made['id']}/cancellation", "officer", {"reason": "x"})
    assert gone.json["state"] == "cancelled"
    assert _left(stage) == before + 2
    again = stage.call("POST", f"/v1/orders/{made['id']}/cancellation", "officer", {"reason": "x"})
    assert (again.status, again.json["type"]) == (409, "/problems/wrong-state")
    assert _left(stage) == before + 2


def _left(stage: Stage) -> int:
    path = "/v1/agencies/11100000EXAMPLE01N/entitlements"
    items = stage.call("GET", path, "officer").json["items"]
    (desktops,) = [it for it in items if it["cap"].endswith("/desktop")]
    assert str(desktops["left"]) in desktops["sum"]
    left: int = desktops["left"]
    return left


def test_where_the_agency_names_approvers_one_of_them_decides(stage: Stage) -> None:
    made = stage.place(second=True, agency="11100000EXAMPLE02R")
    assert (made["state"], made["awaits"]) == ("referred", "decision")
    path = f"/v1/orders/{made['id']}"
    etag = stage.call("GET", path, "approver", second=True).headers["ETag"]
    body = {"decision": "grant", "reason": "within the plan"}
    decided = stage.call(
        "POST", f"{path}/decision", "approver", body, second=True, headers={"If-Match": etag}
    )
    assert decided.json["state"] == "approved"
    assert decided.json["approval"]["granted_by"] == "demo:approver-two"


def test_a_declined_order_is_refused(stage: Stage) -> None:
    made = stage.place(second=True, agency="11100000EXAMPLE02R")
    path = f"/v1/orders/{made['id']}"
    body = {"decision": "decline", "reason": "not this year"}
    decided = stage.call(
        "POST", f"{path}/decision", "approver", body, second=True, headers={"If-Match": "*"}
    )
    assert (decided.json["state"], decided.json["ended"]) == ("refused", "declined")


def test_deciding_needs_the_etag_of_what_was_looked_at(stage: Stage) -> None:
    made = stage.place(second=True, agency="11100000EXAMPLE02R")
    path = f"/v1/orders/{made['id']}/decision"
    body = {"decision": "grant", "reason": "x"}
    missing = stage.call("POST", path, "approver", body, second=True)
    stale = stage.call("POST", path, "approver", body, second=True, headers={"If-Match": '"old"'})
    assert (missing.status, missing.json["type"]) == (428, "/problems/precondition-required")
    assert (stale.status, stale.json["type"]) == (412, "/problems/stale")


def test_an_order_placed_long_ago_has_lapsed_before_any_job_says_so(stage: Stage) -> None:
    made = stage.place(operating_system={"preloaded": True, "name": "麒麟"})
    path = f"/v1/orders/{made['id']}"
    open_tag = stage.call("GET", path, "officer").headers["ETag"]
    with stage.clock.later(days=120):
        lapsed = stage.call("GET", path, "officer")
    assert (lapsed.json["state"], lapsed.json["ended"]) == ("cancelled", "lapsed")
    assert lapsed.headers["ETag"] != open_tag


def test_orders_are_listed_by_the_state_they_are_shown_in(stage: Stage) -> None:
    made = stage.place(operating_system={"preloaded": True, "name": "麒麟"})

    def listed(state: str) -> bool:
        path = f"/v1/orders?state={state}&reference={made['reference']}"
        return [it["state"] for it in stage.call("GET", path, "officer").json["items"]] == [state]

    assert (listed("held"), listed("cancelled")) == (True, False)
    with stage.clock.later(days=120):
        assert (listed("held"), listed("cancelled")) == (False, True)


def test_the_receipt_comes_as_it_was_sealed(stage: Stage) -> None:
    made = stage.place()
    answer = stage.call("GET", f"/v1/orders/{made['id']}/receipt", "auditor")
    assert answer.headers["ETag"] == f'"{made["receipt"]["digest"]}"'
    assert json.loads(answer.data)["verdict"] == made["verdict"]


def test_a_reference_is_used_once(stage: Stage) -> None:
    first = order()
    assert stage.call("POST", "/v1/orders", "officer", first).status == 201
    with stage.unchanged():
        again = stage.call("POST", "/v1/orders", "officer", first)
    assert (again.status, again.json["type"]) == (409, "/problems/duplicate")


def test_the_same_key_and_body_get_the_same_bytes(stage: Stage) -> None:
    body, key = order(), {"Idempotency-Key": fresh("same")}
    first = stage.call("POST", "/v1/orders", "officer", body, headers=key)
    with stage.unchanged():
        second = stage.call(
            "POST",
            "/v1/orders",
            "officer",
            body,
            headers={"Idempotency-Key": f'"{key["Idempotency-Key"]}"'},
        )
    assert (second.status, second.data) == (first.status, first.data)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.headers["Location"] == first.headers["Location"]
    assert second.headers["ETag"] == first.headers["ETag"]


def test_a_refusal_repeated_stays_a_refusal(stage: Stage) -> None:
    body, key = order(unit_price="9999.00"), {"Idempotency-Key": fresh("same")}
    first = stage.call("POST", "/v1/orders", "officer", body, headers=key)
    second = stage.call("POST", "/v1/orders", "officer", body, headers=key)
    assert first.json["state"] == "refused"
    assert second.data == first.data


def test_the_same_key_with_another_body_is_refused(stage: Stage) -> None:
    key = {"Idempotency-Key": fresh("same")}
    assert stage.call("POST", "/v1/orders", "officer", order(), headers=key).status == 201
    with stage.unchanged():
        other = stage.call("POST", "/v1/orders", "officer", order(), headers=key)
    assert (other.status, other.json["type"]) == (422, "/problems/key-reused")


def test_a_key_is_needed_and_has_a_form(stage: Stage) -> None:
    with stage.unchanged():
        missing = stage.call(
            "POST", "/v1/orders", "officer", order(), headers={"Idempotency-Key": ""}
        )
        broken = stage.call(
            "POST", "/v1/orders", "officer", order(), headers={"Idempotency-Key": "a b"}
        )
        long = stage.call(
            "POST", "/v1/orders", "officer", order(), headers={"Idempotency-Key": "k" * 65}
        )
    assert (missing.status, missing.json["type"]) == (400, "/problems/idempotency-key-missing")
    assert (broken.status, broken.json["type"]) == (400, "/problems/idempotency-key-malformed")
    assert long.status == 400


def test_what_was_refused_for_its_form_may_be_sent_again_under_its_key(stage: Stage) -> None:
    key = {"Idempotency-Key": fresh("same")}
    wrong = stage.call("POST", "/v1/orders", "officer", order(quantity=0), headers=key)
    right = stage.call("POST", "/v1/orders", "officer", order(), headers=key)
    assert (wrong.status, right.status) == (422, 201)


def test_pages_meet_end_to_end(stage: Stage) -> None:
    wanted = [stage.place()["id"] for _ in range(3)]
    first = stage.call("GET", "/v1/orders?limit=2", "officer")
    assert first.headers["Link"].endswith('rel="next"')
    target = first.headers["Link"].split(">")[0].lstrip("<")
    second = stage.call("GET", target, "officer")
    seen = [it["id"] for it in first.json["items"] + second.json["items"]]
    assert seen[:3] == list(reversed(wanted))
    assert len(seen) == len(set(seen))


def test_what_did_not_change_is_not_sent_again(stage: Stage) -> None:
    path = f"/v1/orders/{stage.place()['id']}"
    etag = stage.call("GET", path, "officer").headers["ETag"]
    again = stage.call("GET", path, "officer", headers={"If-None-Match": etag})
    assert (again.status, again.data) == (304, b"")
