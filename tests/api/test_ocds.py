"""Records over HTTP: valid by the standard's schema, stable, and what their releases compile to."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import ocdsmerge
import pytest
from jsonschema import Draft4Validator  # type: ignore[import-untyped]  # it has no stubs
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from api.commands.export import describe, run
from api.commands.line import Parser
from api.examples import SUPPLIER
from approvals.life import life_of
from integrations.ocds.moments import moments_of
from integrations.ocds.packages import releases_of
from ledger.verify_pack import reader
from ledger.verify_pack import verify as verify_pack
from storage.scope import SYSTEM
from tests.api.deliveries import accept, approved, inspect, receive, sent, serials
from tests.api.deliveries import found as on_device
from tests.api.stage import Stage

_BASE = "https://standard.open-contracting.org/schema/1__1__5/"


@pytest.fixture(scope="module")
def lived(stage: Stage) -> str:
    """An order that was approved, delivered in part, narrowed and revoked."""
    number = approved(stage, 3, supplier=SUPPLIER)
    order: str = stage.call("GET", f"/v1/approvals/{number}", "officer").json["order"]
    devices = serials(1)
    identifier = sent(stage, number, devices)
    assert receive(stage, identifier, devices).status == 200
    assert inspect(stage, identifier, on_device(devices[0])).status == 200
    assert accept(stage, identifier, devices).status == 200
    with stage.clock.later(days=1):
        body = {"reason": "withdrawn by the supplier"}
        assert (
            stage.call("POST", f"/v1/approvals/{number}/revocation", "approver", body).status == 200
        )
    return order


def merger(samples: Path) -> Any:  # noqa: ANN401 - a library without types
    """Whoever compiles releases by the standard's rules, without asking the network for them."""
    with zipfile.ZipFile(samples / "ocds" / "standard-1__1__5.zip") as archive:
        schema = json.loads(archive.read("standard-1__1__5/schema/release-schema.json"))
    return ocdsmerge.Merger(schema)


def record(stage: Stage, order: str) -> Any:  # noqa: ANN401 - a JSON value
    with stage.clock.later(days=2):
        answer = stage.call("GET", f"/v1/orders/{order}/ocds", "auditor")
    assert answer.status == 200, answer.data
    return answer.json


def test_what_the_releases_compile_to_is_our_compiled_release(
    stage: Stage, lived: str, samples: Path
) -> None:
    (one,) = record(stage, lived)["records"]
    merged = merger(samples).create_compiled_release(one["releases"])
    assert merged == one["compiledRelease"]
    tags = [tag for it in one["releases"] for tag in it["tag"]]
    assert tags[:3] == ["tender", "award", "contract"]
    assert tags[-1] == "contractTermination"
    (contract,) = merged["contracts"]
    assert contract["status"] == "terminated"
    assert contract["implementation"]["milestones"][0]["status"] == "met"
    assert merged["awards"][0]["procheck_approval"]["state"] == "revoked"


def test_a_release_is_the_same_for_ever_and_a_correction_is_another(
    stage: Stage, lived: str, samples: Path
) -> None:
    (one,) = record(stage, lived)["records"]
    ids = [it["id"] for it in one["releases"]]
    assert len(set(ids)) == len(ids)
    # Told of an earlier day, what had happened by then is word for word the same.
    with stage.services.database.transaction(SYSTEM) as connection:
        life = life_of(connection, lived)
    before = [it["id"] for it in releases_of(life, stage.clock())]
    assert before == ids[: len(before)]
    placed = stage.place(quantity=2)
    (first,) = record(stage, placed["id"])["records"]
    read = stage.call("GET", f"/v1/orders/{placed['id']}", "officer")
    narrower = read.json["order"]
    narrower["lines"][0]["quantity"] = 1
    narrower["lines"][0]["operating_system"]["licence"]["count"] = 1
    path = f"/v1/orders/{placed['id']}/amendments"
    seen = {"If-Match": read.headers["ETag"]}
    amended = stage.call("POST", path, "officer", narrower, headers=seen)
    assert amended.status == 201, amended.data
    (second,) = record(stage, placed["id"])["records"]
    assert [it["id"] for it in second["releases"]][:-1] == [it["id"] for it in first["releases"]]
    contract = second["compiledRelease"]["contracts"][0]
    assert contract["items"][0]["quantity"] == 1
    assert len(contract["amendments"]) == 1
    assert contract["value"]["amount"] < second["compiledRelease"]["awards"][0]["value"]["amount"]
    merged = merger(samples).create_compiled_release(second["releases"])
    assert merged == second["compiledRelease"]


def test_acts_of_one_instant_that_say_the_same_are_one_release(stage: Stage, lived: str) -> None:
    with stage.services.database.transaction(SYSTEM) as connection:
        life = life_of(connection, lived)
    ((held, acts),) = life.deliveries
    again = replace(life, deliveries=((held, (*acts, acts[-1])),))
    assert len(moments_of(again, stage.clock())) == len(moments_of(life, stage.clock())) + 1
    assert releases_of(again, stage.clock()) == releases_of(life, stage.clock())


def test_packages_keep_the_schema_of_the_standard(
    stage: Stage, lived: str, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry: Any = Registry()
    with zipfile.ZipFile(samples / "ocds" / "standard-1__1__5.zip") as archive:
        for name in archive.namelist():
            if "/schema/" in name and name.endswith(".json"):
                contents = json.loads(archive.read(name))
                registry = registry.with_resource(
                    _BASE + name.rpartition("/")[2],
                    Resource.from_contents(contents, default_specification=DRAFT4),
                )
    schema = {"$ref": _BASE + "record-package-schema.json"}
    validator = Draft4Validator(schema, registry=registry)
    assert list(validator.iter_errors(record(stage, lived))) == []
    environment = {
        "PROCHECK_DATABASE_URL": stage.made.app_url,
        "PROCHECK_DATA_DIR": str(stage.folder),
        "PROCHECK_ISSUER": "http://procheck.test",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    file, parser = tmp_path / "releases.json", Parser()
    describe(parser)
    assert run(parser.parse_args(["ocds", str(file)])) == 0
    package = json.loads(file.read_bytes())
    schema = {"$ref": _BASE + "release-package-schema.json"}
    assert list(Draft4Validator(schema, registry=registry).iter_errors(package)) == []
    assert any(lived in it["ocid"] for it in package["releases"])
    stage.sequence()
    pack = tmp_path / "pack.zip"
    assert run(parser.parse_args(["pack", str(pack), "--order", lived])) == 0
    assert verify_pack(reader(pack))["entries"] >= 6
