"""Subscriptions through the edge: whose they are, what is refused, and the feed beside them."""

from collections.abc import Iterator
from typing import Any

import pytest

from integrations.webhooks.subscribe import MOST
from tests.api.events import PATH, act, secrets
from tests.api.stage import Stage, fresh

_URL = "https://shop.example.com/events"
_NOWHERE = "01a20a90-0000-7000-8000-000000000000"


@pytest.fixture
def stage(event_stage: Stage) -> Stage:
    return event_stage


@pytest.fixture(autouse=True)
def given_up(stage: Stage) -> Iterator[None]:
    """No address that was named here is sent to by the tests that come after."""
    yield
    for role, second in (("supplier", False), ("officer", False), ("officer", True)):
        listed = stage.call("GET", f"{PATH}?limit=200", role, second=second).json["items"]
        for it in listed:
            path = f"{PATH}/{it['id']}/deletion"
            assert stage.call("POST", path, role, {"reason": "over"}, second=second).status == 200


def make(stage: Stage, role: str = "supplier", *, second: bool = False, **more: Any) -> Any:  # noqa: ANN401 - a JSON value
    answer = stage.call("POST", PATH, role, {"url": _URL, **more}, second=second)
    assert answer.status == 201, answer.data
    return answer.json


def test_a_subscription_is_read_by_its_owner_and_the_auditor_and_is_nowhere_for_others(
    stage: Stage,
) -> None:
    of_supplier, of_agency = make(stage), make(stage, "officer", kinds=["order.examined"])
    assert "agency" not in of_supplier
    assert of_agency["agency"] == "11100000EXAMPLE01N"
    seen = {
        (role, second): [
            stage.call("GET", f"{PATH}/{it['id']}", role, second=second).status
            for it in (of_supplier, of_agency)
        ]
        for role, second in (
            ("supplier", False),
            ("officer", False),
            ("approver", False),
            ("auditor", False),
            ("officer", True),
        )
    }
    assert seen == {
        ("supplier", False): [200, 404],
        ("officer", False): [404, 200],
        ("approver", False): [404, 200],
        ("auditor", False): [200, 200],
        ("officer", True): [404, 404],
    }
    listed = stage.call("GET", f"{PATH}?limit=200", "supplier").json["items"]
    assert {it["supplier"] for it in listed} == {"91110000EXAMPLE01J"}
    for ident in (of_agency["id"], _NOWHERE):
        for name in ("rotation", "deactivation", "activation", "deletion"):
            with stage.unchanged():
                assert act(stage, ident, name).status == 404, name
        for path in ("secret", "deliveries", f"deliveries/{_NOWHERE}"):
            assert stage.call("GET", f"{PATH}/{ident}/{path}", "supplier").status == 404
    assert stage.call("GET", f"{PATH}/{of_supplier['id']}/secret", "auditor").status == 403
    assert act(stage, of_supplier["id"], "deletion").status == 200
    assert act(stage, of_agency["id"], "deletion", "officer").status == 200


def test_the_secret_is_told_when_asked_for_and_in_no_other_answer(stage: Stage) -> None:
    made = make(stage)
    (told,) = secrets(stage, made["id"])
    assert set(told) == {"serial", "secret", "public_key"}
    for answer in (made, stage.call("GET", f"{PATH}/{made['id']}", "supplier").json):
        assert told["secret"] not in str(answer)
        assert [set(it) for it in answer["secrets"]] == [{"serial", "made_at"}]
    assert secrets(stage, made["id"]) == [told]
    act(stage, made["id"], "deletion")


@pytest.mark.parametrize(
    ("body", "where", "code"),
    [
        ({}, "/url", "required"),
        ({"url": 7}, "/url", "not-a-text"),
        ({"url": "x" * 501}, "/url", "too-long"),
        ({"url": "http://shop.example.com/"}, "/url", "unfit-address"),
        ({"url": "https://10.0.0.1/"}, "/url", "unfit-address"),
        ({"url": "https://shop.example.com:8443/"}, "/url", "unfit-address"),
        ({"url": "https://user:word@shop.example.com/"}, "/url", "unfit-address"),
        ({"url": _URL, "kinds": ["no.such"]}, "/kinds/0", "unknown-value"),
        (
            {"url": _URL, "kinds": ["approval.granted", "order.examined"]},
            "/kinds/1",
            "kind-not-told",
        ),
        ({"url": _URL, "kinds": "approval.granted"}, "/kinds", "not-a-list"),
        ({"url": _URL, "secret": "whsec_x"}, "/secret", "unknown-member"),
    ],
)
def test_what_is_wrong_is_named_where_it_is_and_nothing_is_stored(
    stage: Stage, body: dict[str, Any], where: str, code: str
) -> None:
    with stage.unchanged():
        answer = stage.call("POST", PATH, "supplier", body)
    assert (answer.status, answer.codes) == (422, {(where, code)})
    message = answer.json["errors"][0]["message"]
    assert message["zh"]
    assert message["en"]


def test_there_are_ten_at_most_and_a_deleted_one_makes_room(stage: Stage) -> None:
    made = [make(stage, "officer", second=True)["id"] for _ in range(MOST)]
    with stage.unchanged():
        full = stage.call("POST", PATH, "officer", {"url": _URL}, second=True)
    assert (full.status, full.json["limit"]) == (409, MOST)
    path = f"{PATH}/{made[0]}/deletion"
    assert stage.call("POST", path, "officer", {"reason": "x"}, second=True).status == 200
    make(stage, "officer", second=True)


