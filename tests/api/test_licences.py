"""Licence grants through the edge: recorded, confirmed, drawn, shown and ended by those who may."""

from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest

from api.examples import AGENCY
from api.roles import Role
from storage.scope import SYSTEM
from tests.api.deliveries import lent_key
from tests.api.stage import Answer, Stage, fresh, order

_NOWHERE = "LG-2026-0000-0000-0000-0000"
_OTHER = "11100000EXAMPLE02R"
_CODES = [{"scheme": "cn2022", "code": "A02010108"}]


def stated(**changes: Any) -> Any:  # noqa: ANN401 - JSON values
    body = {
        "holder": {"uscc": AGENCY, "name": "示例单位"},
        "class": "software_os",
        "product": "银河麒麟桌面操作系统",
        "versions": ["V11"],
        "channel": "volume",
        "copies": 3,
        "valid_from": "2026-01-01",
        "valid_until": "2027-12-31",
        "evidence": [{"kind": "licence-certificate", "number": "证书 2026-3"}],
        **changes,
    }
    return {name: it for name, it in body.items() if it is not None}


def record(stage: Stage, **changes: Any) -> Answer:  # noqa: ANN401 - JSON values
    return stage.call("POST", "/v1/licences", "officer", stated(**changes))


def confirm(
    stage: Stage, number: str, tag: str | None = "*", key: dict[str, str] | None = None
) -> Answer:
    headers = {**({} if tag is None else {"If-Match": tag}), **(key or {})}
    path = f"/v1/licences/{number}/confirmation"
    return stage.call("POST", path, "catalog-keeper", {"note": "as the paper"}, headers=headers)


def confirmed(stage: Stage, **changes: Any) -> str:  # noqa: ANN401 - JSON values
    number: str = record(stage, **changes).json["number"]
    answer = confirm(stage, number)
    assert answer.status == 200, answer.data
    return number


def revoke(stage: Stage, number: str, role: str = "approver", **more: Any) -> Answer:  # noqa: ANN401 - members of a call
    path = f"/v1/licences/{number}/revocation"
    return stage.call("POST", path, role, {"reason": "sold"}, **more)


def laptops(number: str, quantity: int = 1, **changes: Any) -> Any:  # noqa: ANN401 - a JSON value
    document = order(quantity=quantity, unit_price="4000.00", codes=_CODES, **changes)
    (line,) = document["lines"]
    line["class"] = "laptop"
    line["operating_system"]["licence"] = {
        "channel": "volume",
        "count": quantity,
        "evidence": [{"kind": "licence-certificate", "number": number}],
    }
    return document


def licence_codes(answer: Any) -> list[str]:  # noqa: ANN401 - a JSON value
    findings = answer["verdict"]["findings"]
    return [it["code"] for it in findings if it["rule"] == "licence-grant"]


def test_a_grant_from_its_record_to_the_last_copy(stage: Stage) -> None:
    made = record(stage)
    number = made.json["number"]
    assert (made.status, made.headers["Location"]) == (201, f"/v1/licences/{number}")
    assert (made.json["state"], made.json["copies"], made.json["left"]) == ("recorded", 3, 0)
    assert len(made.json["ledger"]["leaf"]) == 64
    held = stage.call("POST", "/v1/validations", "officer", laptops(number)).json
    assert licence_codes(held) == ["licence-unconfirmed"]
    done = confirm(stage, number, made.headers["ETag"]).json
    assert (done["state"], done["left"], done["proven"]) == ("confirmed", 3, True)
    assert done["confirmation"]["note"] == "as the paper"
    placed = stage.call("POST", "/v1/orders", "officer", laptops(number, 2)).json
    assert licence_codes(placed) == []
    short = stage.call("POST", "/v1/validations", "officer", laptops(number, 2)).json
    (finding,) = [it for it in short["verdict"]["findings"] if it["rule"] == "licence-grant"]
    wanted = {"observed": "2", "limit": "1", "over": "1", "sum": "2 − 1 = 1", "unit": "licence"}
    assert finding.items() >= wanted.items()
    assert finding["citation"]["document"] == "国办发〔2013〕88号"
    assert number in finding["message"]["zh"]
    shown = stage.call("GET", f"/v1/licences/{number}", "officer").json
    assert shown["draws"] == [
        {"order": placed["id"], "line": 0, "item": "operating_system", "copies": 2}
    ]
    gone = stage.call("POST", f"/v1/orders/{placed['id']}/cancellation", "officer", {"reason": "x"})
    assert gone.status == 200
    assert revoke(stage, number).json["state"] == "revoked"
    over = stage.call("POST", "/v1/validations", "officer", laptops(number)).json
    assert licence_codes(over) == ["licence-revoked"]


def test_a_correction_waits_beside_what_was_confirmed(stage: Stage) -> None:
    number = confirmed(stage)
    again = record(stage, copies=5, corrects=number, reason="two were left out")
    assert (again.status, again.json["number"]) == (201, number)
    assert (again.json["copies"], again.json["pending"]["copies"]) == (3, 5)
    assert again.json["pending"]["recorded"]["reason"] == "two were left out"
    done = confirm(stage, number).json
    assert (done["copies"], done["version"], "pending" in done) == (5, 2, False)
    assert confirm(stage, number).json["type"] == "/problems/wrong-state"


