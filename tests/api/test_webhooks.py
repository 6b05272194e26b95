"""Webhooks from the act to the receiver: told once it is recorded, signed, and never by mistake."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks import Webhook, WebhookVerificationError

from storage.embedded.server import Address
from tests.api.events import LOOPBACK, Worker, worker_of
from tests.api.stage import Answer, Stage, build, order
from tests.cluster import cloned
from tests.receivers import Received, Receiver, receiver

_PATH = "/v1/subscriptions"


@pytest.fixture(scope="module")
def stage(server: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An edge of its own: here events are waited for, and others' would come in between."""
    with cloned(server, "webhooks") as made:
        built = build(made, tmp_path_factory.mktemp("webhooks"), **LOOPBACK)
        # Receivers refuse what is five minutes off, by their own clock.
        built.clock.instant = datetime.now(UTC)
        yield built
        built.close()


@pytest.fixture
def worker(stage: Stage) -> Worker:
    return worker_of(stage)


@pytest.fixture
def shop() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


def subscribe(stage: Stage, shop: Receiver, role: str = "supplier", **more: Any) -> str:  # noqa: ANN401 - JSON values
    answer = stage.call("POST", _PATH, role, {"url": shop.url, **more})
    assert answer.status == 201, answer.data
    return str(answer.json["id"])


def secrets(stage: Stage, subscription: str, role: str = "supplier") -> list[dict[str, str]]:
    answer = stage.call("GET", f"{_PATH}/{subscription}/secret", role)
    assert answer.status == 200, answer.data
    found: list[dict[str, str]] = answer.json["items"]
    return found


@pytest.fixture
def subscription(stage: Stage, shop: Receiver) -> Iterator[str]:
    """A supplier's subscription to approvals, given up afterwards."""
    kinds = ["approval.granted", "approval.revoked"]
    made = subscribe(stage, shop, kinds=kinds)
    yield made
    act(stage, made, "deletion")


def act(stage: Stage, subscription: str, name: str, role: str = "supplier") -> Answer:
    return stage.call("POST", f"{_PATH}/{subscription}/{name}", role, {"reason": "tried"})


def deliveries(stage: Stage, subscription: str, state: str | None = None) -> list[dict[str, Any]]:
    query = "" if state is None else f"?state={state}"
    answer = stage.call("GET", f"{_PATH}/{subscription}/deliveries{query}", "supplier")
    assert answer.status == 200, answer.data
    found: list[dict[str, Any]] = answer.json["items"]
    return found


def verify_v1a(public: str, came: Received) -> None:
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.removeprefix("whpk_")))
    content = b".".join((came.id.encode(), came.headers["webhook-timestamp"].encode(), came.body))
    signatures = [
        base64.b64decode(it.removeprefix("v1a,"))
        for it in came.headers["webhook-signature"].split(" ")
        if it.startswith("v1a,")
    ]
    for signature in signatures:
        try:
            key.verify(signature, content)
        except InvalidSignature:
            continue
        return
    raise InvalidSignature


def test_an_approval_reaches_the_supplier_signed_in_both_ways(
    stage: Stage, worker: Worker, shop: Receiver, subscription: str
) -> None:
    number = stage.place(quantity=1)["approval"]["number"]
    assert worker.work() == 1
    (came,) = shop.received
    (made,) = secrets(stage, subscription)
    told = Webhook(made["secret"]).verify(came.body, came.headers)
    assert told == json.loads(came.body)
    verify_v1a(made["public_key"], came)
    (listed,) = [
        it
        for it in stage.call("GET", "/v1/feed?limit=200", "supplier").json["items"]
        if it["data"]["subjects"].get("approval") == number
    ]
    assert told == listed
    assert told["type"] == "approval.granted"
    assert told["data"]["pointer"] == f"/v1/approvals/{number}"
    leaf = stage.call("GET", f"/v1/ledger/proofs/inclusion?leaf={told['data']['leaf']}").json
    assert leaf["index"] == told["data"]["index"]
    assert set(told["data"]) == {"id", "index", "leaf", "subjects", "pointer"}
    (sent,) = deliveries(stage, subscription)
    assert (sent["id"], sent["state"], sent["tries"]) == (came.id, "delivered", 1)
    assert [it["outcome"] for it in sent["attempts"]] == ["delivered"]


@pytest.mark.parametrize("change", ["body", "id", "time"])
def test_what_was_changed_on_the_way_is_verified_by_neither(
    stage: Stage, worker: Worker, shop: Receiver, subscription: str, change: str
) -> None:
    stage.place(quantity=1)
    worker.work()
    (came,) = shop.received
    headers, body = dict(came.headers), came.body
    if change == "body":
        body = body.replace(b"approval.granted", b"approval.grantee")
    elif change == "id":
        headers["webhook-id"] = headers["webhook-id"][::-1]
    else:
        headers["webhook-timestamp"] = str(int(headers["webhook-timestamp"]) - 1)
    (made,) = secrets(stage, subscription)
    with pytest.raises(WebhookVerificationError):
        Webhook(made["secret"]).verify(body, headers)
    with pytest.raises(InvalidSignature):
        verify_v1a(made["public_key"], Received(came.path, headers, body))


def test_an_act_that_fails_sends_nothing(
    stage: Stage, worker: Worker, shop: Receiver, subscription: str
) -> None:
    with stage.unchanged():
        answer = stage.call("POST", "/v1/orders", "officer", order(agency="11100000EXAMPLE02R"))
    assert answer.status == 422
    assert (worker.work(), shop.received, deliveries(stage, subscription)) == (0, [], [])