def test_each_act_has_its_state_its_tag_and_its_entry(stage: Stage) -> None:
    made = make(stage, label="shop")
    ident, etag = made["id"], stage.call("GET", f"{PATH}/{made['id']}", "supplier").headers["ETag"]
    off = act(stage, ident, "deactivation")
    assert (off.status, off.json["state"], off.json["reason"]) == (200, "disabled", "tried")
    assert off.headers["ETag"] != etag
    again = act(stage, ident, "deactivation")
    assert (again.status, again.json["state"], again.json["wanted"]) == (
        409,
        "disabled",
        ["enabled"],
    )
    stale = stage.call(
        "POST",
        f"{PATH}/{ident}/activation",
        "supplier",
        {"reason": "x"},
        headers={"If-Match": etag},
    )
    assert stale.status == 412
    assert act(stage, ident, "activation").json["state"] == "enabled"
    assert act(stage, ident, "deletion").json["state"] == "deleted"
    assert stage.call("GET", f"{PATH}/{ident}", "supplier").status == 404
    stage.sequence()
    kinds = [
        it["type"]
        for it in everything(stage, "supplier")
        if it["data"]["subjects"].get("subscription") == ident
    ]
    assert kinds == [
        "subscription.created",
        "subscription.disabled",
        "subscription.enabled",
        "subscription.deleted",
    ]


def everything(stage: Stage, role: str) -> list[Any]:
    items: list[Any] = []
    query = "?limit=200"
    while True:
        found = stage.call("GET", f"/v1/feed{query}", role).json
        items += found["items"]
        if not found["items"]:
            return items
        query = f"?limit=200&after={found['position']}"


def test_the_ledger_names_the_host_and_never_the_path(stage: Stage) -> None:
    ident = make(stage, url="https://shop.example.com/token-7fa2/events")["id"]
    act(stage, ident, "deletion")
    stage.sequence()
    entries, query = [], "?limit=200"
    while query:
        found = stage.call("GET", f"/v1/ledger/entries{query}", "auditor")
        entries.append(found.data)
        query = f"?limit=200&after={found.json['next']}" if "next" in found.json else ""
    told = b"".join(entries)
    assert ident.encode() in told
    assert b"token-7fa2" not in told


def test_the_same_request_again_makes_one_subscription(stage: Stage) -> None:
    headers = {"Idempotency-Key": fresh("once")}
    first, second = (
        stage.call("POST", PATH, "supplier", {"url": _URL}, headers=headers) for _ in range(2)
    )
    assert first.data == second.data
    assert second.headers["Idempotent-Replayed"] == "true"
    act(stage, first.json["id"], "deletion")


def test_the_feed_pages_link_to_the_next_and_an_empty_poll_is_not_sent_again(stage: Stage) -> None:
    stage.place(quantity=1)
    stage.place(quantity=1)
    stage.sequence()
    whole = everything(stage, "officer")
    answer = stage.call("GET", "/v1/feed?limit=3", "officer")
    paged: list[Any] = answer.json["items"]
    while "Link" in answer.headers:
        path = answer.headers["Link"].partition(">")[0].removeprefix("<")
        answer = stage.call("GET", path, "officer")
        paged += answer.json["items"]
        assert ("Link" in answer.headers) == ("next" in answer.json)
    assert paged == whole
    indices = [it["data"]["index"] for it in whole]
    assert indices == sorted(set(indices))
    end = f"/v1/feed?after={answer.json['position']}"
    empty = stage.call("GET", end, "officer")
    assert (empty.json["items"], empty.json["position"]) == ([], answer.json["position"])
    held = {"If-None-Match": empty.headers["ETag"]}
    assert stage.call("GET", end, "officer", headers=held).status == 304
    stage.place(quantity=1)
    assert stage.call("GET", end, "officer", headers=held).status == 304, "it has no place yet"
    stage.sequence()
    fresh_ones = stage.call("GET", end, "officer", headers=held)
    assert (fresh_ones.status, bool(fresh_ones.json["items"])) == (200, True)


def test_nobody_reads_of_others_in_the_feed(stage: Stage) -> None:
    stage.place(second=True, agency="11100000EXAMPLE02R", quantity=1)
    stage.sequence()
    orders = {
        role: {it["data"]["subjects"].get("order") for it in everything(stage, role)}
        for role in ("officer", "supplier", "auditor")
    }
    kinds = {it["type"].partition(".")[0] for it in everything(stage, "supplier")}
    assert kinds <= {"approval", "delivery", "substitution", "supplier", "subscription"}
    assert orders["officer"] < orders["auditor"]


@pytest.mark.parametrize("after", ["x", "WyIweDEiXQ", "WyItMiJd", "WyLCsiJd", "WyIxIiwiMiJd"])
def test_a_cursor_nobody_handed_out_is_refused(stage: Stage, after: str) -> None:
    answer = stage.call("GET", f"/v1/feed?after={after}", "auditor")
    assert (answer.status, answer.codes) == (422, {("?after", "not-a-cursor")})
