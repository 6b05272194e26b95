"""Load at a given rate counts every request, from when it was due, and loses none unseen."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import repeat
from threading import Thread

import pytest

from bench import load
from bench.demands.pace import Paced, Stream, paced

_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
_LAST = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
_BUSY = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
Answers = Callable[[int], bytes | None]
"""Returns what the nth request of a connection is answered with; None hangs up."""


@contextmanager
def serving(answers: Answers) -> Iterator[str]:
    def talk(peer: socket.socket) -> None:
        with peer:
            for number in range(1000):
                if not peer.recv(65536):
                    return
                said = answers(number)
                if said is None:
                    return
                peer.sendall(said)

    def accept() -> None:
        while True:
            try:
                peer, _ = server.accept()
            except OSError:
                return
            Thread(target=talk, args=(peer,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


def _sent(answers: Answers, **rates: float) -> Paced:
    with serving(answers) as url:
        request = load.request(url, "/", b"{}", {})
        streams = {name: Stream(rate, repeat(request)) for name, rate in rates.items()}
        return paced(url, streams, 0.5)


def test_each_stream_keeps_its_rate_and_its_own_count() -> None:
    found = _sent(lambda _: _OK, orders=60, reads=120)
    counted = {name: tally.statuses for name, tally in found.tallies.items()}
    assert counted == {"orders": {200: 30}, "reads": {200: 60}}
    assert (found.resent, found.lost) == (0, 0)


def test_a_refusal_is_counted_as_what_it_is() -> None:
    statuses = _sent(lambda number: _BUSY if number % 2 else _OK, orders=60).tallies["orders"]
    assert sum(statuses.statuses.values()) == 30
    assert statuses.statuses[503] > 0


def test_a_request_on_a_connection_that_was_closed_is_sent_once_more() -> None:
    found = _sent(lambda number: _OK if number == 0 else None, orders=60)
    assert found.tallies["orders"].statuses == {200: 30}
    assert found.resent > 0
    assert found.lost == 0


def test_a_server_that_never_answers_loses_every_request() -> None:
    found = _sent(lambda _: None, orders=60)
    assert (found.tallies["orders"].statuses, found.lost) == ({}, 30)


def test_nothing_but_this_machine_is_loaded() -> None:
    with pytest.raises(ConnectionError):
        paced("http://192.0.2.1:80", {"orders": Stream(1, repeat(b""))}, 1)


def _last_of_three(number: int) -> bytes | None:
    """What a worker that is being replaced does: it says so, and takes nothing more."""
    return (_OK, _OK, _LAST)[number] if number < 3 else None


def test_what_says_that_it_ends_is_asked_nothing_more() -> None:
    found = _sent(_last_of_three, orders=60)
    assert found.tallies["orders"].statuses == {200: 30}
    assert (found.resent, found.lost) == (0, 0)
    with serving(_last_of_three) as url:
        requests = repeat(load.request(url, "/", b"{}", {}), 50)
        assert load.run(url, requests, 4).statuses == {200: 50}
