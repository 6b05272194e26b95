"""Providers of identities on this machine: a real one, and one that says whatever it is told."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import requests
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "procheck-test"
_START_SECONDS = 30.0


@contextmanager
def real_provider(*people: Mapping[str, Any]) -> Iterator[str]:
    """A provider as it comes, in a process of its own; yields its issuer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    known = [word for it in people for word in ("--user-claims", json.dumps(it))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port), *known]
    issuer = f"http://127.0.0.1:{port}"
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:
        try:
            _wait_for(issuer)
            yield issuer
        finally:
            process.terminate()


def _wait_for(issuer: str) -> None:
    end = time.monotonic() + _START_SECONDS
    while True:
        try:
            requests.get(f"{issuer}/.well-known/openid-configuration", timeout=1)
        except requests.RequestException:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


def signed_in_as(subject: str, address: str) -> str:
    """Sign in at the real provider, and return where it sends the browser back to."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].removeprefix("http://procheck.test")


@dataclass
class Forger:
    """A provider whose next token says what a test wants, signed by whatever key it wants."""

    issuer: str
    claims: dict[str, Any] = field(default_factory=dict)
    published: RSAKey = field(default_factory=lambda: RSAKey.generate_key(parameters={"kid": "1"}))
    key: RSAKey | None = None
    token: str | None = None
    """A token that is sent as it is."""
    asked: dict[str, str] = field(default_factory=dict)
    """What the token endpoint was sent last."""

    def says(self, nonce: str, /, **changed: object) -> None:
        """Say in the next token what is true, but for what is changed; ``None`` leaves it out."""
        now = int(time.time())
        told = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "officer-1",
            "nonce": nonce,
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "groups": ["procheck:officer:11100000EXAMPLE01N"],
            **changed,
        }
        self.claims = {name: value for name, value in told.items() if value is not None}
        self.key, self.token = self.published, None

    def answer(self, path: str, sent: str) -> dict[str, Any]:
        """Return what is answered at a path."""
        if path == "/jwks":
            return {"keys": [self.published.as_dict(private=False)]}
        if path == "/token":
            self.asked = dict(parse_qsl(sent))
            header = {"alg": "RS256", "kid": "1"}
            token = self.token or jwt.encode(header, self.claims, self.key or self.published)
            return {"access_token": "a", "token_type": "Bearer", "id_token": token}
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/enter",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
        }


@contextmanager
def forger() -> Iterator[Forger]:
    """A provider that says whatever it is told."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            sent = self.rfile.read(length).decode()
            body = json.dumps(made.answer(self.path, sent)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - as the library names it

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = Forger(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()
