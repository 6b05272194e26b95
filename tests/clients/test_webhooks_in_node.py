"""A receiver in Node verifies webhooks by the library that Standard Webhooks publishes for it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import event_stage, shop, worker
from tests.api.events import Worker, secrets, subscribe
from tests.api.stage import Stage
from tests.receivers import Received, Receiver

__all__ = ["event_stage", "shop", "worker"]
"""The edge that may send to this machine, and the receiver there."""

pytestmark = [pytest.mark.tools, pytest.mark.timeout(300)]

_SCRIPT = Path(__file__).with_name("verify_webhook.cjs")


def _verified(tools: Path, made: dict[str, str], came: Received, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
    sent = {**made, "headers": came.headers, "body": body.decode()}
    done = subprocess.run(
        ["node", _SCRIPT, tools],
        input=json.dumps(sent),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


def test_the_library_for_node_takes_what_was_sent_and_nothing_else(
    tools: Path, event_stage: Stage, worker: Worker, shop: Receiver
) -> None:
    made = subscribe(event_stage, shop, kinds=["approval.granted"])
    event_stage.place(quantity=1)
    assert worker.work() == 1
    (came,) = shop.received
    (keys,) = secrets(event_stage, made)
    told = _verified(tools, keys, came, came.body)
    assert told == {"v1": json.loads(came.body), "v1a": True}
    changed = _verified(
        tools, keys, came, came.body.replace(b"approval.granted", b"approval.revoked")
    )
    assert changed == {"v1": "No matching signature found", "v1a": False}
