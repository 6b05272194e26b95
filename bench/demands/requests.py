"""Endless requests: orders of many agencies, orders for one device of one agency, and reads."""

from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from itertools import count, cycle, islice
from typing import Any

from api.examples import ORDER
from bench import load
from bench.agencies import Officer, placeable
from bench.demands.held import Held, compact
from bench.http import Unexpected
from integrations.service import Service

_MARK = "to-be-numbered"
_READ = 20
"""Orders that are placed to be read: one each of so many agencies."""


def orders(held: Held, mark: str) -> Iterator[bytes]:
    """Yield orders of eight lines, about a third with breaches, of one agency after the other."""
    documents = [
        (officer, compact({**document, "reference": _MARK}))
        for officer, document in placeable(held.officers, mark)
    ]
    for number, (officer, body) in enumerate(cycle(documents)):
        reference = f"{mark}-{number}"
        yield _post(held, officer, reference, body.replace(_MARK.encode(), reference.encode()))


def single(held: Held, officer: Officer, mark: str) -> Iterator[bytes]:
    """Yield orders of one agency for one desktop each."""
    document: dict[str, Any] = deepcopy(dict(ORDER))
    document |= {"agency": officer.agency, "reference": _MARK}
    (line,) = document["lines"]
    line["quantity"] = line["operating_system"]["licence"]["count"] = 1
    body = compact(document)
    for number in count():
        reference = f"{mark}-{number}"
        yield _post(held, officer, reference, body.replace(_MARK.encode(), reference.encode()))


def reads(held: Held, mark: str) -> Iterator[bytes]:
    """Place a few orders, and yield without end what officers read: of these, and beside them.

    Half of the reads are single orders and approvals; the others lists, entitlements, limits, and
    the checkpoint.
    """
    paths: list[tuple[Officer, str]] = []
    for officer, document in islice(placeable(held.officers, mark), _READ):
        with closing(Service(held.running.base, officer.key)) as client:
            made = client.post("/v1/orders", document, idempotency=document["reference"])
            if "id" not in made:
                raise Unexpected(made)
        paths += [
            (officer, f"/v1/orders/{made['id']}"),
            (officer, _approval(made)),
            (officer, f"/v1/orders/{made['id']}"),
            (officer, "/v1/orders?limit=20"),
            (officer, f"/v1/agencies/{officer.agency}/entitlements"),
            (officer, "/v1/limits?jurisdiction=cn&class=desktop"),
            (officer, _approval(made)),
            (officer, "/v1/ledger/checkpoint"),
        ]
    written = [
        load.request(
            held.running.base, path, b"", {"Authorization": f"Bearer {officer.key}"}, method="GET"
        )
        for officer, path in paths
    ]
    return cycle(written)


def _approval(made: dict[str, Any]) -> str:
    if "approval" in made:
        return f"/v1/approvals/{made['approval']['number']}"
    return f"/v1/orders/{made['id']}/receipt"


def _post(held: Held, officer: Officer, key: str, body: bytes) -> bytes:
    headers = {"Authorization": f"Bearer {officer.key}", "Idempotency-Key": key}
    return load.request(held.running.base, "/v1/orders", body, headers)
