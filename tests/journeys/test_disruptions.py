"""What disturbs a service at work: a new key, a new list, a killed worker, a stop."""

import base64
import json
import os
import re
import signal
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest

from api.demo_data import CREDENTIALS
from catalog.seeds import SEEDS
from tests.journeys.service import ROOT, Answer, Service, serving

_FORTY = json.loads((ROOT / "docs" / "examples" / "forty-desktops.json").read_text())
_MANY = 12
_REST = 0.05


@pytest.fixture(scope="module")
def disturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of these tests alone: what they do to it, others need not bear."""
    with serving(tmp_path_factory.mktemp("disturbed") / "data") as running:
        yield running


def _place(service: Service) -> Answer:
    order = {
        **_FORTY,
        "reference": f"K-{uuid.uuid4()}",
        "lines": [{**_FORTY["lines"][0], "quantity": 1}],
    }
    return service.call("POST", "/v1/orders", service.keys["officer"], order)


def _kid(statement: str) -> str:
    head = statement.split(".", maxsplit=1)[0]
    kid: str = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"]
    return kid


def _published(service: Service) -> dict[str, str]:
    keys = service.call("GET", "/.well-known/jwks.json").json["keys"]
    return {it["kid"]: it["state"] for it in keys if it["procheck_use"] == "approval"}


@contextmanager
def _busy(service: Service) -> Iterator[list[tuple[int, bool]]]:
    """Order again and again; note each status, and whether the key was published just then.

    With a short rest between: what the agency may still buy has to last for the orders after.
    """
    done: list[tuple[int, bool]] = []
    ended = Event()

    def work() -> None:
        while not ended.wait(_REST):
            made = _place(service)
            signed = made.json.get("approval")
            published = signed is None or _kid(signed["statement"]) in _published(service)
            done.append((made.status, published))

    client = Thread(target=work)
    client.start()
    try:
        yield done
    finally:
        ended.set()
        client.join()


def _verified(service: Service, statement: str) -> Any:  # noqa: ANN401 - a JSON value
    body = {"statement": statement}
    return service.call("POST", "/v1/approvals/verification", None, body).json["signature"]


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


def test_a_running_service_signs_with_the_new_key_at_once(disturbed: Service) -> None:
    service = disturbed
    before = _place(service).json["approval"]["statement"]
    old = _kid(before)
    assert _published(service) == {old: "active"}
    with _busy(service) as done:
        rotated = service.command("api", "keys", "rotate")
    assert rotated.returncode == 0, rotated.stderr
    assert done
    assert {status for status, _ in done} == {201}
    assert all(published for _, published in done)
    # As often as every one of the web workers is surely asked.
    after = [_place(service).json["approval"]["statement"] for _ in range(12)]
    (new,) = {_kid(it) for it in after}
    assert rotated.stdout == f"{new} signs approvals from now on; {old} keeps verifying\n"
    for _ in range(12):
        assert _published(service) == {old: "retired", new: "active"}
        assert _verified(service, before)["answer"] == "yes"
        assert _verified(service, after[0])["answer"] == "yes"


def test_held_orders_are_examined_under_a_new_list_though_the_worker_is_killed(
    disturbed: Service,
) -> None:
    service = disturbed
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


def test_what_was_acknowledged_is_there_after_a_stop_and_a_start(disturbed: Service) -> None:
    service = disturbed
    file = service.folder / CREDENTIALS
    made, keys = _place(service).json, file.read_bytes()
    leaf = made["ledger"]["leaf"]
    index = service.proven(leaf).json["index"]
    assert service.stop() == 0
    service.start()
    assert file.read_bytes() == keys
    seen = service.call("GET", f"/v1/orders/{made['id']}", service.keys["officer"]).json
    assert seen["verdict"] == made["verdict"]
    assert service.proven(leaf).json["index"] == index
