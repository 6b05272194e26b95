"""An agency's list of usable free software acted out on a stage: recorded, approved, taken off."""

from datetime import date
from typing import Any

from approvals import free_software_store
from approvals.approve_free_software import approve_free_software
from approvals.free_software import FreeTerms, StoredFree
from approvals.record_free_software import record_free_software
from approvals.take_off_free_software import take_off_free_software
from ledger.entry import Actor
from ledger.store import Leaf
from tests.approvals.added_law import AddedLaw
from tests.approvals.builders import AGENCY, APPROVER, OFFICER, line, order
from tests.approvals.stage import Stage

SUITE = "示例自由办公软件"
REASON = "经信息中心测试,可打开各单位来文"

_LISTED = b"""requirements:
  - id: "free-software-on-the-list"
    duty: "listed-free-software"
    classes: ["desktop"]
    article: "3"
    evidence: "inferred"
"""


LISTED = AddedLaw(_LISTED)
"""The example law, and in it the duty that free software stands on the list."""


def terms(name: str = SUITE, **changes: Any) -> FreeTerms:  # noqa: ANN401 - members of an entry
    return FreeTerms(
        **{"name": name, "reason": REASON, "valid_from": date(2026, 1, 1), **changes},
    )


def record(
    stage: Stage, what: FreeTerms | None = None, actor: Actor = OFFICER, uscc: str = AGENCY
) -> str:
    with stage.database.transaction(stage.scope(actor, uscc)) as connection:
        return record_free_software(
            connection,
            actor=actor,
            uscc=uscc,
            terms=what or terms(),
            office=stage.office,
            now=stage.now,
        ).number


def approve(stage: Stage, number: str, actor: Actor = APPROVER, uscc: str = AGENCY) -> Leaf:
    with stage.database.transaction(stage.scope(actor, uscc)) as connection:
        return approve_free_software(
            connection,
            actor=actor,
            uscc=uscc,
            number=number,
            note="tested on two machines",
            office=stage.office,
            now=stage.now,
        )


def take_off(
    stage: Stage,
    number: str,
    on: date | None = None,
    actor: Actor = APPROVER,
    uscc: str = AGENCY,
) -> Leaf:
    with stage.database.transaction(stage.scope(actor, uscc)) as connection:
        return take_off_free_software(
            connection,
            actor=actor,
            uscc=uscc,
            number=number,
            reason="许可条款已变",
            off_from=on,
            office=stage.office,
            now=stage.now,
        )


def listed(stage: Stage, what: FreeTerms | None = None) -> str:
    number = record(stage, what)
    approve(stage, number)
    return number


def entry(stage: Stage, number: str, actor: Actor = OFFICER, uscc: str = AGENCY) -> StoredFree:
    with stage.database.transaction(stage.scope(actor, uscc)) as connection:
        return free_software_store.find_entry(connection, uscc, number)


def free(reference: str, quantity: int = 1, name: str = SUITE, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    """An order of desktops with free software on each."""
    software = {"class": "software_office", "name": name, "version": "V2"}
    licence = {"channel": "free", "count": quantity}
    return order(reference, line(quantity, software=[{**software, "licence": licence}], **changes))
