"""Receivers of webhooks on this machine, as good and as bad as they come."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int, dict[str, str], bytes | Iterator[bytes]]
"""Status, headers and body of an answer; a body in pieces comes as slowly as it is made."""

FINE: Answer = (204, {}, b"")


@dataclass(frozen=True)
class Received:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """What came in, and what is answered: ``answer`` is asked each time, and may take its time."""

    url: str
    answer: Callable[[Received], Answer]
    received: list[Received] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def says(self, status: int, **headers: str) -> None:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answer = lambda _: (status, told, b"")

    def ids(self) -> list[str]:
        return [it.id for it in self.received]


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver that takes everything until it is told otherwise."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            came = Received(self.path, headers, body)
            made.received.append(came)
            status, more, content = made.answer(came)
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            pieces = iter((content,)) if isinstance(content, bytes) else content
            if isinstance(content, bytes):
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            for piece in pieces:
                self.wfile.write(piece)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
            """Say nothing."""

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except ConnectionError:
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made = Receiver(f"http://127.0.0.1:{server.server_address[1]}/events", lambda _: FINE)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield made
    finally:
        made.released.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