def test_what_was_corrected_while_a_confirmation_waits_is_not_what_was_looked_at(
    stage: Stage,
) -> None:
    made = record(stage)
    number, seen = made.json["number"], made.headers["ETag"]
    look = "select from procheck.licence_grant where number = %s for update"
    waits = "select count(*) from pg_locks where not granted"
    with (
        ThreadPoolExecutor(1) as pool,
        stage.made.address.connect(database=stage.made.name) as holding,
        stage.made.address.connect(database=stage.made.name) as watching,
    ):
        with holding.transaction():
            holding.execute(look, (number,))
            answer = pool.submit(confirm, stage, number, seen)
            for _ in range(300):
                if watching.execute(waits).fetchone() != (0,):
                    break
                wait([answer], timeout=0.01)
            # As a correction leaves it.
            holding.execute(
                "update procheck.licence_grant set revision = revision + 1 where number = %s",
                (number,),
            )
        assert answer.result().status == 412
    assert stage.call("GET", f"/v1/licences/{number}", "officer").json["state"] == "recorded"


def test_a_supplier_is_told_nothing_of_an_agencys_licences(stage: Stage) -> None:
    number = confirmed(stage, copies=1)
    answer = stage.call("POST", "/v1/validations", "supplier", laptops(number, 2)).json
    assert licence_codes(answer) == []
    assert "licence-grant" in {it["rule"] for it in answer["not_examined"]}
    for path in ("/v1/licences", f"/v1/licences/{number}"):
        assert stage.call("GET", path, "supplier").status == 403


# who may


def _seen_by_the_other(stage: Stage, number: str) -> tuple[int, bool]:
    shown = stage.call("GET", f"/v1/licences/{number}", "officer", second=True)
    listed = stage.call("GET", "/v1/licences?limit=100", "officer", second=True)
    return shown.status, number in listed.data.decode()


def test_a_grant_is_seen_by_whom_it_entitles_now_and_not_by_whom_a_correction_would(
    stage: Stage,
) -> None:
    number = confirmed(stage)
    record(stage, entitled=[_OTHER], corrects=number, reason="shared from now on")
    assert _seen_by_the_other(stage, number) == (404, False)
    confirm(stage, number)
    assert _seen_by_the_other(stage, number) == (200, True)
    record(stage, corrects=number, reason="shared no more")
    assert _seen_by_the_other(stage, number) == (200, True)
    confirm(stage, number)
    assert _seen_by_the_other(stage, number) == (404, False)


def test_what_belongs_to_another_agency_is_not_found(stage: Stage) -> None:
    number = confirmed(stage)
    path = f"/v1/licences/{number}"
    nowhere = stage.call("GET", f"/v1/licences/{_NOWHERE}", "officer", second=True)
    there = stage.call("GET", path, "officer", second=True)
    assert (there.status, there.data) == (404, nowhere.data)
    assert number not in stage.call("GET", "/v1/licences", "officer", second=True).data.decode()
    with stage.unchanged():
        assert revoke(stage, number, second=True).status == 404
        fault = stage.call(
            "POST",
            "/v1/licences",
            "officer",
            stated(holder={"uscc": _OTHER, "name": "x"}, corrects=number, reason="mine now"),
            second=True,
        )
    assert fault.codes == {("/corrects", "unknown-licence")}


def test_who_is_entitled_sees_the_grant_without_its_people_and_cannot_end_it(stage: Stage) -> None:
    number = confirmed(stage, entitled=[_OTHER, "11100000EXAMPLE040"])
    path = f"/v1/licences/{number}"
    shown = stage.call("GET", path, "officer", second=True).json
    assert (shown["entitled"], shown["draws"]) == ([_OTHER], [])
    assert shown.keys().isdisjoint({"recorded", "confirmation", "pending", "revocation"})
    assert set(stage.call("GET", path, "auditor").json["entitled"]) > {_OTHER}
    listed = stage.call("GET", "/v1/licences", "officer", second=True).json["items"]
    assert number in {it["number"] for it in listed}
    with stage.unchanged():
        assert revoke(stage, number, second=True).status == 404


def test_whoever_recorded_cannot_confirm_with_another_key(stage: Stage) -> None:
    number = record(stage).json["number"]
    person = stage.call("GET", "/v1/me", "officer").json["person"]
    with lent_key(stage, Role.CATALOG_KEEPER, person=person) as key:
        answer = confirm(stage, number, key=key)
    assert (answer.status, answer.json["type"]) == (403, "/problems/same-person")
    assert stage.call("GET", f"/v1/licences/{number}", "officer").json["state"] == "recorded"


def test_a_confirmation_is_of_what_was_seen(stage: Stage) -> None:
    made = record(stage)
    number = made.json["number"]
    assert confirm(stage, number, None).status == 428
    record(stage, corrects=number, reason="another count", copies=9)
    assert confirm(stage, number, made.headers["ETag"]).status == 412


