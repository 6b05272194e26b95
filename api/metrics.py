"""What is counted for those who watch the service (Prometheus text format).

With several web processes prometheus-client keeps the numbers in files of a shared folder, named by
``PROMETHEUS_MULTIPROC_DIR`` before this module is imported; `serve` sets it.
"""

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector
from sqlalchemy import Connection

from api.reconciling import last_run
from ledger.store import latest_checkpoint, pending_age

MEDIA = CONTENT_TYPE_LATEST

_requests = Counter("procheck_requests_total", "Requests answered.", ("operation", "status"))
_seconds = Histogram(
    "procheck_request_seconds",
    "Time from the request read to the answer made.",
    ("operation",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def count_request(operation: str, status: int, seconds: float) -> None:
    """Count one request."""
    requests, taken = _counters(operation, status)
    requests.inc()
    taken.observe(seconds)


@cache
def _counters(operation: str, status: int) -> tuple[Counter, Histogram]:
    return _requests.labels(operation, str(status)), _seconds.labels(operation)


class _State(Collector):
    """What the database says at the moment of asking."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection, self._now = connection, now

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Yield the ledger's size and ages, and what rows and record last disagreed in."""
        signed = latest_checkpoint(self._connection)
        age = timedelta(0) if signed is None else self._now - signed.signed_at
        for name, text, value in (
            ("procheck_ledger_size", "Entries in the tree.", signed and signed.checkpoint.size),
            ("procheck_checkpoint_age_seconds", "Age of the checkpoint.", age.total_seconds()),
            (
                "procheck_pending_age_seconds",
                "Age of the oldest entry without a place.",
                pending_age(self._connection, self._now).total_seconds(),
            ),
        ):
            yield GaugeMetricFamily(name, text, value=float(value or 0))
        run = last_run(self._connection)
        # Before the first run nothing is known: a missing number is not taken for a good one.
        if run is not None:
            yield GaugeMetricFamily(
                "procheck_reconciliation_disagreements",
                "Things in which rows and record disagreed in the last comparison.",
                value=run.disagreements,
            )
            yield GaugeMetricFamily(
                "procheck_reconciliation_end_timestamp_seconds",
                "When the last comparison ended, in seconds since 1970 (UTC).",
                value=run.ended_at.timestamp(),
            )


def exposition(connection: Connection, now: datetime) -> bytes:
    """Return all numbers of all web processes, and the ledger's."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # untyped in the library
        counted = generate_latest(registry)
    else:
        counted = generate_latest(REGISTRY)
    state = CollectorRegistry()
    state.register(_State(connection, now))
    return counted + generate_latest(state)
