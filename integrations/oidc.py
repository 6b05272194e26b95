"""OpenID Connect as a client: authorization code with PKCE, nonce and state, through Authlib.

Everything is asked with bounded time and size, and nothing is followed elsewhere. What the provider
publishes of itself is kept for an hour; its keys are read again when a token names one not known.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

import requests
from authlib.common.errors import (  # type: ignore[import-untyped]  # it has no types
    AuthlibBaseError,
)
from authlib.integrations.requests_client import (  # type: ignore[import-untyped]  # as above
    OAuth2Session,
)
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from integrations.errors import UnreachableError
from integrations.http import CONNECT_SECONDS, Caller, check_url
from integrations.oidc_token import Doubt, Expected, Identified, TokenRefused, check_token

_READ_SECONDS: Final = 5.0
"""A person is waiting."""
_KEPT: Final = timedelta(hours=1)
_KEYS_AGAIN: Final = timedelta(minutes=1)
"""A token that names an unknown key makes the keys read again, at most so often."""
_SHOWN: Final = 60
_DISCOVERY: Final = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Who we are to a provider; ``secret`` is read when it is needed, ``None`` for a public one.

    ``contexts`` are the authentication contexts of which one is demanded; none: any will do.
    """

    issuer: str
    client_id: str
    redirect_uri: str
    contexts: tuple[str, ...] = ()
    secret: Callable[[], str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What a provider publishes of itself, as far as we need it."""

    authorization: str
    token: str
    keys: str
    end_session: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What a browser came back with, and what it had set out with."""

    code: str
    verifier: str
    nonce: str
    proven_since: datetime | None = None


class OpenId:
    """One provider, seen from one client of it. For use by many threads."""

    def __init__(self, client: Client) -> None:
        """Prepare; nothing is asked yet.

        Raises:
            UnreachableError: the issuer's address may not be asked.
        """
        check_url(client.issuer)
        self.client = client
        self._lock = threading.Lock()
        self._known: tuple[datetime, Provider] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    def provider(self, now: datetime) -> Provider:
        """Return what the provider publishes of itself.

        Raises:
            UnreachableError: it is away, or says something else than it must.
        """
        known = self._known
        if known is None or now - known[0] >= _KEPT:
            known = self._known = (now, self._discover())
        return known[1]

    def leads_to(
        self, now: datetime, *, state: str, nonce: str, verifier: str, again: bool = False
    ) -> str:
        """Return where a browser is sent to.

        Args:
            now: the instant.
            state: which comes back with the browser.
            nonce: which comes back in the token.
            verifier: whose digest is sent now, and which is shown with the code (RFC 7636).
            again: whether the person is to prove again who he is, though he has signed in there.

        Raises:
            UnreachableError: as `provider`.
        """
        provider = self.provider(now)
        more = {"prompt": "login", "max_age": "0"} if again else {}
        if self.client.contexts:
            more["acr_values"] = " ".join(self.client.contexts)
        with self._session() as session:
            address, _ = session.create_authorization_url(
                provider.authorization, state=state, code_verifier=verifier, nonce=nonce, **more
            )
        return str(address)

    def identify(self, came: Came, now: datetime) -> Identified:
        """Return whom the provider says that it is, for the code a browser came back with.

        Raises:
            UnreachableError: the provider is away.
            TokenRefused: the code is not taken, or the token is not what was asked for.
        """
        token = self._exchange(self.provider(now).token, came)
        expected = Expected(
            issuer=self.client.issuer,
            client_id=self.client.client_id,
            nonce=came.nonce,
            access_token=token.get("access_token"),
            proven_since=came.proven_since,
            contexts=self.client.contexts,
        )
        text = token.get("id_token")
        if not isinstance(text, str):
            raise TokenRefused(Doubt.TOKEN)
        read_at, keys = self._published(now)
        try:
            return check_token(text, keys, expected, now)
        except TokenRefused as error:
            # Signed with a key that is newer than what we know, perhaps.
            if error.reason != Doubt.SIGNATURE or now - read_at < _KEYS_AGAIN:
                raise
        return check_token(text, self._published(now, afresh=True)[1], expected, now)

    def leave(self, now: datetime, back: str) -> str | None:
        """Return where somebody also ends his session at the provider, if it offers that.

        Raises:
            UnreachableError: as `provider`.
        """
        place = self.provider(now).end_session
        if place is None:
            return None
        query = {"client_id": self.client.client_id, "post_logout_redirect_uri": back}
        return f"{place}{'&' if '?' in place else '?'}{urlencode(query)}"

    def _session(self) -> OAuth2Session:
        client = self.client
        session = OAuth2Session(
            client_id=client.client_id,
            client_secret=None if client.secret is None else client.secret(),
            scope="openid profile",
            redirect_uri=client.redirect_uri,
            code_challenge_method="S256",
            default_timeout=(CONNECT_SECONDS, _READ_SECONDS),
        )
        session.trust_env = False
        return session

    def _exchange(self, url: str, came: Came) -> dict[str, Any]:
        try:
            with self._session() as session:
                return dict(
                    session.fetch_token(
                        url,
                        grant_type="authorization_code",
                        code=came.code,
                        code_verifier=came.verifier,
                        allow_redirects=False,
                    )
                )
        except requests.RequestException as error:
            raise UnreachableError(url, f"no answer ({type(error).__name__})") from error
        except (AuthlibBaseError, ValueError) as error:
            # RFC 6749 §5.2: "invalid_client" is the operator's affair, and he finds it in the log.
            said = str(getattr(error, "error", None) or type(error).__name__)
            raise TokenRefused(Doubt.CODE, said[:_SHOWN]) from error

    def _published(self, now: datetime, *, afresh: bool = False) -> tuple[datetime, KeySet]:
        with self._lock:
            kept = self._keys
            if kept is None or afresh or now - kept[0] >= _KEPT:
                url = self.provider(now).keys
                try:
                    keys = KeySet.import_key_set(self._read(url))  # type: ignore[arg-type]  # it checks
                except (JoseError, ValueError, KeyError, TypeError) as error:
                    raise UnreachableError(url, "it publishes no keys that can be read") from error
                kept = self._keys = (now, keys)
            return kept

    def _discover(self) -> Provider:
        url = f"{self.client.issuer.rstrip('/')}{_DISCOVERY}"
        said = self._read(url)
        # OpenID Connect Discovery §4.3: else whoever answers there could speak for another.
        if said.get("issuer") != self.client.issuer:
            raise UnreachableError(url, "it names another issuer than was asked")
        places = {
            name: said.get(name)
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
        }
        for name, place in places.items():
            if not isinstance(place, str):
                raise UnreachableError(url, f"it names no {name}")
            check_url(place)
        leaving = said.get("end_session_endpoint")
        return Provider(
            authorization=str(places["authorization_endpoint"]),
            token=str(places["token_endpoint"]),
            keys=str(places["jwks_uri"]),
            end_session=leaving if isinstance(leaving, str) else None,
        )

    def _read(self, url: str) -> dict[str, Any]:
        caller = Caller(read_seconds=_READ_SECONDS)
        try:
            said = json.loads(caller.get(url))
        except ValueError as error:
            raise UnreachableError(url, "it answers with no JSON") from error
        finally:
            caller.close()
        if not isinstance(said, dict):
            raise UnreachableError(url, "it answers with no JSON object")
        return said
