"""A whole purchase as a stranger's system goes through it, with the generated Python client.

``python walk.py CLIENT ADDRESS KEYS ORDER`` runs where the generated package lies in the folder
CLIENT; KEYS and ORDER are JSON files. It prints what it saw, for the test that started it.
"""

import json
import subprocess
import sys
import tempfile
import time
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

client_folder, address, keys_file, order_file = sys.argv[1:]
sys.path.insert(0, client_folder)

import procheck_client as pc  # type: ignore[import-not-found]  # noqa: E402 - generated, and found only now

_RECORDED_SECONDS = 30.0
"""How long the ledger may take to give a grant its place; it promises ten."""
_KEYS = json.loads(Path(keys_file).read_text())


def of(role: str) -> Any:  # noqa: ANN401 - generated
    """The client of one role."""
    return pc.ApiClient(pc.Configuration(host=address, access_token=_KEYS[role]))


def key() -> str:
    """A value for one act."""
    return str(uuid.uuid4())


def bundle_of(supplier: Any, number: str) -> str:  # noqa: ANN401 - generated
    """Return the bundle of an approval, once the ledger gave it its place."""
    deadline = time.monotonic() + _RECORDED_SECONDS
    while True:
        try:
            return str(pc.ProofsApi(supplier).get_bundle(number).to_json())
        except pc.exceptions.ConflictException as refusal:
            if time.monotonic() > deadline:
                raise
            time.sleep(int(refusal.headers["Retry-After"]))


def proven_offline(bundle: str, number: str) -> bool:
    """Return whether a bundle proves that approval by the verifier alone, without the service."""
    anybody = pc.ApiClient(pc.Configuration(host=address))
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder)
        (kept / "bundle").write_text(bundle)
        (kept / "jwks").write_text(pc.ServiceApi(anybody).get_jwks().to_json())
        (kept / "verifier.py").write_text(pc.ProofsApi(anybody).get_verifier())
        done = subprocess.run(
            [sys.executable, "-I", "verifier.py", "bundle", "--keys", "jwks", "--json"],
            cwd=kept,
            capture_output=True,
            text=True,
            check=True,
        )
    return bool(json.loads(done.stdout)["number"] == number)


def main() -> None:
    """Walk the path, each step with what the step before answered."""
    officer, supplier = of("officer"), of("supplier")
    document = json.loads(Path(order_file).read_text())
    document["lines"][0]["unit_price"] = "5200.00"

    quote = pc.ValidationsApi(supplier).validate_order(pc.ValidationIn.from_dict(document))
    breaches = [it for it in quote.verdict.findings if it.outcome == "breach"]
    assert {it.pointer for it in breaches} == {"/lines/0/unit_price"}, breaches
    # Several editions may cap one price: the lowest of what would pass passes them all.
    right = min((it.remedy.value.actual_instance for it in breaches), key=Decimal)
    document["lines"][0]["unit_price"] = right
    again = pc.ValidationsApi(supplier).validate_order(pc.ValidationIn.from_dict(document))

    orders = pc.OrdersApi(officer)
    made = orders.submit_order(key(), pc.PlacedOrderIn.from_dict(document))
    shown = orders.get_order(str(made.id))
    number = made.approval.number
    approvals = pc.ApprovalsApi(supplier)
    statement = approvals.get_statement(number).decode()
    verified = pc.ApprovalsApi(pc.ApiClient(pc.Configuration(host=address))).verify_approval(
        pc.VerificationIn.from_dict({"statement": statement, "order": document})
    )

    serials = [f"SN-{uuid.uuid4()}"]
    sent = pc.DeliveriesApi(supplier).despatch_delivery(
        key(),
        pc.DespatchIn.from_dict(
            {
                "approval": number,
                "reference": f"DN-{uuid.uuid4()}",
                "despatched_on": made.placed_on.isoformat(),
                "lines": [{"line": 0, "serials": serials}],
            }
        ),
    )
    delivery = str(sent.id)
    receiving = pc.ReceivingApi(officer)
    receiving.receive_delivery(delivery, key(), pc.ReceiptIn.from_dict({"received": serials}))
    system = document["lines"][0]["operating_system"]
    receiving.inspect_delivery(
        delivery,
        key(),
        pc.InspectionIn.from_dict(
            {
                "source": "checklist",
                "units": [
                    {
                        "serial": serials[0],
                        "operating_system": {
                            it: system[it] for it in ("name", "version", "kernel")
                        },
                        "media": {"present": True},
                        "altered": False,
                        "licence_evidence": [{"kind": "oem-entitlement", "value": serials[0]}],
                    }
                ],
            }
        ),
    )
    accepted = receiving.accept_delivery(
        delivery, key(), pc.AcceptanceIn.from_dict({"serials": serials, "document": "paper 1"})
    )
    account = pc.RemaindersApi(supplier).get_account(number)
    absent = None
    try:
        orders.get_order("01a20a90-0000-7000-8000-000000000000")
    except pc.exceptions.NotFoundException as refusal:
        absent = json.loads(refusal.body)["type"]
    seen = {
        "quote": [quote.verdict.outcome, *sorted({it.code for it in breaches})],
        "corrected": again.verdict.outcome,
        "order": [made.state, shown.state],
        "confirmed": verified.confirmed,
        "offline": proven_offline(bundle_of(supplier, number), number),
        "units": [it.state for it in accepted.units],
        "accepted": account.account[0].accepted,
        "absent": absent,
    }
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main()
