"""The supplier's system: checks a quote, gets the approval, proves it, learns of its revocation."""

import json
import subprocess
import sys
import uuid
from datetime import datetime
from pathlib import Path

from api.examples import COVERED_ORDER
from approvals.legal_day import legal_day
from tests.api.deliveries import NO_LICENCES, covered
from tests.api.test_substitutions import body as substitute
from tests.journeys.service import ROOT, Service

_FORTY = json.loads((ROOT / "docs" / "examples" / "forty-desktops.json").read_text())


def test_a_supplier_checks_a_quote_and_proves_what_was_approved(
    service: Service, tmp_path: Path
) -> None:
    order = {**_FORTY, "reference": f"S-{uuid.uuid4()}"}
    quote = service.call("POST", "/v1/validations", service.keys["supplier"], order).json
    assert (quote["kind"], quote["verdict"]["outcome"]) == ("dry-run", "conforming")
    made = service.call("POST", "/v1/orders", service.keys["officer"], order).json
    listed = service.call("GET", "/v1/approvals", service.keys["supplier"]).json["items"]
    assert made["approval"]["number"] in {it["number"] for it in listed}

    statement, keys, revoked = (tmp_path / name for name in ("approval.jws", "jwks", "list"))
    path = f"/v1/approvals/{made['approval']['number']}"
    statement.write_bytes(service.call("GET", f"{path}/statement", service.keys["supplier"]).data)
    keys.write_bytes(service.call("GET", "/.well-known/jwks.json").data)
    revoked.write_bytes(service.call("GET", "/v1/approvals/status-list").data)
    (tmp_path / "order.json").write_text(json.dumps(order))
    words = [
        "api", "verify", str(statement), "--keys", str(keys), "--status-list", str(revoked),
        "--order", str(tmp_path / "order.json"),
    ]  # fmt: skip
    offline = service.command(*words)
    assert (offline.returncode, json.loads(offline.stdout)["confirmed"]) == (0, True)

    changed = json.loads(json.dumps(order))
    changed["lines"][0]["unit_price"] = "4941.00"
    (tmp_path / "order.json").write_text(json.dumps(changed))
    other = service.command(*words)
    assert (other.returncode, json.loads(other.stdout)["content"]["answer"]) == (1, "no")

    reason = {"reason": "the supplier withdrew"}
    gone = service.call("POST", f"{path}/revocation", service.keys["approver"], reason)
    assert gone.json["state"] == "revoked"
    body = {"statement": made["approval"]["statement"]}
    online = service.call("POST", "/v1/approvals/verification", None, body).json
    assert (online["confirmed"], online["revocation"]["code"]) == (False, "revoked")
    (tmp_path / "order.json").write_text(json.dumps(order))
    revoked.write_bytes(service.call("GET", "/v1/approvals/status-list").data)
    fresh = service.command(*words)
    assert (fresh.returncode, json.loads(fresh.stdout)["revocation"]["answer"]) == (1, "no")


def test_a_supplier_reads_limits_and_lists_without_a_key(service: Service) -> None:
    limits = service.call("GET", "/v1/limits?jurisdiction=cn&class=desktop").json["items"]
    assert {it["price"]["ceiling"] for it in limits if "price" in it} == {"5000"}
    listings = service.call("GET", "/v1/catalog/listings?in_force=true&limit=200").json["items"]
    assert "银河麒麟桌面操作系统" in {it["name"] for it in listings}


def test_a_supplier_has_his_quote_signed_keeps_the_proof_and_files_the_paper(
    service: Service, tmp_path: Path
) -> None:
    supplier, officer = service.keys["supplier"], service.keys["officer"]
    one = {**_FORTY, "lines": [{**_FORTY["lines"][0], "quantity": 1}]}
    quoted = {**one, "reference": f"Q-{uuid.uuid4()}"}
    signed = service.call("POST", "/v1/validations?signed=true", supplier, quoted).json
    order = {**one, "reference": f"S-{uuid.uuid4()}", "quote_check": signed["quote_check"]}
    made = service.call("POST", "/v1/orders", officer, order).json
    assert made["quote_check"]["stands"] is True
    service.proven(made["ledger"]["approval_leaf"])

    path = f"/v1/approvals/{made['approval']['number']}"
    kept = {
        "bundle": service.call("GET", f"{path}/bundle", supplier),
        "verifier.py": service.call("GET", "/v1/approvals/verifier"),
        "jwks": service.call("GET", "/.well-known/jwks.json"),
    }
    for name, answer in kept.items():
        (tmp_path / name).write_bytes(answer.data)
    verified = subprocess.run(
        [sys.executable, "-I", "verifier.py", "bundle", "--keys", "jwks", "--json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    assert json.loads(verified.stdout)["number"] == made["approval"]["number"]

    paper = service.call("GET", f"{path}/document", supplier)
    assert (paper.status, paper.data[:5]) == (200, b"%PDF-")


def test_a_supplier_sends_another_model_with_the_buyers_consent(service: Service) -> None:
    supplier, officer = service.keys["supplier"], service.keys["officer"]
    facts = f"/v1/agencies/{COVERED_ORDER['agency']}/headcounts"
    for fact in NO_LICENCES:
        assert service.call("POST", facts, service.keys["administrator"], fact).status == 201
    order = covered(2, reference=f"S-{uuid.uuid4()}")
    number = service.call("POST", "/v1/orders", officer, order).json["approval"]["number"]

    asked = {**substitute(number), "reference": f"SU-{uuid.uuid4()}"}
    proposed = service.call("POST", "/v1/substitutions", supplier, asked)
    assert (proposed.status, proposed.json["state"]) == (201, "proposed")
    path = f"/v1/substitutions/{proposed.json['id']}"
    seen = service.call("GET", path, officer)
    assert {it["outcome"] for it in seen.json["examinations"]} == {"conforming"}
    decision = {"decision": "consent", "reference": f"S-{uuid.uuid4()}", "reason": "as good"}
    condition = {"If-Match": seen.headers["ETag"]}
    ended = service.call("POST", f"{path}/decision", officer, decision, condition).json
    assert ended["state"] == "consented"
    late = service.call("POST", f"{path}/withdrawal", supplier, {"reason": "made again"})
    assert (late.status, late.json["state"]) == (409, "consented")

    other, instant = ended["ended"]["approval"], datetime.fromisoformat(seen.json["proposed_at"])
    for approval, open_units in ((number, 1), (other, 1)):
        (line,) = service.call("GET", f"/v1/approvals/{approval}/account", supplier).json["account"]
        assert line["open"] == open_units
        note = {
            "approval": approval,
            "reference": f"DN-{uuid.uuid4()}",
            # The day of law: after four in Greenwich it is the next one.
            "despatched_on": legal_day(instant).isoformat(),
            "lines": [{"line": 0, "serials": [f"SN-{uuid.uuid4()}"]}],
        }
        assert service.call("POST", "/v1/deliveries", supplier, note).status == 201
        assert service.call("POST", "/v1/deliveries", supplier, note).status == 409
