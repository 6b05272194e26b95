"""An agency's list of usable free software acted out on a stage: recorded, approved, taken off."""

from datetime import date
from functools import cache
from typing import Any

from approvals import free_software_store
from approvals.approve_free_software import approve_free_software
from approvals.free_software import FreeTerms, StoredFree
from approvals.record_free_software import record_free_software
from approvals.take_off_free_software import take_off_free_software
from catalog.books import Books
from ledger.canonical import digest
from ledger.entry import Actor
from ledger.store import Leaf
from tests.approvals.builders import AGENCY, APPROVER, GOLDEN, OFFICER, books, line, order
from tests.approvals.stage import Stage
from validators.law import Law
from validators.standards_file import documents, load

SUITE = "示例自由办公软件"
REASON = "经信息中心测试,可打开各单位来文"

_LISTED = b"""requirements:
  - id: "free-software-on-the-list"
    duty: "listed-free-software"
    classes: ["desktop"]
    article: "3"
    evidence: "inferred"
"""


@cache
def listed_documents() -> tuple[tuple[str, bytes], ...]:
    """The example law, and in it the duty that free software stands on the list."""
    return tuple(
        (name, data.replace(b"requirements:\n", _LISTED))
        for name, data in documents(GOLDEN / "law-1")
    )


@cache
def listed_law() -> Law:
    return load(list(listed_documents()))


@cache
def listed_digest() -> str:
    return digest(b"".join(data for _, data in listed_documents()))


def listed_books() -> Books:
    return Books(listed_law(), listed_digest(), books().catalogue, 7)


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
