"""Licence grants acted out on a stage: recorded, confirmed, corrected, ended, ordered with."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from approvals import licence_store
from approvals.bind_evidence import record_evidence
from approvals.confirm_licence import confirm_licence
from approvals.fingerprint import (
    DeviceEvidence,
    DeviceEvidenceKind,
    EvidenceKey,
    claims_of,
)
from approvals.licence import Terms
from approvals.licence_store import StoredLicence
from approvals.record_licence import correct_licence, record_licence
from approvals.revoke_licence import revoke_licence
from ledger.entry import Actor
from ledger.store import Leaf
from storage.scope import Scope
from tests.approvals.added_law import AddedLaw
from tests.approvals.builders import (
    AGENCY,
    APPROVER,
    OFFICER,
    SYSTEM,
    TODAY,
    line,
    order,
)
from tests.approvals.stage import Stage
from validators.classes import ItemClass
from validators.order import EvidenceKind, LicenceChannel, LicenceEvidence

KEEPER = Actor(person="person-keeper", role="catalog-keeper", authentication="api-key")
SYSTEM_NAME = "示例操作系统"
LAST = TODAY + timedelta(days=400)
CERTIFICATE = LicenceEvidence(EvidenceKind.LICENCE_CERTIFICATE, "C-1")

_GENUINE = b"""requirements:
  - id: "genuine-systems"
    duty: "preloaded-operating-system"
    classes: ["tablet"]
    refused_names: ["DOS"]
    article: "2"
    evidence: "read"
    sources: ["s1"]
"""


LICENSED = AddedLaw(_GENUINE)
"""The example law, and a duty to buy genuine systems in it: for tablets, which no test buys."""


def terms(copies: int = 7, **changes: Any) -> Terms:  # noqa: ANN401 - members of a statement
    stated = Terms(
        holder_name="Example agency",
        item_class=ItemClass.SOFTWARE_OS,
        product=SYSTEM_NAME,
        edition=None,
        versions=("V1",),
        channel=LicenceChannel.VOLUME,
        copies=copies,
        valid_from=date(2026, 1, 1),
        valid_until=LAST,
        evidence=(CERTIFICATE,),
    )
    return replace(stated, **changes)


def record(
    stage: Stage, what: Terms | None = None, actor: Actor = OFFICER, uscc: str = AGENCY
) -> str:
    with stage.database.transaction(stage.scope(actor, uscc)) as connection:
        return record_licence(
            connection,
            actor=actor,
            uscc=uscc,
            terms=terms() if what is None else what,
            office=stage.office,
            now=stage.now,
        ).number


def correct(
    stage: Stage, number: str, what: Terms, actor: Actor = OFFICER, uscc: str = AGENCY
) -> Leaf:
    with stage.database.transaction(stage.scope(actor, uscc)) as connection:
        return correct_licence(
            connection,
            actor=actor,
            uscc=uscc,
            number=number,
            terms=what,
            reason="the certificate says otherwise",
            office=stage.office,
            now=stage.now,
        )


def confirm(stage: Stage, number: str, actor: Actor = KEEPER) -> Leaf:
    with stage.database.transaction(Scope(role=actor.role, person=actor.person)) as connection:
        return confirm_licence(
            connection,
            actor=actor,
            number=number,
            note="compared with the certificate",
            office=stage.office,
            now=stage.now,
        )


def revoke(stage: Stage, number: str, actor: Actor = APPROVER, uscc: str | None = AGENCY) -> Leaf:
    with stage.database.transaction(stage.scope(actor, uscc)) as connection:
        return revoke_licence(
            connection,
            actor=actor,
            uscc=uscc,
            number=number,
            reason="sold with the department",
            office=stage.office,
            now=stage.now,
        )


KEYS = (EvidenceKey("k1", b"1" * 32), EvidenceKey("k2", b"2" * 32))


def evidence(serial: str, value: str, keys: Sequence[EvidenceKey] = KEYS[:1]) -> DeviceEvidence:
    return DeviceEvidence(0, serial, DeviceEvidenceKind.COA, claims_of(value, keys))


def bind(
    stage: Stage,
    serial: str,
    value: str,
    uscc: str = AGENCY,
    keys: Sequence[EvidenceKey] = KEYS[:1],
) -> Leaf:
    with stage.database.transaction(stage.scope(OFFICER, uscc)) as connection:
        return record_evidence(
            connection,
            actor=OFFICER,
            uscc=uscc,
            stated=[evidence(serial, value, keys)],
            source="example label",
            ids=stage.office.ids,
            now=stage.now,
        )


def confirmed(stage: Stage, what: Terms | None = None, uscc: str = AGENCY) -> str:
    number = record(stage, what, uscc=uscc)
    confirm(stage, number)
    return number


def licence(
    stage: Stage, number: str, actor: Actor = SYSTEM, uscc: str | None = None
) -> StoredLicence:
    with stage.database.transaction(stage.scope(actor, uscc)) as connection:
        return licence_store.find_licence(connection, number)


def left(stage: Stage, number: str) -> int:
    held = licence(stage, number)
    return held.copies - held.drawn


def system(*numbers: str, copies: int | None = 1, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    """The operating system of a line, licensed by grants."""
    evidence = [{"kind": "licence-certificate", "number": it} for it in numbers]
    licensed = {"channel": "volume", "count": copies, "evidence": evidence}
    return {
        "preloaded": True,
        "name": SYSTEM_NAME,
        "version": "V1",
        "licence": {name: it for name, it in licensed.items() if it is not None},
        **changes,
    }


def licensed(reference: str, quantity: int, *numbers: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    """An order of desktops with as many copies of one licence."""
    return order(
        reference,
        line(quantity, operating_system=system(*numbers, copies=quantity)),
        **changes,
    )
