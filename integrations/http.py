"""One way to ask other systems over HTTP: bounded in time and size, and never led elsewhere."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import requests

from integrations.errors import UnreachableError

CONNECT_SECONDS, READ_SECONDS = 3.0, 15.0
"""How long a system may take to accept a connection, and between two pieces of its answer."""

LARGEST_ANSWER = 1_048_576
"""Bytes of an answer that are read; one that is longer is refused whole."""

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_OK = 200


class Caller:
    """Asks one system at a time; keeps its connection open between questions."""

    def __init__(self, read_seconds: float = READ_SECONDS) -> None:
        """Prepare; ``read_seconds`` is the pause an answer may make."""
        self._read_seconds = read_seconds
        self._session = requests.Session()
        # Proxies and credentials of the machine's owner are not meant for these calls.
        self._session.trust_env = False

    def get(self, url: str, parameters: Mapping[str, str | int] | None = None) -> bytes:
        """Return the body of a GET.

        Args:
            url: ``https``, or ``http`` to this machine itself.
            parameters: the query.

        Raises:
            UnreachableError: the address is not allowed, or there was no answer, a redirect, a
                status other than 200, or an answer over ``LARGEST_ANSWER``.
        """
        check_url(url)
        try:
            with self._session.get(
                url,
                params=parameters,
                timeout=(CONNECT_SECONDS, self._read_seconds),
                allow_redirects=False,
                stream=True,
            ) as answer:
                if answer.status_code != _OK:
                    raise UnreachableError(url, f"it answered with status {answer.status_code}")
                return _body(url, answer)
        except requests.RequestException as error:
            raise UnreachableError(url, f"no answer ({type(error).__name__})") from error

    def close(self) -> None:
        """Close what is open."""
        self._session.close()


def check_url(url: str) -> None:
    """Let through only addresses that may be asked.

    Raises:
        UnreachableError: it is neither https nor this machine.
    """
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return
    raise UnreachableError(url, "only https is asked, or http on this machine")


def _body(url: str, answer: requests.Response) -> bytes:
    read = bytearray()
    for piece in answer.iter_content(chunk_size=65536):
        read += piece
        if len(read) > LARGEST_ANSWER:
            raise UnreachableError(url, f"the answer is over {LARGEST_ANSWER} bytes")
    return bytes(read)
