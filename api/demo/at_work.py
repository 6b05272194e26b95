"""Parts (b) to (e): the running service, used as an officer, a supplier and an auditor use it."""

import base64
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from api.demo.as_published import Surprise
from api.demo.purchase import bare_order, example_order
from api.demo.running import Running
from api.demo.screen import Screen
from api.examples import AGENCY, SUPPLIER
from approvals.statement import TYP
from integrations.service import Service
from ledger.canonical import parse
from ledger.checkpoint import open_checkpoint
from ledger.jws import KeyState, PublishedKey, verify_compact
from ledger.merkle import verify_inclusion
from ledger.note import VerifierKey

_DESKTOPS, _PRICE = 40, "4940.00"
_TREE_SECONDS, _PAUSE = 10.0, 0.2
_UNKNOWN_DAY = datetime(1970, 1, 1, tzinfo=UTC)
"""A verifier outside does not ask since when a key is used: the set says which keys count."""


def show_approval(screen: Screen, running: Running) -> None:
    """Part (b): an order named exactly as listed is approved, and proven offline.

    Raises:
        Surprise: it is not approved, or the proof does not hold.
    """
    screen.heading("b", f"An example order: {_DESKTOPS} desktops, named exactly as listed")
    officer = running.as_role("officer")
    order = example_order(AGENCY, SUPPLIER, "EXAMPLE-B", _DESKTOPS, _PRICE)
    answer = _placed(officer, order, "approved")
    _findings(screen, answer)
    approval = answer["approval"]
    screen.outcome("approved", f"{approval['number']}, valid until {approval['valid_until']}")
    claims = _verified_offline(Service(running.base), approval["statement"])
    line = claims["lines"][0]
    screen.say(
        "The supplier verifies the statement with the public key alone: the signature holds over"
        f" {line['quantity']} × {line['class']} at {line['unit_price']} yuan"
        f" for {claims['agency']}."
    )
    leaf = answer["ledger"]["leaf"]
    index, size = _proven(running, leaf)
    screen.say(
        f"The act is entry {index} of the ledger: its inclusion proof leads to the signed"
        f" checkpoint of {size} entries.",
        "green",
    )


def show_refusal(screen: Screen, running: Running) -> None:
    """Part (c): one computer at 5,200 yuan without an operating system.

    Raises:
        Surprise: it is not refused, over by 200.00.
    """
    screen.heading("c", "One computer at 5,200 yuan without an operating system")
    answer = _placed(
        running.as_role("officer"), bare_order(AGENCY, SUPPLIER, "EXAMPLE-C"), "refused"
    )
    screen.outcome("refused", "this is an answer, not an error: the order stands recorded")
    _findings(screen, answer)
    if not any(it.get("over") == "200.00" for it in answer["verdict"]["findings"]):
        raise Surprise(str(answer["verdict"]))


def show_cap(screen: Screen, running: Running) -> None:
    """Part (d): the cap of the headcount is reached.

    Raises:
        Surprise: more is granted than the cap leaves, or less.
    """
    screen.heading("d", "The headcount cap: what may still be bought")
    officer = running.as_role("officer")
    left = _entitlements(screen, officer, "before")
    _placed(officer, example_order(AGENCY, SUPPLIER, "EXAMPLE-D1", left, _PRICE), "approved")
    screen.outcome("approved", f"the last {left} desktops")
    answer = _placed(officer, example_order(AGENCY, SUPPLIER, "EXAMPLE-D2", 1, _PRICE), "refused")
    screen.outcome("refused", "one more")
    _findings(screen, answer)
    if _entitlements(screen, officer, "after") != 0:
        raise Surprise(str(answer["verdict"]))


