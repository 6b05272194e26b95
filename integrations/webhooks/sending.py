"""Sends to an address of somebody else: bounded in time and size, to public addresses, once.

`requests_hardened` looks the name up once, refuses private and special addresses, and connects to
the address it looked at. What it leaves open is bounded here: a receiver that trickles its answer
keeps every single read within its time, so all of an attempt has a time as well.
"""

import hashlib
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

import requests
from requests_hardened.client import HTTPSession
from requests_hardened.config import Config
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as WaitedTooLong

from integrations.http import CONNECT_SECONDS, READ_SECONDS
from integrations.webhooks.addresses import UnfitAddress, check_address
from integrations.webhooks.heard import Heard, Outcome, asked_pause, outcome_of

LARGEST_ANSWER: Final = 65_536
"""Bytes of an answer that are read; the rest is not waited for."""

WHOLE_SECONDS: Final = 20.0
"""How long an attempt may take in all, from the first look-up to the last byte read."""

_PIECE: Final = 8_192
_AGENT: Final = "procheck-webhooks/1"
_open = threading.local()


class Sender:
    """Sends one event at a time to whoever it is for. For use by many threads."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        loopback: bool = False,
        read_seconds: float = READ_SECONDS,
        whole_seconds: float = WHOLE_SECONDS,
    ) -> None:
        """Prepare; nothing is sent yet.

        Args:
            clock: tells the instant a receiver's date is compared with.
            loopback: whether this machine may be sent to: for trying out.
            read_seconds: how long a receiver may take between two pieces of its answer.
            whole_seconds: how long an attempt may take in all.
        """
        self._clock = clock
        self._loopback = loopback
        self._timeout = (CONNECT_SECONDS, read_seconds)
        self._whole = whole_seconds

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Heard:
        """Send a body; whatever comes of it is the answer, and nothing is raised."""
        began = time.monotonic()
        told: dict[str, Any] = {"outcome": Outcome.FORBIDDEN}
        with suppress(UnfitAddress):
            check_address(url, loopback=self._loopback)
            told = self._posted(url, body, headers)
        return Heard(milliseconds=round((time.monotonic() - began) * 1000), **told)

    def _posted(self, url: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        opened: list[socket.socket] = []
        overdue = threading.Event()
        timer = threading.Timer(self._whole, _cut, (opened, overdue))
        timer.daemon = True
        _open.sockets = opened
        timer.start()
        try:
            with _session(self._timeout, loopback=self._loopback) as session:
                told = self._answer(session, url, body, headers)
            # A connection that was cut may look like one that ended.
            return {"outcome": Outcome.OVERDUE} if overdue.is_set() else told
        except InvalidIPAddress:
            return {"outcome": Outcome.FORBIDDEN}
        except (requests.Timeout, WaitedTooLong):
            return {"outcome": Outcome.OVERDUE}
        except (requests.RequestException, HTTPError, OSError, ValueError):
            return {"outcome": Outcome.OVERDUE if overdue.is_set() else Outcome.UNREACHABLE}
        finally:
            timer.cancel()
            _open.sockets = None
            for it in opened:
                it.close()

    def _answer(
        self, session: requests.Session, url: str, body: bytes, headers: Mapping[str, str]
    ) -> dict[str, Any]:
        sent = {
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": _AGENT,
            **headers,
        }
        with session.post(
            url, data=body, headers=sent, timeout=self._timeout, allow_redirects=False, stream=True
        ) as answer:
            read = bytearray()
            # As it came: an answer that unpacks to more than it is would be more than was bounded.
            while piece := answer.raw.read(
                min(_PIECE, LARGEST_ANSWER - len(read)), decode_content=False
            ):
                read += piece
                if len(read) >= LARGEST_ANSWER:
                    break
            status = answer.status_code
            return {
                "outcome": outcome_of(status),
                "status": status,
                "digest": f"sha256:{hashlib.sha256(read).hexdigest()}",
                "size": len(read),
                "asked": asked_pause(status, answer.headers.get("Retry-After"), self._clock()),
            }


def _session(timeout: tuple[float, float], *, loopback: bool) -> requests.Session:
    session = HTTPSession(
        Config(
            ip_filter_enable=True,
            ip_filter_allow_loopback_ips=loopback,
            never_redirect=True,
            default_timeout=timeout,
        )
    )
    # Proxies and credentials of the machine's owner are not meant for these calls.
    session.trust_env = False
    for scheme in ("http", "https"):
        session.mount(
            f"{scheme}://", _Watched(is_https_proto=scheme == "https", allow_loopback=loopback)
        )
    return session


def _cut(opened: list[socket.socket], overdue: threading.Event) -> None:
    """End what is under way on these connections; whoever waits there is told that it broke."""
    overdue.set()
    for it in opened:
        with suppress(OSError):
            it.shutdown(socket.SHUT_RDWR)


def _remembered(made: socket.socket) -> socket.socket:
    """Keep a second handle of a connection: TLS takes the first one away."""
    sockets: list[socket.socket] | None = getattr(_open, "sockets", None)
    if sockets is not None:
        sockets.append(made.dup())
    return made


class _Plain(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _remembered(super()._new_conn())


class _Tls(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _remembered(super()._new_conn())


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _Tls


class _Watched(IPFilterAdapter):
    """Opens connections that can be cut off."""

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - handed on
        super().init_poolmanager(*arguments, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}
