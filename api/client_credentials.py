"""Tokens for a key that live for minutes: OAuth 2.0 client credentials (RFC 6749 §4.4).

The public half of a key is the client's identifier and its secret half the client's secret. The
protocol is Authlib's; what is kept, and for whom a token speaks, is said here. A token is the key's
own principal, never more than the key, and ends with it.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from authlib.oauth2.rfc6749 import (  # type: ignore[import-untyped]  # it has no types
    AuthorizationServer,
    ClientMixin,
    InvalidClientError,
    InvalidRequestError,
    InvalidScopeError,
    OAuth2Request,
)
from authlib.oauth2.rfc6749.grants import (  # type: ignore[import-untyped]  # as above
    ClientCredentialsGrant,
)
from authlib.oauth2.rfc6749.requests import (  # type: ignore[import-untyped]  # as above
    BasicOAuth2Payload,
)
from sqlalchemy import Connection, delete, insert, select

from api.identifiers import new_public_half, new_secret
from api.identity import TOKEN_PREFIX, is_public_half, secret_hash, touch
from api.key_scopes import KeyScope
from api.tables import access_key, access_token

LIFE = timedelta(minutes=15)
"""For how long a token speaks for its key."""

_MOST_FIELDS = 20
_NO_SECRET = bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """The answer of the token endpoint; ``key`` is whose token it is, where there is one."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str]
    key: str | None = None


def issue_token(
    connection: Connection, body: bytes, authorization: str | None, now: datetime
) -> Issued:
    """Answer a request to the token endpoint, in the words of RFC 6749.

    Args:
        connection: a transaction of the caller's, through the office's eyes.
        body: the form that was sent.
        authorization: the header of that name.
        now: the instant of the request.
    """
    server = _Server(connection, now)
    headers = {} if authorization is None else {"Authorization": authorization}
    try:
        fields = _fields(body)
    except ValueError:
        return _issued(*InvalidRequestError(_MALFORMED)())
    if "grant_type" not in fields:
        return _issued(*InvalidRequestError(_MISSING)())
    try:
        answer: Issued = server.create_token_response(_Request(fields, headers))
    except UnicodeDecodeError:  # of the library, where the Basic credentials are no text
        return _issued(*InvalidClientError(_NOBODY, status_code=401)())
    return answer


_MISSING = "Missing 'grant_type' in request."
_NOBODY = "The credentials are no text."
_MALFORMED = "The request is no form, or repeats a parameter."


def _fields(body: bytes) -> dict[str, str]:
    pairs = parse_qsl(
        body.decode(),
        keep_blank_values=True,
        strict_parsing=bool(body),
        errors="strict",
        max_num_fields=_MOST_FIELDS,
    )
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(_MALFORMED)
    # A parameter without a value is one that was left out (RFC 6749 §3.2).
    return {name: value for name, value in found.items() if value}


class _Request(OAuth2Request):  # type: ignore[misc]  # the library has no types
    def __init__(self, fields: Mapping[str, str], headers: Mapping[str, str]) -> None:
        # What ends the TLS stands before the service: that it is there is not the service's to see.
        super().__init__("POST", "https://procheck/oauth/token", headers=headers)
        self.payload = BasicOAuth2Payload(fields)

    @property
    def form(self) -> Mapping[str, str]:
        found: Mapping[str, str] = self.payload.data
        return found


class _Client(ClientMixin):  # type: ignore[misc]  # the library has no types
    """A key as a client; one that is not there, or ended, has a secret that nobody knows."""

    def __init__(self, key: str, secret: bytes, scope: KeyScope | None) -> None:
        self.key, self.scope = key, scope
        self._secret = secret

    def check_client_secret(self, client_secret: str) -> bool:
        same = hmac.compare_digest(self._secret, secret_hash(client_secret))
        return same and self._secret != _NO_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return endpoint == "token" and method in _Grant.TOKEN_ENDPOINT_AUTH_METHODS

    def check_grant_type(self, grant_type: str) -> bool:
        return bool(grant_type == ClientCredentialsGrant.GRANT_TYPE)


class _Grant(ClientCredentialsGrant):  # type: ignore[misc]  # the library has no types
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")


class _Server(AuthorizationServer):  # type: ignore[misc]  # the library has no types
    """One request's server: it looks up keys, and writes down the token."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        super().__init__()
        self._connection, self._now = connection, now
        self._key: str | None = None
        self.register_grant(_Grant)
        self.register_token_generator("default", self._new_token)

    def create_oauth2_request(self, request: _Request) -> _Request:
        return request

    def query_client(self, client_id: str) -> _Client:
        if not is_public_half(client_id):
            return _Client(client_id, _NO_SECRET, None)
        columns = access_key.c
        row = self._connection.execute(
            select(columns.secret_hash, columns.scope).where(
                columns.id == client_id,
                columns.revoked_at.is_(None),
                columns.expires_at > self._now,
            )
        ).first()
        # Unknown, withdrawn and wrong are told alike.
        if row is None:
            return _Client(client_id, _NO_SECRET, None)
        scope = None if row.scope is None else KeyScope(row.scope)
        return _Client(client_id, bytes(row.secret_hash), scope)

    def handle_response(
        self, status: int, body: Mapping[str, Any], headers: list[tuple[str, str]]
    ) -> Issued:
        return _issued(status, body, headers, self._key)

    def send_signal(self, *_: object, **__: object) -> None:
        """Nobody listens."""

    def save_token(self, token: Mapping[str, Any], _: _Request) -> None:
        """It was written down as it was made, as a digest."""

    def _new_token(self, *, client: _Client, scope: str | None, **_: object) -> dict[str, Any]:
        narrowed = _within(client.scope, scope)
        public, secret = new_public_half(), new_secret()
        ended = delete(access_token).where(
            access_token.c.key == client.key, access_token.c.expires_at <= self._now
        )
        self._connection.execute(ended)
        self._connection.execute(
            insert(access_token).values(
                id=public,
                secret_hash=secret_hash(secret),
                key=client.key,
                scope=None if narrowed is None else narrowed.value,
                created_at=self._now,
                expires_at=self._now + LIFE,
            )
        )
        touch(self._connection, client.key, self._now)
        self._key = client.key
        return {
            "access_token": f"{TOKEN_PREFIX}_{public}_{secret}",
            "token_type": "Bearer",
            "expires_in": int(LIFE.total_seconds()),
            **({} if narrowed is None else {"scope": narrowed.value}),
        }


def _within(held: KeyScope | None, asked: str | None) -> KeyScope | None:
    """Return the scope of a token: the one asked for, never wider than the key's.

    Raises:
        InvalidScopeError: it is none, or the key is narrowed to another.
    """
    if asked is None:
        return held
    if asked not in set(KeyScope) or held not in {None, asked}:
        raise InvalidScopeError
    return KeyScope(asked)


def _issued(
    status: int,
    body: Mapping[str, Any],
    headers: list[tuple[str, str]],
    key: str | None = None,
) -> Issued:
    # The media type is the edge's to say.
    kept = {name: value for name, value in headers if name not in {"Content-Type", "Cache-Control"}}
    return Issued(status=status, body=dict(body), headers=kept, key=key)
