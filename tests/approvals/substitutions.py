"""Substitutions acted out on a stage: proposed by the supplier, decided by the buyer."""

from collections.abc import Callable
from typing import Any

from approvals import store
from approvals.decide_substitution import consent_to_substitution, decline_substitution
from approvals.line_units import LineUnits
from approvals.propose_substitution import Proposed, propose_substitution
from approvals.substitution import Proposal
from approvals.substitution_acts import SubstitutionDone
from approvals.substitution_examination import Sources
from approvals.substitution_store import StoredSubstitution, find_substitution
from approvals.withdraw_substitution import withdraw_substitution
from catalog.books import Books
from ledger.entry import Actor
from storage.scope import SYSTEM as OFFICE
from tests.approvals.builders import (
    GOLDEN,
    OFFICER,
    SUPPLIER,
    ExampleCatalogue,
    books,
    law,
    law_digest,
)
from tests.approvals.deliveries import SENDER
from tests.approvals.stage import Stage
from validators.standards_file import documents, load


def sources(stage: Stage) -> Sources:
    return Sources(stage.books or books(), {law_digest(): law()}.__getitem__)


def under(*changes: tuple[str, str]) -> Books:
    """Books of a law that is the example's but for some figures."""
    given = dict(documents(GOLDEN / "law-1"))
    text = given["example.yaml"].decode()
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    changed = load([*((n, d) for n, d in given.items() if n != "example.yaml"),
                         ("example.yaml", text.encode())])  # fmt: skip
    return Books(changed, "sha256:" + "e" * 64, ExampleCatalogue(), 8)  # type: ignore[arg-type] # a small one


def propose(
    stage: Stage,
    number: str,
    quantity: int = 1,
    price: str = "4400.00",
    *,
    line: int = 0,
    actor: Actor = SENDER,
    supplier: str = SUPPLIER,
    reference: str | None = None,
    **device: Any,  # noqa: ANN401 - JSON values
) -> Proposed:
    asked = Proposal(
        number=number,
        reference=reference or f"SU-{stage.office.ids()}",
        line=line,
        quantity=quantity,
        device={"model": "Example 2", "unit_price": price, **device},
        reason="the model is no longer made",
    )
    with stage.database.transaction(OFFICE) as connection:
        return propose_substitution(
            connection,
            actor=actor,
            supplier=supplier,
            proposal=asked,
            sources=sources(stage),
            office=stage.office,
            now=stage.now,
        )


def consent(
    stage: Stage, identifier: str, actor: Actor = OFFICER, reference: str | None = None
) -> SubstitutionDone:
    with stage.database.transaction(stage.scope(actor)) as connection:
        return consent_to_substitution(
            connection,
            actor=actor,
            identifier=identifier,
            reference=reference or f"S-{stage.office.ids()}",
            reason="as good",
            sources=sources(stage),
            office=stage.office,
            now=stage.now,
        )


def decline(stage: Stage, identifier: str, actor: Actor = OFFICER) -> SubstitutionDone:
    with stage.database.transaction(stage.scope(actor)) as connection:
        return decline_substitution(
            connection,
            actor=actor,
            identifier=identifier,
            reason="we wait",
            office=stage.office,
            now=stage.now,
        )


def withdraw(stage: Stage, identifier: str, supplier: str = SUPPLIER) -> SubstitutionDone:
    with stage.database.transaction(OFFICE) as connection:
        return withdraw_substitution(
            connection,
            actor=SENDER,
            supplier=supplier,
            identifier=identifier,
            reason="made again",
            office=stage.office,
            now=stage.now,
        )


def take_back(stage: Stage, identifier: str, _: Actor) -> SubstitutionDone:
    return withdraw(stage, identifier)


Decide = Callable[[Stage, str, Actor], SubstitutionDone]
DECISIONS: tuple[Decide, ...] = (consent, decline, take_back)
"""Every way a proposal ends, alike to call."""


def proposal(stage: Stage, identifier: str) -> StoredSubstitution:
    with stage.database.transaction(OFFICE) as connection:
        return find_substitution(connection, identifier)


def lines(stage: Stage, number: str) -> tuple[LineUnits, ...]:
    with stage.database.transaction(OFFICE) as connection:
        order_id = store.approval_by_number(connection, number).order_id
        return store.line_units(connection, order_id)