def show_tampering(screen: Screen, running: Running, folder: Path) -> None:
    """Part (e): the auditor exports the ledger, verifies it, and finds one flipped byte.

    Raises:
        Surprise: the clean export does not verify, or the flipped byte is not found.
    """
    screen.heading("e", "The auditor exports the ledger and verifies it without the service")
    exported = folder / "export"
    made = running.command("api", "export", str(exported))
    if made.returncode:
        raise Surprise(made.stderr)
    key = running.as_role("auditor").get("/v1/ledger/keys")["keys"][0]
    clean = running.command("ledger", "verify", str(exported), "--key", key)
    screen.say(clean.stdout.strip())
    if clean.returncode:
        raise Surprise(clean.stdout)
    altered = folder / "altered"
    shutil.copytree(exported, altered)
    bundle = min(it for it in (altered / "tile" / "entries").rglob("*") if it.is_file())
    data = bytearray(bundle.read_bytes())
    place = data.index(b'"quantity":40') + len(b'"quantity":')
    data[place] ^= 1
    bundle.write_bytes(data)
    screen.say(f"One byte is changed in a copy: 40 desktops become {chr(data[place])}0.")
    found = running.command("ledger", "verify", str(altered), "--key", key)
    screen.say(found.stdout.strip(), "red")
    if found.returncode != 1:
        raise Surprise(found.stdout + found.stderr)


def _placed(client: Service, order: dict[str, Any], state: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.post("/v1/orders", order, idempotency=order["reference"])
    if answer.get("state") != state:
        raise Surprise(str(answer))
    return answer


def _findings(screen: Screen, answer: dict[str, Any]) -> None:
    rows = []
    for it in answer["verdict"]["findings"]:
        cited = it.get("citation", {})
        source = " ".join(cited[name] for name in ("document", "row", "article") if name in cited)
        remedy = it.get("remedy", {}).get("change", "—")
        said = f"{it['message']['zh']}\n{it['message']['en']}"
        rows.append((f"{it['rule']}\n{it['pointer']}", said, it.get("sum", "—"), source, remedy))
    if rows:
        screen.table(("rule", "finding", "sum", "source", "smallest fix"), rows)


def _verified_offline(public: Service, statement: str) -> dict[str, Any]:
    keys = [
        PublishedKey(
            public_key=base64.urlsafe_b64decode(f"{it['x']}=="),
            use="approval",
            state=KeyState.ACTIVE,
            since=_UNKNOWN_DAY,
        )
        for it in public.get("/.well-known/jwks.json")["keys"]
    ]
    return cast("dict[str, Any]", parse(verify_compact(statement, typ=TYP, keys=keys).payload))


def _proven(running: Running, leaf: str) -> tuple[int, int]:
    """Return the entry's index and the size of the tree, once the proof was checked here."""
    public, deadline = Service(running.base), time.monotonic() + _TREE_SECONDS
    while True:
        proof = public.get("/v1/ledger/proofs/inclusion", {"leaf": leaf})
        if "hashes" in proof:
            break
        if time.monotonic() > deadline:
            raise Surprise(str(proof))
        time.sleep(_PAUSE)
    key = VerifierKey.parse(public.get("/v1/ledger/keys")["keys"][0])
    checkpoint = open_checkpoint(proof["checkpoint"].encode(), [key])
    verify_inclusion(
        leaf=bytes.fromhex(leaf),
        index=proof["index"],
        size=checkpoint.size,
        root=checkpoint.root,
        proof=[base64.b64decode(it) for it in proof["hashes"]],
    )
    return proof["index"], checkpoint.size


def _entitlements(screen: Screen, officer: Service, when: str) -> int:
    answer = officer.get(f"/v1/agencies/{AGENCY}/entitlements")
    screen.say(f"What {AGENCY} may still buy, {when}:")
    rows = []
    left = 0
    for it in answer["items"]:
        words = f"{it['explanation']['zh']}\n{it['explanation']['en']}"
        title = f"{it['title']['zh']}\n{it['title']['en']}"
        rows.append((title, it["sum"], str(it["left"]), words))
        if it["cap"].endswith("/desktop"):
            left = it["left"]
    screen.table(("cap", "sum", "surely left", "in words"), rows)
    return left
