"""A client of this service, as a supplier's or an agency's system would write one.

The demonstration and the journeys use it; it knows nothing but the public interface.
"""

import json
from collections.abc import Mapping
from typing import Any

import requests

from integrations.errors import UnreachableError
from integrations.http import CONNECT_SECONDS, READ_SECONDS, check_url


class Service:
    """Calls one installation with one access key, or with none for what is public."""

    def __init__(self, base: str, key: str | None = None) -> None:
        """Prepare; nothing is sent yet.

        Args:
            base: address without ``/v1``, https or this machine.
            key: the access key, sent as a bearer token.

        Raises:
            UnreachableError: the address is not allowed.
        """
        check_url(base)
        self._base = base
        self._session = requests.Session()
        self._session.trust_env = False
        if key is not None:
            self._session.headers["Authorization"] = f"Bearer {key}"

    def get(self, path: str, parameters: Mapping[str, str | int] | None = None) -> Any:  # noqa: ANN401 - a JSON value
        """Return the JSON document at ``path``; a problem document is returned like any other.

        Raises:
            UnreachableError: there was no answer, or no JSON in it.
        """
        return _json(self._send("GET", path, parameters=parameters))

    def text(self, path: str) -> str:
        """Return the body at ``path`` as text.

        Raises:
            UnreachableError: there was no answer, or its status was not 200.
        """
        answer = self._send("GET", path)
        if answer.status_code != requests.codes.ok:
            raise UnreachableError(answer.url, f"it answered with status {answer.status_code}")
        return answer.text

    def post(
        self, path: str, document: Mapping[str, Any], *, idempotency: str | None = None
    ) -> Any:  # noqa: ANN401 - a JSON value
        """Send a document and return the answer, a problem document included.

        Args:
            path: from ``/v1`` on.
            document: what is sent as JSON.
            idempotency: a key of the caller's; the same key and document act once.

        Raises:
            UnreachableError: there was no answer, or no JSON in it.
        """
        headers = {} if idempotency is None else {"Idempotency-Key": idempotency}
        return _json(self._send("POST", path, document=document, headers=headers))

    def close(self) -> None:
        """Close what is open."""
        self._session.close()

    def _send(
        self,
        method: str,
        path: str,
        *,
        parameters: Mapping[str, str | int] | None = None,
        document: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:
        url = f"{self._base}{path}"
        try:
            return self._session.request(
                method,
                url,
                params=parameters,
                json=document,
                headers=headers,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise UnreachableError(url, f"no answer ({type(error).__name__})") from error


def _json(answer: requests.Response) -> Any:  # noqa: ANN401 - a JSON value
    try:
        return json.loads(answer.content)
    except ValueError as error:
        raise UnreachableError(answer.url, "the answer is no JSON") from error
