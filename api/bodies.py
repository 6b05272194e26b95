"""The body of a request, whole and no larger than it may be: bytes, or a file of many lines."""

from typing import IO, Final, NoReturn

from flask import Request

from api import limits
from api.operation import Operation
from api.problem import refuse
from api.spooling import PIECE, spooled
from api.strict_json import BROKEN_OFF, MalformedJson

JSON_LINES: Final = ("application/jsonl", "application/x-ndjson")
"""Two names of one form: a JSON value on every line."""


def is_batch(received: Request) -> bool:
    """Return whether a body is a JSON value on every line."""
    return received.mimetype in JSON_LINES


def body_of(operation: Operation, received: Request) -> bytes:
    """Return the body of a request; empty, where its operation takes none.

    Raises:
        Refused: it is too large, of another type, or did not come in time.
        MalformedJson: it broke off.
    """
    if not operation.has_body:
        return b""
    environ = received.environ
    # What is usually sent is looked at as it came: reading headers takes longer than the answer.
    length = _length(received, operation.body_limit)
    wanted = operation.media if operation.document else ("application/json",)
    if environ.get("CONTENT_TYPE") not in wanted and received.mimetype not in wanted:
        also = JSON_LINES if operation.batch else ()
        refuse("unsupported-media-type", accepted=[*wanted, *also])
    # Chunked bodies have no length: never read more than is allowed, plus one byte to notice.
    data = _read_off(received, operation.body_limit + 1)
    _check(len(data), length, operation.body_limit)
    return data


def lines_of(received: Request) -> IO[bytes]:
    """Return the body of a batch as a file, at its beginning.

    Raises: as `body_of`.
    """
    most = limits.BATCH_BYTES
    length = _length(received, most)
    with spooled() as file:
        while file.tell() <= most and (piece := _read_off(received, PIECE)):
            file.write(piece)
        _check(file.tell(), length, most)
    return file


def _length(received: Request, most: int) -> int | None:
    """Return how long the body is said to be."""
    length = received.content_length if received.environ.get("CONTENT_LENGTH") else None
    if length is not None and length > most:
        _too_large(most)
    if received.environ.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        refuse("unsupported-media-type")
    return length


def _check(read: int, length: int | None, most: int) -> None:
    if read > most:
        _too_large(most)
    if length is not None and read < length:
        raise MalformedJson(BROKEN_OFF)


def _read_off(received: Request, most: int) -> bytes:
    try:
        environ = received.environ
        # A server that ends the input where the body ends needs nobody to count along.
        whole = environ.get("wsgi.input_terminated", False)
        return (environ["wsgi.input"] if whole else received.stream).read(most)
    except (TimeoutError, BlockingIOError):  # the second where the socket itself keeps the time
        refuse("body-overdue")
    except Exception as error:
        # Chunks that are none, or a connection that ended: in the server's own kinds of error.
        raise MalformedJson(BROKEN_OFF) from error


def _too_large(most: int) -> NoReturn:
    refuse("too-large", limit=most)
