"""The whole service as its users meet it: started by its command, spoken to over HTTP."""

import base64
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from werkzeug.datastructures import Headers

from api.demo_data import CREDENTIALS, SECOND_CREDENTIALS

ROOT = Path(__file__).parents[2]
_READY_SECONDS, _STOP_SECONDS = 120.0, 60.0


@dataclass(frozen=True)
class Answer:
    """What came back over the wire."""

    status: int
    headers: Headers
    data: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401 - a JSON value
        return json.loads(self.data)


@dataclass
class Service:
    """A service that runs."""

    folder: Path
    port: int
    log: Path
    more: Mapping[str, str]
    process: subprocess.Popen[bytes] = field(init=False)

    @property
    def keys(self) -> dict[str, str]:
        keys: dict[str, str] = json.loads((self.folder / CREDENTIALS).read_text())
        return keys

    @property
    def second_keys(self) -> dict[str, str]:
        keys: dict[str, str] = json.loads((self.folder / SECOND_CREDENTIALS).read_text())
        return keys

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.folder, self.port, self.more)

    def call(
        self,
        method: str,
        path: str,
        key: str | None = None,
        body: Any = None,  # noqa: ANN401 - a JSON value
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        sent = {"Content-Type": "application/json"} if body is not None else {}
        if key is not None:
            sent["Authorization"] = f"Bearer {key}"
        if method == "POST":
            sent["Idempotency-Key"] = str(uuid.uuid4())
        sent |= headers or {}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, content if body is not None else None, sent)
            response = connection.getresponse()
            return Answer(response.status, Headers(response.getheaders()), response.read())
        finally:
            connection.close()

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the project beside the service."""
        return subprocess.run(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def proven(self, leaf: str) -> Answer:
        """The inclusion proof of an act, once its entry is in the tree: within ten seconds."""
        deadline = time.monotonic() + 10
        while True:
            answer = self.call("GET", f"/v1/ledger/proofs/inclusion?leaf={leaf}")
            if answer.status == 200 or time.monotonic() > deadline:
                return answer
            time.sleep(0.1)

    def entries(self, **subject: str) -> list[Any]:
        """The ledger's entries about one thing, in order, once they are in the tree."""
        found: list[Any] = []
        path: str | None = "/v1/ledger/entries?limit=200"
        while path:
            answer = self.call("GET", path, self.keys["auditor"])
            assert answer.status == 200, answer.data
            found += [json.loads(base64.b64decode(it["data"])) for it in answer.json["items"]]
            link = answer.headers.get("Link")
            path = link.split(">")[0].lstrip("<") if link else None
        return [it for it in found if subject.items() <= it["subjects"].items()]

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "api", "serve", "--demo"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        _wait(self)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_STOP_SECONDS)


def environment(folder: Path, port: int, more: Mapping[str, str]) -> dict[str, str]:
    plain = {name: text for name, text in os.environ.items() if not name.startswith("PROCHECK_")}
    return plain | {
        "PROCHECK_DATA_DIR": str(folder),
        "PROCHECK_PORT": str(port),
        "PROCHECK_WORKERS": "2",
        "PYTHONPATH": str(ROOT),
        **more,
    }


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def serving(
    folder: Path, *, port: int | None = None, more: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Service]:
    """Serve from a data folder while the block lasts; nothing is left of it afterwards."""
    log = folder.parent / f"{folder.name}.log"
    service = Service(folder, port or free_port(), log, more)
    try:
        service.start()
        yield service
    finally:
        if service.process.poll() is None:
            service.stop()


def _wait(service: Service) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        assert service.process.poll() is None, service.log.read_text()
        try:
            if service.call("GET", "/readyz").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(service.log.read_text())
