"""Releases and records of a running service by the tools of the standard's makers, offline."""

import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.api.deliveries import covered
from tests.clients.conftest import run
from tests.integrations.conftest import samples
from tests.journeys.service import Service

__all__ = ["samples"]

pytestmark = pytest.mark.tools


@pytest.fixture
def package(service: Service, tools: Path) -> Any:  # noqa: ANN401 - a JSON value
    if not (tools / "bin/libcoveocds").exists():
        pytest.skip("needs the tools of the standard's makers: make ocds")
    made = service.call("POST", "/v1/orders", service.keys["officer"], covered(2)).json
    bare = covered(1)
    bare["lines"][0].pop("operating_system")
    refused = service.call("POST", "/v1/orders", service.keys["officer"], bare).json
    records = []
    for one in (made, refused):
        answer = service.call("GET", f"/v1/orders/{one['id']}/ocds", service.keys["auditor"])
        assert answer.status == 200, answer.data
        whole = answer.json
        records += whole["records"]
    # Served by the service that speaks here, whatever name its issuer has.
    whole["extensions"] = [f"http://127.0.0.1:{service.port}/v1/ocds/extension.json"]
    return {**whole, "records": records}


def test_libcoveocds_finds_nothing_wrong(
    package: dict[str, Any], tools: Path, samples: Path, tmp_path: Path
) -> None:
    records = package.pop("records")
    file = tmp_path / "releases.json"
    file.write_text(
        json.dumps({**package, "releases": [it for one in records for it in one["releases"]]})
    )
    schemas = samples / "ocds" / "standard-1__1__5.zip"
    told = json.loads(
        run(
            *(tools / "bin/libcoveocds", "--standard-zip", schemas),
            *("-d", "-o", tmp_path / "out", file),
        )
    )
    assert told["validation_errors"] == []
    assert not told.get("additional_fields"), told["additional_fields"]
    assert not told.get("deprecated_fields")
    assert not told.get("additional_closed_codelist_values")
    assert not told["extensions"]["invalid_extension"]


def test_ocdskit_compiles_to_our_compiled_release(
    package: dict[str, Any], tools: Path, samples: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(samples / "ocds" / "standard-1__1__5.zip") as archive:
        name = "standard-1__1__5/schema/release-schema.json"
        (tmp_path / "schema.json").write_bytes(archive.read(name))
    for record in package["records"]:
        releases = {**package, "releases": record["releases"]}
        releases.pop("records")
        done = subprocess.run(
            [tools / "bin/ocdskit", "compile", "--schema", tmp_path / "schema.json"],
            input=json.dumps(releases).encode(),
            capture_output=True,
            check=True,
        )
        assert json.loads(done.stdout) == record["compiledRelease"]
