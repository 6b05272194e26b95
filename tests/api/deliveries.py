"""Orders whose contract lacks nothing, and what is done with their deliveries over HTTP."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from api.access_keys import issue, withdraw
from api.examples import COVERED_ORDER
from api.holders import Holder
from api.identifiers import new_id
from api.roles import Role
from ledger.entry import Actor
from storage.scope import SYSTEM
from tests.api.stage import Answer, Stage, fresh

_STATED = {"valid_from": "2026-01-01", "source": "example summary ledger"}
NO_LICENCES = tuple(
    {"basis": f"licences.{kind}", "value": 0, **_STATED}
    for kind in ("software_office", "software_antivirus")
)
"""What an agency states that has no licences of general software that are not in use."""
_BOUGHT_WITH = [
    {
        "class": "software_office",
        "name": "示例办公软件",
        "version": "V1",
        "licence": {"channel": "site", "term": "3 年"},
    },
    {
        "class": "software_antivirus",
        "name": "示例杀毒软件",
        "version": "V2",
        "licence": {"channel": "site", "term": "1 年"},
        "permit": {"number": "EX-2026-9", "valid_until": "2029-12-31"},
    },
]


def covered(quantity: int = 1, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    """An order of desktops with every paper its contract takes, and all the software they need."""
    document: dict[str, Any] = json.loads(json.dumps(dict(COVERED_ORDER)))
    document["reference"] = fresh("REF")
    line = document["lines"][0]
    line["quantity"] = quantity
    line["software"] = json.loads(json.dumps(_BOUGHT_WITH))
    for licence in (
        line["operating_system"]["licence"],
        *(it["licence"] for it in line["software"]),
    ):
        licence["count"] = quantity
    return {**document, **changes}


def hold_no_licences(stage: Stage, uscc: str = COVERED_ORDER["agency"]) -> None:
    """Let an agency state that it has no licences of general software that are not in use."""
    path = f"/v1/agencies/{uscc}/headcounts"
    for fact in NO_LICENCES:
        answer = stage.call("POST", path, "administrator", fact)
        assert answer.status == 201, answer.data


def approved(stage: Stage, quantity: int = 1, **changes: Any) -> str:  # noqa: ANN401 - JSON values
    """The number of an approval for so many desktops."""
    hold_no_licences(stage)
    answer = stage.call("POST", "/v1/orders", "officer", covered(quantity, **changes))
    assert answer.status == 201, answer.data
    assert answer.json["state"] == "approved", answer.json["verdict"]
    number: str = answer.json["approval"]["number"]
    return number


def serials(count: int) -> list[str]:
    return [fresh("SN") for _ in range(count)]


def despatch(
    stage: Stage,
    number: str,
    sent: Sequence[str],
    *,
    line: int = 0,
    headers: Mapping[str, str] | None = None,
    **changes: Any,  # noqa: ANN401 - JSON values
) -> Answer:
    body = {
        "approval": number,
        "reference": fresh("DN"),
        "despatched_on": stage.clock().date().isoformat(),
        "lines": [{"line": line, "serials": list(sent)}],
        **changes,
    }
    return stage.call("POST", "/v1/deliveries", "supplier", body, headers=headers)


def sent(stage: Stage, number: str, of: Sequence[str]) -> str:
    """The identifier of a delivery that was despatched."""
    answer = despatch(stage, number, of)
    assert answer.status == 201, answer.data
    identifier: str = answer.json["id"]
    return identifier


def act(
    stage: Stage,
    identifier: str,
    name: str,
    body: Any,  # noqa: ANN401 - a JSON value
    role: str = "officer",
    **more: Any,  # noqa: ANN401 - members of a call
) -> Answer:
    return stage.call("POST", f"/v1/deliveries/{identifier}/{name}", role, body, **more)


def found(serial: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    """What an inspection finds on a device that is as it was approved."""
    system = COVERED_ORDER["lines"][0]["operating_system"]
    whole = {
        "serial": serial,
        "operating_system": {
            name: system[name] for name in ("name", "version", "kernel") if name in system
        },
        "media": {"present": True},
        "altered": False,
        "licence_evidence": [{"kind": "oem-entitlement", "value": f"EXAMPLE-{serial}"}],
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


def inspect(stage: Stage, identifier: str, *units: dict[str, Any]) -> Answer:
    return act(stage, identifier, "inspection", {"units": list(units), "source": "checklist"})


def receive(stage: Stage, identifier: str, of: Sequence[str], **more: Any) -> Answer:  # noqa: ANN401 - members of a call
    return act(stage, identifier, "receipt", {"received": list(of)}, **more)


def accept(stage: Stage, identifier: str, of: Sequence[str], **more: Any) -> Answer:  # noqa: ANN401 - members of a call
    body = {"serials": list(of), "document": "acceptance 2026-1"}
    return act(stage, identifier, "acceptance", body, **more)


_ACTOR = Actor(person="system:test", role="system", authentication="test")


def key_of(stage: Stage, role: Role, **holder: Any) -> dict[str, str]:  # noqa: ANN401 - members of a holder
    """The header of a key issued to somebody of whom the stage has none."""
    with stage.services.database.transaction(SYSTEM) as connection:
        held = Holder(role=role, **holder)
        text = issue(connection, held, actor=_ACTOR, ids=new_id, now=stage.clock())
    return {"Authorization": f"Bearer {text}"}


@contextmanager
def lent_key(stage: Stage, role: Role, **holder: Any) -> Iterator[dict[str, str]]:  # noqa: ANN401 - members of a holder
    """Another key of somebody whom many tests know: two live ones are all that anybody may have."""
    header = key_of(stage, role, **holder)
    yield header
    public = header["Authorization"].split("_")[1]
    with stage.services.database.transaction(SYSTEM) as connection:
        withdraw(connection, public, actor=_ACTOR, ids=new_id, now=stage.clock())


@contextmanager
def nothing_done(stage: Stage) -> Iterator[None]:
    """Whatever happens in here leaves no row behind but the answers kept for repetition."""
    before = stage.rows()
    yield
    after = stage.rows()
    assert {**after, "idempotency": before["idempotency"]} == before


def states(answer: Answer) -> dict[str, str]:
    return {it["serial"]: it["state"] for it in answer.json["units"]}


def account(stage: Stage, identifier: str) -> dict[str, int]:
    (line,) = stage.call("GET", f"/v1/deliveries/{identifier}", "officer").json["account"]
    found_there: dict[str, int] = line
    return found_there
