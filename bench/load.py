"""A small load generator for loopback: many connections, one thread, prepared requests.

It shares the cores with the server it loads, so it costs as little as it can: requests are bytes
made beforehand, and of an answer only the status and the length are read.
"""

import selectors
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from time import perf_counter
from urllib.parse import urlsplit

_CHUNK = 65536
_STALL = 30.0
_HEAD_END = b"\r\n\r\n"


@dataclass
class Tally:
    """What came back: statuses by count, seconds each answer took, seconds in all."""

    seconds: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)

    def add(self, status: int, seconds: float) -> None:
        """Note an answer and how long it took."""
        self.latencies.append(seconds)
        self.statuses[status] = self.statuses.get(status, 0) + 1

    @property
    def rate(self) -> float:
        """Return answers per second."""
        return len(self.latencies) / self.seconds

    def quantile(self, share: float) -> float:
        """Return the latency in milliseconds that ``share`` of the answers stayed within."""
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1e3


class Connection:
    """One keep-alive connection with at most one request in flight."""

    def __init__(self, host: str, port: int) -> None:
        """Connect."""
        self.where = host, port
        self.socket = socket.create_connection(self.where, timeout=_STALL)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.sent_at = 0.0
        self.ends = False
        """Whether the server said that its last answer here is the last."""

    def send(self, request: bytes) -> None:
        """Send a whole request."""
        self.received = b""
        self.sent_at = perf_counter()
        self.socket.sendall(request)

    def read(self) -> int | None:
        """Return the status once the whole answer is there.

        Raises:
            ConnectionError: the server closed in the middle of an answer.
        """
        chunk = self.socket.recv(_CHUNK)
        if not chunk:
            raise ConnectionError(self.received[:200])
        self.received += chunk
        head, found, body = self.received.partition(_HEAD_END)
        if not found or len(body) < _length(head):
            return None
        self.ends = _value(head, b"connection").lower() == b"close"
        return int(head[9:12])


def _length(head: bytes) -> int:
    return int(_value(head, b"content-length") or 0)


def _value(head: bytes, wanted: bytes) -> bytes:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == wanted:
            return value.strip()
    return b""


def request(
    url: str, path: str, body: bytes, headers: dict[str, str], method: str = "POST"
) -> bytes:
    """Return a whole HTTP/1.1 request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {urlsplit(url).netloc}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += ["Content-Type: application/json", f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def loopback(url: str) -> tuple[str, int]:
    """Return host and port of an address on this machine.

    Raises:
        ConnectionError: it is another machine's; nothing else is loaded from here.
    """
    parts = urlsplit(url)
    if parts.hostname not in {"127.0.0.1", "localhost"} or parts.port is None:
        raise ConnectionError(url)
    return parts.hostname, parts.port


def run(url: str, requests: Iterable[bytes], clients: int) -> Tally:
    """Send every request once over ``clients`` connections, each as soon as one is free.

    Args:
        url: base URL of a server on loopback.
        requests: whole requests as bytes, taken one by one as connections are free.
        clients: how many connections at once.

    Raises:
        ConnectionError: an answer broke off, or the server stalled for 30 seconds.
    """
    where = loopback(url)
    waiting: Iterator[bytes] = iter(requests)
    tally, selector = Tally(), selectors.DefaultSelector()
    start, open_connections = perf_counter(), 0
    for first in islice(waiting, clients):
        connected(selector, where).send(first)
        open_connections += 1
    while open_connections:
        ready = selector.select(timeout=_STALL)
        if not ready:
            raise ConnectionError("stalled")  # noqa: EM101 - one word says it
        for key, _ in ready:
            open_connections -= _advance(key.data, waiting, tally, selector)
    tally.seconds = perf_counter() - start
    return tally


def _advance(
    connection: Connection,
    waiting: Iterator[bytes],
    tally: Tally,
    selector: selectors.BaseSelector,
) -> int:
    """Read what came; send the next request, or close. Returns how many connections ended."""
    status = connection.read()
    if status is None:
        return 0
    tally.add(status, perf_counter() - connection.sent_at)
    following = next(waiting, None)
    if following is None or connection.ends:
        left(selector, connection)
        if following is None:
            return 1
        # A worker that served long is replaced, and says so.
        connection = connected(selector, connection.where)
    connection.send(following)
    return 0


def connected(selector: selectors.BaseSelector, where: tuple[str, int]) -> Connection:
    """Return a new connection, whose answers the selector tells of."""
    connection = Connection(*where)
    selector.register(connection.socket, selectors.EVENT_READ, connection)
    return connection


def left(selector: selectors.BaseSelector, connection: Connection) -> None:
    """Close a connection that the selector tells of."""
    selector.unregister(connection.socket)
    connection.socket.close()
