"""A published list reaches the orders that are held, whatever happens to the worker on the way."""

import json
import os
import re
import signal
import time
import uuid
from pathlib import Path

from catalog.seeds import SEEDS
from tests.journeys.service import ROOT, Service, serving

_FORTY = json.loads((ROOT / "docs" / "examples" / "forty-desktops.json").read_text())
_MANY = 12


def _hold(service: Service) -> str:
    order = json.loads(json.dumps(_FORTY)) | {"reference": f"P-{uuid.uuid4()}"}
    order["lines"][0]["quantity"] = 1
    order["lines"][0]["operating_system"] = {"preloaded": True, "name": "麒麟"}
    made = service.call("POST", "/v1/orders", service.keys["officer"], order).json
    assert made["state"] == "held", made
    order_id: str = made["id"]
    return order_id


def _publish(service: Service) -> int:
    data = (SEEDS / "anke-2024-1.yaml").read_text().replace('revision: "1"', 'revision: "2"', 1)
    proposed = service.call(
        "POST",
        "/v1/proposals?name=x.yaml",
        service.keys["catalog-keeper"],
        data.encode(),
        {"Content-Type": "application/yaml"},
    ).json
    path = f"/v1/proposals/{proposed['id']}/publication"
    key = service.keys["catalog-keeper"]
    seen = {"If-Match": service.call("GET", path.rpartition("/")[0], key).headers["ETag"]}
    done = service.call("POST", path, service.second_keys["catalog-keeper"], {}, seen)
    assert done.status == 201, done.data
    revision: int = done.json["revision"]
    return revision


def _revision_of(service: Service, order_id: str) -> int:
    path = f"/v1/orders/{order_id}/receipt"
    receipt = service.call("GET", path, service.keys["officer"]).json
    revision: int = receipt["catalogue"]["revision"]
    return revision


def _kill_worker(service: Service) -> None:
    started = re.findall(r"job worker was started \(process (\d+)\)", service.log.read_text())
    try:
        os.kill(int(started[-1]), signal.SIGKILL)
    except ProcessLookupError:
        return


def test_held_orders_are_examined_under_a_new_list_though_the_worker_is_killed(
    tmp_path: Path,
) -> None:
    with serving(tmp_path / "data") as service:
        held = [_hold(service) for _ in range(_MANY)]
        revision = _publish(service)
        assert {_revision_of(service, it) for it in held} <= {revision - 1, revision}
        for pause in (0.2, 2.5):
            time.sleep(pause)
            _kill_worker(service)
        deadline = time.monotonic() + 90
        while any(_revision_of(service, it) != revision for it in held):
            assert time.monotonic() < deadline, service.log.read_text()
            time.sleep(0.5)
        time.sleep(3)  # whatever still waits for a worker has its turn, and the sequencer too
        for it in held:
            actors = [entry["actor"]["person"] for entry in service.entries(order=it)]
            assert actors[1:] == ["system:publication"]
