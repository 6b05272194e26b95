"""What a web worker and the examiner beside it say to one another about a batch."""

import select
import socket
from datetime import datetime
from typing import Any, Final

import msgspec

from api.identity import Principal

_LONGEST: Final = 128 * 1024
"""Room for one word; texts that answers repeat are the longest, and have some eight kilobytes."""
_HANDLES: Final = 2


class Piece(msgspec.Struct, tag=True, frozen=True):
    """Lines to be answered: the number of the first, how many, and the byte they begin at."""

    first: int
    count: int
    start: int


class Begin(msgspec.Struct, tag=True, frozen=True):
    """A batch begins: who asks for it, when, and what of all its lines.

    With it come the handles of the file it stands in, and of the one the answers are written to.
    """

    principal: Principal
    now: datetime
    query: dict[str, Any]


class Ready(msgspec.Struct, tag=True, frozen=True):
    """The examiner has what it needs to answer pieces of the batch."""


class Done(msgspec.Struct, tag=True, frozen=True):
    """A piece is answered: from where to where in the file, and what its signs stand for."""

    start: int
    end: int
    texts: list[bytes]


_encode: Final = msgspec.msgpack.Encoder().encode
_orders: Final = msgspec.msgpack.Decoder(Begin | Piece)
_answers: Final = msgspec.msgpack.Decoder(Ready | Done)


def say(end: socket.socket, word: msgspec.Struct, *handles: int) -> None:
    """Say a word, and hand open files over with it.

    Raises:
        OSError: nobody is there any more.
    """
    socket.send_fds(end, [_encode(word)], handles)


def heard(end: socket.socket, seconds: float) -> Ready | Done | None:
    """Return what the examiner says within some time; ``None`` where it says nothing.

    Raises:
        OSError: it is gone.
    """
    poll = select.poll()
    poll.register(end, select.POLLIN)
    if not poll.poll(seconds * 1000):
        return None
    said = end.recv(_LONGEST)
    if not said:
        raise ConnectionResetError
    word: Ready | Done = _answers.decode(said)
    return word


def ordered(end: socket.socket) -> tuple[Begin | Piece | None, list[int]]:
    """Return what the worker says and hands over; ``None`` once it is gone.

    Raises:
        OSError: it is gone.
    """
    said, handles, _, _ = socket.recv_fds(end, _LONGEST, _HANDLES)
    return (_orders.decode(said) if said else None), handles
