"""The officer: what may I buy, what is wrong, what makes it right, and take it back."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from api.examples import AGENCY, SECOND_AGENCY
from tests.journeys.service import ROOT, Service

_FORTY = json.loads((ROOT / "docs" / "examples" / "forty-desktops.json").read_text())


def _order(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    return {**_FORTY, "reference": f"J-{uuid.uuid4()}", **changes}


def _left(service: Service) -> int:
    path = f"/v1/agencies/{AGENCY}/entitlements"
    items = service.call("GET", path, service.keys["officer"]).json["items"]
    (desktops,) = [it for it in items if it["cap"].endswith("/desktop")]
    left: int = desktops["left"]
    return left


def _set(document: Any, pointer: str, value: Any) -> None:  # noqa: ANN401 - JSON values
    *path, last = pointer.strip("/").split("/")
    for step in path:
        document = document[int(step)] if isinstance(document, list) else document[step]
    document[last] = value


def test_an_officer_learns_what_is_wrong_mends_it_and_buys(service: Service) -> None:
    key = service.keys["officer"]
    me = service.call("GET", "/v1/me", key).json
    assert me["agency"] == AGENCY
    before = _left(service)
    order = _order()
    order["lines"] = [{**_FORTY["lines"][0], "unit_price": "5200.00"}]
    tried = service.call("POST", "/v1/validations", key, order).json["verdict"]
    assert tried["outcome"] == "refused"
    for finding in tried["findings"]:
        if "remedy" in finding and "value" in finding["remedy"]:
            _set(order, finding["remedy"]["pointer"], finding["remedy"]["value"])
    assert (
        service.call("POST", "/v1/validations", key, order).json["verdict"]["outcome"]
        == "conforming"
    )
    made = service.call("POST", "/v1/orders", key, order)
    assert (made.status, made.json["state"]) == (201, "approved")
    assert _left(service) == before - 40
    path = f"/v1/orders/{made.json['id']}"
    gone = service.call("POST", f"{path}/cancellation", key, {"reason": "plans changed"})
    assert gone.json["state"] == "cancelled"
    assert _left(service) == before


def test_the_bare_computer_of_the_examples_is_refused_with_its_amount(service: Service) -> None:
    bare = json.loads((ROOT / "docs" / "examples" / "bare-computer.json").read_text())
    bare["reference"] = str(uuid.uuid4())
    made = service.call("POST", "/v1/orders", service.keys["officer"], bare).json
    assert made["state"] == "refused"
    codes = {it["code"]: it for it in made["verdict"]["findings"]}
    assert codes["price-over-ceiling"]["over"] == "200.00"
    assert "os-not-preloaded" in codes


def test_an_approver_of_another_agency_decides_what_its_officer_asked(service: Service) -> None:
    keys = service.second_keys
    made = service.call("POST", "/v1/orders", keys["officer"], _order(agency=SECOND_AGENCY)).json
    assert made["state"] == "referred", made
    path = f"/v1/orders/{made['id']}"
    etag = service.call("GET", path, keys["approver"]).headers["ETag"]
    decided = service.call(
        "POST",
        f"{path}/decision",
        keys["approver"],
        {"decision": "grant", "reason": "in the plan"},
        {"If-Match": etag},
    )
    assert decided.json["state"] == "approved"
    statement = service.call(
        "GET", f"/v1/approvals/{decided.json['approval']['number']}/statement", keys["officer"]
    )
    assert statement.data.count(b".") == 2


def test_one_key_sent_twenty_times_at_once_makes_one_order(service: Service) -> None:
    key, order = service.keys["officer"], _order()
    same = {"Idempotency-Key": str(uuid.uuid4())}
    with ThreadPoolExecutor(20) as pool:
        sent = [
            pool.submit(service.call, "POST", "/v1/orders", key, order, same) for _ in range(20)
        ]
        answers = [it.result() for it in sent]
    # One that waited too long is told to come back, and then gets the same answer.
    settled = [it for it in answers if it.status != 409]
    assert {it.status for it in settled} == {201}
    assert len({it.data for it in settled}) == 1
    again = service.call("POST", "/v1/orders", key, order, same)
    assert again.data == settled[0].data
    service.call(
        "POST", f"/v1/orders/{again.json['id']}/cancellation", key, {"reason": "only a test"}
    )


def test_parallel_orders_for_the_last_seven_units_grant_exactly_seven(service: Service) -> None:
    uscc = "12510000EXAMPLE03Q"
    administrator = service.keys["administrator"]
    agency = f"/v1/agencies/{uscc}"
    body = {"name": "Example agency with seven posts", "jurisdiction": "cn", "level": "central"}
    assert service.call("PUT", agency, administrator, body).status in {200, 201}
    facts = {"valid_from": "2026-01-01", "source": "example"}
    heads = {"basis": "filled-establishment", "value": 7, **facts}
    assert service.call("POST", f"{agency}/headcounts", administrator, heads).status == 201
    known = {"classified": False, "field_duty": False, "evaluation_bound": True}
    properties = {"properties": known, **facts}
    assert service.call("POST", f"{agency}/properties", administrator, properties).status == 201
    issued = service.command(
        "api", "keys", "issue", "--person", "test:seven", "--role", "officer", "--agency", uscc
    )
    assert issued.returncode == 0, issued.stderr
    key = issued.stdout.strip()
    line = json.loads(json.dumps(_FORTY["lines"][0]))
    line["quantity"] = 1

    def place(_: int) -> Any:  # noqa: ANN401 - a JSON value
        order = _order(agency=uscc, lines=[line])
        while True:
            answer = service.call("POST", "/v1/orders", key, order)
            if answer.status != 503:
                return answer.json

    with ThreadPoolExecutor(30) as pool:
        made = list(pool.map(place, range(30)))
    states = [it["state"] for it in made]
    assert (states.count("approved"), states.count("refused")) == (7, 23)
    for refused in (it for it in made if it["state"] == "refused"):
        assert "quantity-over-cap" in {it["code"] for it in refused["verdict"]["findings"]}
