"""Unused licences acted out on a stage: stated by an agency, rested on by orders of computers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from approvals import agencies, store
from approvals.delivery_gates import Passing, passing
from approvals.evidence import evidence_of, gather
from approvals.legal_day import legal_day
from approvals.submit import Submission
from ledger.canonical import parse
from storage.driver import first_row
from tests.approvals.added_law import AddedLaw
from tests.approvals.builders import AGENCY, SYSTEM, TODAY, line
from tests.approvals.stage import Stage
from validators.evidence import Evidence
from validators.examine import Dates
from validators.finding import Finding
from validators.gates import examine_at
from validators.reading import read_order
from validators.rule import Gate

_DUTIES = b"""requirements:
  - id: "one-a-computer"
    duty: "software-coverage"
    classes: ["desktop"]
    covers: ["software_office"]
    role: "asset-management-head"
    article: "3"
    evidence: "read"
    sources: ["s1"]
  - id: "shortfall-only"
    duty: "shortfall-only"
    classes: ["desktop"]
    covers: ["software_office"]
    role: "asset-management-head"
    article: "4"
    evidence: "read"
    sources: ["s1"]
"""
_DRAWN = """
select class, sum(copies) from procheck.spare_draw where order_id = :id
group by class having sum(copies) <> 0
"""


COVERING = AddedLaw(_DUTIES)
"""The example law, and the duty to cover desktops with office software in it."""


def state(
    stage: Stage, copies: int, since: date = TODAY, uscc: str = AGENCY, of: str = "office"
) -> None:
    """Let an agency state how many licences it holds and does not use."""
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        agencies.record_headcount(
            connection,
            actor=SYSTEM,
            uscc=uscc,
            basis=f"licences.software_{of}",
            value=copies,
            provenance=agencies.Provenance(valid_from=since, source="example ledger"),
            ids=stage.office.ids,
            now=stage.now,
        )


def bundled(quantity: int, licences: int) -> dict[str, Any]:
    """A line of desktops that brings so many licences of office software."""
    licence = {"channel": "volume", "count": licences}
    software = {"class": "software_office", "name": "示例办公", "licence": licence}
    return line(quantity, software=[software])


def rests(stage: Stage, order_id: str) -> int:
    """How many licences of office software an order rests on, by the rows written."""
    return sum(stage.column(_DRAWN.replace("class, ", "", 1), id=order_id))


def evidence(stage: Stage, document: Mapping[str, Any]) -> Evidence:
    """What an order would be examined with now."""
    order, today = read_order(document), legal_day(stage.now)
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        found = gather(lambda it, values: first_row(connection, it, values), order, today)
    return evidence_of(*found, order, COVERING.books, today, "person-x")


def shown(stage: Stage, document: Mapping[str, Any]) -> list[Finding]:
    """What the contract's gate says of an order now."""
    known, today = evidence(stage, document), legal_day(stage.now)
    order, law = read_order(document), COVERING.law
    return list(examine_at(Gate.CONTRACT, order, known, law, Dates(placed_on=today)).findings)


def passes(stage: Stage, order_id: str) -> Passing:
    """What holds the devices of an order back now."""
    today = legal_day(stage.now)
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        return passing(connection, order_id, lambda _: (), COVERING.books, today, "person-x")


def sealed(found: Submission) -> Any:  # noqa: ANN401 - a JSON value
    """What a receipt seals of unused licences."""
    return parse(found.examination.sealed.receipt)["evidence"].get("spares")  # type: ignore[index]  # our own receipt


def document_of(stage: Stage, order_id: str) -> Mapping[str, Any]:
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        return parse(store.order(connection, order_id).document)  # type: ignore[return-value]  # our own order
