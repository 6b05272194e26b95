"""Thousands of orders in one request, a line each, beside `examine()` in one process.

The same orders, on the facts that the service has of the same agency. Rates are per second of the
clock: what the request takes from its first byte sent to its last line read, and what one process
takes to examine as many orders that are already read.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median
from time import perf_counter
from typing import Any

import requests

from bench.agencies import HEADS, placeable
from bench.http import Unexpected
from bench.memory import peak_of_workers
from bench.orders import PLACED_ON, evidence
from bench.stand import Stand
from validators.examine import Dates, examine
from validators.law import Law
from validators.reading import read_order

FEW, MANY, ROUNDS = 1_000, 10_000, 3
_DATES = Dates(placed_on=PLACED_ON)


@dataclass(frozen=True, slots=True)
class Lines:
    """Orders a second in one request and in one process, the ratio within each round, and memory.

    ``grown`` is the largest worker's peak after batches of ``MANY`` orders beside the one after a
    batch of ``FEW``.
    """

    rate: float
    alone: float
    ratio: float
    grown: float


def measure(stand: Stand, law: Law) -> Lines:
    """Send batches and examine the same orders here, in turn.

    Raises:
        Unexpected: a line was not answered by a verdict.
    """
    url = f"{stand.running.base}/v1/validations?on={PLACED_ON.isoformat()}"
    key = stand.officers[0].key
    documents = [document for _, document in placeable(stand.officers[:1], "lines")]
    inputs = [(read_order(it), evidence(it, HEADS)) for it in documents]
    few, many = (_written(documents, it) for it in (FEW, MANY))
    _send(url, key, few, FEW)
    peak = peak_of_workers(stand.settings.port)
    sent, alone = [], []
    for _ in range(ROUNDS):
        sent.append(_send(url, key, many, MANY))
        begun = perf_counter()
        for order, known in islice(cycle(inputs), MANY):
            examine(order, known, law, _DATES)
        alone.append(perf_counter() - begun)
    ratios = [mine / its for its, mine in zip(sent, alone, strict=True)]
    return Lines(
        rate=MANY / median(sent),
        alone=MANY / median(alone),
        ratio=median(ratios),
        grown=peak_of_workers(stand.settings.port) / peak,
    )


def _written(documents: list[dict[str, Any]], count: int) -> bytes:
    lines = (json.dumps(it, ensure_ascii=False, separators=(",", ":")) for it in documents)
    return "\n".join(islice(cycle(list(lines)), count)).encode()


def _send(url: str, key: str, body: bytes, count: int) -> float:
    """Return the seconds until every line was answered."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/jsonl"}
    begun = perf_counter()
    with requests.post(url, body, headers=headers, stream=True, timeout=(5, 300)) as answer:
        told = sum(1 for line in _lines(answer) if b'"kind":"dry-run"' in line)
    taken = perf_counter() - begun
    if told != count:
        raise Unexpected((answer.status_code, told))
    return taken


def _lines(answer: requests.Response) -> Iterator[bytes]:
    # By large pieces: to look for lines in small ones takes longer than to answer them.
    yield from answer.iter_lines(chunk_size=1024 * 1024)
