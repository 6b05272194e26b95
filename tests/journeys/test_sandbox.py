"""A sandbox as a supplier's developer meets it: a date is set, and every process lives by it."""

import json
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from standardwebhooks.webhooks import Webhook

from api.sandbox_mark import SANDBOX_HEADER
from tests.journeys.service import ROOT, Service, serving
from tests.receivers import Receiver, receiver

_FORTY = json.loads((ROOT / "docs" / "examples" / "forty-desktops.json").read_text())
_CLOCK, _SECONDS = "/v1/sandbox/clock", 30.0
_SANDBOX = {"PROCHECK_SANDBOX": "yes", "PROCHECK_WEBHOOK_LOOPBACK": "yes"}


def test_a_date_is_set_and_every_process_lives_by_it(tmp_path: Path) -> None:
    with receiver() as shop, serving(tmp_path / "sandbox", more=_SANDBOX) as sandbox:
        supplier = sandbox.keys["supplier"]
        subscribed = sandbox.call("POST", "/v1/subscriptions", supplier, {"url": shop.url}).json
        number = _approved(sandbox)
        to = datetime.now(UTC) + timedelta(days=100)
        answer = sandbox.call("PUT", _CLOCK, supplier, {"instant": to.isoformat()})
        assert answer.status == 200, answer.data
        assert answer.headers[SANDBOX_HEADER[0]] == SANDBOX_HEADER[1]
        # Each connection may meet another worker.
        shown = [sandbox.call("GET", _CLOCK).json["instant"] for _ in range(8)]
        assert all(datetime.fromisoformat(it) >= to.replace(microsecond=0) for it in shown)
        # The job worker ended it, the sequencer gave it its place, the dispatcher told of it.
        expired = _received(shop, "approval.expired")
        assert expired["data"]["subjects"]["approval"] == number
        assert datetime.fromisoformat(expired["timestamp"]) >= to
        secret = f"/v1/subscriptions/{subscribed['id']}/secret"
        (made,) = sandbox.call("GET", secret, supplier).json["items"]
        for came in shop.received:
            # Within five minutes of the receiver's clock, which nobody set.
            Webhook(made["secret"]).verify(came.body, came.headers)


def _approved(sandbox: Service) -> str:
    one = {**_FORTY["lines"][0], "quantity": 1}
    order = {**_FORTY, "reference": f"SB-{uuid.uuid4()}", "lines": [one]}
    made = sandbox.call("POST", "/v1/orders", sandbox.keys["officer"], order).json
    return str(made["approval"]["number"])


def _received(shop: Receiver, kind: str) -> Any:  # noqa: ANN401 - a JSON value
    """The first event of a kind, once it came."""
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        for came in tuple(shop.received):
            event = json.loads(came.body)
            if event["type"] == kind:
                return event
        time.sleep(0.1)
    raise AssertionError([json.loads(it.body)["type"] for it in shop.received])
