"""The operator replaces the approval key of a running service: nobody waits, nothing is lost."""

import base64
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

from tests.journeys.service import ROOT, Answer, Service, serving

_REST = 0.05
_FORTY = json.loads((ROOT / "docs" / "examples" / "forty-desktops.json").read_text())


def _place(service: Service) -> Answer:
    order = {
        **_FORTY,
        "reference": f"K-{uuid.uuid4()}",
        "lines": [{**_FORTY["lines"][0], "quantity": 1}],
    }
    return service.call("POST", "/v1/orders", service.keys["officer"], order)


def _kid(statement: str) -> str:
    head = statement.split(".", maxsplit=1)[0]
    kid: str = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"]
    return kid


def _published(service: Service) -> dict[str, str]:
    keys = service.call("GET", "/.well-known/jwks.json").json["keys"]
    return {it["kid"]: it["state"] for it in keys if it["procheck_use"] == "approval"}


@contextmanager
def _busy(service: Service) -> Iterator[list[tuple[int, bool]]]:
    """Order again and again; note each status, and whether the key was published just then.

    With a short rest between: what the agency may still buy has to last for the orders after.
    """
    done: list[tuple[int, bool]] = []
    ended = Event()

    def work() -> None:
        while not ended.wait(_REST):
            made = _place(service)
            signed = made.json.get("approval")
            published = signed is None or _kid(signed["statement"]) in _published(service)
            done.append((made.status, published))

    client = Thread(target=work)
    client.start()
    try:
        yield done
    finally:
        ended.set()
        client.join()


def _verified(service: Service, statement: str) -> Any:  # noqa: ANN401 - a JSON value
    body = {"statement": statement}
    return service.call("POST", "/v1/approvals/verification", None, body).json["signature"]


def test_a_running_service_signs_with_the_new_key_at_once(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as service:
        before = _place(service).json["approval"]["statement"]
        old = _kid(before)
        assert _published(service) == {old: "active"}
        with _busy(service) as done:
            rotated = service.command("api", "keys", "rotate")
        assert rotated.returncode == 0, rotated.stderr
        assert done
        assert {status for status, _ in done} == {201}
        assert all(published for _, published in done)
        # As often as every one of the web workers is surely asked.
        after = [_place(service).json["approval"]["statement"] for _ in range(12)]
        (new,) = {_kid(it) for it in after}
        assert rotated.stdout == f"{new} signs approvals from now on; {old} keeps verifying\n"
        for _ in range(12):
            assert _published(service) == {old: "retired", new: "active"}
            assert _verified(service, before)["answer"] == "yes"
            assert _verified(service, after[0])["answer"] == "yes"
        assert service.stop() == 0
