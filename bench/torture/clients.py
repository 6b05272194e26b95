"""Clients that place and cancel orders, and ask again under the same key until they know."""

import http.client
import json
import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from threading import Event, Lock
from typing import Any

from api.examples import ORDER
from bench.agencies import Officer
from bench.torture.observed import Act, Observed

CAP = 30
"""Desktops a capped agency may have: one for each of its heads."""

_TIMEOUT, _SETTLE_SECONDS = 20.0, 90.0
_MOST_REMEMBERED = 400
_CANCEL, _REPLAY, _AT_ONCE = 0.08, 0.08, 0.15
_RETRIED = frozenset({"in-progress", "quota-taken", "busy"})


@dataclass(slots=True)
class Traffic:
    """What the clients of a run share."""

    port: int
    capped: Sequence[Officer]
    wide: Sequence[Officer]
    seed: int
    observed: Observed = field(default_factory=Observed)
    stop: Event = field(default_factory=Event)
    _numbers: "count[int]" = field(default_factory=count)
    _lock: Lock = field(default_factory=Lock)

    def number(self) -> int:
        """Return a number no other act has."""
        with self._lock:
            return next(self._numbers)


class Client:
    """One client: a connection, a generator of its own, and what it may cancel or repeat."""

    def __init__(self, traffic: Traffic, number: int) -> None:
        self._traffic = traffic
        self._draw = random.Random(f"{traffic.seed}/{number}")
        self._connection: http.client.HTTPConnection | None = None
        self._cancellable: list[tuple[Officer, str]] = []
        self._earlier: list[Act] = []

    def run(self) -> None:
        """Act until told to stop; the last act is settled first."""
        while not self._traffic.stop.is_set():
            chance = self._draw.random()
            if chance < _CANCEL and self._cancellable:
                self._cancel()
            elif chance < _CANCEL + _REPLAY and self._earlier:
                self.settle(self._draw.choice(self._earlier))
            else:
                self._place()
        self.close()

    def settle(self, act: Act) -> None:
        """Send an act, again and again under its key, until it is answered."""
        deadline = time.monotonic() + _SETTLE_SECONDS
        while time.monotonic() < deadline:
            answer = self._send(act)
            if answer is not None and not _to_be_retried(*answer):
                self._traffic.observed.answer(act, *answer)
                return
            time.sleep(self._draw.uniform(0.02, 0.3))

    def _place(self) -> None:
        number = self._traffic.number()
        if self._draw.random() < 0.5:  # noqa: PLR2004 - half of the orders are for scarce units
            capped = self._traffic.capped
            officer, quantity = capped[number // (3 * CAP) % len(capped)], 1
        else:
            officer, quantity = self._draw.choice(self._traffic.wide), self._draw.randint(1, 3)
        act = _order(officer, number, quantity)
        self._traffic.observed.begin(act)
        if self._draw.random() < _AT_ONCE:
            others = [Client(self._traffic, -number - it) for it in (1, 2)]
            with ThreadPoolExecutor(len(others)) as pool:
                waiting = [pool.submit(it.settle, act) for it in others]
                self.settle(act)
            for done in waiting:
                done.result()
            for it in others:
                it.close()
        else:
            self.settle(act)
        self._remember(act, officer)

    def _remember(self, act: Act, officer: Officer) -> None:
        self._earlier = [*self._earlier[-_MOST_REMEMBERED:], act]
        for status, body in act.answers:
            placed = json.loads(body) if status == http.client.CREATED else {}
            if placed.get("state") == "approved" and officer in self._traffic.wide:
                self._cancellable.append((officer, placed["id"]))

    def _cancel(self) -> None:
        officer, order = self._cancellable.pop(self._draw.randrange(len(self._cancellable)))
        act = Act(
            key=f"torture-{self._traffic.number()}",
            path=f"/v1/orders/{order}/cancellation",
            authorization=officer.key,
            body=b'{"reason":"no longer needed"}',
            agency=officer.agency,
            cancels=order,
        )
        self._traffic.observed.begin(act)
        self.settle(act)

    def _send(self, act: Act) -> tuple[int, bytes] | None:
        """Send once; None if nobody knows what became of it."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                "127.0.0.1", self._traffic.port, timeout=_TIMEOUT
            )
        headers = {
            "Authorization": f"Bearer {act.authorization}",
            "Idempotency-Key": act.key,
            "Content-Type": "application/json",
        }
        try:
            self._connection.request("POST", act.path, act.body, headers)
            response = self._connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            self._traffic.observed.nothing()
            self.close()
            return None
        self._traffic.observed.status(response.status)
        return response.status, body

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _order(officer: Officer, number: int, quantity: int) -> Act:
    document: dict[str, Any] = deepcopy(dict(ORDER))
    document |= {"agency": officer.agency, "reference": f"TORTURE-{number:07d}"}
    (line,) = document["lines"]
    line["quantity"] = line["operating_system"]["licence"]["count"] = quantity
    return Act(
        key=f"torture-{number}",
        path="/v1/orders",
        authorization=officer.key,
        body=json.dumps(document, ensure_ascii=False).encode(),
        agency=officer.agency,
        reference=document["reference"],
    )


def _to_be_retried(status: int, body: bytes) -> bool:
    if status >= http.client.INTERNAL_SERVER_ERROR or status == http.client.TOO_MANY_REQUESTS:
        return True
    return status == http.client.CONFLICT and _kind(body) in _RETRIED


def _kind(body: bytes) -> str:
    try:
        return str(json.loads(body)["type"]).rpartition("/")[2]
    except (ValueError, KeyError, TypeError):
        return ""
