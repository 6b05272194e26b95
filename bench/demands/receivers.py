"""Receivers of webhooks on this machine: good ones, one that fails now and then, one that hangs."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

Answer = Callable[[], int]
"""Returns the status of an answer; may take its time."""
TAKEN = 204


@dataclass(slots=True)
class Receiver:
    """Where it is, and what it took: seconds from each event's record to its receipt, by its id."""

    url: str
    answer: Answer
    taken: dict[str, float] = field(default_factory=dict)
    refused: int = 0


@contextmanager
def receiver(answer: Answer = lambda: TAKEN) -> Iterator[Receiver]:
    """Receive while the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            came = datetime.now(UTC)
            status = made.answer()
            if status == TAKEN:
                recorded = datetime.fromisoformat(body["timestamp"])
                seconds = (came - recorded).total_seconds()
                made.taken.setdefault(self.headers["webhook-id"], seconds)
            else:
                made.refused += 1
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
            """Say nothing."""

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except ConnectionError:
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made = Receiver(f"http://127.0.0.1:{server.server_address[1]}/events", answer)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def hanging() -> Iterator[Receiver]:
    """Receive, and answer nothing while the block lasts."""
    over = Event()

    def answer() -> int:
        over.wait()
        return 503

    with receiver(answer) as made:
        try:
            yield made
        finally:
            over.set()
