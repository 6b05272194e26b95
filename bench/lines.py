"""Thousands of orders in one request, a line each, beside `examine()` in one process.

The same orders, on the very facts that the service gathers for them, with the same verdicts. Rates
are per second of the clock: what the request takes from its first byte sent to its last line read,
and what one process takes to examine as many orders that are already read.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from statistics import median
from time import perf_counter
from typing import Any

import requests

from api.composition import compose
from api.performing import encode
from api.presenting import dry_run_document
from api.roles import Role
from approvals.evidence import evidence_of, gather
from approvals.told import NAMES_NOTHING
from bench.agencies import placeable
from bench.http import Unexpected
from bench.memory import peak_of_workers
from bench.orders import PLACED_ON
from bench.stand import Stand
from storage.scope import SYSTEM
from validators.examine import Dates, examine
from validators.finding import Verdict
from validators.reading import read_order

FEW, MANY, ROUNDS = 1_000, 10_000, 3
_PIECE = 1024 * 1024
_VERDICT = b'"kind":"dry-run"'
"""What the answer to a line has once, if it is a verdict."""


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


def measure(stand: Stand) -> Lines:
    """Send batches and examine the same orders here, in turn.

    Raises:
        Unexpected: a line was not answered by a verdict, or by another than is found here.
    """
    url = f"{stand.running.base}/v1/validations?on={PLACED_ON.isoformat()}"
    key = stand.officers[0].key
    documents = [document for _, document in placeable(stand.officers[:1], "lines")]
    examinations = _examinations(stand, documents)
    few, many = (_written(documents, it) for it in (FEW, MANY))
    _compare(_answers(url, key, few), [it() for it in examinations])
    peak = peak_of_workers(stand.settings.port)
    sent, alone = [], []
    for _ in range(ROUNDS):
        sent.append(_send(url, key, many, MANY))
        begun = perf_counter()
        for it in islice(cycle(examinations), MANY):
            it()
        alone.append(perf_counter() - begun)
    ratios = [mine / its for its, mine in zip(sent, alone, strict=True)]
    return Lines(
        rate=MANY / median(sent),
        alone=MANY / median(alone),
        ratio=median(ratios),
        grown=peak_of_workers(stand.settings.port) / peak,
    )


def _examinations(stand: Stand, documents: list[dict[str, Any]]) -> list[Callable[[], Verdict]]:
    """Return what examines each order as the service does, on what it gathers, and does no more."""
    with closing(compose(stand.settings, stand.database)) as services:
        with services.database.transaction(SYSTEM) as connection:
            books = services.reading.books(connection)
        dates = Dates(placed_on=PLACED_ON, valid_until=services.policy.valid_until(PLACED_ON))
        found: list[Callable[[], Verdict]] = []
        for order in map(read_order, documents):
            facts, _ = gather(services.looks.row, order, PLACED_ON)
            evidence = evidence_of(facts, NAMES_NOTHING, order, books, PLACED_ON)
            found.append(partial(examine, order, evidence, books.law, dates))
        return found


def _compare(answers: Iterator[bytes], verdicts: list[Verdict]) -> None:
    for answer, verdict in zip(answers, verdicts, strict=True):
        expected = encode(dry_run_document(verdict, Role.OFFICER))
        if not answer.endswith(expected[1:]):
            raise Unexpected(answer.decode())


def _written(documents: list[dict[str, Any]], count: int) -> bytes:
    lines = (json.dumps(it, ensure_ascii=False, separators=(",", ":")) for it in documents)
    return "\n".join(islice(cycle(list(lines)), count)).encode()


def _send(url: str, key: str, body: bytes, count: int) -> float:
    """Return the seconds until every line was answered."""
    begun = perf_counter()
    told, rest = 0, b""
    with _answer(url, key, body) as answer:
        # Counted by large pieces: to make lines of them takes longer than to answer some.
        for piece in answer.iter_content(_PIECE):
            seen = rest + piece
            told += seen.count(_VERDICT)
            rest = seen[1 - len(_VERDICT) :]
    taken = perf_counter() - begun
    if told != count:
        raise Unexpected(told)
    return taken


def _answers(url: str, key: str, body: bytes) -> Iterator[bytes]:
    with _answer(url, key, body) as answer:
        yield from answer.iter_lines(chunk_size=_PIECE)


def _answer(url: str, key: str, body: bytes) -> requests.Response:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/jsonl"}
    return requests.post(url, body, headers=headers, stream=True, timeout=(5, 300))
