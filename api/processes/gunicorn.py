"""gunicorn's hooks: what has to happen when a web worker begins, and when it ends."""

from typing import Protocol

from prometheus_client.multiprocess import mark_process_dead

# Imported by the master, so that a worker is forked with all its modules and serves at once, where
# each would load them for seconds. It opens nothing that a fork could not share.
from api.processes import web
from api.supervision.tether import post_fork

__all__ = ("child_exit", "post_fork", "web")


class Worker(Protocol):
    """What is asked of gunicorn's worker."""

    pid: int


def child_exit(_: object, worker: Worker) -> None:
    """Let the gauges of a worker that is gone be forgotten; its counters stay."""
    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # untyped in the library