def test_fewer_than_are_drawn_cannot_be_confirmed(stage: Stage) -> None:
    number = confirmed(stage)
    placed = stage.call("POST", "/v1/orders", "officer", laptops(number, 2)).json
    record(stage, copies=1, corrects=number, reason="the certificate says one")
    answer = confirm(stage, number)
    assert (answer.status, answer.json["type"]) == (409, "/problems/wrong-state")
    assert "2 copies are drawn" in answer.json["detail"] + answer.json["message"]["en"]
    stage.call("POST", f"/v1/orders/{placed['id']}/cancellation", "officer", {"reason": "x"})
    assert confirm(stage, number).json["copies"] == 1


# what is not well-formed

BIDI = "\u202e"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"holder": {"uscc": _OTHER, "name": "x"}}, ("/holder/uscc", "not-the-holder")),
        ({"holder": {"uscc": AGENCY, "name": " "}}, ("/holder/name", "blank")),
        ({"holder": {"uscc": "11100000EXAMPLE01X", "name": "x"}}, ("/holder/uscc", "not-a-uscc")),
        ({"class": "desktop"}, ("/class", "unknown-value")),
        ({"channel": "trial"}, ("/channel", "unknown-value")),
        ({"product": ""}, ("/product", "blank")),
        ({"product": f"a{BIDI}b"}, ("/product", "hostile-character")),
        ({"product": "操" * 201}, ("/product", "too-long")),
        ({"versions": ["V1"] * 51}, ("/versions", "too-many")),
        ({"versions": None}, ("/versions", "required")),
        ({"copies": 0}, ("/copies", "out-of-range")),
        ({"copies": -1}, ("/copies", "out-of-range")),
        ({"copies": 10**20}, ("/copies", "out-of-range")),
        ({"copies": "7"}, ("/copies", "not-an-integer")),
        ({"copies": True}, ("/copies", "not-an-integer")),
        ({"evidence": []}, ("/evidence", "too-few")),
        ({"evidence": [{"kind": "rumour"}]}, ("/evidence/0/kind", "unknown-value")),
        ({"valid_until": "2025-12-31"}, ("/valid_until", "before-the-first")),
        ({"valid_from": "2026-02-30"}, ("/valid_from", "not-a-day")),
        ({"entitled": [_OTHER, _OTHER]}, ("/entitled/1", "named-twice")),
        ({"entitled": [AGENCY]}, ("/entitled/0", "named-twice")),
        ({"corrects": _NOWHERE}, ("/reason", "reason-with-corrects")),
        ({"reason": "why not"}, ("/reason", "reason-with-corrects")),
        ({"corrects": _NOWHERE, "reason": "x"}, ("/corrects", "unknown-licence")),
        ({"corrects": "LG-1", "reason": "x"}, ("/corrects", "not-a-licence-number")),
        ({"drawn": 3}, ("/drawn", "unknown-member")),
        ({"number": _NOWHERE}, ("/number", "unknown-member")),
    ],
)
def test_a_statement_that_does_not_fit_is_told_where(
    stage: Stage, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    with stage.unchanged():
        answer = record(stage, **changes)
    assert (answer.status, answer.codes) == (422, {fault})


def test_the_largest_count_is_kept_and_drawn_without_overflow(stage: Stage) -> None:
    number = confirmed(stage, copies=100_000_000)
    document = laptops(number, 1)
    document["lines"] = document["lines"] * 30
    for line in document["lines"]:
        line["operating_system"]["licence"]["count"] = 100_000_000
    answer = stage.call("POST", "/v1/orders", "officer", document)
    assert answer.status == 201
    assert "licence-grant-short" in licence_codes(answer.json)


def test_confirmation_has_orders_that_waited_for_it_examined(stage: Stage) -> None:
    number = record(stage, copies=9).json["number"]
    held = stage.call("POST", "/v1/orders", "officer", laptops(number, 2)).json
    other = stage.call("POST", "/v1/orders", "officer", laptops(fresh("text"), 1)).json
    assert held["state"] in {"held", "refused"}
    assert confirm(stage, number).status == 200
    with stage.services.database.transaction(SYSTEM) as connection:
        from sqlalchemy import text  # noqa: PLC0415 - for this look alone

        query = text("select id from procheck.purchase_order where overtaken")
        overtaken = set(connection.scalars(query))
    assert (held["id"] in overtaken) is (held["state"] == "held")
    assert other["id"] not in overtaken


def test_pages_follow_one_another(stage: Stage) -> None:
    made = [record(stage).json["number"] for _ in range(3)]
    path, seen = "/v1/licences?limit=2", []
    while path:
        answer = stage.call("GET", path, "officer").json
        seen += [it["number"] for it in answer["items"]]
        after = answer.get("next")
        path = f"/v1/licences?limit=2&after={after}" if after else ""
    assert len(seen) == len(set(seen))
    assert set(made) <= set(seen)
