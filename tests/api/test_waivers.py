"""Waivers through the edge: asked for, decided, used, shown, withdrawn, by those who may.

They are for laptops, which no other test of the edge orders: a waiver in force would let pass what
other tests expect to be refused.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from api.__main__ import main
from api.examples import AGENCY
from api.roles import Role
from tests.api.deliveries import lent_key
from tests.api.stage import Answer, Stage, fresh, order

_NOWHERE = "WV-2026-0000-0000-0000-0000"
_CODES = [{"scheme": "cn2022", "code": "A02010108"}]


def laptops(quantity: int = 1, price: str = "8000.00") -> Any:  # noqa: ANN401 - a JSON value
    document = order(quantity=quantity, unit_price=price, codes=_CODES)
    document["lines"][0]["class"] = "laptop"
    return document


def asked(**changes: Any) -> Any:  # noqa: ANN401 - JSON values
    body = {
        "rule": "unit-price-ceiling",
        "class": "laptop",
        "units": 2,
        "unit_price": "8000.00",
        "valid_from": "2026-11-23",
        "valid_until": "2026-11-30",
        "reason": "field surveys",
        "evidence": ["example memo 7"],
    }
    return {name: it for name, it in {**body, **changes}.items() if it is not None}


def ask(stage: Stage, **changes: Any) -> Any:  # noqa: ANN401 - JSON values
    answer = stage.call("POST", "/v1/waivers", "officer", asked(**changes))
    assert answer.status == 201, answer.data
    return answer.json


def decide(
    stage: Stage,
    number: str,
    decision: str = "grant",
    role: str = "approver",
    tag: str = "*",
    **bounds: Any,  # noqa: ANN401 - JSON values
) -> Answer:
    body = {"decision": decision, "reason": "it is needed", **bounds}
    path = f"/v1/waivers/{number}/decision"
    return stage.call("POST", path, role, body, headers={"If-Match": tag})


def granted(stage: Stage, **changes: Any) -> str:  # noqa: ANN401 - JSON values
    number: str = ask(stage, **changes)["number"]
    assert decide(stage, number).status == 200
    return number


def withdraw(stage: Stage, number: str) -> Answer:
    path = f"/v1/waivers/{number}/withdrawal"
    return stage.call("POST", path, "approver", {"reason": "no longer needed"})


def tried(stage: Stage, role: str = "officer", day: str = "2026-11-23", quantity: int = 1) -> Any:  # noqa: ANN401 - a JSON value
    path = f"/v1/validations?on={day}"
    return stage.call("POST", path, role, laptops(quantity)).json


def price_of(answer: Any) -> str:  # noqa: ANN401 - a JSON value
    """What became of the findings about the price; two editions in force set one."""
    findings = answer["verdict"]["findings"]
    outcomes = [it["outcome"] for it in findings if it["code"] == "price-over-ceiling"]
    assert len(outcomes) == 2
    (outcome,) = set(outcomes)
    return str(outcome)


def test_a_waiver_from_the_request_to_the_last_unit(stage: Stage) -> None:
    made = stage.call("POST", "/v1/waivers", "officer", asked())
    number = made.json["number"]
    assert made.headers["Location"] == f"/v1/waivers/{number}"
    assert (made.json["state"], made.json["left"]) == ("asked", 0)
    assert len(made.json["ledger"]["leaf"]) == 64
    decided = decide(stage, number, tag=made.headers["ETag"])
    assert (decided.json["state"], decided.json["left"]) == ("granted", 2)
    placed = stage.call("POST", "/v1/orders", "officer", laptops(2)).json
    assert price_of(placed) == "waived"
    for finding in (it for it in placed["verdict"]["findings"] if "waiver" in it):
        assert finding["waiver"] == {
            "number": number,
            "granted_by": "demo:approver",
            "until": "2026-11-30",
            "units": 2,
            "left": 0,
        }
        assert "waived by demo:approver" in finding["message"]["en"]
        assert "有效至 2026-11-30" in finding["message"]["zh"]
    read = stage.call("GET", f"/v1/orders/{placed['id']}", "auditor").json
    assert read["verdict"] == placed["verdict"]
    shown = stage.call("GET", f"/v1/waivers/{number}", "auditor").json
    assert shown["draws"] == [{"order": placed["id"], "line": 0, "units": 2}]
    assert (shown["drawn"], shown["left"]) == (2, 0)
    assert price_of(stage.call("POST", "/v1/orders", "officer", laptops()).json) == "breach"
    gone = stage.call("POST", f"/v1/orders/{placed['id']}/cancellation", "officer", {"reason": "x"})
    assert gone.status == 200
    assert withdraw(stage, number).json["left"] == 2


def test_a_dry_run_shows_what_is_waived_and_is_dead_on_time(stage: Stage) -> None:
    number = granted(stage, valid_from="2026-11-24", valid_until="2026-11-25")
    with stage.unchanged():
        days = {
            day: price_of(tried(stage, day=day))
            for day in ("2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26")
        }
        assert price_of(tried(stage, day="2026-11-24", quantity=3)) == "breach"
    assert list(days.values()) == ["breach", "waived", "waived", "breach"]
    withdraw(stage, number)
    assert price_of(tried(stage, day="2026-11-24")) == "breach"


def test_a_dry_run_without_a_day_knows_a_waiver_at_once_and_its_end_too(stage: Stage) -> None:
    """The way of the glance, which keeps what it knew last of an agency."""
    plain = laptops()

    def now() -> str:
        return price_of(stage.call("POST", "/v1/validations", "officer", plain).json)

    assert now() == "breach"
    number = granted(stage)
    assert now() == "waived"
    withdraw(stage, number)
    assert now() == "breach"


def test_a_supplier_is_told_nothing_of_an_agencys_waivers_but_that_they_are_left_out(
    stage: Stage,
) -> None:
    number = granted(stage)
    seen = stage.call("POST", "/v1/validations", "supplier", laptops())
    assert price_of(seen.json) == "breach"
    assert set(seen.json["without_waivers"]) == {"zh", "en"}
    assert number.encode() not in seen.data
    for path in ("/v1/waivers", f"/v1/waivers/{number}"):
        assert stage.call("GET", path, "supplier").status == 403
    assert "without_waivers" not in tried(stage)
    withdraw(stage, number)


def test_whoever_asked_cannot_grant_with_an_approvers_key(stage: Stage) -> None:
    number = ask(stage)["number"]
    body = {"decision": "grant", "reason": "x"}
    path = f"/v1/waivers/{number}/decision"
    with lent_key(stage, Role.APPROVER, person="demo:officer", agency=AGENCY) as key:
        headers = {"If-Match": "*", **key}
        with stage.unchanged():
            answer = stage.call("POST", path, None, body, headers=headers)
    assert (answer.status, answer.json["type"]) == (403, "/problems/same-person")


def test_another_agencys_waiver_is_not_found(stage: Stage) -> None:
    number = ask(stage)["number"]
    body = {"decision": "grant", "reason": "x"}
    for method, suffix, role, sent in (
        ("GET", "", "officer", None),
        ("POST", "/decision", "approver", body),
        ("POST", "/withdrawal", "approver", {"reason": "x"}),
    ):
        answers = [
            stage.call(
                method,
                f"/v1/waivers/{it}{suffix}",
                role,
                sent,
                second=True,
                headers={"If-Match": "*"} if method == "POST" else None,
            )
            for it in (number, _NOWHERE)
        ]
        assert [it.status for it in answers] == [404, 404]
        assert answers[0].json.items() >= {"type": "/problems/not-found"}.items()
    listed = stage.call("GET", "/v1/waivers?limit=200", "officer", second=True).json["items"]
    assert number not in {it["number"] for it in listed}
    mine = stage.call("GET", "/v1/waivers?limit=200&state=asked", "officer").json["items"]
    assert number in {it["number"] for it in mine}


def test_deciding_needs_the_etag_of_what_was_looked_at(stage: Stage) -> None:
    number = ask(stage)["number"]
    path, body = f"/v1/waivers/{number}/decision", {"decision": "decline", "reason": "x"}
    assert stage.call("POST", path, "approver", body).status == 428
    assert decide(stage, number, tag='"old"').status == 412
    declined = decide(stage, number, "decline")
    assert (declined.json["state"], declined.json["decision"]["decision"]) == (
        "declined",
        "decline",
    )
    again = decide(stage, number)
    assert (again.status, again.json["type"]) == (409, "/problems/wrong-state")
    assert again.json["state"] == "declined"


def test_a_grant_may_narrow_and_a_wider_one_names_what_is_wider(stage: Stage) -> None:
    number = ask(stage)["number"]
    with stage.unchanged():
        wider = decide(stage, number, units=3, unit_price="8000.01", valid_until="2026-12-01")
        bound = decide(stage, number, "decline", units=1)
    assert (wider.status, wider.codes) == (
        422,
        {
            ("/units", "wider-than-asked"),
            ("/unit_price", "wider-than-asked"),
            ("/valid_until", "wider-than-asked"),
        },
    )
    assert (bound.status, bound.codes) == (422, {("/units", "bounds-of-a-decline")})
    decided = decide(stage, number, units=1, unit_price="7999.99").json["decision"]
    assert (decided["units"], decided["unit_price"]) == (1, "7999.99")
    assert price_of(tried(stage)) == "breach"
    withdraw(stage, number)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"rule": "preloaded-genuine-os", "unit_price": None}, ("/rule", "not-waivable")),
        ({"rule": "headcount-quota"}, ("/unit_price", "amount-not-taken")),
        ({"unit_price": None}, ("/unit_price", "amount-needed")),
        ({"unit_price": "0"}, ("/unit_price", "not-an-amount")),
        ({"units": 0}, ("/units", "out-of-range")),
        ({"units": "2"}, ("/units", "not-an-integer")),
        ({"class": "spaceship"}, ("/class", "unknown-value")),
        ({"attributes": {"size": 1}}, ("/attributes/size", "unknown-attribute")),
        ({"provision": {"edition": "none"}}, ("/provision/edition", "unknown-value")),
        ({"provision": {"row": "x"}}, ("/provision/edition", "required")),
        ({"valid_from": "2026-11-22"}, ("/valid_from", "before-today")),
        ({"valid_until": "2026-11-22"}, ("/valid_until", "day-outside")),
        ({"valid_until": None}, ("/valid_until", "required")),
        ({"evidence": []}, ("/evidence", "too-few")),
        ({"reason": None}, ("/reason", "required")),
        ({"extends": "x"}, ("/extends", "not-a-waiver-number")),
        ({"extends": _NOWHERE}, ("/extends", "unknown-waiver")),
        ({"state": "granted"}, ("/state", "unknown-member")),
        ({"agency": AGENCY}, ("/agency", "unknown-member")),
    ],
)
def test_bad_requests_name_the_member_and_leave_nothing(
    stage: Stage, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    with stage.unchanged():
        answer = stage.call("POST", "/v1/waivers", "officer", asked(**changes))
    assert (answer.status, answer.codes) == (422, {fault})
    for one in answer.json["errors"]:
        assert set(one["message"]) == {"zh", "en"}


def test_the_same_request_again_is_the_same_waiver(stage: Stage) -> None:
    headers = {"Idempotency-Key": fresh("waiver")}
    first, second = (
        stage.call("POST", "/v1/waivers", "officer", asked(), headers=headers) for _ in range(2)
    )
    assert first.data == second.data


def test_waivers_are_paged_by_cursor(stage: Stage) -> None:
    for _ in range(3):
        ask(stage)
    path, seen = "/v1/waivers?limit=2", list[str]()
    page = stage.call("GET", path, "auditor").json
    seen += [it["number"] for it in page["items"]]
    while "next" in page:
        page = stage.call("GET", f"{path}&after={page['next']}", "auditor").json
        seen += [it["number"] for it in page["items"]]
    assert len(seen) == len(set(seen)) == stage.rows()["waiver"]


def test_offline_a_waiver_counts_on_its_days_as_the_service_shows_it(
    stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = granted(stage)
    ask(stage)
    documents = {
        "order": laptops(2),
        "agency": stage.call("GET", f"/v1/agencies/{AGENCY}", "officer").json,
        "waivers": stage.call("GET", "/v1/waivers?limit=200", "officer").json,
        "waiver": stage.call("GET", f"/v1/waivers/{number}", "officer").json,
    }
    files = {name: tmp_path / f"{name}.json" for name in documents}
    for name, document in documents.items():
        files[name].write_text(json.dumps(document, ensure_ascii=False))

    def check(day: str, *more: str) -> int:
        facts = str(files["agency"])
        return main(["check", str(files["order"]), "--agency", facts, "--on", day, "--text", *more])

    assert check("2026-11-30") == 1
    for name in ("waivers", "waiver"):
        capsys.readouterr()
        assert check("2026-11-30", "--waivers", str(files[name])) == 0
        assert "豁免 waived" in capsys.readouterr().out
        assert check("2026-12-01", "--waivers", str(files[name])) == 1
    withdraw(stage, number)
    gone = stage.call("GET", f"/v1/waivers/{number}", "officer").json
    files["waiver"].write_text(json.dumps(gone))
    assert check("2026-11-30", "--waivers", str(files["waiver"])) == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"left": "2"}, "/items/0/left"),
        ({"number": "1"}, "/items/0/number"),
        ({"decision": None}, "/items/0/decision/units"),
        ({"agency": "11100000EXAMPLE02R"}, "/items/0/agency"),
    ],
)
def test_offline_a_file_of_waivers_that_is_none_is_told_by_its_member(
    stage: Stage,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, Any],
    told: str,
) -> None:
    number = granted(stage, valid_from="2027-01-01", valid_until="2027-01-02")
    shown = stage.call("GET", f"/v1/waivers/{number}", "officer").json
    document = {name: it for name, it in {**shown, **changes}.items() if it is not None}
    file, placed = tmp_path / "waivers.json", tmp_path / "order.json"
    file.write_text(json.dumps([document]))
    placed.write_text(json.dumps(laptops(), ensure_ascii=False))
    assert main(["check", str(placed), "--waivers", str(file)]) == 65
    assert f"{file}: {told}: " in capsys.readouterr().err
    withdraw(stage, number)
