"""The auditor: every approval, why it was given, and proof that nothing was altered."""

import base64
import json
import uuid
from pathlib import Path
from typing import Any

from approvals.receipt import recompute
from ledger.checkpoint import open_checkpoint
from ledger.merkle import verify_inclusion
from ledger.note import VerifierKey
from tests.journeys.service import ROOT, Service
from validators.standards_file import load_folder

_FORTY = json.loads((ROOT / "docs" / "examples" / "forty-desktops.json").read_text())


def _placed(service: Service) -> dict[str, Any]:
    order = {
        **_FORTY,
        "reference": f"A-{uuid.uuid4()}",
        "lines": [{**_FORTY["lines"][0], "quantity": 1}],
    }
    made: dict[str, Any] = service.call("POST", "/v1/orders", service.keys["officer"], order).json
    return made


def test_a_receipt_recomputes_its_verdict_from_the_published_law(service: Service) -> None:
    made, key = _placed(service), service.keys["auditor"]
    receipt = service.call("GET", f"/v1/orders/{made['id']}/receipt", key).data
    digest = service.call("GET", "/v1/editions").json["law"]
    found = recompute(receipt, {digest: load_folder()})
    assert found.agrees, found.differences


def test_an_act_is_proven_against_the_signed_checkpoint(service: Service) -> None:
    leaf = _placed(service)["ledger"]["leaf"]
    proof = service.proven(leaf).json
    keys = [VerifierKey.parse(it) for it in service.call("GET", "/v1/ledger/keys").json["keys"]]
    checkpoint = open_checkpoint(proof["checkpoint"].encode(), keys)
    verify_inclusion(
        leaf=bytes.fromhex(leaf),
        index=proof["index"],
        size=proof["size"],
        root=checkpoint.root,
        proof=[base64.b64decode(it) for it in proof["hashes"]],
    )


def test_an_export_beside_the_running_service_verifies_without_it(
    service: Service, tmp_path: Path
) -> None:
    placed = _placed(service)
    made_of, leaf = placed["content"], placed["ledger"]["leaf"]
    index = service.proven(leaf).json["index"]
    folder = tmp_path / "export"
    made = service.command("api", "export", str(folder))
    assert made.returncode == 0, made.stderr
    key = service.call("GET", "/v1/ledger/keys").json["keys"][0]
    clean = service.command("ledger", "verify", str(folder), "--key", key)
    assert clean.returncode == 0, clean.stdout + clean.stderr
    bundles = [it for it in (folder / "tile" / "entries").rglob("*") if it.is_file()]
    (bundle,) = [it for it in bundles if made_of.encode() in it.read_bytes()]
    data = bytearray(bundle.read_bytes())
    data[data.index(made_of.encode())] ^= 1
    bundle.write_bytes(data)
    altered = service.command("ledger", "verify", str(folder), "--key", key)
    assert altered.returncode == 1
    assert str(index) in altered.stdout


def test_an_auditor_changes_nothing(service: Service) -> None:
    made, key = _placed(service), service.keys["auditor"]
    for path, body in (
        ("/v1/orders", {**_FORTY, "reference": "x"}),
        (f"/v1/orders/{made['id']}/cancellation", {"reason": "x"}),
        ("/v1/agencies/11100000EXAMPLE01N/headcounts", {}),
    ):
        assert service.call("POST", path, key, body).status == 403


def test_numbers_are_of_all_web_processes_together(service: Service) -> None:
    for _ in range(20):
        service.call("GET", "/v1/me", service.keys["auditor"])
    text = service.call("GET", "/metrics").data.decode()
    (line,) = [
        it
        for it in text.splitlines()
        if it.startswith('procheck_requests_total{operation="whoAmI",status="200"}')
    ]
    assert float(line.split()[-1]) >= 20
