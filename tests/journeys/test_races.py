"""Two who end the same thing at once: one does, the other is told why not, the record has one."""

import json
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

from api.examples import AGENCY
from tests.journeys.service import ROOT, Answer, Service

_FORTY = json.loads((ROOT / "docs" / "examples" / "forty-desktops.json").read_text())
_REASON = {"reason": "example"}


def _approved(service: Service) -> tuple[str, str]:
    order: dict[str, Any] = json.loads(json.dumps(_FORTY)) | {"reference": f"X-{uuid.uuid4()}"}
    order["lines"][0]["quantity"] = 1
    made = service.call("POST", "/v1/orders", service.keys["officer"], order).json
    assert made["state"] == "approved", made
    return made["id"], made["approval"]["number"]


def _committed(service: Service) -> int:
    path = f"/v1/agencies/{AGENCY}/entitlements"
    items = service.call("GET", path, service.keys["officer"]).json["items"]
    (desktops,) = [it for it in items if it["cap"].endswith("/desktop")]
    left: int = desktops["left"]
    return left


def _at_once(acts: list[Callable[[], Answer]]) -> list[Answer]:
    start = Barrier(len(acts))

    def act(one: Callable[[], Answer]) -> Answer:
        start.wait(30)
        return one()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def _kinds(service: Service, order_id: str, leaf_of: Answer) -> Counter[str]:
    """The kinds of the entries about an order, once the sequencer has placed the last one."""
    ledger = leaf_of.json.get("ledger")
    if ledger is not None:
        assert service.proven(ledger["leaf"]).status == 200
    return Counter(it["kind"] for it in service.entries(order=order_id))


def _refused(answer: Answer) -> None:
    told = answer.json
    assert (answer.status, told["type"]) == (409, "/problems/wrong-state"), told
    assert told["wanted"]
    assert told["message"]["zh"] != told["message"]["en"]


def _settled(service: Service, order_id: str, kinds: set[str]) -> Counter[str]:
    """Entries get their places within ten seconds."""
    later = service.call("POST", "/v1/orders", service.keys["officer"], _later())
    found = _kinds(service, order_id, later)
    assert kinds <= found.keys()
    return found


def _later() -> dict[str, Any]:
    order: dict[str, Any] = json.loads(json.dumps(_FORTY)) | {"reference": f"L-{uuid.uuid4()}"}
    order["lines"][0] |= {"quantity": 1, "unit_price": "5200.00"}
    return order


def test_of_racing_revocations_one_is_made_and_the_others_are_told(service: Service) -> None:
    before = _committed(service)
    order_id, number = _approved(service)
    path = f"/v1/approvals/{number}/revocation"
    answers = _at_once([lambda: service.call("POST", path, service.keys["approver"], _REASON)] * 6)
    made = [it for it in answers if it.status == 200]
    assert len(made) == 1, [it.status for it in answers]
    assert made[0].json["state"] == "revoked"
    for other in answers:
        if other is not made[0]:
            _refused(other)
            assert other.json["state"] == "revoked"
    assert _settled(service, order_id, {"approval.revoked"})["approval.revoked"] == 1
    assert _committed(service) == before


def test_a_revocation_and_a_cancellation_at_once_end_it_once(service: Service) -> None:
    for _ in range(8):
        before = _committed(service)
        order_id, number = _approved(service)
        revoke = f"/v1/approvals/{number}/revocation"
        cancel = f"/v1/orders/{order_id}/cancellation"
        revoked, cancelled = _at_once(
            [
                partial(service.call, "POST", revoke, service.keys["approver"], _REASON),
                partial(service.call, "POST", cancel, service.keys["officer"], _REASON),
            ]
        )
        statuses = sorted((revoked.status, cancelled.status))
        assert statuses == [200, 409], (revoked.data, cancelled.data)
        _refused(cancelled if revoked.status == 200 else revoked)
        assert _committed(service) == before
        kinds = _settled(service, order_id, {"approval.revoked"})
        assert kinds["approval.revoked"] == 1
        assert kinds["order.cancelled"] == (cancelled.status == 200)
