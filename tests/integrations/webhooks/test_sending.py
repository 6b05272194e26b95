"""What an attempt may reach and how long it may take, against real sockets on this machine."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from requests_hardened.ip_filter import InvalidIPAddress

from integrations.webhooks.heard import Outcome
from integrations.webhooks.sending import Sender, _session
from tests.receivers import Receiver, receiver

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def clock() -> datetime:
    return NOW


@pytest.fixture
def shop() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


@contextmanager
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A socket that says nothing, and what came in on it."""
    came: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)

        def serve() -> None:
            try:
                while True:
                    connection, _ = server.accept()
                    with connection:
                        connection.settimeout(10)
                        came.append(connection.recv(65536))
                        while connection.recv(65536):
                            pass
            except OSError:
                return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], came


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0.0.0.0",  # noqa: S104 - asked for, not bound
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::7f00:1]",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "[fe80::1]",
        "[fc00::1]",
        "224.0.0.1",
    ],
)
def test_an_address_that_is_not_public_is_refused_before_anything_connects(host: str) -> None:
    with listener() as (port, came), _session((1.0, 1.0), loopback=False) as session:
        with pytest.raises(InvalidIPAddress):
            session.get(f"http://{host}:{port}/")
        assert came == []


def test_a_name_is_looked_up_once_and_what_was_looked_up_is_connected_to(
    shop: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The one test that puts something in the place of the system's: no real name changes on demand.
    asked: list[str] = []
    port = int(shop.url.rsplit(":", 1)[1].split("/")[0])

    def lookup(host: str, *_: Any, **__: Any) -> list[Any]:  # noqa: ANN401 - as the system's
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *a, **k: lookup(host) if host == "localhost" else real(host, *a, **k),
    )
    heard = Sender(clock, loopback=True).post(f"http://localhost:{port}/events", b"{}", {})
    assert heard.outcome is Outcome.DELIVERED
    assert asked == ["localhost"]
    assert shop.received[0].headers["host"] == f"localhost:{port}"


def test_an_address_that_may_not_be_named_is_not_sent_to(shop: Receiver) -> None:
    heard = Sender(clock).post(shop.url, b"{}", {})
    assert (heard.outcome, shop.received) == (Outcome.FORBIDDEN, [])


def test_the_machines_proxies_are_not_used(shop: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    with listener() as (port, came):
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        assert Sender(clock, loopback=True).post(shop.url, b"{}", {}).outcome is Outcome.DELIVERED
        assert came == []


def test_a_receiver_that_never_answers_is_overdue() -> None:
    with listener() as (port, came):
        sender = Sender(clock, loopback=True, read_seconds=0.3)
        heard = sender.post(f"http://127.0.0.1:{port}/", b"{}", {})
    assert heard.outcome is Outcome.OVERDUE
    assert came[0].startswith(b"POST / HTTP/1.1")
    assert heard.status is None


def test_headers_that_trickle_are_cut_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def trickle() -> None:
            connection, _ = server.accept()
            with connection:
                try:
                    connection.sendall(b"HTTP/1.1 200 OK\r\n")
                    for _ in range(100):
                        connection.sendall(b"x")
                        if threading.Event().wait(0.1):
                            return
                except OSError:
                    return

        thread = threading.Thread(target=trickle, daemon=True)
        thread.start()
        sender = Sender(clock, loopback=True, read_seconds=1.0, whole_seconds=1.0)
        heard = sender.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        thread.join(10)
    assert heard.outcome is Outcome.OVERDUE
    assert heard.milliseconds < 4000


def test_a_port_nobody_listens_on_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    heard = Sender(clock, loopback=True).post(f"http://127.0.0.1:{port}/", b"{}", {})
    assert heard.outcome is Outcome.UNREACHABLE


def test_without_a_certificate_that_holds_nothing_is_sent(shop: Receiver) -> None:
    heard = Sender(clock, loopback=True).post(shop.url.replace("http:", "https:"), b"{}", {})
    assert (heard.outcome, shop.received) == (Outcome.UNREACHABLE, [])
