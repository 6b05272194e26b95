"""Load at a given rate: requests are sent when they are due, however long the answers take.

What an answer took is counted from the instant its request was due, so a service that stalls is not
spared the requests that it kept waiting. One thread, on loopback, as `bench.load`.
"""

import selectors
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from time import perf_counter

from bench.load import Connection, Tally, connected, left, loopback

MOST_CONNECTIONS = 256
_LONGEST_WAIT = 0.05
_PATIENCE = 60.0
"""Seconds that answers are waited for once nothing more is due; then what is left is lost."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Requests of one kind, so many a second, without end."""

    rate: float
    requests: Iterator[bytes]


@dataclass(slots=True)
class Paced:
    """What came back of each stream, and what did not.

    ``resent`` counts requests on a connection that the server had closed before it read them, as
    it may with one that was idle: sent once more on a new one, as clients do. ``lost`` had none.
    """

    tallies: dict[str, Tally]
    resent: int = 0
    lost: int = 0


@dataclass(order=True, slots=True)
class _Due:
    at: float
    stream: str
    number: int = 0
    request: bytes = field(compare=False, default=b"")
    again: bool = field(compare=False, default=False)


class _Pacing:
    def __init__(self, url: str, streams: Mapping[str, Stream]) -> None:
        self._where = loopback(url)
        self._streams = streams
        self._selector = selectors.DefaultSelector()
        self._idle: list[Connection] = []
        self._busy: dict[Connection, _Due] = {}
        self.found = Paced({name: Tally() for name in streams})

    def run(self, seconds: float, goes_on: Callable[[], bool]) -> None:
        """Send what is due within ``seconds`` while ``goes_on`` says so; wait for the answers."""
        begun = perf_counter()
        end, latest = begun + seconds, begun + seconds + _PATIENCE
        agenda = [_Due(begun, name) for name in self._streams]
        # All that is due before the end is sent, if late, as long as the service is waited for.
        while agenda[0].at < end and (now := perf_counter()) < latest and goes_on():
            while agenda[0].at <= min(now, end) and self._has_room():
                due = heappop(agenda)
                stream, number = self._streams[due.stream], due.number + 1
                heappush(agenda, _Due(begun + number / stream.rate, due.stream, number))
                if due.at < end:
                    self._send(_Due(due.at, due.stream, request=next(stream.requests)))
            self._receive(min(max(agenda[0].at - perf_counter(), 0), _LONGEST_WAIT))
        lasted = perf_counter() - begun
        until = perf_counter() + _PATIENCE
        while self._busy and perf_counter() < until:
            self._receive(_LONGEST_WAIT)
        self.found.lost += len(self._busy)
        for tally in self.found.tallies.values():
            tally.seconds = lasted
        for it in (*self._idle, *self._busy):
            it.socket.close()

    def _has_room(self) -> bool:
        return bool(self._idle) or len(self._busy) < MOST_CONNECTIONS

    def _send(self, due: _Due) -> None:
        idle = self._idle
        connection = idle.pop() if idle else connected(self._selector, self._where)
        self._busy[connection] = due
        try:
            connection.send(due.request)
        except OSError:
            self._hung_up(connection)

    def _receive(self, wait: float) -> None:
        for key, _ in self._selector.select(wait):
            connection: Connection = key.data
            try:
                status = connection.read()
            except OSError:
                self._hung_up(connection)
                continue
            if status is not None:
                due = self._busy.pop(connection)
                self.found.tallies[due.stream].add(status, perf_counter() - due.at)
                if connection.ends:
                    left(self._selector, connection)
                else:
                    self._idle.append(connection)

    def _hung_up(self, connection: Connection) -> None:
        left(self._selector, connection)
        due = self._busy.pop(connection, None)
        if due is None:
            self._idle.remove(connection)
        elif due.again or connection.received:
            self.found.lost += 1
        else:
            self.found.resent += 1
            fresh = connected(self._selector, self._where)
            self._busy[fresh] = _Due(due.at, due.stream, request=due.request, again=True)
            fresh.send(due.request)


def paced(
    url: str,
    streams: Mapping[str, Stream],
    seconds: float,
    goes_on: Callable[[], bool] = lambda: True,
) -> Paced:
    """Send the streams side by side for a while, and return what came back.

    Args:
        url: base URL of a server on loopback.
        streams: by name.
        seconds: how long at most.
        goes_on: asked again and again; ends it earlier.

    Raises:
        ConnectionError: the server is another machine's, or takes no connection.
    """
    pacing = _Pacing(url, streams)
    pacing.run(seconds, goes_on)
    return pacing.found
