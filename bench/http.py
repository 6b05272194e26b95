"""Requests a second of the service beside bare views that do only what cannot be left out."""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench import load
from bench.agencies import placeable
from bench.contestants import ASKED, NAMES, plain
from bench.stand import Stand
from integrations.service import Service

CLIENTS = 32
ROUNDS = 5
COMPARED = 200


class Unexpected(Exception):  # noqa: N818 - a result that ends the benchmark
    """An answer is not the one expected: a status, or a verdict beside the plain check's."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Requests a second (medians), the ratio within each round (median), and a latency."""

    ours: float
    yardstick: float
    ratio: float
    slow: float
    """Milliseconds that 99 of 100 of the service's answers stayed within."""


def compare_verdicts(stand: Stand) -> int:
    """Return how many of the orders have a breach, once the service said the same as plain Python.

    Raises:
        Unexpected: the two do not say the same of an order.
    """
    yardstick, spoiled = plain(), 0
    for number, (officer, document) in enumerate(placeable(stand.officers, "compared")):
        if number == COMPARED:
            break
        with closing(Service(stand.running.base, officer.key)) as client:
            answer = client.post("/v1/validations", document)
        expected = yardstick.tell(yardstick.run(yardstick.prepare(document)))[0]
        if "verdict" not in answer or _told(answer["verdict"]) != expected:
            raise Unexpected(json.dumps([document, answer, sorted(expected)], ensure_ascii=False))
        spoiled += bool(expected)
    return spoiled


def _told(verdict: dict[str, Any]) -> frozenset[tuple[int, str]]:
    """Return what is wrong with which line, and that something is where nothing can be told."""
    wrong = [it for it in verdict["findings"] if it["outcome"] == "breach" or it["code"] in ASKED]
    told = {
        (int(it["pointer"].split("/")[2]), NAMES.get(it["rule"]) or NAMES.get(it["code"], "?"))
        for it in wrong
    }
    outcome = "undetermined" if told else "conforming"
    if any(it["outcome"] == "breach" for it in wrong):
        outcome = "refused"
    return frozenset(told if verdict["outcome"] == outcome else {(-1, verdict["outcome"])})


def validations(stand: Stand) -> Rates:
    """Return the rates of dry runs beside a view that parses the same bytes and returns them."""
    return _rates(stand, "/v1/validations", 200, "/parse", 200)


def orders(stand: Stand) -> Rates:
    """Return the rates of orders placed beside a view that only inserts the same documents."""
    return _rates(stand, "/v1/orders", 201, "/insert", 201)


def _rates(stand: Stand, path: str, status: int, bare_path: str, bare_status: int) -> Rates:
    ours, bare, ratios, slow = [], [], [], []
    for round_ in range(ROUNDS + 1):
        mark = f"{path[4:8]}-{round_}"
        mine = _tally(stand.running.base, _requests(stand, path, mark), status)
        its = _tally(stand.yardstick, _requests(stand, bare_path, mark), bare_status)
        if round_:  # the first warms connections and caches
            ours.append(mine.rate)
            bare.append(its.rate)
            ratios.append(mine.rate / its.rate)
            slow.append(mine.quantile(0.99))
    return Rates(median(ours), median(bare), median(ratios), median(slow))


def _requests(stand: Stand, path: str, mark: str) -> list[bytes]:
    """Return the requests of a round: the same bytes for both servers but for the path."""
    return [
        load.request(
            stand.running.base,
            path,
            json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(),
            {
                "Authorization": f"Bearer {officer.key}",
                "Idempotency-Key": document["reference"],
            },
        )
        for officer, document in placeable(stand.officers, mark)
    ]


def _tally(url: str, requests: Sequence[bytes], status: int) -> load.Tally:
    tally = load.run(url, requests, CLIENTS)
    if set(tally.statuses) != {status}:
        msg = f"{url}: {tally.statuses}, {status} was expected of all"
        raise Unexpected(msg)
    return tally
