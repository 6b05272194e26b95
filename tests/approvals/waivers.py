"""Waivers acted out on a stage: asked for, decided, withdrawn, looked at."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from approvals import waiver_store
from approvals.ask_waiver import AskedFor, ask_waiver
from approvals.decide_waiver import decline_waiver, grant_waiver
from approvals.states import WaiverState
from approvals.waiver import AS_ASKED, Bounds, Narrower, Wanted
from approvals.waiver_store import StoredWaiver
from approvals.withdraw_waiver import withdraw_waiver
from ledger.entry import Actor
from ledger.store import Leaf
from tests.approvals.builders import AGENCY, APPROVER, OFFICER, SYSTEM, TODAY, law
from tests.approvals.stage import Stage
from validators.classes import ItemClass

PRICE, QUANTITY, LIFE = "unit-price-ceiling", "headcount-quota", "minimum-service-life"
LAST = TODAY + timedelta(days=30)


def wanted(
    rule: str = PRICE,
    units: int = 3,
    price: str | None = "6200.00",
    *,
    of: str = "desktop",
    first: date = TODAY,
    last: date = LAST,
    **changes: Any,  # noqa: ANN401 - members of a request
) -> Wanted:
    asked = Wanted(
        rule=rule,
        item_class=ItemClass(of),
        attributes=(),
        edition=None,
        row=None,
        bounds=Bounds(
            units=units,
            unit_price=None if price is None or rule != PRICE else Decimal(price),
            valid_from=first,
            valid_until=last,
        ),
        reason="machines for drawing plans",
        evidence=("example memo 1",),
    )
    return replace(asked, **changes)


def ask(
    stage: Stage, what: Wanted | None = None, actor: Actor = OFFICER, uscc: str = AGENCY
) -> str:
    with stage.database.transaction(stage.scope(actor, uscc)) as connection:
        made: AskedFor = ask_waiver(
            connection,
            actor=actor,
            uscc=uscc,
            wanted=wanted() if what is None else what,
            law=law(),
            office=stage.office,
            now=stage.now,
        )
    return made.number


def grant(
    stage: Stage,
    number: str,
    actor: Actor = APPROVER,
    narrower: Narrower = AS_ASKED,
    uscc: str = AGENCY,
) -> Leaf:
    with stage.database.transaction(stage.scope(actor, uscc)) as connection:
        return grant_waiver(
            connection,
            actor=actor,
            number=number,
            reason="the plans need them",
            office=stage.office,
            now=stage.now,
            narrower=narrower,
        )


def decline(stage: Stage, number: str, actor: Actor = APPROVER) -> Leaf:
    with stage.database.transaction(stage.scope(actor)) as connection:
        return decline_waiver(
            connection,
            actor=actor,
            number=number,
            reason="the usual ones will do",
            office=stage.office,
            now=stage.now,
        )


def withdraw(stage: Stage, number: str, actor: Actor = APPROVER, uscc: str = AGENCY) -> Leaf:
    with stage.database.transaction(stage.scope(actor, uscc)) as connection:
        return withdraw_waiver(
            connection,
            actor=actor,
            number=number,
            reason="no longer needed",
            office=stage.office,
            now=stage.now,
        )


def granted(
    stage: Stage,
    what: Wanted | None = None,
    actor: Actor = APPROVER,
    uscc: str = AGENCY,
) -> str:
    number = ask(stage, what, uscc=uscc)
    grant(stage, number, actor, uscc=uscc)
    return number


def waiver(stage: Stage, number: str) -> StoredWaiver:
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        return waiver_store.find_waiver(connection, number)


def page(stage: Stage, state: WaiverState | None = None) -> list[str]:
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        found = waiver_store.waivers_page(connection, limit=50, today=stage.now.date(), state=state)
    return [it.number for it in found]


def left(stage: Stage, number: str) -> int:
    held = waiver(stage, number)
    return held.granted - held.drawn
