"""Clients generated from the contract of a running service, and a proxy that holds it to that.

Generators, compiler and proxy are other people's programs; `.ci/clients` puts them into a folder
and names it (`--tools`). Without it these tests are not asked for.
"""

import json
import subprocess
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.examples import COVERED_ORDER
from tests.api.deliveries import NO_LICENCES, covered
from tests.journeys.conftest import service
from tests.journeys.service import Service, free_port

__all__ = ["service"]
"""The service of the journeys: strangers' clients walk on the same ground."""

_GENERATION_SECONDS, _START_SECONDS = 400, 60.0


@pytest.fixture(scope="session")
def tools(pytestconfig: pytest.Config) -> Path:
    """The folder of the programs that generate, compile and check."""
    folder: Path | None = pytestconfig.getoption("tools")
    if folder is None:
        pytest.skip("needs generators and a proxy: make clients")
    return folder.resolve()


@pytest.fixture(scope="session")
def contract(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contract as the running service serves it."""
    file = tmp_path_factory.mktemp("contract") / "openapi.json"
    file.write_bytes(service.call("GET", "/openapi.json").data)
    return file


@pytest.fixture(scope="session")
def stated(service: Service) -> None:
    """The agency that buys has stated the facts that its order would otherwise wait for."""
    path = f"/v1/agencies/{COVERED_ORDER['agency']}/headcounts"
    for fact in NO_LICENCES:
        answer = service.call("POST", path, service.keys["administrator"], fact)
        assert answer.status == 201, answer.data


@pytest.fixture(scope="session")
def proxied(service: Service, contract: Path, tools: Path) -> Iterator[Service]:
    """The service behind a proxy that answers 500 where either side breaks the contract."""
    port = free_port()
    process = subprocess.Popen(
        [
            *(tools / "node_modules/.bin/prism", "proxy", contract),
            *(f"http://127.0.0.1:{service.port}", "--errors", "-h", "127.0.0.1", "-p", str(port)),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    behind = replace(service, port=port)
    try:
        _wait(behind, process)
        yield behind
    finally:
        process.terminate()
        process.wait()


def _wait(behind: Service, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None
        try:
            assert behind.call("GET", "/healthz").status == 200
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"the proxy does not answer on port {behind.port}")


def generate(tools: Path, contract: Path, language: str, *more: str) -> Path:
    """Generate a client beside the contract, and return its folder."""
    folder = contract.parent / language
    program = tools / "venv/bin/openapi-generator-cli"
    run(program, "generate", "-i", contract, "-g", language, "-o", folder, *more)
    return folder


def run(*words: str | Path) -> str:
    """Run a program, and return what it printed."""
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, timeout=_GENERATION_SECONDS
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def given(through: Service, folder: Path) -> list[str]:
    """What a walk is started with: an address, the keys, an order of its own."""
    (folder / "order.json").write_text(json.dumps(covered(1, reference=f"C-{uuid.uuid4()}")))
    (folder / "keys.json").write_text(json.dumps(through.keys))
    address = f"http://127.0.0.1:{through.port}"
    return [address, str(folder / "keys.json"), str(folder / "order.json")]
