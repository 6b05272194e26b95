"""Clients that send too much, too little or nonsense: each gets an answer, whole and soon."""

import http.client
import json
import socket
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
import requests

from api.limits import BODY_BYTES
from tests.journeys.service import Service

_PIECE = b"x" * 65_536


def _head(service: Service, *extra: str, line: str = "POST /v1/orders HTTP/1.1") -> bytes:
    lines = (
        line,
        f"Host: 127.0.0.1:{service.port}",
        f"Authorization: Bearer {service.keys['officer']}",
        "Content-Type: application/json",
        "Idempotency-Key: hostile",
        "Connection: close",
        *extra,
    )
    return "\r\n".join((*lines, "", "")).encode()


def _talk(
    service: Service, head: bytes, pieces: Iterator[bytes] | None = None
) -> tuple[int, bytes]:
    """Send everything before reading anything, as many clients do; return status and body."""
    with closing(socket.create_connection(("127.0.0.1", service.port), timeout=30)) as peer:
        peer.sendall(head)
        for piece in pieces or ():
            peer.sendall(piece)
        response = http.client.HTTPResponse(peer)
        response.begin()
        return response.status, response.read()


def _too_large(answer: tuple[int, bytes]) -> bool:
    status, data = answer
    return (status, json.loads(data)["type"]) == (413, "/problems/too-large")


@pytest.mark.parametrize("size", [BODY_BYTES + 1, 5_000_000, 50_000_000])
def test_who_sends_too_much_is_told_so_and_not_cut_off(service: Service, size: int) -> None:
    pieces = (_PIECE[: min(len(_PIECE), size - at)] for at in range(0, size, len(_PIECE)))
    assert _too_large(_talk(service, _head(service, f"Content-Length: {size}"), pieces))


@pytest.mark.parametrize("count", [80, 800])
def test_who_sends_too_much_in_chunks_is_told_so_and_not_cut_off(
    service: Service, count: int
) -> None:
    chunk = b"%x\r\n%s\r\n" % (len(_PIECE), _PIECE)
    pieces = (chunk if it < count else b"0\r\n\r\n" for it in range(count + 1))
    assert _too_large(_talk(service, _head(service, "Transfer-Encoding: chunked"), pieces))


def test_the_usual_library_gets_the_problem_too(service: Service) -> None:
    answer = requests.post(
        f"http://127.0.0.1:{service.port}/v1/orders",
        data=b"x" * 5_000_000,
        headers={"Content-Type": "application/json", "Idempotency-Key": "hostile"}
        | {"Authorization": f"Bearer {service.keys['officer']}"},
        timeout=30,
    )
    assert _too_large((answer.status_code, answer.content))


def test_who_asks_before_he_sends_too_much_is_told_so(service: Service) -> None:
    head = _head(service, "Content-Length: 5000000", "Expect: 100-continue")
    assert _too_large(_talk(service, head, iter([_PIECE] * 76 + [_PIECE[:19_264]])))


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("POST /v1/nothing HTTP/1.1", 404),
        ("DELETE /v1/orders HTTP/1.1", 405),
        ("GET /v1/me HTTP/1.1", 200),
    ],
)
def test_a_large_body_nobody_asked_for_does_not_cost_the_answer(
    service: Service, line: str, status: int
) -> None:
    head = _head(service, f"Content-Length: {len(_PIECE) * 80}", line=line)
    assert _talk(service, head, iter([_PIECE] * 80))[0] == status


def test_a_large_body_without_a_key_is_told_that_the_key_is_missing(service: Service) -> None:
    head = _head(service, f"Content-Length: {len(_PIECE) * 80}").replace(b"Bearer", b"Nobody")
    assert _talk(service, head, iter([_PIECE] * 80))[0] == 401


def test_the_connection_goes_on_after_a_body_that_was_too_large(service: Service) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
    with closing(connection):
        headers = {"Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {service.keys['officer']}"}
        connection.request("POST", "/v1/validations", b"x" * 5_000_000, headers)
        assert connection.getresponse().read()
        own = connection.sock
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
        assert connection.sock is own


def test_who_announces_too_much_and_sends_nothing_is_answered_soon(service: Service) -> None:
    began = time.monotonic()
    assert _too_large(_talk(service, _head(service, "Content-Length: 5000000")))
    assert time.monotonic() - began < 4


def test_who_drips_for_ever_is_cut_off(service: Service) -> None:
    began = time.monotonic()
    with closing(socket.create_connection(("127.0.0.1", service.port), timeout=30)) as peer:
        peer.sendall(_head(service, "Content-Length: 999999999999"))
        with suppress(ConnectionError):
            while time.monotonic() - began < 20:
                peer.sendall(b"x" * 100)
                time.sleep(0.02)
    assert 4 < time.monotonic() - began < 10


def test_who_stops_in_the_middle_is_told_after_a_while(service: Service) -> None:
    status, data = _talk(service, _head(service, "Content-Length: 50"), iter([b"{"]))
    assert (status, json.loads(data)["type"]) == (408, "/problems/body-overdue")


def test_a_body_that_ends_early_is_never_taken_for_a_whole_one(service: Service) -> None:
    with closing(socket.create_connection(("127.0.0.1", service.port), timeout=30)) as peer:
        peer.sendall(_head(service, "Content-Length: 50") + b"{}")
        peer.shutdown(socket.SHUT_WR)
        response = http.client.HTTPResponse(peer)
        response.begin()
        told = json.loads(response.read())
    assert (response.status, told["code"]) == (400, "broken-off")


@pytest.mark.parametrize(
    "chunks", [b"zz\r\nxx\r\n0\r\n\r\n", b"5\r\n{}   xx", b"2;=\r\n{}\r\n0\r\n\r\n"]
)
def test_broken_chunks_are_the_senders_fault(service: Service, chunks: bytes) -> None:
    status, data = _talk(service, _head(service, "Transfer-Encoding: chunked"), iter([chunks]))
    assert (status, json.loads(data)["code"]) == (400, "broken-off")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /v1/%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % (b"a" * 5_000), 414),
        (b"GET /v1/%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % (b"a" * 100_000), 414),
        (b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: %s\r\n\r\n" % (b"a" * 9_000), 431),
        (b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n" % (b"X-A: a\r\n" * 200), 431),
        (b"\x16\x03\x01nonsense\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\na", 400),
    ],
    ids=["long", "very long", "a huge header", "many headers", "no HTTP", "two lengths", "both"],
)
def test_what_is_no_sensible_request_is_the_clients_fault(
    service: Service, head: bytes, status: int
) -> None:
    assert _talk(service, head)[0] == status
