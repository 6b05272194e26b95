"""Webhooks from the act to the receiver: told once it is recorded, signed, and never by mistake."""

import base64
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from standardwebhooks import Webhook, WebhookVerificationError

from integrations.webhooks.signing import WebhookKey
from tests.api.events import (
    PATH,
    Worker,
    act,
    deliveries,
    secrets,
    subscribe,
    verify_v1a,
)
from tests.api.stage import Stage, order
from tests.api.test_device_evidence import everything
from tests.receivers import Received, Receiver


@pytest.fixture
def stage(event_stage: Stage) -> Stage:
    # The library refuses what is five minutes off, by its own clock.
    event_stage.clock.instant = max(event_stage.clock.instant, datetime.now(UTC))
    return event_stage


@pytest.fixture
def subscription(stage: Stage, shop: Receiver) -> Iterator[str]:
    """A supplier's subscription to approvals, given up afterwards."""
    kinds = ["approval.granted", "approval.revoked"]
    made = subscribe(stage, shop, kinds=kinds)
    yield made
    act(stage, made, "deletion")


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


def test_no_secret_and_no_path_of_an_address_is_in_logs_and_no_secret_in_the_database(
    stage: Stage, worker: Worker, shop: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    canary = "canary-7f3a9c"
    # As much as the processes write (`api.processes.logs`).
    with caplog.at_level(logging.INFO):
        answer = stage.call("POST", PATH, "supplier", {"url": f"{shop.url}?token={canary}"})
        subscription = answer.json["id"]
        made = secrets(stage, subscription)
        for hours, status in enumerate((204, 500, 302, 410)):
            shop.says(status, Location=f"{shop.url}?token={canary}")
            # An address that failed rests for a while.
            with stage.clock.later(hours=hours):
                stage.place(quantity=1)
                worker.work()
                act(stage, subscription, "rotation")
        made += secrets(stage, subscription)
        assert all(f" {status}" in caplog.text for status in (204, 500, 302, 410))
        act(stage, subscription, "activation")
        empty = replace(worker.dispatcher, keys=_NoKeys())
        stage.place(quantity=1)
        with stage.clock.later(hours=9):
            Worker(stage, empty).work()
        act(stage, subscription, "deletion")
    assert f"nothing is sent to subscription {subscription}" in caplog.text
    keys = {it.secret for it in stage.services.webhook_keys.all}
    raw = keys | {base64.b64decode(it["secret"].removeprefix("whsec_")) for it in made}
    dump = everything(stage)
    for secret in raw:
        for spelt in (base64.b64encode(secret).decode(), secret.hex(), repr(secret)[2:-1]):
            assert spelt not in caplog.text
            assert spelt not in dump
    assert canary not in caplog.text


class _NoKeys:
    """The keys of a machine that lost its file."""

    all: tuple[WebhookKey, ...] = ()
