"""Reads what is left of a body before its answer goes out, so that the answer arrives.

A client that is still sending when the connection closes sees a broken pipe and no answer, though
one was sent. So whatever an operation left unread is read and thrown away, within bounds; past them
the connection is cut. Every answer passes here: one too large, one to a key that is none, one to a
path that names nothing.
"""

import socket
import struct
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

MOST_BYTES = 64 * 1024 * 1024
"""Most bytes thrown away: 256 times what an order may have."""

MOST_SECONDS = 5.0
"""Longest time spent on throwing away."""

PAUSE_SECONDS = 1.0
"""Longest wait for the next bytes of what is thrown away."""

IDLE_SECONDS = 10.0
"""Longest wait for the next bytes of a body that is wanted: a thread is not anybody's to keep."""

_PIECE = 1024 * 1024


def _timeval(seconds: float) -> bytes:
    return struct.pack("ll", int(seconds), int(seconds % 1 * 1_000_000))


_IDLE, _PAUSE, _FOR_EVER = map(_timeval, (IDLE_SECONDS, PAUSE_SECONDS, 0))

Environment = dict[str, Any]
Application = Callable[[Environment, Callable[..., Any]], Iterable[bytes]]


class _Body:
    """The body of a request, which knows whether it was read to its end."""

    def __init__(self, file: Any) -> None:  # noqa: ANN401 - a file of the server's own
        self._file = file
        self.ended = False

    def read(self, size: int) -> bytes:
        data: bytes = self._file.read(size)
        self.ended = len(data) < size
        return data


def drained(application: Application) -> Application:
    """Return a WSGI application that leaves nothing of a body unread, within the bounds above."""

    def answer(environ: Environment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        # Named by gunicorn; other servers keep their own time.
        peer: socket.socket | None = environ.get("gunicorn.socket")
        sent = environ.get("CONTENT_LENGTH") or environ.get("HTTP_TRANSFER_ENCODING")
        if peer is None or not sent:
            return application(environ, start_response)
        body = environ["wsgi.input"] = _Body(environ["wsgi.input"])
        _wait_at_most(peer, _IDLE)
        try:
            # Nothing is sent before what this returns is gone through.
            made = application(environ, start_response)
            if not body.ended:
                _drain(body, peer)
        finally:
            _wait_at_most(peer, _FOR_EVER)
        return made

    return answer


def _wait_at_most(peer: socket.socket, seconds: bytes) -> None:
    # By an option of the socket, not by Python's own time-out, which polls before each reading and
    # lets go of the interpreter each time: under load that costs more than the reading.
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, seconds)


def _drain(body: _Body, peer: socket.socket) -> None:
    _wait_at_most(peer, _PAUSE)
    # A client that drips keeps every single wait short. Past the bounds the body simply ends here:
    # what still comes is not waited for, nor by the server when it closes.
    bound = threading.Timer(MOST_SECONDS, _end, (peer,))
    bound.start()
    left = MOST_BYTES
    try:
        while left > 0 and not body.ended:
            left -= len(body.read(_PIECE))
        if not body.ended:
            _end(peer)
    except Exception:  # noqa: BLE001 - a broken body, in the server's own kinds of error: the answer still goes out
        return
    finally:
        bound.cancel()


def _end(peer: socket.socket) -> None:
    with suppress(OSError):  # gone already
        peer.shutdown(socket.SHUT_RD)
