"""Deliveries acted out on a stage: sent, told of, inspected, accepted, sent back, withdrawn."""

from collections.abc import Sequence
from typing import Any

from approvals import delivery_store, store
from approvals.accept_delivery import accept_delivery
from approvals.close_remainder import close_remainder
from approvals.delivery_acts import Done
from approvals.delivery_store import StoredDelivery
from approvals.despatch import Note, Sent, despatch
from approvals.inspect_delivery import inspect_delivery
from approvals.inspection_store import Inspected
from approvals.legal_day import legal_day
from approvals.line_units import LineUnits
from approvals.receive_delivery import receive_delivery
from approvals.return_delivery import return_delivery, withdraw_delivery
from approvals.unit_states import REPORTS, UnitAct, UnitState
from ledger.entry import Actor
from ledger.store import Leaf
from storage.scope import SYSTEM as OFFICE
from tests.approvals.builders import OFFICER, SUPPLIER, books
from tests.approvals.stage import Stage
from validators.delivery import Marked
from validators.order import OperatingSystem

SENDER = Actor(person="person-sender", role="supplier", authentication="api-key")


def send(
    stage: Stage,
    number: str,
    serials: Sequence[str],
    line: int = 0,
    *,
    actor: Actor = SENDER,
    supplier: str = SUPPLIER,
    reference: str | None = None,
) -> str:
    note = Note(
        number=number,
        reference=reference or f"DN-{stage.office.ids()}",
        despatched_on=legal_day(stage.now),
        sent=(Sent(line, tuple(serials)),),
    )
    with stage.database.transaction(OFFICE) as connection:
        return despatch(
            connection,
            actor=actor,
            supplier=supplier,
            note=note,
            ids=stage.office.ids,
            now=stage.now,
        ).id


def do(
    stage: Stage,
    identifier: str,
    act: UnitAct,
    serials: Sequence[str],
    *,
    actor: Actor = OFFICER,
    **found: Any,  # noqa: ANN401 - members of what was found
) -> Done:
    """Do what the act names, of all these devices at once."""
    common: dict[str, Any] = {
        "actor": actor,
        "identifier": identifier,
        "ids": stage.office.ids,
        "now": stage.now,
    }
    with stage.database.transaction(OFFICE) as connection:
        if act is UnitAct.INSPECT:
            looked = [looked_at(it, **found) for it in serials]
            return inspect_delivery(connection, found=looked, source="checklist", **common)
        if act in REPORTS:
            return receive_delivery(connection, told={act: serials}, note=None, **common)
        common["serials"] = serials
        if act is UnitAct.ACCEPT:
            common |= {"document": "acceptance 1", "books": stage.books or books()}
            return accept_delivery(connection, **common)
        if act is UnitAct.WITHDRAW:
            return withdraw_delivery(connection, supplier=SUPPLIER, reason="lost", **common)
        again = act is UnitAct.EXCHANGE
        return return_delivery(connection, reason="broken", replacement=again, **common)


def close(stage: Stage, number: str) -> Leaf | None:
    with stage.database.transaction(OFFICE) as connection:
        return close_remainder(
            connection,
            actor=OFFICER,
            number=number,
            reason="no longer needed",
            ids=stage.office.ids,
            now=stage.now,
        )


def looked_at(serial: str, **found: Any) -> Inspected:  # noqa: ANN401 - members of what was found
    whole: dict[str, Any] = {
        "system": OperatingSystem(name="示例操作系统", version="V1"),
        "label": Marked(),
        "media": Marked(present=True),
        "altered": False,
        **found,
    }
    return Inspected(serial=serial, **whole)


def delivery(stage: Stage, identifier: str) -> StoredDelivery:
    with stage.database.transaction(OFFICE) as connection:
        return delivery_store.find_delivery(connection, identifier)


def states(stage: Stage, identifier: str) -> list[UnitState]:
    return [it.state for it in delivery(stage, identifier).units]


def units(stage: Stage, number: str, line: int = 0) -> LineUnits:
    with stage.database.transaction(OFFICE) as connection:
        order_id = store.approval_by_number(connection, number).order_id
        return store.line_units(connection, order_id)[line]


def account(stage: Stage, number: str) -> tuple[int, int, int, int, int]:
    """Accepted, returned, lapsed, under way and open units of the first line."""
    it = units(stage, number)
    return it.consumed, it.returned, it.lapsed, it.under_way, it.open
